use sqlx::PgConnection;

use super::super::emails::{EmailChanged, EmailConfirmation, Notice};
use super::super::events::{SecurityEvent, What};
use super::super::store::{self as accounts, Own};
use super::super::{changed, second_factor};
use super::store::Change;
use super::{UNDO_LASTS, store};
use crate::accounts::sessions::LoginEpoch;
use crate::accounts::{Viewer, first_name, known_device, recovery_codes, sessions};
use crate::app::App;
use crate::events::{self, Actor};
use crate::platform::clock::Instant;
use crate::platform::mail::{EmailAddress, Envelope};
use crate::platform::tokens::Token;
use crate::platform::web::PageError;

/// Writes the link to the new address and tells the old one that somebody asked.
///
/// # Errors
/// The database's, or a template's.
pub async fn request(
    app: &App,
    db: &mut PgConnection,
    viewer: &Viewer,
    own: &Own,
    new: &EmailAddress,
) -> Result<(), PageError> {
    let now = app.clock.now();
    let token = Token::random();
    store::request(db, now, own.account_id, &own.email, new, &token.hash()).await?;
    let event = SecurityEvent { account_id: own.account_id, what: What::EmailChangeRequested };
    events::record(db, Actor::Account(viewer.account_id), now, &event).await?;
    let letter = EmailConfirmation {
        first_name: first_name(&own.name).to_owned(),
        path: format!("/email-change/{}", token.text()),
    };
    let envelope = Envelope { to: new.clone(), account_id: Some(own.account_id), dedupe_key: None };
    app.outbox.enqueue(db, now, &envelope, &letter).await.map_err(PageError::internal)?;
    changed::write(app, db, own, &own.email, Notice::EmailChangeRequested { new: new.to_string() }).await
}

/// Makes the change, ends the other login sessions (all but `here`, when it is the account's own), and gives the old
/// address the way back. `None` when another account has the address by now.
///
/// # Errors
/// The database's, or a template's.
pub async fn confirm(
    app: &App,
    db: &mut PgConnection,
    here: Option<&Viewer>,
    change: &Change,
) -> Result<Option<LoginEpoch>, PageError> {
    let now = app.clock.now();
    accounts::lock(db, change.account_id).await?;
    let own = accounts::own(db, now, change.account_id).await?;
    if !store::set_email(db, now, change.account_id, &change.new_email).await? {
        return Ok(None);
    }
    let undo = Token::random();
    store::confirm(db, now, change.email_change_id, &undo.hash()).await?;
    store::end_mailed_links(db, now, change.account_id).await?;
    let epoch = match here {
        Some(viewer) => sessions::end_others(db, now, change.account_id, viewer.login_session_id).await?,
        None => sessions::end_all(db, now, change.account_id).await?,
    };
    record(db, now, change, What::EmailChanged).await?;
    let letter = EmailChanged {
        first_name: first_name(&own.name).to_owned(),
        new: change.new_email.to_string(),
        path: format!("/email-change/undo/{}", undo.text()),
        until: now.plus(UNDO_LASTS),
    };
    let envelope =
        Envelope { to: change.old_email.clone(), account_id: Some(change.account_id), dedupe_key: None };
    app.outbox.enqueue(db, now, &envelope, &letter).await.map_err(PageError::internal)?;
    Ok(Some(epoch))
}

/// Puts the account back as it was before the change: its address, and without whatever was added since that could
/// keep somebody in (the password, which somebody else may know; a recovery address and an authenticator app younger
/// than the change). Ends every login session. False when another account has the old address by now.
///
/// # Errors
/// The database's, or a template's.
pub async fn undo(app: &App, db: &mut PgConnection, change: &Change) -> Result<bool, PageError> {
    let now = app.clock.now();
    let since = change.confirmed_at.unwrap_or(now);
    accounts::lock(db, change.account_id).await?;
    if !store::set_email(db, now, change.account_id, &change.old_email).await? {
        return Ok(false);
    }
    store::undo_since(db, now, change).await?;
    store::forget_requests(db, change.account_id).await?;
    store::take_back(db, change.account_id, since).await?;
    if second_factor::remove_newer(db, change.account_id, since).await? {
        recovery_codes::forget(db, change.account_id).await?;
    }
    store::end_mailed_links(db, now, change.account_id).await?;
    known_device::forget_all(db, change.account_id).await?;
    sessions::end_all(db, now, change.account_id).await?;
    record(db, now, change, What::EmailChangeUndone).await?;
    let own = accounts::own(db, now, change.account_id).await?;
    changed::write(app, db, &own, &change.old_email, Notice::EmailChangeUndone).await?;
    changed::write(app, db, &own, &change.new_email, Notice::EmailChangeUndone).await?;
    Ok(true)
}

async fn record(db: &mut PgConnection, now: Instant, change: &Change, what: What) -> sqlx::Result<()> {
    let event = SecurityEvent { account_id: change.account_id, what };
    events::record(db, Actor::Account(change.account_id), now, &event).await
}
