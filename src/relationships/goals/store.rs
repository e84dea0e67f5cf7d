use sqlx::PgConnection;

use super::model::{GoalActionId, GoalId, Progress, Status};
use crate::platform::clock::{Day, Instant};
use crate::platform::ids::{AccountId, RelationshipId, SubmissionId};

/// A goal as it is stored.
pub(super) struct Stored {
    pub goal_id: GoalId,
    pub body: Vec<u8>,
    pub status: Status,
    pub progress: i16,
    pub created_at: Instant,
    pub met_at: Option<Instant>,
    pub version: i32,
}

/// The goals of a relationship: open ones as they were set, then what was met, the latest first, then what was let go.
pub(super) async fn of_relationship(
    db: &mut PgConnection,
    relationship: RelationshipId,
) -> Result<Vec<Stored>, sqlx::Error> {
    sqlx::query_as!(
        Stored,
        r#"select goal_id, body, status as "status: Status", progress, created_at, met_at as "met_at?", version
           from goal where relationship_id = $1
           order by array_position(array['open', 'met', 'let-go'], status), met_at desc nulls last, goal_id"#,
        relationship.0,
    )
    .fetch_all(db)
    .await
}

/// One of them.
pub(super) async fn find(
    db: &mut PgConnection,
    relationship: RelationshipId,
    id: GoalId,
) -> Result<Option<Stored>, sqlx::Error> {
    sqlx::query_as!(
        Stored,
        r#"select goal_id, body, status as "status: Status", progress, created_at, met_at as "met_at?", version
           from goal where goal_id = $2 and relationship_id = $1"#,
        relationship.0,
        id.0,
    )
    .fetch_optional(db)
    .await
}

/// Locks a goal of a relationship until the transaction ends; false when there is none.
pub(super) async fn lock(
    db: &mut PgConnection,
    relationship: RelationshipId,
    id: GoalId,
) -> Result<bool, sqlx::Error> {
    let there = sqlx::query_scalar!(
        r#"select 1 as "one!" from goal where goal_id = $2 and relationship_id = $1 for no key update"#,
        relationship.0,
        id.0,
    )
    .fetch_optional(db)
    .await?;
    Ok(there.is_some())
}

/// How many goals a relationship has.
pub(super) async fn count(db: &mut PgConnection, relationship: RelationshipId) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar!(r#"select count(*) as "count!" from goal where relationship_id = $1"#, relationship.0)
        .fetch_one(db)
        .await
}

/// What a form has kept before, of whoever sent it.
pub(super) async fn of_submission(
    db: &mut PgConnection,
    account: AccountId,
    submission: SubmissionId,
) -> Result<Option<(RelationshipId, GoalId)>, sqlx::Error> {
    let row = sqlx::query!(
        "select relationship_id, goal_id from goal where set_by = $1 and submission_id = $2",
        account.0,
        submission.0,
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| (row.relationship_id, row.goal_id)))
}

/// Keeps a goal; false when the same form was sent before.
pub(super) async fn insert(
    db: &mut PgConnection,
    (relationship, id): (RelationshipId, GoalId),
    body: &[u8],
    by: AccountId,
    submission: SubmissionId,
    now: Instant,
) -> Result<bool, sqlx::Error> {
    let kept = sqlx::query!(
        "insert into goal (goal_id, relationship_id, body, status, set_by, created_at, submission_id)
         values ($1, $2, $3, 'open', $4, $5, $6) on conflict (set_by, submission_id) do nothing",
        id.0,
        relationship.0,
        body,
        by.0,
        now as Instant,
        submission.0,
    )
    .execute(db)
    .await?;
    Ok(kept.rows_affected() == 1)
}

/// Puts other words in the place of a goal's.
pub(super) async fn update(db: &mut PgConnection, id: GoalId, body: &[u8]) -> Result<(), sqlx::Error> {
    sqlx::query!("update goal set body = $2, version = version + 1 where goal_id = $1", id.0, body)
        .execute(db)
        .await?;
    Ok(())
}

pub(super) async fn set_progress(
    db: &mut PgConnection,
    id: GoalId,
    progress: Progress,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update goal set progress = $2, version = version + 1 where goal_id = $1",
        id.0,
        i16::from(progress.percent()),
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn set_status(
    db: &mut PgConnection,
    id: GoalId,
    status: Status,
    now: Instant,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update goal set status = $2, met_at = case when $2 = 'met' then $3::timestamptz end, version = version + 1
         where goal_id = $1",
        id.0,
        status.code(),
        now as Instant,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// An open goal of somebody's with what is next, as it is stored.
pub(super) struct Open {
    pub goal_id: GoalId,
    pub relationship_id: RelationshipId,
    pub is_mentee: bool,
    pub other: String,
    pub body: Vec<u8>,
    pub progress: i16,
    pub goal_action_id: Option<GoalActionId>,
    pub action_body: Option<Vec<u8>>,
    pub who: Option<String>,
    pub due_on: Option<Day>,
}

/// The open goals of an account in relationships that go on, whatever is due first before the others.
pub(super) async fn open_of(
    db: &mut PgConnection,
    account: AccountId,
    most: i64,
) -> Result<Vec<Open>, sqlx::Error> {
    sqlx::query_as!(
        Open,
        r#"select g.goal_id, g.relationship_id, (r.mentee_id = $1) as "is_mentee!", o.name as other, g.body, g.progress,
             a.goal_action_id as "goal_action_id?: GoalActionId", a.body as "action_body?", a.who as "who?",
             a.due_on as "due_on?"
           from relationship r
           join goal g on g.relationship_id = r.relationship_id and g.status = 'open'
           join account o on o.account_id = case when r.mentee_id = $1 then r.practitioner_id else r.mentee_id end
           left join lateral (
             select n.goal_action_id, n.body, n.who, n.due_on from goal_action n
             where n.goal_id = g.goal_id and n.done_at is null order by n.due_on nulls last, n.position limit 1
           ) a on true
           where (r.mentee_id = $1 or r.practitioner_id = $1) and r.status in ('active', 'review-due', 'paused', 'ending')
           order by a.due_on nulls last, g.goal_id limit $2"#,
        account.0,
        most,
    )
    .fetch_all(db)
    .await
}

/// The goals of a mentee go with their account.
///
/// # Errors
/// The database's.
pub async fn forget(db: &mut PgConnection, account: AccountId) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "delete from goal where relationship_id in (select relationship_id from relationship where mentee_id = $1)",
        account.0
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Deletes the goals of relationships that ended before a moment; returns how many.
pub(super) async fn forget_ended(db: &mut PgConnection, before: Instant) -> Result<u64, sqlx::Error> {
    let gone = sqlx::query!(
        "delete from goal where relationship_id in (select relationship_id from relationship where ended_at < $1)",
        before as Instant,
    )
    .execute(db)
    .await?;
    Ok(gone.rows_affected())
}
