use jiff::SignedDuration;
use sqlx::PgConnection;

use super::evaluation_store::opened_evaluation;
use super::feedback::{ENOUGH, Feedback, Said, gathered};
use crate::chemistry::model::Side;
use crate::platform::clock::Instant;
use crate::platform::ids::{AccountId, RelationshipId};
use crate::platform::secrets::Secret;

/// So long what somebody said at the end can be changed; it counts only afterwards, so that no change of it can be seen.
pub const CHANGEABLE: SignedDuration = SignedDuration::from_hours(14 * 24);

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
        .map(|row| {
            opened_evaluation(secret, (row.relationship_id, Side::Mentee), row.may_be_read, &row.changed)
        })
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
