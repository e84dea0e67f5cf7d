use sqlx::PgConnection;

use super::evidence::{EvidenceKind, NewEvidence};
use super::model::{Happened, MembershipError, MembershipEvent};
use super::{evidence_store, recomputation, store};
use crate::events::{self, Actor};
use crate::platform::clock::Instant;
use crate::platform::ids::{AccountId, EvidenceId, PoolId};

/// Keeps evidence of somebody for a pool, and reckons their standing in it again. The same submission again changes
/// nothing (R3). An applicant has no standing yet; theirs is kept all the same.
///
/// # Errors
/// `Changed` when the submission belongs to something else; otherwise the database's.
pub async fn add_evidence(
    db: &mut PgConnection,
    by: Actor,
    now: Instant,
    pool: PoolId,
    account: AccountId,
    new: &NewEvidence,
) -> Result<EvidenceId, MembershipError> {
    let id = EvidenceId::new(now);
    let recorded_by = if let Actor::Account(account) = by { Some(account) } else { None };
    if !evidence_store::insert(db, now, id, pool, account, recorded_by, new).await? {
        return evidence_store::of_submission(db, pool, account, new).await?.ok_or(MembershipError::Changed);
    }
    happened(db, by, now, pool, account, Happened::EvidenceAdded(id, new.kind.code())).await?;
    recomputation::recompute(db, pool, account, now).await?;
    Ok(id)
}

/// Deletes evidence of somebody and reckons their standing again. Repeating it is harmless.
///
/// # Errors
/// The database's.
pub async fn remove_evidence(
    db: &mut PgConnection,
    by: Actor,
    now: Instant,
    pool: PoolId,
    account: AccountId,
    id: EvidenceId,
) -> Result<bool, MembershipError> {
    let Some(kind) = evidence_store::delete(db, pool, account, id).await? else { return Ok(false) };
    happened(db, by, now, pool, account, Happened::EvidenceRemoved(id, kind.code())).await?;
    recomputation::recompute(db, pool, account, now).await?;
    Ok(true)
}

/// Makes way for what a later import says of these kinds: deletes what an earlier one said and no coordinator has
/// checked. Whoever calls this adds the new evidence next, which reckons the standing again.
///
/// # Errors
/// The database's.
pub async fn forget_imported(
    db: &mut PgConnection,
    pool: PoolId,
    account: AccountId,
    kinds: &[EvidenceKind],
) -> Result<(), sqlx::Error> {
    evidence_store::delete_imported(db, pool, account, kinds).await
}

/// Notes that a coordinator has looked at evidence and found it right. Repeating it is harmless.
///
/// # Errors
/// `Oneself` for somebody's own.
pub async fn check_evidence(
    db: &mut PgConnection,
    by: AccountId,
    now: Instant,
    pool: PoolId,
    account: AccountId,
    id: EvidenceId,
) -> Result<bool, MembershipError> {
    if by == account {
        return Err(MembershipError::Oneself);
    }
    let Some(kind) = evidence_store::mark_checked(db, now, pool, account, id, by).await? else {
        return Ok(false);
    };
    let checked = Happened::EvidenceChecked(id, kind.code());
    happened(db, Actor::Account(by), now, pool, account, checked).await?;
    Ok(true)
}

/// Records what happened to evidence of a member; for an applicant the application tells its own story.
async fn happened(
    db: &mut PgConnection,
    by: Actor,
    now: Instant,
    pool: PoolId,
    account: AccountId,
    happened: Happened,
) -> Result<(), sqlx::Error> {
    let Some(membership) = store::lock_of(db, pool, account).await? else { return Ok(()) };
    let event = MembershipEvent { membership_id: membership.membership_id, pool_id: pool, happened };
    events::record(db, by, now, &event).await
}
