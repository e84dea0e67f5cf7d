use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::emails::PasswordChanged;
use super::store;
use crate::accounts::events::AccountEvent;
use crate::accounts::hasher::HashError;
use crate::accounts::limits::{self, MailedLink};
use crate::accounts::password::NewPassword;
use crate::accounts::{first_name, sessions, throttle};
use crate::app::App;
use crate::events::{self, Actor};
use crate::platform::mail::{self, EmailAddress, Envelope};
use crate::platform::tokens::Token;
use crate::platform::web::{
    Form, FormErrors, Layout, PageError, Path, Routes, Who, page, see_other, unprocessable,
};

pub(in crate::accounts) fn routes() -> Routes<App> {
    Routes::new()
        .get("/password-reset", Who::Public, show_request)
        .post("/password-reset", Who::Public, request)
        .get("/password-reset/sent", Who::Public, show_sent)
        .get("/password-reset/{token}", Who::Public, show_choice)
        .post("/password-reset/{token}", Who::Public, choose)
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct RequestForm {
    email: String,
}

#[derive(Template)]
#[template(path = "accounts/password_reset.html")]
struct RequestPage {
    layout: Layout,
    form: RequestForm,
    errors: FormErrors,
}

async fn show_request(layout: Layout) -> Result<Response, PageError> {
    page(&RequestPage { layout, form: RequestForm::default(), errors: FormErrors::none() })
}

async fn request(
    State(app): State<App>,
    layout: Layout,
    Form(form): Form<RequestForm>,
) -> Result<Response, PageError> {
    let email = match EmailAddress::parse(&form.email) {
        Ok(email) => email,
        Err(error) => {
            let errors = FormErrors::one("email", error.to_string());
            return unprocessable(&RequestPage { layout: layout.with_errors(true), form, errors });
        }
    };
    let now = app.clock.now();
    if !throttle::take(&app.db, now, &limits::mailed_link(MailedLink::Reset, &email)).await?.is_allowed() {
        let errors = FormErrors::one("email", limits::SEVERAL_LETTERS);
        let answer = unprocessable(&RequestPage { layout: layout.with_errors(true), form, errors })?;
        return Ok((StatusCode::TOO_MANY_REQUESTS, answer).into_response());
    }
    let mut tx = app.db.begin().await?;
    store::insert(&mut tx, now, &email).await?;
    mail::wake(&mut tx).await?;
    tx.commit().await?;
    Ok(Redirect::to("/password-reset/sent").into_response())
}

#[derive(Template)]
#[template(path = "accounts/password_reset_sent.html")]
struct SentPage {
    layout: Layout,
}

async fn show_sent(layout: Layout) -> Result<Response, PageError> {
    page(&SentPage { layout })
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct ChoiceForm {
    new_password: String,
}

#[derive(Template)]
#[template(path = "accounts/password_reset_choice.html")]
struct ChoicePage {
    layout: Layout,
    errors: FormErrors,
    usable: bool,
}

async fn show_choice(
    Path(token): Path<String>,
    State(app): State<App>,
    layout: Layout,
) -> Result<Response, PageError> {
    let mut tx = app.db.begin().await?;
    let usable = match Token::parse(&token) {
        Some(token) => store::lock_usable(&mut tx, app.clock.now(), &token.hash()).await?.is_some(),
        None => false,
    };
    page(&ChoicePage { layout, errors: FormErrors::none(), usable })
}

async fn choose(
    Path(token): Path<String>,
    State(app): State<App>,
    layout: Layout,
    Form(form): Form<ChoiceForm>,
) -> Result<Response, PageError> {
    let Some(token) = Token::parse(&token) else { return gone(layout) };
    let now = app.clock.now();
    let mut db = app.db.acquire().await?;
    let Some(found) = store::lock_usable(&mut db, now, &token.hash()).await? else { return gone(layout) };
    drop(db);
    let organisation = found.organisation.unwrap_or_default();
    let context = [found.name.as_str(), found.email.as_str(), organisation.as_str()];
    let password = match NewPassword::parse(&form.new_password, &context, false) {
        Ok(password) => password,
        Err(refused) => {
            let errors = FormErrors::one("new_password", refused.to_string());
            return unprocessable(&ChoicePage { layout: layout.with_errors(true), errors, usable: true });
        }
    };
    let hash = match app.hasher.hash(&password).await {
        Ok(hash) => hash,
        Err(HashError::Busy) => return Err(PageError::TooMany { retry_after_seconds: 5 }),
        Err(error) => return Err(PageError::internal(error)),
    };
    let mut tx = app.db.begin().await?;
    // Looked up again under its lock: of two posts of one link, one counts.
    let Some(found) = store::lock_usable(&mut tx, now, &token.hash()).await? else { return gone(layout) };
    store::set_password(&mut tx, now, found.account_id, &hash).await?;
    sessions::end_all(&mut tx, now, found.account_id).await?;
    events::record(
        &mut tx,
        Actor::Account(found.account_id),
        now,
        &AccountEvent::PasswordReset(found.account_id),
    )
    .await?;
    let letter = PasswordChanged { first_name: first_name(&found.name).to_owned() };
    let envelope = Envelope { to: found.email, account_id: Some(found.account_id), dedupe_key: None };
    app.outbox.enqueue(&mut tx, now, &envelope, &letter).await?;
    mail::wake(&mut tx).await?;
    tx.commit().await?;
    Ok(see_other("/sign-in", "Your password is changed. Sign in with the new one."))
}

fn gone(layout: Layout) -> Result<Response, PageError> {
    unprocessable(&ChoicePage { layout, errors: FormErrors::none(), usable: false })
}
