use sqlx::PgConnection;

use super::model::{Session, SessionStatus};
use crate::chemistry::model::Side;
use crate::platform::clock::Instant;
use crate::platform::ids::{AccountId, MeetingId, RelationshipId, SessionId, SubmissionId};
use crate::platform::span::Span;
use crate::relationships::relationship::Relationship;

/// Keeps a new session.
pub(super) async fn insert(
    db: &mut PgConnection,
    now: Instant,
    one: &Relationship,
    session: &Session,
    submission: SubmissionId,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into session (session_id, pool_id, relationship_id, status, meeting_id, starts_at, planned_minutes, minutes,
           created_at, submission_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        session.id.0,
        one.pool_id.0,
        one.id.0,
        session.status.code(),
        session.meeting_id.map(|id| id.0),
        session.starts_at as Instant,
        session.planned_minutes,
        session.minutes,
        now as Instant,
        submission.0,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// The session this submission made.
pub(super) async fn of_submission(
    db: &mut PgConnection,
    relationship: RelationshipId,
    submission: SubmissionId,
) -> Result<Option<SessionId>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select session_id as "id: SessionId" from session where submission_id = $1 and relationship_id = $2"#,
        submission.0,
        relationship.0,
    )
    .fetch_optional(db)
    .await
}

/// One session of a relationship, held until the transaction ends. The relationship is held before.
pub(super) async fn lock(
    db: &mut PgConnection,
    relationship: RelationshipId,
    id: SessionId,
) -> Result<Option<Session>, sqlx::Error> {
    sqlx::query_as!(
        Session,
        r#"select s.session_id as "id: SessionId", s.status as "status: SessionStatus", s.meeting_id as "meeting_id?: MeetingId",
             s.starts_at, s.planned_minutes, s.minutes,
             (select l.minutes from session_log l where l.session_id = s.session_id and l.side = 'mentee') as logged_by_mentee,
             (select l.minutes from session_log l where l.session_id = s.session_id and l.side = 'practitioner') as logged_by_practitioner,
             s.version
           from session s where s.relationship_id = $1 and s.session_id = $2 for no key update of s"#,
        relationship.0,
        id.0,
    )
    .fetch_optional(db)
    .await
}

/// The sessions of a relationship, the latest first, so many at most.
///
/// # Errors
/// The database's.
pub async fn of_relationship(
    db: &mut PgConnection,
    relationship: RelationshipId,
    only: Option<SessionId>,
) -> Result<Vec<Session>, sqlx::Error> {
    sqlx::query_as!(
        Session,
        r#"select s.session_id as "id: SessionId", s.status as "status: SessionStatus", s.meeting_id as "meeting_id?: MeetingId",
             s.starts_at, s.planned_minutes, s.minutes,
             (select l.minutes from session_log l where l.session_id = s.session_id and l.side = 'mentee') as logged_by_mentee,
             (select l.minutes from session_log l where l.session_id = s.session_id and l.side = 'practitioner') as logged_by_practitioner,
             s.version
           from session s where s.relationship_id = $1 and ($2::uuid is null or s.session_id = $2)
           order by s.starts_at desc, s.session_id limit 200"#,
        relationship.0,
        only.map(|id| id.0) as Option<uuid::Uuid>,
    )
    .fetch_all(db)
    .await
}

/// Writes a session as it is now over the version it was read at.
pub(super) async fn save(db: &mut PgConnection, session: &Session) -> Result<(), sqlx::Error> {
    let done = sqlx::query!(
        "update session set status = $3, starts_at = $4, planned_minutes = $5, minutes = $6, version = version + 1
         where session_id = $1 and version = $2",
        session.id.0,
        session.version,
        session.status.code(),
        session.starts_at as Instant,
        session.planned_minutes,
        session.minutes,
    )
    .execute(db)
    .await?;
    if done.rows_affected() == 1 { Ok(()) } else { Err(sqlx::Error::RowNotFound) }
}

/// Keeps how long one of the two says it was.
pub(super) async fn set_log(
    db: &mut PgConnection,
    now: Instant,
    id: SessionId,
    side: Side,
    minutes: i16,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into session_log (session_id, side, minutes, logged_at) values ($1, $2, $3, $4)
         on conflict (session_id, side) do update set minutes = excluded.minutes, logged_at = excluded.logged_at",
        id.0,
        side.code(),
        minutes,
        now as Instant,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Takes back what both said of a session that was not held after all.
pub(super) async fn clear_logs(db: &mut PgConnection, id: SessionId) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from session_log where session_id = $1", id.0).execute(db).await?;
    Ok(())
}

/// Sessions of a relationship that are still to come.
pub(in crate::relationships) async fn ahead(
    db: &mut PgConnection,
    relationship: RelationshipId,
    now: Instant,
) -> Result<Vec<SessionId>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select session_id as "id: SessionId" from session
           where relationship_id = $1 and status = 'arranged' and starts_at > $2 order by starts_at"#,
        relationship.0,
        now as Instant,
    )
    .fetch_all(db)
    .await
}

/// Replaces the times one of the two offers.
pub(super) async fn set_offers(
    db: &mut PgConnection,
    relationship: RelationshipId,
    side: Side,
    offers: &[Span],
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "delete from session_offer where relationship_id = $1 and side = $2",
        relationship.0,
        side.code()
    )
    .execute(&mut *db)
    .await?;
    let starts: Vec<Instant> = offers.iter().map(Span::starts).collect();
    let ends: Vec<Instant> = offers.iter().map(Span::ends).collect();
    sqlx::query!(
        "insert into session_offer (relationship_id, side, starts_at, ends_at)
         select $1, $2, t.starts_at, t.ends_at from unnest($3::timestamptz[], $4::timestamptz[]) t (starts_at, ends_at)
         on conflict do nothing",
        relationship.0,
        side.code(),
        &starts as &[Instant],
        &ends as &[Instant],
    )
    .execute(db)
    .await?;
    Ok(())
}

/// The times one of the two offers that still lie ahead, earliest first.
///
/// # Errors
/// The database's.
pub async fn offers(
    db: &mut PgConnection,
    relationship: RelationshipId,
    now: Instant,
) -> Result<Vec<(Side, Span)>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select side as "side: Side", starts_at, ends_at from session_offer
           where relationship_id = $1 and starts_at > $2 order by starts_at"#,
        relationship.0,
        now as Instant,
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().filter_map(|row| Some((row.side, Span::new(row.starts_at, row.ends_at)?))).collect())
}

/// Takes back every time that is offered.
pub(in crate::relationships) async fn clear_offers(
    db: &mut PgConnection,
    relationship: RelationshipId,
) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from session_offer where relationship_id = $1", relationship.0).execute(db).await?;
    Ok(())
}

/// A session that lies ahead and was put there since a moment: the first.
pub(super) async fn arranged_since(
    db: &mut PgConnection,
    relationship: RelationshipId,
    since: Instant,
    now: Instant,
) -> Result<Option<SessionId>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select session_id as "id: SessionId" from session
           where relationship_id = $1 and status = 'arranged' and starts_at > $3 and created_at >= $2
           order by starts_at, session_id limit 1"#,
        relationship.0,
        since as Instant,
        now as Instant,
    )
    .fetch_optional(db)
    .await
}

/// What stands beside a session on its page.
pub(super) struct Beside {
    /// How the coach or mentor works: codes of approaches, the most usual first.
    pub approaches: Vec<String>,
    /// How to join, where that is said.
    pub joining: String,
}

/// How somebody works, and how to join the meeting of a session of theirs.
pub(super) async fn beside(
    db: &mut PgConnection,
    account: AccountId,
    meeting: Option<MeetingId>,
) -> Result<Beside, sqlx::Error> {
    sqlx::query_as!(
        Beside,
        r#"select array(select t.term_code from profile_term p join term t using (term_id)
                        where p.account_id = $1 and t.vocabulary_code = 'approach' order by p.position, t.term_id) as "approaches!",
             coalesce((select m.joining from meeting m where m.meeting_id = $2), '') as "joining!""#,
        account.0,
        meeting.map(|id| id.0),
    )
    .fetch_one(db)
    .await
}
