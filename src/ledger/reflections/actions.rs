use sqlx::PgConnection;

use super::store::{self, Found, Row};
use super::sweeps::kept_since;
use crate::accounts::hold_open;
use crate::app::App;
use crate::events::{self, Actor};
use crate::ledger::model::{LedgerError, LedgerEvent, Reflection};
use crate::platform::ids::{AccountId, RelationshipId, SessionId};

/// A session of somebody's as a mentee, and what they wrote about it.
pub(super) struct Opened {
    pub found: Found,
    pub reflection: Reflection,
}

/// Reads what this account wrote about a session.
///
/// # Errors
/// `NotFound` when they had no such session as a mentee, or it was not held.
pub(super) async fn read(
    db: &mut PgConnection,
    app: &App,
    account: AccountId,
    relationship: RelationshipId,
    session: SessionId,
) -> Result<Opened, LedgerError> {
    let since = kept_since(app.clock.now());
    let found = store::find(db, account, relationship, session, since).await?.ok_or(LedgerError::NotFound)?;
    let reflection = Reflection::open_of_session(&app.secret, session, account, found.body.as_deref())?;
    Ok(Opened { found, reflection })
}

/// Keeps what somebody wrote about a session, over the version they saw (0 where there was none). The same again changes nothing (R3).
///
/// # Errors
/// `NotFound` when their account is closed; `Overtaken` when it is another version by now and says something else; `Sealed` when it says nothing.
pub(super) async fn keep(
    db: &mut PgConnection,
    app: &App,
    account: AccountId,
    (relationship, session): (RelationshipId, SessionId),
    version: i32,
    new: (&Reflection, bool),
) -> Result<(), LedgerError> {
    if !hold_open(db, account).await? {
        return Err(LedgerError::NotFound);
    }
    let now = app.clock.now();
    let (reflection, in_statement) = new;
    let Some(body) = reflection.seal_of_session(&app.secret, session, account) else {
        return Err(LedgerError::NotFound);
    };
    let row = Row { session, account, body, in_statement };
    let kept = if version == 0 {
        store::insert(db, now, &row).await?
    } else {
        store::update(db, now, version, &row).await?
    };
    if kept {
        let event = LedgerEvent::SessionReflected { session };
        events::record(db, Actor::Account(account), now, &event).await?;
        return Ok(());
    }
    let there = read(db, app, account, relationship, session).await?;
    if there.reflection == *reflection && there.found.in_statement == Some(in_statement) {
        Ok(())
    } else {
        Err(LedgerError::Overtaken)
    }
}
