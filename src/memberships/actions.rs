use jiff::{ToSpan, Unit};
use sqlx::PgConnection;

use super::assessment::moved;
use super::emails::{Change, told};
use super::model::{Happened, Membership, MembershipError, MembershipEvent};
use super::standing::{Leaving, Move};
use super::{death, recomputation, store};
use crate::accounts::Viewer;
use crate::accounts::roles::{self, Granter, Role, RoleError};
use crate::events::{self, Actor};
use crate::organisations::day_of;
use crate::platform::clock::{Day, Instant};
use crate::platform::ids::{AccountId, LoginSessionId, MembershipId, PoolId};
use crate::platform::mail::Outbox;
use crate::pools::{MembershipKind, Offering};

/// Who does something to a membership. That a coordinator is one of this pool is for the caller to know.
#[derive(Debug, Clone, Copy)]
pub enum By {
    Member(AccountId, LoginSessionId),
    Coordinator(AccountId, LoginSessionId),
    System,
}

impl By {
    #[must_use]
    pub fn member(viewer: &Viewer) -> Self {
        Self::Member(viewer.account_id, viewer.login_session_id)
    }

    #[must_use]
    pub fn coordinator(viewer: &Viewer) -> Self {
        Self::Coordinator(viewer.account_id, viewer.login_session_id)
    }

    pub(super) fn actor(self) -> Actor {
        match self {
            Self::Member(account, _) | Self::Coordinator(account, _) => Actor::Account(account),
            Self::System => Actor::System,
        }
    }

    /// Whether it is this account.
    pub(super) fn is(self, account: AccountId) -> bool {
        matches!(self, Self::Member(one, _) | Self::Coordinator(one, _) if one == account)
    }

    fn granter(self) -> Granter {
        match self {
            Self::Member(_, login_session_id) | Self::Coordinator(_, login_session_id) => {
                Granter { actor: self.actor(), login_session_id }
            }
            Self::System => Granter::system(),
        }
    }

    /// Members act on their own membership, coordinators on anybody's but their own.
    pub(super) fn may(self, member: AccountId) -> Result<(), MembershipError> {
        match self {
            Self::Member(account, _) if account != member => Err(MembershipError::NotFound),
            Self::Coordinator(account, _) if account == member => Err(MembershipError::Oneself),
            _ => Ok(()),
        }
    }
}

/// Which membership, and the version of it that the page showed; `None` where no page was.
#[derive(Debug, Clone, Copy)]
pub struct Target {
    pub pool: PoolId,
    pub membership: MembershipId,
    pub version: Option<i32>,
}

/// Sets somebody aside until the end of a day, at most as long as the pool allows.
///
/// # Errors
/// `Limit` for a day that is past or too far away; `Refused`, `Changed`, `NotFound`, `Oneself`.
pub async fn pause(
    db: &mut PgConnection,
    by: By,
    now: Instant,
    target: Target,
    until: Day,
) -> Result<(), MembershipError> {
    let today = day_of(now);
    let months = store::limits(db, target.pool).await?.pause_months;
    let latest = moved(today, i32::from(months).months());
    if until <= today {
        return Err(MembershipError::Limit("Choose a day after today".to_owned()));
    }
    if until > latest {
        let plural = if months == 1 { "month" } else { "months" };
        return Err(MembershipError::Limit(format!("A pause lasts at most {months} {plural}")));
    }
    let Some(mut member) = take(db, by, target, Move::Pause, |had| had.paused_to == Some(until)).await?
    else {
        return Ok(());
    };
    member.paused_to = Some(until);
    finish(db, by, now, &mut member, Move::Pause, Some(until)).await
}

/// Brings somebody back from a pause, with time to catch up on what ran out meanwhile.
///
/// # Errors
/// `Refused`, `Changed`, `NotFound`, `Oneself`.
pub async fn resume(
    db: &mut PgConnection,
    by: By,
    now: Instant,
    target: Target,
) -> Result<(), MembershipError> {
    let Some(mut member) = take(db, by, target, Move::Resume, |_| true).await? else { return Ok(()) };
    member.paused_to = None;
    give_time(db, now, &mut member).await?;
    let until = member.grace_to;
    finish(db, by, now, &mut member, Move::Resume, until).await
}

/// Takes somebody out of search because their evidence ran out, and tells them how to renew it.
///
/// # Errors
/// `Refused`, `NotFound`.
pub async fn lapse(db: &mut PgConnection, now: Instant, target: Target) -> Result<(), MembershipError> {
    let Some(mut member) = take(db, By::System, target, Move::Lapse, |_| true).await? else { return Ok(()) };
    let on = member.stays_to();
    finish(db, By::System, now, &mut member, Move::Lapse, on).await
}

/// Brings somebody back whose evidence is not complete yet, with the pool's days to catch up.
///
/// # Errors
/// `Refused`, `Changed`, `NotFound`, `Oneself`.
pub async fn renew(
    db: &mut PgConnection,
    by: By,
    now: Instant,
    target: Target,
) -> Result<(), MembershipError> {
    let Some(mut member) = take(db, by, target, Move::Renew, |_| true).await? else { return Ok(()) };
    give_time(db, now, &mut member).await?;
    let until = member.grace_to;
    finish(db, by, now, &mut member, Move::Renew, until).await
}

/// Stops somebody for a reason that they are told.
///
/// # Errors
/// `Refused`, `Changed`, `NotFound`, `Oneself`.
pub async fn suspend(
    db: &mut PgConnection,
    outbox: &Outbox,
    by: By,
    now: Instant,
    target: Target,
    reason: &str,
) -> Result<(), MembershipError> {
    let Some(mut member) = take(db, by, target, Move::Suspend, |had| had.suspended_reason == reason).await?
    else {
        return Ok(());
    };
    member.paused_to = None;
    reason.clone_into(&mut member.suspended_reason);
    finish(db, by, now, &mut member, Move::Suspend, None).await?;
    told(db, outbox, now, &member, Change::Suspended { reason: reason.to_owned() }).await
}

/// Ends a suspension, with time to catch up.
///
/// # Errors
/// `Refused`, `Changed`, `NotFound`, `Oneself`.
pub async fn reinstate(
    db: &mut PgConnection,
    outbox: &Outbox,
    by: By,
    now: Instant,
    target: Target,
) -> Result<(), MembershipError> {
    let Some(mut member) = take(db, by, target, Move::Reinstate, |_| true).await? else { return Ok(()) };
    member.suspended_reason = String::new();
    give_time(db, now, &mut member).await?;
    finish(db, by, now, &mut member, Move::Reinstate, None).await?;
    told(db, outbox, now, &member, Change::Reinstated).await
}

/// Ends a membership. With their last one an account stops being a coach's or mentor's. Somebody who has died gets no
/// mail from then on, and has left every pool.
///
/// # Errors
/// `Refused`, `Changed`, `NotFound`, `Oneself`.
pub async fn leave(
    db: &mut PgConnection,
    outbox: &Outbox,
    by: By,
    now: Instant,
    target: Target,
    leaving: Leaving,
) -> Result<(), MembershipError> {
    if leaving == Leaving::Died {
        return death::recorded(db, outbox, by, now, target).await;
    }
    let Some(mut member) = take(db, by, target, Move::Leave, |had| had.leaving == Some(leaving)).await?
    else {
        return Ok(());
    };
    leave_locked(db, by, now, &mut member, leaving).await?;
    if !matches!(by, By::Member(..)) {
        told(db, outbox, now, &member, Change::Ended { leaving }).await?;
    }
    Ok(())
}

/// The same without a letter, for whoever tells it in other words.
pub(super) async fn end_quietly(
    db: &mut PgConnection,
    now: Instant,
    target: Target,
    leaving: Leaving,
) -> Result<(), MembershipError> {
    let Some(mut member) = take(db, By::System, target, Move::Leave, |_| true).await? else { return Ok(()) };
    leave_locked(db, By::System, now, &mut member, leaving).await
}

pub(super) async fn leave_locked(
    db: &mut PgConnection,
    by: By,
    now: Instant,
    member: &mut Membership,
    leaving: Leaving,
) -> Result<(), MembershipError> {
    member.paused_to = None;
    member.suspended_reason = String::new();
    member.left_at = Some(now);
    member.leaving = Some(leaving);
    finish(db, by, now, member, Move::Leave, None).await?;
    if store::is_member_anywhere(db, member.account_id).await? {
        return Ok(());
    }
    match roles::revoke(db, by.granter(), now, member.account_id, Role::Practitioner).await {
        Err(RoleError::Database(error)) => Err(error.into()),
        _ => Ok(()),
    }
}

/// Changes how somebody belongs to a pool. Only associates have a contract and a cap of hours.
///
/// # Errors
/// `Changed`, `NotFound`, `Oneself`.
pub async fn change_kind(
    db: &mut PgConnection,
    by: By,
    now: Instant,
    target: Target,
    kind: MembershipKind,
    contract_ends: Option<Day>,
    hours_cap: Option<i16>,
) -> Result<(), MembershipError> {
    let mut member =
        store::lock(db, target.pool, target.membership).await?.ok_or(MembershipError::NotFound)?;
    by.may(member.account_id)?;
    let associate = kind == MembershipKind::Associate;
    let (contract_ends, hours_cap) = if associate { (contract_ends, hours_cap) } else { (None, None) };
    if (member.kind, member.contract_ends, member.hours_cap) == (kind, contract_ends, hours_cap) {
        return Ok(());
    }
    unchanged_since(&member, target)?;
    (member.kind, member.contract_ends, member.hours_cap) = (kind, contract_ends, hours_cap);
    store::save(db, now, &member, None).await?;
    record(db, by, now, &member, Happened::KindChanged(kind)).await
}

/// Ends one thing that somebody offers in a pool; the last one is ended by leaving.
///
/// # Errors
/// `Limit` for the last one; `NotFound`, `Oneself`.
pub async fn drop_offering(
    db: &mut PgConnection,
    by: By,
    now: Instant,
    target: Target,
    offering: Offering,
) -> Result<(), MembershipError> {
    let mut member =
        store::lock(db, target.pool, target.membership).await?.ok_or(MembershipError::NotFound)?;
    by.may(member.account_id)?;
    if !member.offerings.contains(&offering) {
        return Ok(());
    }
    if member.offerings.len() == 1 {
        return Err(MembershipError::Limit(
            "This is the only thing offered here. Leave the pool instead".to_owned(),
        ));
    }
    member.offerings.retain(|one| *one != offering);
    store::set_offerings(db, target.pool, target.membership, &member.offerings).await?;
    store::save(db, now, &member, None).await?;
    record(db, by, now, &member, Happened::OfferingDropped(offering)).await?;
    recomputation::recompute(db, target.pool, member.account_id, now).await?;
    Ok(())
}

/// Ends every membership of an account that closes, and deletes the evidence it showed. Writes no letter.
///
/// # Errors
/// The database's.
pub async fn close_account(
    db: &mut PgConnection,
    now: Instant,
    account: AccountId,
) -> Result<(), MembershipError> {
    for found in store::of_account(db, account).await? {
        let Some(mut member) = store::lock(db, found.pool_id, found.membership_id).await? else { continue };
        if let Ok(status) = member.status.after(Move::Leave) {
            member.status = status;
            leave_locked(db, By::System, now, &mut member, Leaving::AccountClosed).await?;
        }
    }
    Ok(super::evidence_store::delete_all(db, account).await?)
}

/// Locks a membership and makes a move of its status; `None` when the move was made before in every detail, which is a
/// repeat. A form from before a move that was made otherwise is refused: what it says did not happen.
async fn take(
    db: &mut PgConnection,
    by: By,
    target: Target,
    asked: Move,
    same: impl FnOnce(&Membership) -> bool,
) -> Result<Option<Membership>, MembershipError> {
    let mut member =
        store::lock(db, target.pool, target.membership).await?.ok_or(MembershipError::NotFound)?;
    by.may(member.account_id)?;
    if target.version.is_some_and(|seen| seen < member.version) && is_done(&member, asked) {
        return if same(&member) { Ok(None) } else { Err(MembershipError::Changed) };
    }
    member.status = member.status.after(asked)?;
    unchanged_since(&member, target)?;
    Ok(Some(member))
}

/// Whether a membership stands where a move leads to.
fn is_done(member: &Membership, asked: Move) -> bool {
    super::standing::Status::ALL.into_iter().any(|from| from.after(asked) == Ok(member.status))
}

fn unchanged_since(member: &Membership, target: Target) -> Result<(), MembershipError> {
    match target.version {
        Some(seen) if seen != member.version => Err(MembershipError::Changed),
        _ => Ok(()),
    }
}

async fn finish(
    db: &mut PgConnection,
    by: By,
    now: Instant,
    member: &mut Membership,
    made: Move,
    until: Option<Day>,
) -> Result<(), MembershipError> {
    store::save(db, now, member, None).await?;
    member.version += 1;
    record(db, by, now, member, Happened::Moved { by: made, until, leaving: member.leaving }).await
}

pub(super) async fn record(
    db: &mut PgConnection,
    by: By,
    now: Instant,
    member: &Membership,
    happened: Happened,
) -> Result<(), MembershipError> {
    let event = MembershipEvent { membership_id: member.membership_id, pool_id: member.pool_id, happened };
    Ok(events::record(db, by.actor(), now, &event).await?)
}

/// Nobody who comes back lapses before the pool's days to catch up are over.
async fn give_time(db: &mut PgConnection, now: Instant, member: &mut Membership) -> Result<(), sqlx::Error> {
    let days = store::limits(db, member.pool_id).await?.catch_up_days;
    let least = moved(day_of(now), i32::from(days).days());
    member.grace_to = Some(member.grace_to.map_or(least, |had| had.max(least)));
    Ok(())
}

/// Whole days from one to another; negative when it is before.
pub(super) fn days_between(from: Day, to: Day) -> i64 {
    from.date().until((Unit::Day, to.date())).map_or(0, |span| i64::from(span.get_days()))
}
