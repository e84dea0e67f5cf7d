use sqlx::PgConnection;

use super::error::ActError;
use super::model::{Course, NextReview, Outcome, State, Status, Terms};
use super::relationship::Relationship;
use crate::availability;
use crate::platform::clock::{Day, Instant};
use crate::platform::ids::{AccountId, ChemistryId, PoolId, RelationshipId, SubmissionId};
use crate::pools::Offering;

/// A relationship that one of the two is about to move, held as below.
///
/// # Errors
/// `NotFound`; `Still` after a death; the database's.
pub(super) async fn take(db: &mut PgConnection, id: RelationshipId) -> Result<Relationship, ActError> {
    match hold_any(db, id).await? {
        Some(one) if one.still => Err(ActError::Still),
        Some(one) => Ok(one),
        None => Err(ActError::NotFound),
    }
}

/// The same for what happens by itself: nothing does where one of the two has died and the other waits for a coordinator's words.
pub(super) async fn hold(
    db: &mut PgConnection,
    id: RelationshipId,
) -> Result<Option<Relationship>, sqlx::Error> {
    Ok(hold_any(db, id).await?.filter(|one| !one.still))
}

/// A relationship, held until the transaction ends, after the coach's or mentor's place: all that concerns their places goes one
/// after the other. None when there is no such one.
pub(super) async fn hold_any(
    db: &mut PgConnection,
    id: RelationshipId,
) -> Result<Option<Relationship>, sqlx::Error> {
    let practitioner = sqlx::query_scalar!(
        r#"select practitioner_id as "id: AccountId" from relationship where relationship_id = $1"#,
        id.0
    )
    .fetch_optional(&mut *db)
    .await?;
    let Some(practitioner) = practitioner else { return Ok(None) };
    availability::lock_place(db, practitioner).await?;
    lock(db, id).await
}

/// A relationship, held until the transaction ends.
async fn lock(db: &mut PgConnection, id: RelationshipId) -> Result<Option<Relationship>, sqlx::Error> {
    let row = sqlx::query!(
        r#"select r.relationship_id, r.pool_id, r.chemistry_request_id as "chemistry_id?: ChemistryId", r.mentee_id, r.practitioner_id,
             r.offering as "offering: Offering", r.recorded_by as "recorded_by?: AccountId", r.status as "status: Status",
             r.began_on as "began_on?: Day", r.review_on as "review_on?: Day", r.review_at_session, r.reviews,
             r.paused_on as "paused_on?: Day", r.paused_to as "paused_to?: Day", r.ending_on as "ending_on?: Day",
             r.ended_at as "ended_at?: Instant", r.outcome as "outcome?: Outcome", r.ended_by as "ended_by?: AccountId",
             r.touched_at, r.nudges, r.nudged_at as "nudged_at?: Instant", r.version
           from relationship r where r.relationship_id = $1 for no key update"#,
        id.0,
    )
    .fetch_optional(&mut *db)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let state =
        match (row.status, row.ended_at.zip(row.outcome), row.paused_on.zip(row.paused_to), row.ending_on) {
            (Status::Recorded, ..) => State::Recorded,
            (Status::Agreeing, ..) => State::Agreeing,
            (Status::Active, ..) => State::Active,
            (Status::ReviewDue, ..) => State::ReviewDue,
            (Status::Paused, _, Some((on, to)), _) => State::Paused { on, to },
            (Status::Ending, _, _, Some(on)) => State::Ending { on },
            (Status::Ended, Some((at, outcome)), ..) => State::Ended { at, outcome },
            (Status::NotBegun, Some((at, outcome)), ..) => State::NotBegun { at, outcome },
            _ => return Err(sqlx::Error::Decode("a relationship without what its status needs".into())),
        };
    let review =
        row.review_on.zip(row.review_at_session).map(|(on, at_session)| NextReview { on, at_session });
    let (held, still) = held(db, id).await?;
    let terms = current_terms(db, id).await?;
    Ok(Some(Relationship {
        id: row.relationship_id,
        pool_id: row.pool_id,
        chemistry_id: row.chemistry_id,
        mentee_id: row.mentee_id,
        practitioner_id: row.practitioner_id,
        offering: row.offering,
        recorded_by: row.recorded_by,
        touched_at: row.touched_at,
        nudges: row.nudges,
        nudged_at: row.nudged_at,
        ended_by: row.ended_by,
        version: row.version,
        course: Course { state, began_on: row.began_on, review, reviews: row.reviews },
        terms,
        held,
        still,
    }))
}

/// How many sessions were held, and whether the pair stands still; read once it is held, because either may have changed meanwhile.
async fn held(db: &mut PgConnection, id: RelationshipId) -> Result<(i16, bool), sqlx::Error> {
    let row = sqlx::query!(
        r#"select count(*) as "held!", is_still($1) as "still!" from session where relationship_id = $1 and status = 'held'"#,
        id.0
    )
    .fetch_one(db)
    .await?;
    Ok((i16::try_from(row.held).unwrap_or(i16::MAX), row.still))
}

/// What both signed last.
async fn current_terms(db: &mut PgConnection, id: RelationshipId) -> Result<Option<Terms>, sqlx::Error> {
    sqlx::query_as!(
        Terms,
        "select sessions, minutes, every_weeks, review_after, review_months from agreement
         where relationship_id = $1 and mentee_signed_at is not null and practitioner_signed_at is not null
         order by agreement_version desc limit 1",
        id.0,
    )
    .fetch_optional(db)
    .await
}

/// A relationship to be written.
pub(super) struct New {
    pub id: RelationshipId,
    pub pool: PoolId,
    pub chemistry: Option<ChemistryId>,
    pub mentee: AccountId,
    pub practitioner: AccountId,
    pub offering: Offering,
    pub recorded_by: Option<AccountId>,
    pub course: Course,
    pub submission: SubmissionId,
}

/// Writes a new relationship; false when there is one of these two in this offering already, or this submission wrote it before.
pub(super) async fn insert(db: &mut PgConnection, now: Instant, new: &New) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "insert into relationship (relationship_id, pool_id, chemistry_request_id, mentee_id, practitioner_id, offering, status,
           recorded_by, began_on, touched_at, created_at, submission_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10, $11) on conflict do nothing",
        new.id.0,
        new.pool.0,
        new.chemistry.map(|id| id.0),
        new.mentee.0,
        new.practitioner.0,
        new.offering.code(),
        new.course.status().code(),
        new.recorded_by.map(|id| id.0),
        new.course.began_on as Option<Day>,
        now as Instant,
        new.submission.0,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Writes a relationship as it is now over the version it was read at.
pub(super) async fn save(db: &mut PgConnection, one: &Relationship) -> Result<(), sqlx::Error> {
    let course = &one.course;
    let (paused, ending, ended) = match course.state {
        State::Paused { on, to } => (Some((on, to)), None, None),
        State::Ending { on } => (None, Some(on), None),
        State::Ended { at, outcome } | State::NotBegun { at, outcome } => (None, None, Some((at, outcome))),
        _ => (None, None, None),
    };
    let done = sqlx::query!(
        "update relationship set status = $3, began_on = $4, review_on = $5, review_at_session = $6, reviews = $7, paused_on = $8,
           paused_to = $9, ending_on = $10, ended_at = $11, outcome = $12, ended_by = $13, touched_at = $14, nudges = $15,
           nudged_at = $16, version = version + 1
         where relationship_id = $1 and version = $2",
        one.id.0,
        one.version,
        course.status().code(),
        course.began_on as Option<Day>,
        course.review.map(|review| review.on) as Option<Day>,
        course.review.map(|review| review.at_session),
        course.reviews,
        paused.map(|(on, _)| on) as Option<Day>,
        paused.map(|(_, to)| to) as Option<Day>,
        ending as Option<Day>,
        ended.map(|(at, _)| at) as Option<Instant>,
        ended.map(|(_, outcome)| outcome.code()),
        one.ended_by.map(|by| by.0),
        one.touched_at as Instant,
        one.nudges,
        one.nudged_at as Option<Instant>,
    )
    .execute(db)
    .await?;
    if done.rows_affected() == 1 { Ok(()) } else { Err(sqlx::Error::RowNotFound) }
}

/// The relationship that came from a request for a first conversation.
pub(super) async fn of_request(
    db: &mut PgConnection,
    id: ChemistryId,
) -> Result<Option<RelationshipId>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select relationship_id as "id: RelationshipId" from relationship where chemistry_request_id = $1"#,
        id.0
    )
    .fetch_optional(db)
    .await
}

/// The same for one of the two, whom alone it concerns.
pub(super) async fn of_request_for(
    db: &mut PgConnection,
    id: ChemistryId,
    account: AccountId,
) -> Result<Option<RelationshipId>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select relationship_id as "id: RelationshipId" from relationship
           where chemistry_request_id = $1 and (mentee_id = $2 or practitioner_id = $2)"#,
        id.0,
        account.0,
    )
    .fetch_optional(db)
    .await
}

/// Holds a mentee until the transaction ends, before any place, so that what counts how many they work with is decided one after
/// the other.
pub(super) async fn hold_mentee_of(db: &mut PgConnection, id: RelationshipId) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "select a.account_id from relationship r join account a on a.account_id = r.mentee_id
         where r.relationship_id = $1 for no key update of a",
        id.0,
    )
    .fetch_optional(db)
    .await?;
    Ok(())
}

/// Whether the mentee works with as many in this offering as the pool lets them, this one left out; a pair whose coach or mentor is
/// there no more does not count.
pub(super) async fn is_at_cap(db: &mut PgConnection, one: &Relationship) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select (select count(*) from relationship r
                   where r.mentee_id = $1 and r.offering = $2 and r.relationship_id <> $4
                     and r.status in ('active', 'review-due', 'paused', 'ending') and is_attended(r.pool_id, r.practitioner_id))
                >= coalesce((select s.active_relationships from pool_setting s where s.pool_id = $3), 1)
                 + (select count(*) from relationship_grant g where g.mentee_id = $1 and g.pool_id = $3 and g.offering = $2) as "full!""#,
        one.mentee_id.0,
        one.offering.code(),
        one.pool_id.0,
        one.id.0,
    )
    .fetch_one(db)
    .await
}

/// Whether somebody is a member of a pool, and not suspended.
pub(super) async fn is_attended(
    db: &mut PgConnection,
    pool: PoolId,
    practitioner: AccountId,
) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(r#"select is_attended($1, $2) as "attended!""#, pool.0, practitioner.0)
        .fetch_one(db)
        .await
}

/// Notes who said that a mentee was helped; false when it was noted before.
pub(super) async fn set_helped(
    db: &mut PgConnection,
    now: Instant,
    id: RelationshipId,
    by: AccountId,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "update relationship set helped_at = $2, helped_by = $3, version = version + 1 where relationship_id = $1 and helped_at is null",
        id.0,
        now as Instant,
        by.0,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Everything that goes on of somebody, in the order in which places are held.
pub(super) async fn open_of(
    db: &mut PgConnection,
    account: AccountId,
) -> Result<Vec<RelationshipId>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select relationship_id as "id: RelationshipId" from relationship
           where (mentee_id = $1 or practitioner_id = $1) and status not in ('ended', 'not-begun')
           order by practitioner_id, relationship_id"#,
        account.0,
    )
    .fetch_all(db)
    .await
}

/// Relationships follow the pool that another takes the place of.
pub(super) async fn move_to_pool(
    db: &mut PgConnection,
    from: PoolId,
    into: PoolId,
) -> Result<(), sqlx::Error> {
    sqlx::query!("update relationship set pool_id = $2 where pool_id = $1", from.0, into.0)
        .execute(&mut *db)
        .await?;
    sqlx::query!(
        "insert into relationship_grant (pool_id, mentee_id, offering, granted_by, granted_at)
         select $2, mentee_id, offering, granted_by, granted_at from relationship_grant where pool_id = $1 on conflict do nothing",
        from.0,
        into.0
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!("delete from relationship_grant where pool_id = $1", from.0).execute(&mut *db).await?;
    sqlx::query!("update pairing set pool_id = $2 where pool_id = $1", from.0, into.0)
        .execute(&mut *db)
        .await?;
    // The words agreements begin with, where the other pool has none of its own.
    sqlx::query!(
        "update agreement_template t set pool_id = $2
         where t.pool_id = $1 and not exists (select from agreement_template o where o.pool_id = $2 and o.offering = t.offering)",
        from.0,
        into.0
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Everything that goes on between two people, in the order in which places are held.
pub(super) async fn open_between(
    db: &mut PgConnection,
    one: AccountId,
    other: AccountId,
) -> Result<Vec<RelationshipId>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select relationship_id as "id: RelationshipId" from relationship
           where (mentee_id, practitioner_id) in (($1, $2), ($2, $1)) and status not in ('ended', 'not-begun')
           order by practitioner_id, relationship_id"#,
        one.0,
        other.0,
    )
    .fetch_all(db)
    .await
}

/// Takes away what somebody wrote with others, and what others wrote with them in the agreements of both. That they met, and when,
/// stays the others'.
pub(super) async fn erase(db: &mut PgConnection, account: AccountId) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update agreement a set words = ''::bytea from relationship r
         where r.relationship_id = a.relationship_id and (r.mentee_id = $1 or r.practitioner_id = $1) and length(a.words) > 0",
        account.0,
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "update review_answer a set reflection = ''::bytea from relationship r
         where r.relationship_id = a.relationship_id and (r.mentee_id = $1 or r.practitioner_id = $1)
           and a.side = case $1::uuid when r.mentee_id then 'mentee' when r.practitioner_id then 'practitioner' end",
        account.0,
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "update evaluation e set changed = ''::bytea, may_be_read = false from relationship r
         where r.relationship_id = e.relationship_id and (r.mentee_id = $1 or r.practitioner_id = $1)
           and e.side = case $1::uuid when r.mentee_id then 'mentee' when r.practitioner_id then 'practitioner' end",
        account.0,
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!("delete from relationship_grant where mentee_id = $1", account.0).execute(db).await?;
    Ok(())
}
