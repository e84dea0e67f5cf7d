//! The second step of signing in. Until it is passed the login session belongs to nobody and opens nothing else.

use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::SignedDuration;
use serde::Deserialize;
use tower_sessions::Session;

use super::super::emails::Notice;
use super::super::events::{SecurityEvent, What};
use super::super::{changed, proof, store as accounts};
use super::check::{Checked, Offered, check};
use crate::accounts::sessions::{self, Pending};
use crate::accounts::sign_in::{self, FirstStep, finish};
use crate::app::App;
use crate::events::{self, Actor};
use crate::platform::ids::AccountId;
use crate::platform::web::{Form, FormErrors, Layout, PageError, Routes, Who, page, unprocessable};

/// How long a first step waits for the second.
const WAITS: SignedDuration = SignedDuration::from_mins(15);

pub(super) fn routes() -> Routes<App> {
    Routes::new()
        .get("/sign-in/second-factor", Who::Public, show)
        .post("/sign-in/second-factor", Who::Public, give)
        .get("/sign-in/recovery-code", Who::Public, show_recovery)
        .post("/sign-in/recovery-code", Who::Public, give_recovery)
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct CodeForm {
    code: String,
}

#[derive(Template)]
#[template(path = "accounts/security/step.html")]
struct StepPage {
    layout: Layout,
    errors: FormErrors,
}

#[derive(Template)]
#[template(path = "accounts/security/step_recovery.html")]
struct RecoveryPage {
    layout: Layout,
    errors: FormErrors,
    code: String,
}

/// The first step that waits here, unless it waited too long or the account's sign-ins were ended since, as a new
/// password does.
async fn waiting(app: &App, session: &Session) -> Result<Option<Pending>, PageError> {
    let Some(pending) = sessions::pending(session).await? else { return Ok(None) };
    if app.clock.now().since(pending.since) >= WAITS {
        return Ok(None);
    }
    let mut db = app.db.acquire().await?;
    let current = sign_in::login_epoch(&mut db, pending.account_id).await?;
    Ok((current == pending.login_epoch).then_some(pending))
}

fn from_the_start() -> Response {
    Redirect::to("/sign-in").into_response()
}

async fn show(State(app): State<App>, session: Session, layout: Layout) -> Result<Response, PageError> {
    match waiting(&app, &session).await? {
        Some(_) => page(&StepPage { layout, errors: FormErrors::none() }),
        None => Ok(from_the_start()),
    }
}

async fn show_recovery(
    State(app): State<App>,
    session: Session,
    layout: Layout,
) -> Result<Response, PageError> {
    match waiting(&app, &session).await? {
        Some(_) => page(&RecoveryPage { layout, errors: FormErrors::none(), code: String::new() }),
        None => Ok(from_the_start()),
    }
}

async fn give(
    State(app): State<App>,
    session: Session,
    headers: HeaderMap,
    layout: Layout,
    Form(form): Form<CodeForm>,
) -> Result<Response, PageError> {
    let Some(pending) = waiting(&app, &session).await? else { return Ok(from_the_start()) };
    let message = if form.code.trim().is_empty() {
        "Enter the 6 digits from your app".to_owned()
    } else {
        match check(&app, &headers, pending.account_id, Offered::AppCode(&form.code)).await? {
            Checked::Right => return signed_in(&app, &session, &headers, pending).await,
            Checked::Wait { seconds } => proof::wait(seconds),
            Checked::Wrong { last } => {
                if last {
                    warn_owner(&app, pending.account_id).await?;
                }
                "That is not the code your app shows now. Each code works once: wait for the next one if you have used it"
                    .to_owned()
            }
        }
    };
    unprocessable(&StepPage { layout: layout.with_errors(true), errors: FormErrors::one("code", message) })
}

async fn give_recovery(
    State(app): State<App>,
    session: Session,
    headers: HeaderMap,
    layout: Layout,
    Form(form): Form<CodeForm>,
) -> Result<Response, PageError> {
    let Some(pending) = waiting(&app, &session).await? else { return Ok(from_the_start()) };
    let message = if form.code.trim().is_empty() {
        "Enter one of your recovery codes".to_owned()
    } else {
        match check(&app, &headers, pending.account_id, Offered::RecoveryCode(&form.code)).await? {
            Checked::Right => {
                tell_recovery_code_used(&app, pending.account_id).await?;
                return signed_in(&app, &session, &headers, pending).await;
            }
            Checked::Wait { seconds } => proof::wait(seconds),
            Checked::Wrong { last } => {
                if last {
                    warn_owner(&app, pending.account_id).await?;
                }
                "That is not one of your recovery codes, or you have used it before".to_owned()
            }
        }
    };
    let errors = FormErrors::one("code", message);
    unprocessable(&RecoveryPage { layout: layout.with_errors(true), errors, code: form.code })
}

async fn signed_in(
    app: &App,
    session: &Session,
    headers: &HeaderMap,
    pending: Pending,
) -> Result<Response, PageError> {
    let Pending { account_id, login_epoch, own_phone, next, .. } = pending;
    finish(app, session, headers, FirstStep { account_id, login_epoch, own_phone, next }, true).await
}

async fn tell_recovery_code_used(app: &App, account_id: AccountId) -> Result<(), PageError> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let own = accounts::own(&mut tx, now, account_id).await?;
    let event = SecurityEvent { account_id, what: What::RecoveryCodeUsed };
    events::record(&mut tx, Actor::Account(account_id), now, &event).await?;
    let notice = Notice::RecoveryCodeUsed { left: own.recovery_codes_left };
    changed::write(app, &mut tx, &own, &own.email, notice).await?;
    tx.commit().await?;
    Ok(())
}

/// Somebody who is past the first step used up the tries at the second: the owner should know.
async fn warn_owner(app: &App, account_id: AccountId) -> Result<(), PageError> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let own = accounts::own(&mut tx, now, account_id).await?;
    let event = SecurityEvent { account_id, what: What::SecondFactorRefused };
    events::record(&mut tx, Actor::Visitor, now, &event).await?;
    changed::warn(app, &mut tx, &own).await?;
    tx.commit().await?;
    Ok(())
}
