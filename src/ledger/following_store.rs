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

/// Whether an account is open, and stays so until the transaction ends: nobody keeps a ledger after closing it.
pub(super) async fn is_open(db: &mut PgConnection, account: AccountId) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select 1 as "one!" from account where account_id = $1 and closed_at is null for share"#,
        account.0,
    )
    .fetch_optional(db)
    .await
    .map(|one| one.is_some())
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

/// Has an entry follow a session, with the supervisor where its owner was supervised.
pub(super) async fn set_session(
    db: &mut PgConnection,
    id: EntryId,
    session: SessionId,
    supervisor: Option<AccountId>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update ledger_entry set session_id = $2, with_account_id = $3, version = version + 1 where ledger_entry_id = $1",
        id.0,
        session.0,
        supervisor.map(|account| account.0),
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Leaves an entry to its owner alone: it follows no session, names no supervisor and is shown to no pool.
pub(super) async fn leave_to_owner(db: &mut PgConnection, id: EntryId) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update ledger_entry set session_id = null, with_account_id = null, counts = false, pool_id = null, version = version + 1
         where ledger_entry_id = $1",
        id.0,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Holds what a session of coaching supervision may change of two people: its entries, what they show, and both memberships.
pub(super) async fn hold(
    db: &mut PgConnection,
    pool: PoolId,
    people: [AccountId; 2],
    session: Option<SessionId>,
) -> Result<(), sqlx::Error> {
    let accounts = people.map(|account| account.0);
    if let Some(session) = session {
        sqlx::query!(
            "select ledger_entry_id from ledger_entry where account_id = any ($1) and submission_id = $2
             order by account_id for update",
            &accounts,
            session.0,
        )
        .fetch_all(&mut *db)
        .await?;
        sqlx::query!(
            "select v.evidence_id from ledger_entry e join ledger_evidence l using (ledger_entry_id) join evidence v using (evidence_id)
             where e.account_id = any ($1) and e.submission_id = $2 order by v.account_id, v.evidence_id for update of v",
            &accounts,
            session.0,
        )
        .fetch_all(&mut *db)
        .await?;
    }
    sqlx::query!(
        "select membership_id from membership where pool_id = $1 and account_id = any ($2) order by account_id for update",
        pool.0,
        &accounts,
    )
    .fetch_all(db)
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
