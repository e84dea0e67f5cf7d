use std::net::IpAddr;

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use serde::Deserialize;
use tower_sessions::Session;

use super::complete::{FirstStep, complete};
use super::store;
use crate::accounts::events::AccountEvent;
use crate::accounts::hasher::{HashError, Verdict};
use crate::accounts::limits::{self, Network};
use crate::accounts::password::TypedPassword;
use crate::accounts::sessions::LoginEpoch;
use crate::accounts::throttle::{self, Bucket, Taken};
use crate::accounts::{Viewer, known_device, next, sessions};
use crate::app::App;
use crate::events::{self, Actor};
use crate::platform::ids::AccountId;
use crate::platform::mail::EmailAddress;
use crate::platform::web::flash::{Flash, FlashKind};
use crate::platform::web::{
    ClientAddress, Form, FormErrors, Layout, PageError, Query, Routes, Who, page, unprocessable,
};

pub(super) fn routes() -> Routes<App> {
    Routes::new().get("/sign-in", Who::Public, show).post("/sign-in", Who::Public, sign_in).post(
        "/sign-out",
        Who::Public,
        sign_out,
    )
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct NextQuery {
    #[serde(default)]
    pub next: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct SignInForm {
    email: String,
    password: String,
    own_phone: String,
    next: String,
}

#[derive(Template)]
#[template(path = "accounts/sign_in.html")]
struct SignInPage {
    layout: Layout,
    form: SignInForm,
    errors: FormErrors,
}

impl SignInPage {
    fn new(layout: Layout, mut form: SignInForm, errors: FormErrors) -> Self {
        form.password = String::new();
        Self { layout: layout.with_errors(!errors.is_empty()), form, errors }
    }

    /// The page that mails a code, leading to the same place afterwards.
    fn code_href(&self) -> String {
        next::with_next("/sign-in/codes", &self.form.next)
    }
}

/// What the page says whenever the address and the password do not belong together, whatever the reason (S6).
const WRONG: &str =
    "That email address and password do not match. Check both, or ask for a code by email instead";

async fn show(
    viewer: Option<Viewer>,
    Query(query): Query<NextQuery>,
    layout: Layout,
) -> Result<Response, PageError> {
    let next = next::local(&query.next);
    if viewer.is_some() {
        return Ok(Redirect::to(&next).into_response());
    }
    page(&SignInPage::new(layout, SignInForm { next, ..SignInForm::default() }, FormErrors::none()))
}

async fn sign_in(
    State(app): State<App>,
    session: Session,
    headers: HeaderMap,
    ClientAddress(address): ClientAddress,
    layout: Layout,
    Form(form): Form<SignInForm>,
) -> Result<Response, PageError> {
    let mut errors = FormErrors::none();
    let email = errors.take("email", EmailAddress::parse(&form.email));
    if form.password.is_empty() {
        errors.add("password", "Enter your password");
    }
    let Some(email) = email.filter(|_| errors.is_empty()) else {
        return unprocessable(&SignInPage::new(layout, form, errors));
    };
    let next = next::local(&form.next);
    let own_phone = !form.own_phone.is_empty();
    let jar = CookieJar::from_headers(&headers);
    let buckets = buckets(&app, &email, &jar, address).await?;
    if let Taken::Wait { seconds } = throttle::take(&app.db, app.clock.now(), &buckets).await? {
        let errors = FormErrors::one("password", wait_sentence(seconds));
        let page = SignInPage::new(layout, form, errors);
        return Ok((StatusCode::TOO_MANY_REQUESTS, unprocessable(&page)?).into_response());
    }
    let found = check(&app, &email, &form.password).await?;
    if found.is_some() {
        throttle::give_back_all(&app.db, &buckets).await?;
    }
    match found {
        Some((account_id, login_epoch)) => {
            let step = FirstStep { account_id, login_epoch, own_phone, next };
            complete(&app, &session, &headers, step).await
        }
        None => unprocessable(&SignInPage::new(layout, form, FormErrors::one("password", WRONG))),
    }
}

/// The limits this try counts against: the browser's own where it signed in to this account before (S12).
async fn buckets(
    app: &App,
    email: &EmailAddress,
    jar: &CookieJar,
    address: IpAddr,
) -> Result<Vec<Bucket>, PageError> {
    let known = match known_device::token(jar, &app.site.base_url) {
        Some(token) => {
            let mut db = app.db.acquire().await?;
            known_device::recognise(&mut db, app.clock.now(), email, &token).await?
        }
        None => None,
    };
    Ok(limits::password(email, Network::of(address), known.as_ref()))
}

pub(super) fn wait_sentence(seconds: u32) -> String {
    let minutes = seconds.div_ceil(60);
    let unit = if minutes == 1 { "minute" } else { "minutes" };
    format!("There were too many wrong passwords. Wait {minutes} {unit}, or ask for a code by email instead")
}

/// The account whose address and password these are. One Argon2 verification whether or not it exists (S6).
async fn check(
    app: &App,
    email: &EmailAddress,
    typed: &str,
) -> Result<Option<(AccountId, LoginEpoch)>, PageError> {
    let mut db = app.db.acquire().await?;
    let found = store::by_email(&mut db, email).await?;
    // No connection is held while the password is checked: hashing queues, and the pool must not queue with it.
    drop(db);
    let stored = found.as_ref().and_then(|found| found.password_hash.as_deref());
    let verdict = match app.hasher.verify(&TypedPassword::new(typed), stored).await {
        Ok(verdict) => verdict,
        Err(HashError::Busy) => return Err(PageError::TooMany { retry_after_seconds: 5 }),
        Err(error) => return Err(PageError::internal(error)),
    };
    let mut tx = app.db.begin().await?;
    let right = match (found, verdict) {
        (Some(found), Verdict::Right { renewed }) => {
            if let (Some(old), Some(new)) = (&found.password_hash, renewed) {
                store::rehash(&mut tx, found.account_id, old, &new).await?;
            }
            Some((found.account_id, found.login_epoch))
        }
        (found, _) => {
            let event = AccountEvent::SignInRefused(found.map(|found| found.account_id));
            events::record(&mut tx, Actor::Visitor, app.clock.now(), &event).await?;
            None
        }
    };
    tx.commit().await?;
    Ok(right)
}

async fn sign_out(
    State(app): State<App>,
    viewer: Option<Viewer>,
    jar: CookieJar,
) -> Result<Response, PageError> {
    if let Some(viewer) = viewer {
        let mut tx = app.begin(&viewer).await?;
        let event = AccountEvent::SignedOut(viewer.account_id);
        events::record(&mut tx, Actor::Account(viewer.account_id), app.clock.now(), &event).await?;
        tx.commit().await?;
    }
    let said = Flash { kind: FlashKind::Success, text: "You are signed out.".to_owned() };
    let answer = (CookieJar::new().add(said.cookie()), Redirect::to("/"));
    sessions::signed_out(&app, &jar, answer).await
}
