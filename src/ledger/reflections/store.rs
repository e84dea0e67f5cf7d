use sqlx::PgConnection;

use crate::ledger::model::EntryId;
use crate::platform::clock::Instant;
use crate::platform::ids::{AccountId, RelationshipId, SessionId};

/// A session that somebody had as a mentee, with what they wrote about it, still sealed.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub starts_at: Instant,
    pub minutes: Option<i16>,
    /// With whom it was.
    pub name: String,
    /// The entry of their own ledger that follows it: its reflection is there.
    pub entry: Option<EntryId>,
    /// The two stopped working together so long ago that nothing is kept any more.
    pub is_over: bool,
    pub body: Option<Vec<u8>>,
    pub in_statement: Option<bool>,
    pub version: Option<i32>,
}

/// A session of this account as a mentee, once it was held or something is written about it; anybody else's does not exist (S1).
/// `kept_since`: what ended before is not kept.
pub(super) async fn find(
    db: &mut PgConnection,
    account: AccountId,
    relationship: RelationshipId,
    session: SessionId,
    kept_since: Instant,
) -> Result<Option<Found>, sqlx::Error> {
    sqlx::query_as!(
        Found,
        r#"select s.starts_at, s.minutes, a.name, e.ledger_entry_id as "entry?: EntryId",
             coalesce(r.ended_at <= $4, false) as "is_over!", x.body as "body?", x.in_statement as "in_statement?", x.version as "version?"
           from session s join relationship r on r.pool_id = s.pool_id and r.relationship_id = s.relationship_id
           join account a on a.account_id = r.practitioner_id
           left join session_reflection x on x.session_id = s.session_id and x.account_id = $1
           left join ledger_entry e on e.session_id = s.session_id and e.account_id = $1
           where r.mentee_id = $1 and r.relationship_id = $2 and s.session_id = $3 and (s.status = 'held' or x.session_id is not null)"#,
        account.0,
        relationship.0,
        session.0,
        kept_since as Instant,
    )
    .fetch_optional(db)
    .await
}

/// A reflection to be kept.
pub(super) struct Row {
    pub session: SessionId,
    pub account: AccountId,
    pub body: Vec<u8>,
    pub in_statement: bool,
}

/// Keeps a reflection; false when there is one already.
pub(super) async fn insert(db: &mut PgConnection, now: Instant, row: &Row) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "insert into session_reflection (session_id, account_id, body, in_statement, written_at, changed_at)
         values ($1, $2, $3, $4, $5, $5) on conflict (session_id, account_id) do nothing",
        row.session.0,
        row.account.0,
        row.body,
        row.in_statement,
        now as Instant,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Puts another in the place of this version; false when it is another version by now.
pub(super) async fn update(
    db: &mut PgConnection,
    now: Instant,
    version: i32,
    row: &Row,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "update session_reflection set body = $4, in_statement = $5, changed_at = $6, version = version + 1
         where session_id = $1 and account_id = $2 and version = $3",
        row.session.0,
        row.account.0,
        version,
        row.body,
        row.in_statement,
        now as Instant,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Deletes what somebody wrote about a session.
pub(super) async fn delete(
    db: &mut PgConnection,
    account: AccountId,
    session: SessionId,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "delete from session_reflection where session_id = $1 and account_id = $2",
        session.0,
        account.0,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Deletes all that somebody wrote about sessions.
///
/// # Errors
/// The database's.
pub async fn forget(db: &mut PgConnection, account: AccountId) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from session_reflection where account_id = $1", account.0).execute(db).await?;
    Ok(())
}

/// Deletes what was written about sessions of relationships that had ended by then; how many.
pub(super) async fn delete_ended(db: &mut PgConnection, ended_by: Instant) -> Result<u64, sqlx::Error> {
    let gone = sqlx::query!(
        "delete from session_reflection x using session s, relationship r
         where s.session_id = x.session_id and r.pool_id = s.pool_id and r.relationship_id = s.relationship_id and r.ended_at <= $1",
        ended_by as Instant,
    )
    .execute(db)
    .await?;
    Ok(gone.rows_affected())
}
