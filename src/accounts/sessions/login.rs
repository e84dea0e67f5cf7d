//! What a login session holds, and the few moves it makes.

use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use http::{HeaderName, HeaderValue, header};
use serde::{Deserialize, Serialize};
use tower_sessions::{Expiry, Session};
use uuid::Uuid;

use super::layer::CookieRule;
use super::{LoginEpoch, device_name, limits, store};
use crate::app::App;
use crate::platform::clock::Instant;
use crate::platform::ids::AccountId;
use crate::platform::web::PageError;

pub(super) const LOGIN: &str = "login";
pub(in crate::accounts) const VIEWER: &str = "viewer";
/// The account's epoch when this request read the session; never stored with it.
pub(super) const EPOCH: &str = "login_epoch";
const PENDING: &str = "pending";
const CODE: &str = "code";

/// A completed sign-in, as the session's own data hold it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Login {
    pub account_id: AccountId,
    /// Sessions stored by a release that did not know of it belong to the first.
    #[serde(default)]
    pub epoch: LoginEpoch,
    pub authenticated_at: Instant,
    pub second_factor_at: Option<Instant>,
    pub own_phone: bool,
    pub device: String,
}

/// A first step that waits for its second factor. It opens nothing by itself (S4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pending {
    pub account_id: AccountId,
    /// The account's when the first step was checked.
    pub login_epoch: LoginEpoch,
    pub since: Instant,
    pub own_phone: bool,
    /// A local path to go to afterwards.
    pub next: String,
}

/// What a page says when the session cannot be read or written: a database that does not answer is "try again".
pub(in crate::accounts) fn failed(error: tower_sessions::session::Error) -> PageError {
    if matches!(error, tower_sessions::session::Error::Store(_)) {
        PageError::Unavailable
    } else {
        PageError::internal(error)
    }
}

/// Signs an account in: a new session id, so that one planted beforehand is worth nothing. `login_epoch` is the
/// account's from before its credentials were checked; when its sign-ins were ended since, nobody is signed in.
///
/// # Errors
/// `Unavailable` when the database does not answer.
pub async fn sign_in(
    session: &Session,
    headers: &HeaderMap,
    (account_id, login_epoch): (AccountId, LoginEpoch),
    now: Instant,
    own_phone: bool,
    second_factor: bool,
) -> Result<(), PageError> {
    let agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let login = Login {
        account_id,
        epoch: login_epoch,
        authenticated_at: now,
        second_factor_at: second_factor.then_some(now),
        own_phone,
        device: device_name(agent),
    };
    session.clear().await;
    session.cycle_id().await.map_err(failed)?;
    session.insert(LOGIN, login).await.map_err(failed)?;
    if own_phone {
        let until = now.plus(limits(true, false).absolute);
        let until =
            time::OffsetDateTime::from_unix_timestamp(until.unix_seconds()).map_err(PageError::internal)?;
        session.set_expiry(Some(Expiry::AtDateTime(until)));
    }
    Ok(())
}

/// Makes a signed-in session fresh again, under a new id, keeping what it was: its phone, its second factor.
///
/// # Errors
/// `SignInRequired` when nobody is signed in here; `Unavailable` when the database does not answer.
pub async fn renew(session: &Session, headers: &HeaderMap, now: Instant) -> Result<(), PageError> {
    let epoch = session.get(EPOCH).await.map_err(failed)?.ok_or(PageError::SignInRequired)?;
    renew_in(session, headers, now, epoch).await
}

/// The same, after a change that ended the account's other login sessions and gave this epoch.
///
/// # Errors
/// As [`renew`].
pub async fn renew_in(
    session: &Session,
    headers: &HeaderMap,
    now: Instant,
    epoch: LoginEpoch,
) -> Result<(), PageError> {
    let login: Login = session.get(LOGIN).await.map_err(failed)?.ok_or(PageError::SignInRequired)?;
    let second_factor = login.second_factor_at.is_some();
    sign_in(session, headers, (login.account_id, epoch), now, login.own_phone, second_factor).await
}

/// Notes that the first step succeeded and the second is awaited, under a new session id.
///
/// # Errors
/// `Unavailable` when the database does not answer.
pub async fn set_pending(session: &Session, pending: Pending) -> Result<(), PageError> {
    session.clear().await;
    session.cycle_id().await.map_err(failed)?;
    session.insert(PENDING, pending).await.map_err(failed)
}

/// The first step that waits in this session, if any.
///
/// # Errors
/// `Unavailable` when the database does not answer.
pub async fn pending(session: &Session) -> Result<Option<Pending>, PageError> {
    session.get(PENDING).await.map_err(failed)
}

/// Ties a mailed sign-in code to this browser.
///
/// # Errors
/// `Unavailable` when the database does not answer.
pub async fn remember_code(session: &Session, code: Uuid) -> Result<(), PageError> {
    session.insert(CODE, code).await.map_err(failed)
}

/// The mailed sign-in code that this browser asked for last.
///
/// # Errors
/// `Unavailable` when the database does not answer.
pub async fn remembered_code(session: &Session) -> Result<Option<Uuid>, PageError> {
    session.get(CODE).await.map_err(failed)
}

/// Ends the session in the database and answers with our own removal cookie, which carries the attributes that
/// browsers ask of a `__Host-` cookie, and asks the browser to forget cached pages.
///
/// # Errors
/// The database's.
pub async fn signed_out(
    app: &App,
    jar: &CookieJar,
    response: impl IntoResponse,
) -> Result<Response, PageError> {
    let rule = CookieRule::of(&app.site.base_url);
    if let Some(cookie) = jar.get(rule.name) {
        store::end_by_cookie(&app.db, app.clock.now(), cookie.value()).await?;
    }
    let removal = Cookie::build((rule.name, ""))
        .path("/")
        .http_only(true)
        .secure(rule.secure)
        .same_site(SameSite::Lax)
        .max_age(time::Duration::ZERO)
        .build();
    let mut response = response.into_response();
    let headers = response.headers_mut();
    if let Ok(value) = HeaderValue::from_str(&removal.to_string()) {
        headers.append(header::SET_COOKIE, value);
    }
    headers.insert(HeaderName::from_static("clear-site-data"), HeaderValue::from_static("\"cache\""));
    Ok(response)
}
