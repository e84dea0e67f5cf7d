use sqlx::PgConnection;

use super::evidence::{Evidence, EvidenceKind, NewEvidence};
use crate::platform::clock::{Day, Instant};
use crate::platform::ids::{AccountId, EvidenceId, PoolId};
use crate::vocabulary::{self, List, Term};

/// The qualifications that evidence may name, retired ones included.
///
/// # Errors
/// The database's.
pub async fn qualifications(db: &mut PgConnection) -> Result<Vec<Term>, sqlx::Error> {
    vocabulary::terms(db, &[List::Qualification]).await
}

/// What an account has shown a pool: by kind, the newest first.
///
/// # Errors
/// The database's.
pub async fn evidence_of(
    db: &mut PgConnection,
    pool: PoolId,
    account: AccountId,
) -> Result<Vec<Evidence>, sqlx::Error> {
    sqlx::query_as!(
        Evidence,
        r#"select evidence_id, pool_id, account_id, kind as "kind: EvidenceKind", qualification_id, title,
             awarding_body, dated_on, expires_on, reference, link, events, recorded_by as "recorded_by: AccountId",
             checked_at, imported,
             (select e.minutes from ledger_evidence l join ledger_entry e on e.ledger_entry_id = l.ledger_entry_id
              where l.evidence_id = evidence.evidence_id) as "minutes?",
             version
           from evidence where pool_id = $1 and account_id = $2
           order by array_position(array['qualification', 'training', 'supervision', 'cpd', 'insurance'], kind),
             dated_on desc nulls last, created_at desc, evidence_id"#,
        pool.0,
        account.0,
    )
    .fetch_all(db)
    .await
}

/// Everything that the members of a pool have shown.
pub(super) async fn evidence_of_pool(
    db: &mut PgConnection,
    pool: PoolId,
) -> Result<Vec<Evidence>, sqlx::Error> {
    sqlx::query_as!(
        Evidence,
        r#"select evidence_id, pool_id, account_id, kind as "kind: EvidenceKind", qualification_id, title,
             awarding_body, dated_on, expires_on, reference, link, events, recorded_by as "recorded_by: AccountId",
             checked_at, imported,
             (select e.minutes from ledger_evidence l join ledger_entry e on e.ledger_entry_id = l.ledger_entry_id
              where l.evidence_id = evidence.evidence_id) as "minutes?",
             version
           from evidence where pool_id = $1 order by account_id"#,
        pool.0,
    )
    .fetch_all(db)
    .await
}

/// Keeps a piece of evidence; false when its submission was kept before.
pub(super) async fn insert(
    db: &mut PgConnection,
    now: Instant,
    id: EvidenceId,
    pool: PoolId,
    account: AccountId,
    recorded_by: Option<AccountId>,
    new: &NewEvidence,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "insert into evidence (evidence_id, pool_id, account_id, kind, qualification_id, title, awarding_body, dated_on,
                               expires_on, reference, link, events, recorded_by, imported, submission_id, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
         on conflict (submission_id) do nothing",
        id.0,
        pool.0,
        account.0,
        new.kind.code(),
        new.qualification_id.map(|term| term.0),
        new.title,
        new.awarding_body,
        new.dated_on as Option<Day>,
        new.expires_on as Option<Day>,
        new.reference,
        new.link,
        new.events,
        recorded_by.map(|account| account.0),
        new.imported,
        new.submission_id.0,
        now as Instant,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The evidence that a submission kept, if it is this person's in this pool.
pub(super) async fn of_submission(
    db: &mut PgConnection,
    pool: PoolId,
    account: AccountId,
    new: &NewEvidence,
) -> Result<Option<EvidenceId>, sqlx::Error> {
    sqlx::query_scalar!(
        "select evidence_id from evidence where submission_id = $1 and pool_id = $2 and account_id = $3",
        new.submission_id.0,
        pool.0,
        account.0,
    )
    .fetch_optional(db)
    .await
}

/// Deletes a piece of evidence and says what kind it was; nothing when there is none.
pub(super) async fn delete(
    db: &mut PgConnection,
    pool: PoolId,
    account: AccountId,
    id: EvidenceId,
) -> Result<Option<EvidenceKind>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"delete from evidence where pool_id = $1 and account_id = $2 and evidence_id = $3
           returning kind as "kind: EvidenceKind""#,
        pool.0,
        account.0,
        id.0,
    )
    .fetch_optional(db)
    .await
}

/// Marks a piece of evidence as checked and says what kind it is; nothing when there is none that waits for it.
pub(super) async fn mark_checked(
    db: &mut PgConnection,
    now: Instant,
    pool: PoolId,
    account: AccountId,
    id: EvidenceId,
    by: AccountId,
) -> Result<Option<EvidenceKind>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"update evidence set checked_at = $4, checked_by = $5, version = version + 1
           where pool_id = $1 and account_id = $2 and evidence_id = $3 and checked_at is null
           returning kind as "kind: EvidenceKind""#,
        pool.0,
        account.0,
        id.0,
        now as Instant,
        by.0,
    )
    .fetch_optional(db)
    .await
}

/// Deletes everything an account has shown to any pool.
pub(super) async fn delete_all(db: &mut PgConnection, account: AccountId) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from evidence where account_id = $1", account.0).execute(db).await?;
    Ok(())
}

/// Deletes what an earlier import said of these kinds and no coordinator has checked.
pub(super) async fn delete_imported(
    db: &mut PgConnection,
    pool: PoolId,
    account: AccountId,
    kinds: &[EvidenceKind],
) -> Result<(), sqlx::Error> {
    let kinds: Vec<String> = kinds.iter().map(|kind| kind.code().to_owned()).collect();
    sqlx::query!(
        "delete from evidence
         where pool_id = $1 and account_id = $2 and kind = any($3) and imported and checked_at is null",
        pool.0,
        account.0,
        &kinds,
    )
    .execute(db)
    .await?;
    Ok(())
}
