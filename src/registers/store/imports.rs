use serde_json::Value;
use sqlx::PgConnection;

use crate::platform::clock::Instant;
use crate::platform::ids::{AccountId, PoolId, SubmissionId};
use crate::registers::model::{Import, ImportId, Reading, Remembered, Status};
use crate::registers::understanding::Decisions;

/// A file that arrived.
pub struct NewImport<'a> {
    pub import_id: ImportId,
    pub pool_id: PoolId,
    pub uploaded_by: Option<AccountId>,
    pub file_name: &'a str,
    pub sealed_file: &'a [u8],
    pub reading: &'a Reading,
    pub rows: i32,
    pub submission: SubmissionId,
}

/// False when the submission came before.
pub async fn insert(db: &mut PgConnection, now: Instant, new: &NewImport<'_>) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "insert into register_import (register_import_id, pool_id, uploaded_by, file_name, sealed_file, reading, status, rows_total,
           created_at, heartbeat_at, submission_id)
         values ($1, $2, $3, $4, $5, $6, 'uploaded', $7, $8, $8, $9) on conflict (submission_id) do nothing",
        new.import_id.0,
        new.pool_id.0,
        new.uploaded_by.map(|id| id.0),
        new.file_name,
        new.sealed_file,
        json(new.reading),
        new.rows,
        now as Instant,
        new.submission.0,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub async fn of_submission(
    db: &mut PgConnection,
    pool: PoolId,
    submission: SubmissionId,
) -> sqlx::Result<Option<ImportId>> {
    sqlx::query_scalar!(
        r#"select register_import_id as "id: ImportId" from register_import where submission_id = $1 and pool_id = $2"#,
        submission.0,
        pool.0,
    )
    .fetch_optional(db)
    .await
}

struct Stored {
    import_id: ImportId,
    pool_id: PoolId,
    pool: String,
    file_name: String,
    reading: Value,
    status: Status,
    rows_total: i32,
    rows_done: i32,
    failure: String,
    created_at: Instant,
    finished_at: Option<Instant>,
    version: i32,
}

impl From<Stored> for Import {
    fn from(row: Stored) -> Self {
        Self {
            import_id: row.import_id,
            pool_id: row.pool_id,
            pool: row.pool,
            file_name: row.file_name,
            reading: serde_json::from_value(row.reading).unwrap_or_default(),
            status: row.status,
            rows_total: row.rows_total,
            rows_done: row.rows_done,
            failure: row.failure,
            created_at: row.created_at,
            finished_at: row.finished_at,
            version: row.version,
        }
    }
}

/// An import of a pool.
pub async fn find(db: &mut PgConnection, pool: PoolId, id: ImportId) -> sqlx::Result<Option<Import>> {
    let row = sqlx::query_as!(
        Stored,
        r#"select register_import_id as "import_id: ImportId", i.pool_id as "pool_id: PoolId", p.name as pool, file_name, reading,
             status as "status: Status", rows_total, rows_done, failure, i.created_at, finished_at, i.version
           from register_import i join pool p using (pool_id) where register_import_id = $1 and pool_id = $2"#,
        id.0,
        pool.0,
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(Import::from))
}

/// The newest imports of a pool.
pub async fn latest(db: &mut PgConnection, pool: PoolId) -> sqlx::Result<Vec<Import>> {
    let rows = sqlx::query_as!(
        Stored,
        r#"select register_import_id as "import_id: ImportId", i.pool_id as "pool_id: PoolId", p.name as pool, file_name, reading,
             status as "status: Status", rows_total, rows_done, failure, i.created_at, finished_at, i.version
           from register_import i join pool p using (pool_id)
           where pool_id = $1 and status <> 'discarded' order by i.created_at desc limit 20"#,
        pool.0,
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(Import::from).collect())
}

/// The file as it came, sealed; `None` once it is gone.
pub async fn sealed_file(db: &mut PgConnection, pool: PoolId, id: ImportId) -> sqlx::Result<Option<Vec<u8>>> {
    let file = sqlx::query_scalar!(
        "select sealed_file from register_import where register_import_id = $1 and pool_id = $2",
        id.0,
        pool.0,
    )
    .fetch_optional(db)
    .await?;
    Ok(file.flatten())
}

/// Moves an import that nobody has changed since `version` on to a state, with the reading it is to be read by. False when
/// somebody has, or when it stands elsewhere.
pub async fn advance(
    db: &mut PgConnection,
    now: Instant,
    import: &Import,
    from: &[Status],
    to: Status,
) -> sqlx::Result<bool> {
    let from: Vec<String> = from.iter().map(|status| status.code().to_owned()).collect();
    let done = sqlx::query!(
        "update register_import
         set status = $5, reading = $6, rows_done = 0, failure = '', heartbeat_at = $7, finished_at = null, version = version + 1
         where register_import_id = $1 and pool_id = $2 and version = $3 and status = any($4)",
        import.import_id.0,
        import.pool_id.0,
        import.version,
        &from,
        to.code(),
        json(&import.reading),
        now as Instant,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Only one process works on an import at a time, and only one import of a pool is worked on. False: somebody is at it.
pub async fn try_claim(db: &mut PgConnection, pool: PoolId) -> sqlx::Result<bool> {
    let ours = sqlx::query_scalar!(
        r#"select pg_try_advisory_xact_lock(hashtextextended('rapport/register/' || $1, 0)) as "ours!""#,
        pool.to_string(),
    )
    .fetch_one(&mut *db)
    .await?;
    if ours {
        // A large register takes longer than a page may.
        sqlx::query!(
            "select set_config('statement_timeout', '300s', true) as a, set_config('idle_in_transaction_session_timeout', '600s', true) as b",
        )
        .fetch_one(db)
        .await?;
    }
    Ok(ours)
}

/// Says that somebody is at it, and how far. It is its own statement, outside the work's transaction.
pub async fn heartbeat(
    db: &mut PgConnection,
    now: Instant,
    id: ImportId,
    rows_done: i32,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update register_import set heartbeat_at = $2, rows_done = $3
         where register_import_id = $1 and status in ('checking', 'running')",
        id.0,
        now as Instant,
        rows_done,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Ends the work on an import. False when it is no longer being worked on.
pub async fn finish(
    db: &mut PgConnection,
    now: Instant,
    import: &Import,
    from: Status,
    to: Status,
    failure: &str,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "update register_import set status = $3, reading = $4, rows_done = $5, rows_total = $5, failure = $6, heartbeat_at = $7,
           finished_at = $7, version = version + 1
         where register_import_id = $1 and status = $2",
        import.import_id.0,
        from.code(),
        to.code(),
        json(&import.reading),
        import.rows_total,
        failure,
        now as Instant,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Imports that are being worked on and of which nothing was heard since `before`.
pub async fn abandoned(db: &mut PgConnection, before: Instant) -> sqlx::Result<Vec<(PoolId, ImportId)>> {
    let rows = sqlx::query!(
        r#"select pool_id as "pool_id: PoolId", register_import_id as "import_id: ImportId" from register_import
           where status in ('checking', 'running') and heartbeat_at < $1 limit 10"#,
        before as Instant,
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (row.pool_id, row.import_id)).collect())
}

/// Takes an import away, its file and its report; the row says that it was there.
pub async fn discard(db: &mut PgConnection, now: Instant, pool: PoolId, id: ImportId) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "update register_import set status = 'discarded', sealed_file = null, finished_at = $3, version = version + 1
         where register_import_id = $1 and pool_id = $2 and status not in ('running', 'done', 'discarded')",
        id.0,
        pool.0,
        now as Instant,
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "delete from register_import_row r using register_import i
         where r.register_import_id = $1 and r.pool_id = $2 and i.register_import_id = $1 and i.status = 'discarded'",
        id.0,
        pool.0,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Deletes imports that arrived before a moment, with their files and reports.
pub async fn delete_before(db: &mut PgConnection, before: Instant) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "delete from register_import where created_at < $1 and status not in ('checking', 'running')",
        before as Instant,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}

/// What a pool remembers of its files.
pub async fn remembered(db: &mut PgConnection, pool: PoolId) -> sqlx::Result<(Remembered, Decisions)> {
    let row = sqlx::query!("select columns, decisions from register_mapping where pool_id = $1", pool.0)
        .fetch_optional(db)
        .await?;
    Ok(row.map_or_else(Default::default, |row| {
        (
            serde_json::from_value(row.columns).unwrap_or_default(),
            serde_json::from_value(row.decisions).unwrap_or_default(),
        )
    }))
}

pub async fn remember(
    db: &mut PgConnection,
    now: Instant,
    pool: PoolId,
    columns: &Remembered,
    decisions: &Decisions,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into register_mapping (pool_id, columns, decisions, updated_at) values ($1, $2, $3, $4)
         on conflict (pool_id) do update set columns = excluded.columns, decisions = excluded.decisions, updated_at = excluded.updated_at",
        pool.0,
        json(columns),
        json(decisions),
        now as Instant,
    )
    .execute(db)
    .await?;
    Ok(())
}

fn json(value: &impl serde::Serialize) -> Value {
    serde_json::to_value(value).unwrap_or_default()
}
