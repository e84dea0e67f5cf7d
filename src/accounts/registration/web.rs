use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use tower_sessions::Session;

use super::actions::{self, Confirmed};
use super::store;
use crate::accounts::hasher::HashError;
use crate::accounts::limits::{self, MailedLink};
use crate::accounts::password::NewPassword;
use crate::accounts::sign_in::{FirstStep, complete, login_epoch};
use crate::accounts::throttle;
use crate::app::App;
use crate::organisations::{ChoiceForm, Chooser, chooser, resolve};
use crate::platform::ids::SubmissionId;
use crate::platform::mail::{self, EmailAddress};
use crate::platform::tokens::Token;
use crate::platform::web::forms::line;
use crate::platform::web::{
    Form, FormErrors, Layout, PageError, Path, Routes, Who, page, see_other, unprocessable,
};

pub(in crate::accounts) fn routes() -> Routes<App> {
    Routes::new()
        .get("/register", Who::Public, show)
        .post("/register", Who::Public, register)
        .get("/register/sent", Who::Public, show_sent)
        .get("/register/confirmation/{token}", Who::Public, show_confirmation)
        .post("/register/confirmation/{token}", Who::Public, confirm)
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct RegisterForm {
    name: String,
    email: String,
    submission: String,
    #[serde(flatten)]
    workplace: ChoiceForm,
}

#[derive(Template)]
#[template(path = "accounts/register.html")]
struct RegisterPage {
    layout: Layout,
    form: RegisterForm,
    chooser: Chooser,
    errors: FormErrors,
}

async fn show(State(app): State<App>, layout: Layout) -> Result<Response, PageError> {
    let submission = SubmissionId::new(app.clock.now()).to_string();
    let form = RegisterForm { submission, ..RegisterForm::default() };
    page(&RegisterPage { layout, form, chooser: Chooser::empty(), errors: FormErrors::none() })
}

/// Answers the same, and does the same work, whether or not the address has an account (S6).
async fn register(
    State(app): State<App>,
    layout: Layout,
    Form(form): Form<RegisterForm>,
) -> Result<Response, PageError> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    if form.workplace.wants_search() {
        let chooser = chooser(&mut tx, &form.workplace, now).await?;
        return page(&RegisterPage { layout, form, chooser, errors: FormErrors::none() });
    }
    let mut errors = FormErrors::none();
    let name = errors.take("name", line(&form.name, "your name", 100));
    let email = errors.take("email", EmailAddress::parse(&form.email));
    let workplace = resolve(&mut tx, &form.workplace, now, &mut errors).await?;
    let submission = form.submission.parse().unwrap_or_else(|_| SubmissionId::new(now));
    let (Some(name), Some(email), Some(_)) = (name, email, workplace) else {
        let chooser = chooser(&mut tx, &form.workplace, now).await?;
        return unprocessable(&RegisterPage { layout: layout.with_errors(true), form, chooser, errors });
    };
    let workplace = serde_json::to_value(&form.workplace).map_err(PageError::internal)?;
    let is_new = store::insert(&mut tx, now, submission.0, &name, &email, &workplace).await?;
    let buckets = limits::mailed_link(MailedLink::Registration, &email);
    if is_new && !throttle::take_on(&mut tx, now, &buckets).await?.is_allowed() {
        // Refused in silence: a newer letter is in the inbox and still works, and strangers are not mailed without end.
        return Ok(Redirect::to("/register/sent").into_response());
    }
    mail::wake(&mut tx).await?;
    tx.commit().await?;
    Ok(Redirect::to("/register/sent").into_response())
}

#[derive(Template)]
#[template(path = "accounts/register_sent.html")]
struct SentPage {
    layout: Layout,
}

async fn show_sent(layout: Layout) -> Result<Response, PageError> {
    page(&SentPage { layout })
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct ConfirmForm {
    new_password: String,
    own_phone: String,
}

#[derive(Template)]
#[template(path = "accounts/register_confirmation.html")]
struct ConfirmPage {
    layout: Layout,
    /// `None` when the link no longer works.
    email: Option<EmailAddress>,
    form: ConfirmForm,
    errors: FormErrors,
}

/// Shows a button and changes nothing, so that a mail scanner that opens the link confirms nothing (S7).
async fn show_confirmation(
    Path(token): Path<String>,
    State(app): State<App>,
    layout: Layout,
) -> Result<Response, PageError> {
    let mut tx = app.db.begin().await?;
    let found = match Token::parse(&token) {
        Some(token) => store::lock_usable(&mut tx, app.clock.now(), &token.hash()).await?,
        None => None,
    };
    let email = found.map(|found| found.email);
    page(&ConfirmPage { layout, email, form: ConfirmForm::default(), errors: FormErrors::none() })
}

async fn confirm(
    Path(token): Path<String>,
    State(app): State<App>,
    session: Session,
    headers: HeaderMap,
    layout: Layout,
    Form(form): Form<ConfirmForm>,
) -> Result<Response, PageError> {
    let now = app.clock.now();
    let gone = |layout| {
        unprocessable(&ConfirmPage {
            layout,
            email: None,
            form: ConfirmForm::default(),
            errors: FormErrors::none(),
        })
    };
    let Some(token) = Token::parse(&token) else { return gone(layout) };
    let mut db = app.db.acquire().await?;
    let Some(found) = store::lock_usable(&mut db, now, &token.hash()).await? else { return gone(layout) };
    drop(db);
    let hash = if form.new_password.is_empty() {
        None
    } else {
        match NewPassword::parse(&form.new_password, &[found.name.as_str(), found.email.as_str()], false) {
            Ok(password) => match app.hasher.hash(&password).await {
                Ok(hash) => Some(hash),
                Err(HashError::Busy) => return Err(PageError::TooMany { retry_after_seconds: 5 }),
                Err(error) => return Err(PageError::internal(error)),
            },
            Err(refused) => {
                let errors = FormErrors::one("new_password", refused.to_string());
                let form = ConfirmForm { new_password: String::new(), ..form };
                let layout = layout.with_errors(true);
                return unprocessable(&ConfirmPage { layout, email: Some(found.email), form, errors });
            }
        }
    };
    let mut tx = app.db.begin().await?;
    let confirmed = actions::confirm(&mut tx, now, &token, hash.as_deref()).await?;
    tx.commit().await?;
    match confirmed {
        Confirmed::Made(account_id) => {
            let own_phone = !form.own_phone.is_empty();
            let mut db = app.db.acquire().await?;
            let login_epoch = login_epoch(&mut db, account_id).await?;
            drop(db);
            let step = FirstStep { account_id, login_epoch, own_phone, next: "/dashboard".to_owned() };
            complete(&app, &session, &headers, step).await
        }
        Confirmed::HadOne => {
            Ok(see_other("/sign-in", "This address has an account already. Sign in to it here."))
        }
        Confirmed::Gone => gone(layout),
    }
}
