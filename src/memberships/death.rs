//! A death that a coordinator was told of: it ends every membership and every letter. And taking it back, when it was a
//! mistake.

use sqlx::PgConnection;

use super::actions::{By, Target, leave_locked, record};
use super::emails::DeathRecorded;
use super::model::{Happened, Membership, MembershipError};
use super::standing::{Leaving, Move, Refused, Status};
use super::store;
use crate::platform::clock::Instant;
use crate::platform::ids::AccountId;
use crate::platform::mail::{self, Envelope, Outbox};
use crate::pools;

/// Ends every membership of somebody who has died, ends all mail to them, and tells the other coordinators of each
/// pool. A membership that had ended for another reason says from now on that they have died, if it is the one the
/// coordinator looked at.
pub(super) async fn recorded(
    db: &mut PgConnection,
    outbox: &Outbox,
    by: By,
    now: Instant,
    target: Target,
) -> Result<(), MembershipError> {
    let found = store::find(db, target.pool, target.membership).await?.ok_or(MembershipError::NotFound)?;
    by.may(found.account_id)?;
    let memberships = locked(db, found.account_id).await?;
    let chosen = memberships
        .iter()
        .find(|one| one.membership_id == target.membership)
        .ok_or(MembershipError::NotFound)?;
    if chosen.leaving == Some(Leaving::Died) {
        return Ok(());
    }
    if chosen.status != Status::Left && target.version.is_some_and(|seen| seen != chosen.version) {
        return Err(MembershipError::Changed);
    }
    for mut member in memberships {
        if let Ok(status) = member.status.after(Move::Leave) {
            member.status = status;
            leave_locked(db, by, now, &mut member, Leaving::Died).await?;
        } else if member.membership_id == target.membership {
            member.leaving = Some(Leaving::Died);
            store::save(db, now, &member, None).await?;
            let happened = Happened::Moved { by: Move::Leave, until: None, leaving: member.leaving };
            record(db, by, now, &member, happened).await?;
        } else {
            continue;
        }
        tell_coordinators(db, outbox, by, now, &member, false).await?;
    }
    Ok(mail::stops::silence(db, now, found.account_id).await?)
}

/// Takes it back: mail goes to them again, and every pool may admit them again. Their memberships stay ended, because
/// what they were working on meanwhile is for each pool to look at.
///
/// # Errors
/// `Refused` where no death is recorded; `Changed`, `NotFound`, `Oneself`.
pub async fn take_back_death(
    db: &mut PgConnection,
    outbox: &Outbox,
    by: By,
    now: Instant,
    target: Target,
) -> Result<(), MembershipError> {
    let found = store::find(db, target.pool, target.membership).await?.ok_or(MembershipError::NotFound)?;
    by.may(found.account_id)?;
    let memberships = locked(db, found.account_id).await?;
    let chosen = memberships
        .iter()
        .find(|one| one.membership_id == target.membership)
        .ok_or(MembershipError::NotFound)?;
    let stale = target.version.is_some_and(|seen| seen != chosen.version);
    match chosen.leaving {
        Some(Leaving::Died) if stale => return Err(MembershipError::Changed),
        Some(Leaving::Died) => {}
        Some(Leaving::Removed) if stale => return Ok(()),
        _ => return Err(Refused { from: chosen.status, asked: Move::Rejoin }.into()),
    }
    for mut member in memberships {
        if member.leaving == Some(Leaving::Died) {
            member.leaving = Some(Leaving::Removed);
            store::save(db, now, &member, None).await?;
            record(db, by, now, &member, Happened::DeathTakenBack).await?;
            tell_coordinators(db, outbox, by, now, &member, true).await?;
        }
    }
    Ok(mail::stops::lift_silence(db, found.account_id).await?)
}

/// Every membership of an account, locked in the order in which whoever shows evidence does.
async fn locked(db: &mut PgConnection, account: AccountId) -> Result<Vec<Membership>, sqlx::Error> {
    let mut memberships = Vec::new();
    let mut all = store::of_account(db, account).await?;
    all.sort_by_key(|one| one.pool_id);
    for found in all {
        memberships.extend(store::lock(db, found.pool_id, found.membership_id).await?);
    }
    Ok(memberships)
}

/// One letter to each coordinator of a pool, but whoever did it and whoever it is about.
async fn tell_coordinators(
    db: &mut PgConnection,
    outbox: &Outbox,
    by: By,
    now: Instant,
    member: &Membership,
    mistake: bool,
) -> Result<(), MembershipError> {
    let Some(addressee) = store::addressee(db, member.pool_id, member.account_id).await? else {
        return Ok(());
    };
    let letter = DeathRecorded {
        pool_id: member.pool_id,
        membership_id: member.membership_id,
        pool: addressee.pool,
        name: addressee.name,
        mistake,
    };
    for one in pools::coordinators(db, member.pool_id).await? {
        if one.account_id == member.account_id || by.is(one.account_id) {
            continue;
        }
        let envelope = Envelope { to: one.email, account_id: Some(one.account_id), dedupe_key: None };
        outbox.enqueue(db, now, &envelope, &letter).await?;
    }
    Ok(())
}
