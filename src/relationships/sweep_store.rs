use sqlx::PgConnection;

use crate::platform::clock::{Day, Instant};
use crate::platform::ids::{RelationshipId, SessionId};

/// So many at a time; the next round takes the rest.
const AT_ONCE: i64 = 500;

/// What a day brings: a review that is due or over, a pause or a planned end that is over.
pub(super) async fn due_by_day(
    db: &mut PgConnection,
    today: Day,
    review_over: Day,
) -> Result<Vec<RelationshipId>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select relationship_id as "id: RelationshipId" from relationship
           where status in ('active', 'review-due', 'paused', 'ending')
             and (status = 'active' and review_on <= $1 or status = 'review-due' and review_on <= $2
                  or status = 'paused' and paused_to < $1 or status = 'ending' and ending_on < $1)
           order by relationship_id limit $3"#,
        today as Day,
        review_over as Day,
        AT_ONCE,
    )
    .fetch_all(db)
    .await
}

/// Of whom nothing was heard since a moment, and who were not asked about it after another, the longest first. A session counts
/// from when it is, logged or not, so whoever has one to come is in touch.
pub(super) async fn silent(
    db: &mut PgConnection,
    since: Instant,
    asked: Instant,
) -> Result<Vec<RelationshipId>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select r.relationship_id as "id: RelationshipId" from relationship r
           where r.status in ('active', 'review-due') and r.touched_at <= $1
             and (r.nudged_at is null or r.nudged_at <= $2)
             and not exists (select from session s where s.relationship_id = r.relationship_id and s.status <> 'cancelled' and s.starts_at > $1)
           order by r.touched_at limit $3"#,
        since as Instant,
        asked as Instant,
        AT_ONCE * 10,
    )
    .fetch_all(db)
    .await
}

/// When the latest session of a relationship is or was that nobody cancelled.
pub(super) async fn latest_start(
    db: &mut PgConnection,
    id: RelationshipId,
) -> Result<Option<Instant>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select max(starts_at) as "at?: Instant" from session where relationship_id = $1 and status <> 'cancelled'"#,
        id.0
    )
    .fetch_one(db)
    .await
}

/// Where a session's time is over of which nobody has said anything and nobody was asked.
pub(super) async fn to_ask_about(
    db: &mut PgConnection,
    now: Instant,
) -> Result<Vec<RelationshipId>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select s.relationship_id as "id: RelationshipId" from session s
           where s.status = 'arranged' and s.starts_at + make_interval(mins => s.planned_minutes) <= $1
             and s.starts_at > $1 - interval '14 days' and s.asked_at is null
           group by s.relationship_id order by min(s.starts_at) limit $2"#,
        now as Instant,
        AT_ONCE,
    )
    .fetch_all(db)
    .await
}

/// Notes that both are asked about the latest session of that kind of a relationship, and which it is.
pub(super) async fn ask_about(
    db: &mut PgConnection,
    now: Instant,
    id: RelationshipId,
) -> Result<Option<SessionId>, sqlx::Error> {
    let asked = sqlx::query_scalar!(
        r#"update session s set asked_at = $2
           where s.relationship_id = $1 and s.status = 'arranged' and s.starts_at + make_interval(mins => s.planned_minutes) <= $2
             and s.starts_at > $2 - interval '14 days' and s.asked_at is null
           returning s.session_id as "id: SessionId""#,
        id.0,
        now as Instant,
    )
    .fetch_all(db)
    .await?;
    Ok(asked.into_iter().max())
}

/// Recorded by one of two before a moment and confirmed by nobody, or not signed where no first conversation led to it.
pub(super) async fn unconfirmed(
    db: &mut PgConnection,
    before: Instant,
) -> Result<Vec<RelationshipId>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select relationship_id as "id: RelationshipId" from relationship
           where status in ('recorded', 'agreeing') and chemistry_request_id is null and touched_at <= $1
           order by relationship_id limit $2"#,
        before as Instant,
        AT_ONCE,
    )
    .fetch_all(db)
    .await
}

/// Deletes relationships that ended before a moment, with all that hangs from them.
pub(super) async fn forget(db: &mut PgConnection, before: Instant) -> Result<u64, sqlx::Error> {
    let done =
        sqlx::query!("delete from relationship where ended_at < $1", before as Instant).execute(db).await?;
    Ok(done.rows_affected())
}
