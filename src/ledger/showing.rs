//! What an entry shows to pools: evidence, kept through memberships so that standing follows.

use sqlx::PgConnection;

use super::model::{EntryId, LedgerError, NewEntry};
use super::progress::{PoolProgress, shown_to};
use super::store::{self, Linked};
use crate::events::Actor;
use crate::memberships::{NewEvidence, add_evidence, remove_evidence};
use crate::platform::clock::Instant;
use crate::platform::ids::{AccountId, PoolId, SubmissionId};

/// Shows a new entry to the pools that ask for such a thing.
pub(super) async fn show(
    db: &mut PgConnection,
    by: Actor,
    now: Instant,
    account: AccountId,
    id: EntryId,
    entry: &NewEntry,
    pools: &[PoolProgress],
) -> Result<(), LedgerError> {
    for pool in shown_to(pools, entry.kind, entry.shown) {
        add(db, by, now, (account, pool), id, entry).await?;
    }
    Ok(())
}

/// Makes what an entry shows what it says now. `afresh`: something of it changed that pools see, so that it is shown anew; `counts`: or how
/// long it was, which a coordinator who has checked it has checked as well.
pub(super) async fn follow(
    db: &mut PgConnection,
    now: Instant,
    account: AccountId,
    id: EntryId,
    entry: &NewEntry,
    (afresh, counts): (bool, bool),
    pools: &[PoolProgress],
) -> Result<(), LedgerError> {
    let by = Actor::Account(account);
    let wanted = shown_to(pools, entry.kind, entry.shown);
    let linked = store::lock_shown(db, id).await?;
    let stays = |one: &Linked| !afresh && wanted.contains(&one.pool_id);
    if linked.iter().any(|one| one.settled && (counts || !stays(one))) {
        return Err(LedgerError::Checked);
    }
    for one in linked.iter().filter(|one| !stays(one)) {
        remove_evidence(db, by, now, one.pool_id, account, one.evidence_id).await?;
    }
    for pool in wanted.iter().copied() {
        if !linked.iter().any(|one| one.pool_id == pool && stays(one)) {
            add(db, by, now, (account, pool), id, entry).await?;
        }
    }
    Ok(())
}

/// Takes back all that an entry shows.
pub(super) async fn take_back(
    db: &mut PgConnection,
    by: Actor,
    now: Instant,
    account: AccountId,
    id: EntryId,
) -> Result<(), LedgerError> {
    let linked = store::lock_shown(db, id).await?;
    if linked.iter().any(|one| one.settled) {
        return Err(LedgerError::Checked);
    }
    for one in linked {
        remove_evidence(db, by, now, one.pool_id, account, one.evidence_id).await?;
    }
    Ok(())
}

async fn add(
    db: &mut PgConnection,
    by: Actor,
    now: Instant,
    (account, pool): (AccountId, PoolId),
    id: EntryId,
    entry: &NewEntry,
) -> Result<(), LedgerError> {
    let Some(kind) = entry.kind.evidence() else { return Ok(()) };
    let new = NewEvidence {
        submission_id: SubmissionId::new(now),
        kind,
        qualification_id: None,
        title: entry.title.clone(),
        awarding_body: entry.with_whom.clone(),
        dated_on: Some(entry.held_on),
        expires_on: None,
        reference: String::new(),
        link: String::new(),
        events: 1,
        imported: false,
    };
    let evidence = add_evidence(db, by, now, pool, account, &new).await?;
    store::link(db, id, evidence).await?;
    Ok(())
}
