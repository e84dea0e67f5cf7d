//! What follows every change of a credential (S8).

use axum::http::HeaderMap;
use sqlx::PgConnection;
use tower_sessions::Session;

use super::emails::{Notice, SecurityNotice};
use super::events::{SecurityEvent, What};
use super::store::Own;
use crate::accounts::sessions::LoginEpoch;
use crate::accounts::{Viewer, first_name, sessions};
use crate::app::App;
use crate::events::{self, Actor};
use crate::platform::mail::{EmailAddress, Envelope};
use crate::platform::web::PageError;

/// In the transaction of the change: ends the other login sessions, records the event and writes to the owner. Gives
/// what [`renew_session`] needs.
///
/// # Errors
/// The database's, or a template's.
pub async fn tell(
    app: &App,
    db: &mut PgConnection,
    viewer: &Viewer,
    own: &Own,
    what: What,
    notice: Notice,
) -> Result<LoginEpoch, PageError> {
    let now = app.clock.now();
    let epoch = sessions::end_others(db, now, own.account_id, viewer.login_session_id).await?;
    let event = SecurityEvent { account_id: own.account_id, what };
    events::record(db, Actor::Account(viewer.account_id), now, &event).await?;
    write(app, db, own, &own.email, notice).await?;
    Ok(epoch)
}

/// Writes a security notice to one of the owner's addresses.
///
/// # Errors
/// The database's, or a template's.
pub async fn write(
    app: &App,
    db: &mut PgConnection,
    own: &Own,
    to: &EmailAddress,
    notice: Notice,
) -> Result<(), PageError> {
    let now = app.clock.now();
    let letter = SecurityNotice { first_name: first_name(&own.name).to_owned(), notice, at: now };
    let envelope = Envelope { to: to.clone(), account_id: Some(own.account_id), dedupe_key: None };
    app.outbox.enqueue(db, now, &envelope, &letter).await.map_err(PageError::internal)?;
    Ok(())
}

/// Warns the owner that somebody who is past the first step failed at the second; once a day at most.
///
/// # Errors
/// The database's, or a template's.
pub async fn warn(app: &App, db: &mut PgConnection, own: &Own) -> Result<(), PageError> {
    let now = app.clock.now();
    let day = now.unix_seconds().div_euclid(86_400);
    let notice = Notice::SecondFactorRefused;
    let letter = SecurityNotice { first_name: first_name(&own.name).to_owned(), notice, at: now };
    let envelope = Envelope {
        to: own.email.clone(),
        account_id: Some(own.account_id),
        dedupe_key: Some(format!("second-factor-refused/{}/{day}", own.account_id)),
    };
    app.outbox.enqueue(db, now, &envelope, &letter).await.map_err(PageError::internal)?;
    Ok(())
}

/// After the commit: gives this login session a new id, so that a copy of its cookie is worth nothing any more.
///
/// # Errors
/// `Unavailable` when the database does not answer.
pub async fn renew_session(
    app: &App,
    session: &Session,
    headers: &HeaderMap,
    epoch: LoginEpoch,
) -> Result<(), PageError> {
    sessions::renew_in(session, headers, app.clock.now(), epoch).await
}
