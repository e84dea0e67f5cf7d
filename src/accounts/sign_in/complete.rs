use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use http::HeaderMap;
use tower_sessions::Session;

use super::store;
use crate::accounts::events::AccountEvent;
use crate::accounts::known_device;
use crate::accounts::sessions::{self, LoginEpoch, Pending};
use crate::app::App;
use crate::events::{self, Actor};
use crate::platform::ids::AccountId;
use crate::platform::web::PageError;

/// How a first step was passed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FirstStep {
    pub account_id: AccountId,
    /// The account's from before the step was checked.
    pub login_epoch: LoginEpoch,
    pub own_phone: bool,
    /// A local path to go to afterwards.
    pub next: String,
}

/// After the first step: to the second factor where one is set up, otherwise signed in and on to `next`.
///
/// # Errors
/// The database's.
pub async fn complete(
    app: &App,
    session: &Session,
    headers: &HeaderMap,
    step: FirstStep,
) -> Result<Response, PageError> {
    let mut db = app.db.acquire().await?;
    let enrolled = store::has_second_factor(&mut db, step.account_id).await?;
    drop(db);
    if enrolled {
        let FirstStep { account_id, login_epoch, own_phone, next } = step;
        let pending = Pending { account_id, login_epoch, since: app.clock.now(), own_phone, next };
        sessions::set_pending(session, pending).await?;
        return Ok(Redirect::to("/sign-in/second-factor").into_response());
    }
    finish(app, session, headers, step, false).await
}

/// Signs in after every step there is, remembers the browser, and goes on to `next`.
///
/// # Errors
/// The database's.
pub async fn finish(
    app: &App,
    session: &Session,
    headers: &HeaderMap,
    step: FirstStep,
    second_factor: bool,
) -> Result<Response, PageError> {
    let now = app.clock.now();
    let FirstStep { account_id, login_epoch, own_phone, next } = step;
    let mut tx = app.db.begin().await?;
    let event = AccountEvent::SignedIn { account_id, second_factor };
    events::record(&mut tx, Actor::Account(account_id), now, &event).await?;
    let brought = known_device::token(&CookieJar::from_headers(headers), &app.site.base_url);
    let device = known_device::remember(&mut tx, now, account_id, brought).await?;
    tx.commit().await?;
    sessions::sign_in(session, headers, (account_id, login_epoch), now, own_phone, second_factor).await?;
    let cookie = known_device::cookie(&device, &app.site.base_url);
    Ok((CookieJar::new().add(cookie), Redirect::to(&next)).into_response())
}
