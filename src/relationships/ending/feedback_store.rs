use jiff::SignedDuration;
use sqlx::PgConnection;

use super::evaluation_store::WHAT;
use super::feedback::{ENOUGH, Feedback, Said, gathered};
use crate::chemistry::model::Side;
use crate::platform::clock::Instant;
use crate::platform::ids::{AccountId, PoolId, RelationshipId};
use crate::platform::secrets::Secret;
use crate::relationships::sealed;

/// So long what somebody said at the end can be changed; it counts only afterwards, so that no change of it can be seen.
pub(super) const CHANGEABLE: SignedDuration = SignedDuration::from_hours(14 * 24);

/// What a coach or mentor reads of what mentees said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Read {
    pub feedback: Feedback,
    /// Words whose writers let them be read, in the order of the alphabet, which says nothing of whose they are.
    pub words: Vec<String>,
}

/// What mentees said of a coach or mentor in relationships that ended, gathered. Words alone are there by their writer's consent,
/// however many there are.
pub(super) async fn of_practitioner(
    db: &mut PgConnection,
    secret: &Secret,
    now: Instant,
    practitioner: AccountId,
) -> Result<Read, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select e.relationship_id as "relationship_id!: RelationshipId", r.mentee_id as "mentee!: AccountId", e.fit, e.recommend,
             e.skills, e.changed, e.may_be_read, e.answered_at
           from evaluation e join relationship r on r.relationship_id = e.relationship_id
           where r.practitioner_id = $1 and e.side = 'mentee' and r.status = 'ended' order by e.answered_at limit 500"#,
        practitioner.0,
    )
    .fetch_all(db)
    .await?;
    let mut words: Vec<String> = rows
        .iter()
        .filter(|row| row.may_be_read)
        .map(|row| sealed::read(secret, row.relationship_id, Side::Mentee, WHAT, &row.changed))
        .filter(|text| !text.is_empty())
        .collect();
    words.sort_unstable();
    let settled = rows
        .into_iter()
        .filter(|row| row.answered_at.plus(CHANGEABLE) <= now)
        .map(|row| Said {
            mentee: row.mentee,
            at: row.answered_at,
            fit: row.fit,
            recommend: row.recommend,
            skills: row.skills,
        })
        .collect();
    Ok(Read { feedback: gathered(settled, ENOUGH, ENOUGH), words })
}

/// Before coordinators see anything of a pool, so many mentees have to have answered; then so many are added at a time.
const POOL_LEAST: usize = 8;
const POOL_STEP: usize = 4;

/// What the mentees of a pool said at the end and six months later, gathered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PoolFeedback {
    /// Mentees whose answers are in it; none when there are too few.
    pub people: usize,
    /// Tenths of the mean.
    pub fit: i64,
    pub recommend: i64,
}

/// What the mentees of a pool said of relationships that ended in a stretch of time: from a moment to before another.
///
/// # Errors
/// The database's.
pub async fn of_pool(
    db: &mut PgConnection,
    now: Instant,
    pool: PoolId,
    from: Instant,
    to: Instant,
) -> Result<PoolFeedback, sqlx::Error> {
    let rows = sqlx::query_as!(
        Said,
        r#"select r.mentee_id as "mentee!: AccountId", e.answered_at as "at!: Instant", e.fit, e.recommend, e.skills
           from evaluation e join relationship r on r.relationship_id = e.relationship_id
           where r.pool_id = $1 and e.side = 'mentee' and r.status = 'ended' and r.ended_at >= $2 and r.ended_at < $3
             and e.answered_at <= $4"#,
        pool.0,
        from as Instant,
        to as Instant,
        now.minus(CHANGEABLE) as Instant,
    )
    .fetch_all(db)
    .await?;
    let all = gathered(rows, POOL_LEAST, POOL_STEP);
    Ok(PoolFeedback { people: all.people, fit: all.fit, recommend: all.recommend })
}
