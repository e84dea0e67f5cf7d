use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Deserialize;
use tower_sessions::Session;

use super::super::emails::{Notice, RecoveryAddressConfirmation};
use super::super::events::{SecurityEvent, What};
use super::super::store::{self as accounts, Own};
use super::super::{changed, proof};
use super::store;
use crate::accounts::limits::{self, MailedLink};
use crate::accounts::{Viewer, first_name, sessions, throttle};
use crate::app::App;
use crate::events::{self, Actor};
use crate::platform::mail::{EmailAddress, Envelope};
use crate::platform::tokens::Token;
use crate::platform::web::{
    Form, FormErrors, Layout, PageError, Path, Routes, Who, page, see_other, unprocessable,
};

const PATH: &str = "/account/security/recovery-address";
const REMOVAL: &str = "/account/security/recovery-address/removal";

pub(in crate::accounts::security) fn routes() -> Routes<App> {
    Routes::new()
        .get(PATH, Who::Fresh, show)
        .post(PATH, Who::Fresh, request)
        .get(REMOVAL, Who::Fresh, show_removal)
        .post(REMOVAL, Who::Fresh, remove)
        .get("/recovery-address/{token}", Who::Public, show_link)
        .post("/recovery-address/{token}", Who::Public, confirm)
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct AddressForm {
    recovery_email: String,
    current_password: String,
}

#[derive(Template)]
#[template(path = "accounts/security/recovery_address.html")]
struct AddressPage {
    layout: Layout,
    errors: FormErrors,
    typed: String,
    own: Own,
}

async fn show(viewer: Viewer, State(app): State<App>, layout: Layout) -> Result<Response, PageError> {
    let own = own(&app, &viewer).await?;
    if let Some(elsewhere) = proof::first(&viewer, &own, app.clock.now(), PATH) {
        return Ok(elsewhere);
    }
    page(&AddressPage { layout, errors: FormErrors::none(), typed: String::new(), own })
}

async fn own(app: &App, viewer: &Viewer) -> Result<Own, PageError> {
    let mut db = app.db.acquire().await?;
    Ok(accounts::own(&mut db, app.clock.now(), viewer.account_id).await?)
}

async fn request(
    viewer: Viewer,
    State(app): State<App>,
    layout: Layout,
    Form(form): Form<AddressForm>,
) -> Result<Response, PageError> {
    let now = app.clock.now();
    let own = own(&app, &viewer).await?;
    if let Some(elsewhere) = proof::first(&viewer, &own, now, PATH) {
        return Ok(elsewhere);
    }
    let mut errors = FormErrors::none();
    let address = errors.take("recovery_email", EmailAddress::parse(&form.recovery_email));
    if address.as_ref().is_some_and(|address| address.as_str().eq_ignore_ascii_case(own.email.as_str())) {
        errors.add("recovery_email", "That is the address of your account. Enter a different one");
    }
    proof::check(&app, &viewer, &own, &form.current_password, &mut errors).await?;
    if let Some(address) = address.as_ref().filter(|_| errors.is_empty()) {
        let mut buckets = limits::mailed_link(MailedLink::Change, address);
        buckets.extend(limits::mailed_link(MailedLink::Change, &own.email));
        if !throttle::take(&app.db, now, &buckets).await?.is_allowed() {
            errors.add("recovery_email", limits::SEVERAL_LETTERS);
        }
    }
    let Some(address) = address.filter(|_| errors.is_empty()) else {
        let typed = form.recovery_email;
        return unprocessable(&AddressPage { layout: layout.with_errors(true), errors, typed, own });
    };
    let token = Token::random();
    let mut tx = app.begin(&viewer).await?;
    store::request(&mut tx, now, viewer.account_id, &address, &token.hash()).await?;
    let event = SecurityEvent { account_id: viewer.account_id, what: What::RecoveryAddressRequested };
    events::record(&mut tx, Actor::Account(viewer.account_id), now, &event).await?;
    let letter = RecoveryAddressConfirmation {
        first_name: first_name(&own.name).to_owned(),
        path: format!("/recovery-address/{}", token.text()),
    };
    let envelope = Envelope { to: address.clone(), account_id: Some(viewer.account_id), dedupe_key: None };
    app.outbox.enqueue(&mut tx, now, &envelope, &letter).await.map_err(PageError::internal)?;
    tx.commit().await?;
    Ok(see_other(
        "/account/security",
        &format!("We have sent a link to {address}. Follow it within 30 minutes."),
    ))
}

#[derive(Template)]
#[template(path = "accounts/security/recovery_address_removal.html")]
struct RemovalPage {
    layout: Layout,
    errors: FormErrors,
    own: Own,
}

async fn show_removal(viewer: Viewer, State(app): State<App>, layout: Layout) -> Result<Response, PageError> {
    let own = own(&app, &viewer).await?;
    if let Some(elsewhere) = proof::first(&viewer, &own, app.clock.now(), REMOVAL) {
        return Ok(elsewhere);
    }
    page(&RemovalPage { layout, errors: FormErrors::none(), own })
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct RemovalForm {
    current_password: String,
}

async fn remove(
    viewer: Viewer,
    State(app): State<App>,
    session: Session,
    headers: HeaderMap,
    layout: Layout,
    Form(form): Form<RemovalForm>,
) -> Result<Response, PageError> {
    let now = app.clock.now();
    let own = own(&app, &viewer).await?;
    if let Some(elsewhere) = proof::first(&viewer, &own, now, REMOVAL) {
        return Ok(elsewhere);
    }
    let mut errors = FormErrors::none();
    proof::check(&app, &viewer, &own, &form.current_password, &mut errors).await?;
    if !errors.is_empty() {
        return unprocessable(&RemovalPage { layout: layout.with_errors(true), errors, own });
    }
    let mut tx = app.begin(&viewer).await?;
    accounts::lock(&mut tx, viewer.account_id).await?;
    store::remove(&mut tx, now, viewer.account_id).await?;
    let epoch = changed::tell(
        &app,
        &mut tx,
        &viewer,
        &own,
        What::RecoveryAddressRemoved,
        Notice::RecoveryAddressRemoved,
    )
    .await?;
    if let Some(removed) = &own.recovery_email {
        changed::write(&app, &mut tx, &own, removed, Notice::RecoveryAddressRemoved).await?;
    }
    tx.commit().await?;
    changed::renew_session(&app, &session, &headers, epoch).await?;
    Ok(see_other("/account/security", "Your recovery address is removed."))
}

#[derive(Template)]
#[template(path = "accounts/security/recovery_address_link.html")]
struct LinkPage {
    layout: Layout,
    /// The address to confirm; `None` when the link ran out, was used, or never was.
    address: Option<String>,
}

/// Shows a button and changes nothing, so that a mail scanner that opens the link does not act (S7).
async fn show_link(
    Path(token): Path<String>,
    State(app): State<App>,
    layout: Layout,
) -> Result<Response, PageError> {
    let mut tx = app.db.begin().await?;
    let waiting = match Token::parse(&token) {
        Some(token) => store::waiting(&mut tx, app.clock.now(), &token.hash()).await?,
        None => None,
    };
    page(&LinkPage { layout, address: waiting.map(|waiting| waiting.email.to_string()) })
}

async fn confirm(
    viewer: Option<Viewer>,
    Path(token): Path<String>,
    State(app): State<App>,
    session: Session,
    headers: HeaderMap,
    layout: Layout,
) -> Result<Response, PageError> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let waiting = match Token::parse(&token) {
        Some(token) => store::waiting(&mut tx, now, &token.hash()).await?,
        None => None,
    };
    let Some(waiting) = waiting else { return unprocessable(&LinkPage { layout, address: None }) };
    let here = viewer.as_ref().filter(|viewer| viewer.account_id == waiting.account_id);
    store::confirm(&mut tx, now, &waiting).await?;
    let epoch = match here {
        Some(viewer) => {
            sessions::end_others(&mut tx, now, waiting.account_id, viewer.login_session_id).await?
        }
        None => sessions::end_all(&mut tx, now, waiting.account_id).await?,
    };
    let event = SecurityEvent { account_id: waiting.account_id, what: What::RecoveryAddressConfirmed };
    events::record(&mut tx, Actor::Account(waiting.account_id), now, &event).await?;
    let own = accounts::own(&mut tx, now, waiting.account_id).await?;
    let notice = Notice::RecoveryAddressConfirmed { address: waiting.email.to_string() };
    changed::write(&app, &mut tx, &own, &own.email, notice).await?;
    tx.commit().await?;
    let said = "Your recovery address is confirmed.";
    if here.is_some() {
        changed::renew_session(&app, &session, &headers, epoch).await?;
        return Ok(see_other("/account/security", said));
    }
    Ok(see_other("/sign-in", said))
}
