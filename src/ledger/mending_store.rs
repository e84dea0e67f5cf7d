use sqlx::PgConnection;

use super::group_actions::Group;
use super::model::{EntryId, GroupId};
use crate::platform::clock::{Day, Instant};
use crate::platform::ids::{AccountId, PoolId, SubmissionId};

/// A group as it is kept.
#[derive(Debug, Clone)]
pub(super) struct KeptGroup {
    pub pool_id: PoolId,
    pub pool: String,
    pub held_on: Day,
    pub minutes: i16,
    pub title: String,
    pub created_at: Instant,
    pub submission_id: SubmissionId,
    pub version: i32,
}

/// A group that this supervisor recorded; anybody else's does not exist (S1).
pub(super) async fn find(
    db: &mut PgConnection,
    supervisor: AccountId,
    id: GroupId,
) -> Result<Option<KeptGroup>, sqlx::Error> {
    sqlx::query_as!(
        KeptGroup,
        r#"select g.pool_id, p.name as pool, g.held_on, g.minutes, g.title, g.created_at, g.submission_id as "submission_id: SubmissionId",
             g.version
           from supervision_group g join pool p using (pool_id) where g.supervisor_id = $1 and g.group_id = $2"#,
        supervisor.0,
        id.0,
    )
    .fetch_optional(db)
    .await
}

/// The same, locked until the transaction ends.
pub(super) async fn lock(
    db: &mut PgConnection,
    supervisor: AccountId,
    id: GroupId,
) -> Result<Option<KeptGroup>, sqlx::Error> {
    sqlx::query_scalar!(
        "select version from supervision_group where supervisor_id = $1 and group_id = $2 for update",
        supervisor.0,
        id.0,
    )
    .fetch_optional(&mut *db)
    .await?;
    find(db, supervisor, id).await
}

/// Somebody in whose ledger a group is.
#[derive(Debug, Clone)]
pub(super) struct Attendee {
    pub ledger_entry_id: EntryId,
    pub account_id: AccountId,
    pub name: String,
    pub counts: bool,
    pub pool_id: Option<PoolId>,
    pub reflection: Option<Vec<u8>>,
    /// A coordinator has checked what it shows, or made it count for longer.
    pub settled: bool,
    pub apart: bool,
}

/// Those in whose ledger a group is, the supervisor among them, in the order of their names; their entries locked where asked.
pub(super) async fn attendees(
    db: &mut PgConnection,
    id: GroupId,
    locked: bool,
) -> Result<Vec<Attendee>, sqlx::Error> {
    if locked {
        sqlx::query!(
            "select ledger_entry_id from ledger_entry where group_id = $1 order by account_id for update",
            id.0
        )
        .fetch_all(&mut *db)
        .await?;
    }
    sqlx::query_as!(
        Attendee,
        r#"select e.ledger_entry_id, e.account_id, a.name, e.counts, e.pool_id as "pool_id?: PoolId", e.reflection, e.apart,
             exists (select from ledger_evidence l join evidence v using (evidence_id)
                     where l.ledger_entry_id = e.ledger_entry_id
                       and (v.checked_at is not null or v.expires_on is not null)) as "settled!"
           from ledger_entry e join account a using (account_id)
           where e.group_id = $1 order by lower(a.name), e.account_id"#,
        id.0,
    )
    .fetch_all(db)
    .await
}

/// Puts what a supervisor says now in the place of what a group said.
pub(super) async fn update(db: &mut PgConnection, id: GroupId, group: &Group) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update supervision_group set held_on = $2, minutes = $3, title = $4, version = version + 1 where group_id = $1",
        id.0,
        group.held_on as Day,
        group.minutes.cast_signed(),
        group.title,
    )
    .execute(db)
    .await?;
    Ok(())
}
