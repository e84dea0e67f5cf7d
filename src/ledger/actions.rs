use sqlx::PgConnection;

use super::following_store;
use super::model::{EntryId, LedgerError, LedgerEvent, NewEntry, Reflection};
use super::progress::progress;
use super::showing;
use super::store::{self, Kept, Row};
use crate::accounts::hold_open;
use crate::app::App;
use crate::events::{self, Actor};
use crate::organisations::day_of;
use crate::platform::ids::{AccountId, SubmissionId};

/// What became of a form that adds an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keeping {
    /// It is kept, now or by an earlier submission of the same form.
    Kept(EntryId),
    /// This form was sent before and said something else, which is kept.
    Different,
    /// Others or a session recorded supervision on that day, and it was not said that this was another meeting.
    SameDay,
    /// They entered the same already (what, when, how long), and it was not said that this was another one.
    Again,
}

/// Keeps an entry of somebody's ledger and shows it to the pools it is for. The same form again changes nothing (R3).
///
/// # Errors
/// The database's, or those of memberships.
pub async fn record(
    db: &mut PgConnection,
    app: &App,
    account: AccountId,
    submission: SubmissionId,
    new: &NewEntry,
) -> Result<Keeping, LedgerError> {
    if !hold_open(db, account).await? {
        return Err(LedgerError::NotFound);
    }
    let now = app.clock.now();
    let id = EntryId::new(now);
    let row = Row {
        id,
        account,
        entry: new,
        supervisor: None,
        group: None,
        session: None,
        reflection: new.reflection.seal(&app.secret, id, account),
        submission,
    };
    let before = store::of_submission(db, account, submission).await?;
    if before.is_none() && is_doubled(db, account, None, new).await? {
        return Ok(Keeping::SameDay);
    }
    if before.is_none() && !new.apart && store::is_entered(db, account, new, submission).await? {
        return Ok(Keeping::Again);
    }
    if before.is_some() || !store::insert(db, now, &row).await? {
        let before = store::of_submission(db, account, submission).await?.ok_or(LedgerError::NotFound)?;
        let kept = store::find(db, account, before).await?.ok_or(LedgerError::NotFound)?;
        let same = says_the_same(app, account, &kept, new)?;
        return Ok(if same { Keeping::Kept(before) } else { Keeping::Different });
    }
    let by = Actor::Account(account);
    events::record(db, by, now, &LedgerEvent::Recorded(id, new.kind)).await?;
    let pools = progress(db, account, day_of(now)).await?;
    showing::show(db, by, now, account, id, new, &pools).await?;
    Ok(Keeping::Kept(id))
}

/// Changes an entry of somebody's, and what it shows to pools. The same change sent again is done.
///
/// # Errors
/// `NotFound` when it is not theirs; `Overtaken` when it changed since it was loaded; `Checked` when a coordinator has checked
/// what would change; `SameDay` when others or a session recorded one on that day and it is not said to be another.
pub async fn change(
    db: &mut PgConnection,
    app: &App,
    account: AccountId,
    id: EntryId,
    version: i32,
    new: &NewEntry,
) -> Result<(), LedgerError> {
    if !hold_open(db, account).await? {
        return Err(LedgerError::NotFound);
    }
    let now = app.clock.now();
    let kept = store::lock(db, account, id).await?.ok_or(LedgerError::NotFound)?;
    if kept.version != version {
        return if says_the_same(app, account, &kept, new)? { Ok(()) } else { Err(LedgerError::Overtaken) };
    }
    let afresh = differs(&kept, new);
    let counts = kept.minutes != new.minutes.cast_signed();
    if kept.settled && (afresh || counts) {
        return Err(LedgerError::Checked);
    }
    let moved = kept.kind != new.kind || kept.held_on != new.held_on;
    if kept.is_typed() && moved && is_doubled(db, account, Some(id), new).await? {
        return Err(LedgerError::SameDay);
    }
    let pools = progress(db, account, day_of(now)).await?;
    showing::follow(db, now, account, id, new, (afresh, counts), &pools).await?;
    store::update(db, id, new, new.reflection.seal(&app.secret, id, account)).await?;
    events::record(db, Actor::Account(account), now, &LedgerEvent::Changed(id, new.kind)).await?;
    Ok(())
}

/// Deletes an entry of somebody's, and what it shows to pools.
///
/// # Errors
/// `NotFound` when it is not theirs; `Checked` when a coordinator has checked what it shows; `Follows` when it goes with a session.
pub async fn remove(
    db: &mut PgConnection,
    app: &App,
    account: AccountId,
    id: EntryId,
) -> Result<(), LedgerError> {
    let now = app.clock.now();
    let kept = store::lock(db, account, id).await?.ok_or(LedgerError::NotFound)?;
    if kept.session_id.is_some() {
        return Err(LedgerError::Follows);
    }
    showing::take_back(db, Actor::Account(account), now, account, id).await?;
    store::delete(db, id).await?;
    events::record(db, Actor::Account(account), now, &LedgerEvent::Removed(id, kept.kind)).await?;
    Ok(())
}

/// Whether supervision was recorded on the same day by others or a session, and nothing is said of it.
async fn is_doubled(
    db: &mut PgConnection,
    account: AccountId,
    id: Option<EntryId>,
    new: &NewEntry,
) -> Result<bool, sqlx::Error> {
    if new.apart || !new.kind.is_of_one_day() {
        return Ok(false);
    }
    following_store::is_recorded_on(db, account, new.kind, new.held_on, id).await
}

/// Whether something changes of what pools see.
fn differs(kept: &Kept, new: &NewEntry) -> bool {
    kept.kind != new.kind
        || kept.held_on != new.held_on
        || kept.title != new.title
        || kept.with_whom != new.with_whom
}

fn says_the_same(app: &App, account: AccountId, kept: &Kept, new: &NewEntry) -> Result<bool, LedgerError> {
    let reflection =
        Reflection::open(&app.secret, kept.ledger_entry_id, account, kept.reflection.as_deref())?;
    Ok(!differs(kept, new)
        && kept.minutes == new.minutes.cast_signed()
        && kept.shown() == new.shown
        && reflection == new.reflection)
}
