//! Sessions of coaching supervision are in the ledgers of both by themselves: entries that follow the session.

use sqlx::PgConnection;

use super::following_store::{self, Followed, Supervision};
use super::model::{EntryId, Kind, LedgerError, LedgerEvent, NewEntry, Reflection, Shown};
use super::progress::progress;
use super::showing;
use super::store::{self, Row};
use crate::accounts::hold_all_open;
use crate::app::App;
use crate::events::{self, Actor};
use crate::organisations::day_of;
use crate::platform::ids::{AccountId, PoolId, SessionId, SubmissionId};

/// Two of whom one supervises the other in a pool.
#[derive(Debug, Clone, Copy)]
pub struct SupervisionPair {
    pub pool: PoolId,
    pub supervisor: AccountId,
    pub supervisee: AccountId,
}

/// What an entry that follows a session is called until its owner calls it something else.
const TITLE: &str = "Supervision session";

/// Makes the ledgers of a supervisor and of whoever they supervise say of a session what it says now: an entry for each once it was
/// held, with its day and length; none when it was not. What a coordinator has checked stays as it is, and what its owner wrote a
/// reflection about stays theirs, as an entry that follows nothing. Nothing happens for a session of another kind, and doing it
/// again changes nothing.
///
/// # Errors
/// The database's.
pub async fn follow_session(
    db: &mut PgConnection,
    app: &App,
    by: Actor,
    session: SessionId,
) -> Result<(), LedgerError> {
    let Some(found) = following_store::supervision(db, session).await? else { return Ok(()) };
    let mut sides =
        [(found.supervisor_id, Kind::SupervisionGiven), (found.supervisee_id, Kind::SupervisionReceived)];
    // Entries and memberships are locked in the order of their owners, as a group locks them.
    sides.sort_unstable_by_key(|(account, _)| *account);
    for (account, kind) in sides {
        let kept = following_store::lock(db, account, session).await?;
        match (found.minutes, kept) {
            (Some(minutes), Some(kept)) => {
                change(db, app, by, account, &found, (kind, minutes), kept).await?;
            }
            (Some(minutes), None) => keep(db, app, by, account, &found, (kind, minutes)).await?,
            (None, Some(kept)) => drop_one(db, app, by, account, kept).await?,
            (None, None) => {}
        }
    }
    Ok(())
}

/// Holds what saying something of a session may change in the ledgers of both, before anything else is held (ARCHITECTURE.md: locks).
/// `session`: the one there is. Nothing for pairs that do not supervise.
///
/// # Errors
/// The database's.
pub async fn hold_for_session(
    db: &mut PgConnection,
    pair: &SupervisionPair,
    session: Option<SessionId>,
) -> Result<(), sqlx::Error> {
    let people = [pair.supervisor, pair.supervisee];
    hold_all_open(db, people).await?;
    following_store::hold(db, pair.pool, people, session).await
}

async fn keep(
    db: &mut PgConnection,
    app: &App,
    by: Actor,
    account: AccountId,
    found: &Supervision,
    (kind, minutes): (Kind, i16),
) -> Result<(), LedgerError> {
    if !following_store::is_open(db, account).await? {
        return Ok(());
    }
    let now = app.clock.now();
    let pools = progress(db, account, day_of(now)).await?;
    let received = kind == Kind::SupervisionReceived;
    let shown = if received && pools.iter().any(|pool| pool.pool_id == found.pool_id) {
        Shown::To(found.pool_id)
    } else {
        Shown::ToNobody
    };
    let entry = NewEntry {
        kind,
        held_on: found.held_on,
        minutes: minutes.unsigned_abs(),
        title: TITLE.to_owned(),
        with_whom: String::new(),
        shown,
        reflection: Reflection::default(),
        apart: false,
    };
    let id = EntryId::new(now);
    let supervisor = if received { Some(found.supervisor_id) } else { None };
    let row = Row {
        id,
        account,
        entry: &entry,
        supervisor,
        group: None,
        session: Some(found.session_id),
        reflection: None,
        submission: SubmissionId(found.session_id.0),
    };
    if store::insert(db, now, &row).await? {
        events::record(db, by, now, &LedgerEvent::Recorded(id, kind)).await?;
        showing::show(db, by, now, account, id, &entry, &pools).await?;
    }
    Ok(())
}

async fn change(
    db: &mut PgConnection,
    app: &App,
    by: Actor,
    account: AccountId,
    found: &Supervision,
    (kind, minutes): (Kind, i16),
    kept: Followed,
) -> Result<(), LedgerError> {
    let same = kept.follows && kept.minutes == minutes && kept.held_on == found.held_on;
    if kept.settled || same {
        return Ok(());
    }
    let now = app.clock.now();
    let entry = NewEntry {
        kind,
        held_on: found.held_on,
        minutes: minutes.unsigned_abs(),
        title: kept.title,
        with_whom: kept.with_whom,
        shown: Shown::of(kept.counts, kept.pool_id),
        reflection: Reflection::default(),
        apart: false,
    };
    store::update(db, kept.ledger_entry_id, &entry, kept.reflection).await?;
    let supervisor = (kind == Kind::SupervisionReceived).then_some(found.supervisor_id);
    following_store::set_session(db, kept.ledger_entry_id, found.session_id, supervisor).await?;
    if kept.held_on != found.held_on {
        let pools = progress(db, account, day_of(now)).await?;
        showing::take_back(db, by, now, account, kept.ledger_entry_id).await?;
        showing::show(db, by, now, account, kept.ledger_entry_id, &entry, &pools).await?;
    }
    events::record(db, by, now, &LedgerEvent::Changed(kept.ledger_entry_id, kind)).await?;
    Ok(())
}

async fn drop_one(
    db: &mut PgConnection,
    app: &App,
    by: Actor,
    account: AccountId,
    kept: Followed,
) -> Result<(), LedgerError> {
    if kept.settled || !kept.follows {
        return Ok(());
    }
    let (now, id) = (app.clock.now(), kept.ledger_entry_id);
    showing::take_back(db, by, now, account, id).await?;
    if kept.reflection.is_some() {
        following_store::leave_to_owner(db, id).await?;
        events::record(db, by, now, &LedgerEvent::Changed(id, kept.kind)).await?;
    } else {
        store::delete(db, id).await?;
        events::record(db, by, now, &LedgerEvent::Removed(id, kept.kind)).await?;
    }
    Ok(())
}
