//! A supervisor puts a recorded group right: its day, its length, what it was about, and who was there.

use std::collections::BTreeSet;

use jiff::SignedDuration;
use sqlx::PgConnection;

use super::group_actions::{self, Group, GroupError};
use super::mending_store::{self, Attendee, KeptGroup};
use super::model::{GroupId, Kind, LedgerEvent, Reflection, Shown};
use super::progress::progress;
use super::store;
use super::{following_store, showing};
use crate::accounts::Viewer;
use crate::app::App;
use crate::events::{self, Actor};
use crate::organisations::day_of;
use crate::platform::clock::Instant;
use crate::platform::ids::AccountId;

/// How long after it was recorded a group can be put right, in days.
pub const DAYS: i64 = 30;

/// Whether a group that was recorded then can still be put right.
pub(super) fn is_open(created_at: Instant, now: Instant) -> bool {
    now < created_at.plus(SignedDuration::from_hours(24 * DAYS))
}

/// What a supervisor says of a group now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mending {
    /// Of the group that they saw.
    pub version: i32,
    pub group: Group,
    /// Those who were there, of those in whose ledger it is or will be.
    pub there: BTreeSet<AccountId>,
    /// Of them, those who are named for the first time.
    pub added: BTreeSet<AccountId>,
}

/// Whose entries stayed as they were, because a coordinator has checked them or their owners have written about them.
pub type Stayed = Vec<String>;

/// Puts a group right in the ledger of each who was there. Who was added gets an entry and a letter; the entry of whoever was not there
/// goes with what it shows. What a coordinator has checked stays, and is not taken from anybody who has written about it: returned is
/// whose. The same again changes nothing (R3).
///
/// # Errors
/// `NotFound` when it is not theirs; `Over` when it is too late; `Overtaken` when it was put right meanwhile and says something else;
/// `SameDay` when the supervisor typed in supervision of the day it is moved to.
pub async fn mend_group(
    db: &mut PgConnection,
    app: &App,
    viewer: &Viewer,
    id: GroupId,
    mending: &Mending,
) -> Result<Stayed, GroupError> {
    let now = app.clock.now();
    let supervisor = viewer.account_id;
    let kept = mending_store::lock(db, supervisor, id).await?.ok_or(GroupError::NotFound)?;
    if !is_open(kept.created_at, now) {
        return Err(GroupError::Over);
    }
    let mut entries = mending_store::attendees(db, id, true).await?;
    let differs = differs(&kept, &mending.group);
    if kept.version != mending.version {
        return if !differs && is_as_said(&entries, supervisor, mending) {
            Ok(Vec::new())
        } else {
            Err(GroupError::Overtaken)
        };
    }
    let pool = group_actions::supervising(db, supervisor, kept.pool_id, day_of(now)).await?;
    let pool = pool.ok_or(GroupError::Over)?;
    let given = Kind::SupervisionGiven;
    if !mending.group.apart
        && kept.held_on != mending.group.held_on
        && following_store::is_typed_on(db, supervisor, given, mending.group.held_on).await?
    {
        return Err(GroupError::SameDay);
    }
    mending_store::update(db, id, &mending.group).await?;
    // Entries and memberships are locked in the order of their owners.
    entries.sort_unstable_by_key(|one| one.account_id);
    let (mut stayed, mut removed) = (Stayed::new(), 0);
    for one in &entries {
        let was_there = one.account_id == supervisor || mending.there.contains(&one.account_id);
        if was_there {
            if !follow(db, app, supervisor, &kept, mending, one).await? {
                stayed.push(one.name.clone());
            }
        } else if one.settled || one.reflection.is_some() {
            stayed.push(one.name.clone());
        } else {
            showing::take_back(db, Actor::Account(supervisor), now, one.account_id, one.ledger_entry_id)
                .await?;
            store::delete(db, one.ledger_entry_id).await?;
            removed += 1;
            let event = LedgerEvent::Removed(one.ledger_entry_id, Kind::SupervisionReceived);
            events::record(db, Actor::Account(supervisor), now, &event).await?;
        }
    }
    let fresh: Vec<AccountId> = mending
        .added
        .iter()
        .copied()
        .filter(|account| entries.iter().all(|one| one.account_id != *account))
        .collect();
    for account in &fresh {
        let recorded = (id, kept.submission_id);
        group_actions::add(db, app, viewer, recorded, &mending.group, &pool, *account).await?;
    }
    let event = LedgerEvent::GroupMended { group: id, pool: kept.pool_id, added: fresh.len(), removed };
    events::record(db, Actor::Account(supervisor), now, &event).await?;
    stayed.sort_unstable();
    Ok(stayed)
}

fn differs(kept: &KeptGroup, group: &Group) -> bool {
    kept.held_on != group.held_on || kept.minutes != group.minutes.cast_signed() || kept.title != group.title
}

/// Whether those have it who are said to have been there, beside those whose entries stay whatever is said.
fn is_as_said(entries: &[Attendee], supervisor: AccountId, mending: &Mending) -> bool {
    let has = |account: &AccountId| entries.iter().any(|one| one.account_id == *account);
    let added = mending.added.iter().all(has);
    added
        && entries
            .iter()
            .filter(|one| one.account_id != supervisor)
            .all(|one| mending.there.contains(&one.account_id) || one.settled || one.reflection.is_some())
}

/// Makes an entry say what the group says now; false when a coordinator has checked it, so that it stays as it is.
async fn follow(
    db: &mut PgConnection,
    app: &App,
    supervisor: AccountId,
    kept: &KeptGroup,
    mending: &Mending,
    one: &Attendee,
) -> Result<bool, GroupError> {
    if !differs(kept, &mending.group) {
        return Ok(true);
    }
    if one.settled {
        return Ok(false);
    }
    let (now, by, id) = (app.clock.now(), Actor::Account(supervisor), one.ledger_entry_id);
    let kind = if one.account_id == supervisor { Kind::SupervisionGiven } else { Kind::SupervisionReceived };
    let mut entry = group_actions::entry(&mending.group, kind, Shown::of(one.counts, one.pool_id));
    entry.reflection = Reflection::default();
    entry.apart = one.apart;
    store::update(db, id, &entry, one.reflection.clone()).await?;
    if kept.held_on != mending.group.held_on || kept.title != mending.group.title {
        let pools = progress(db, one.account_id, day_of(now)).await?;
        showing::take_back(db, by, now, one.account_id, id).await?;
        showing::show(db, by, now, one.account_id, id, &entry, &pools).await?;
    }
    events::record(db, by, now, &LedgerEvent::Changed(id, kind)).await?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_is_open_for_thirty_days() {
        let created = Instant::from_microsecond(1_800_000_000_000_000);
        let days = |days: i64| created.plus(SignedDuration::from_hours(24 * days));
        assert!(is_open(created, days(29)));
        assert!(!is_open(created, days(30)));
    }
}
