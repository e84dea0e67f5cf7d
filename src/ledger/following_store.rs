use sqlx::PgConnection;

use super::model::{EntryId, Kind};
use crate::platform::clock::Day;
use crate::platform::ids::{AccountId, PoolId, SessionId};

/// A session of coaching supervision, as the ledgers of both take it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Supervision {
    pub session_id: SessionId,
    pub pool_id: PoolId,
    pub supervisor_id: AccountId,
    pub supervisee_id: AccountId,
    /// By London's calendar.
    pub held_on: Day,
    /// None unless it was held.
    pub minutes: Option<i16>,
}

/// A session, where it is one of coaching supervision.
pub(super) async fn supervision(
    db: &mut PgConnection,
    session: SessionId,
) -> Result<Option<Supervision>, sqlx::Error> {
    sqlx::query_as!(
        Supervision,
        r#"select s.session_id, s.pool_id, r.practitioner_id as supervisor_id, r.mentee_id as supervisee_id,
             (s.starts_at at time zone 'Europe/London')::date as "held_on!: Day", s.minutes
           from session s join relationship r on r.pool_id = s.pool_id and r.relationship_id = s.relationship_id
           where s.session_id = $1 and r.offering = 'supervision'"#,
        session.0,
    )
    .fetch_optional(db)
    .await
}

/// Whether an account is open: nobody keeps a ledger after closing it.
pub(super) async fn is_open(db: &mut PgConnection, account: AccountId) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select exists (select from account where account_id = $1 and closed_at is null) as "open!""#,
        account.0,
    )
    .fetch_one(db)
    .await
}

/// An entry that a session made.
#[derive(Debug, Clone)]
pub(super) struct Followed {
    pub ledger_entry_id: EntryId,
    pub kind: Kind,
    pub held_on: Day,
    pub minutes: i16,
    pub title: String,
    pub with_whom: String,
    pub counts: bool,
    pub pool_id: Option<PoolId>,
    pub reflection: Option<Vec<u8>>,
    /// Whether it follows the session still.
    pub follows: bool,
    /// A coordinator has checked what it shows, or made it count for longer.
    pub settled: bool,
}

/// The entry that a session made in somebody's ledger, locked until the transaction ends.
pub(super) async fn lock(
    db: &mut PgConnection,
    account: AccountId,
    session: SessionId,
) -> Result<Option<Followed>, sqlx::Error> {
    sqlx::query_as!(
        Followed,
        r#"select e.ledger_entry_id, e.kind as "kind: Kind", e.held_on, e.minutes, e.title, e.with_whom, e.counts,
             e.pool_id as "pool_id?: PoolId", e.reflection, e.session_id is not null as "follows!",
             exists (select from ledger_evidence l join evidence v using (evidence_id)
                     where l.ledger_entry_id = e.ledger_entry_id
                       and (v.checked_at is not null or v.expires_on is not null)) as "settled!"
           from ledger_entry e where e.account_id = $1 and e.submission_id = $2 for update of e"#,
        account.0,
        session.0,
    )
    .fetch_optional(db)
    .await
}

/// Has an entry follow a session, or none.
pub(super) async fn set_session(
    db: &mut PgConnection,
    id: EntryId,
    session: Option<SessionId>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update ledger_entry set session_id = $2, version = version + 1 where ledger_entry_id = $1",
        id.0,
        session.map(|id| id.0),
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Shows an entry to no pool any more.
pub(super) async fn show_to_nobody(db: &mut PgConnection, id: EntryId) -> Result<(), sqlx::Error> {
    sqlx::query!("update ledger_entry set counts = false, pool_id = null where ledger_entry_id = $1", id.0)
        .execute(db)
        .await?;
    Ok(())
}

/// Whether somebody's ledger has, on a day, an entry of this kind that others or a session recorded, beside this one.
pub(super) async fn is_recorded_on(
    db: &mut PgConnection,
    account: AccountId,
    kind: Kind,
    day: Day,
    beside: Option<EntryId>,
) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select exists (
             select from ledger_entry where account_id = $1 and kind = $2 and held_on = $3
               and (session_id is not null or group_id is not null) and ledger_entry_id is distinct from $4::uuid
           ) as "there!""#,
        account.0,
        kind.code(),
        day as Day,
        beside.map(|id| id.0),
    )
    .fetch_one(db)
    .await
}

/// Whether somebody typed in, for a day, an entry of this kind of which they did not say that it was another meeting.
pub(super) async fn is_typed_on(
    db: &mut PgConnection,
    account: AccountId,
    kind: Kind,
    day: Day,
) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select exists (
             select from ledger_entry where account_id = $1 and kind = $2 and held_on = $3
               and session_id is null and group_id is null and not apart
           ) as "there!""#,
        account.0,
        kind.code(),
        day as Day,
    )
    .fetch_one(db)
    .await
}
