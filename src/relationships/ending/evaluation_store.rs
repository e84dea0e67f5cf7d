use sqlx::PgConnection;

use crate::chemistry::model::Side;
use crate::platform::clock::Instant;
use crate::platform::ids::RelationshipId;
use crate::platform::secrets::Secret;
use crate::relationships::sealed::{self, Bound};

/// What one of the two says at the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evaluation {
    /// 1 (not at all) to 5 (very much).
    pub fit: i16,
    pub recommend: i16,
    /// Skills the coach or mentor showed, by code of the vocabulary.
    pub skills: Vec<String>,
    /// May be empty.
    pub changed: String,
    /// The coach or mentor may read the words.
    pub may_be_read: bool,
}

/// What was said at the end, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    pub evaluation: Evaluation,
    pub answered_at: Instant,
}

/// What one of the two wrote at the end, opened; empty when it says nothing or cannot be read.
#[must_use]
pub fn opened_evaluation(
    secret: &Secret,
    (id, side): (RelationshipId, Side),
    may_be_read: bool,
    sealed: &[u8],
) -> String {
    sealed::read(secret, &Bound::evaluation(id, side, may_be_read), sealed)
}

/// Keeps an evaluation in place of the one before. When it was first answered stays.
pub(super) async fn set(
    db: &mut PgConnection,
    secret: &Secret,
    now: Instant,
    id: RelationshipId,
    side: Side,
    evaluation: &Evaluation,
) -> Result<(), sqlx::Error> {
    let bound = Bound::evaluation(id, side, evaluation.may_be_read);
    let words = sealed::text(secret, &bound, &evaluation.changed);
    sqlx::query!(
        "insert into evaluation (relationship_id, side, fit, recommend, skills, changed, may_be_read, answered_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict (relationship_id, side) do update set fit = excluded.fit, recommend = excluded.recommend, skills = excluded.skills,
           changed = excluded.changed, may_be_read = excluded.may_be_read",
        id.0,
        side.code(),
        evaluation.fit,
        evaluation.recommend,
        &evaluation.skills,
        words,
        evaluation.may_be_read,
        now as Instant,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// What one of the two said.
pub(super) async fn of(
    db: &mut PgConnection,
    secret: &Secret,
    id: RelationshipId,
    side: Side,
) -> Result<Option<Kept>, sqlx::Error> {
    let row = sqlx::query!(
        "select fit, recommend, skills, changed, may_be_read, answered_at from evaluation where relationship_id = $1 and side = $2",
        id.0,
        side.code(),
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| Kept {
        evaluation: Evaluation {
            fit: row.fit,
            recommend: row.recommend,
            skills: row.skills,
            changed: opened_evaluation(secret, (id, side), row.may_be_read, &row.changed),
            may_be_read: row.may_be_read,
        },
        answered_at: row.answered_at,
    }))
}

/// Takes the words away that were said at the end of what ended before a moment.
pub(in crate::relationships) async fn forget_words(
    db: &mut PgConnection,
    before: Instant,
) -> Result<u64, sqlx::Error> {
    let done = sqlx::query!(
        "update evaluation e set changed = ''::bytea from relationship r
         where r.relationship_id = e.relationship_id and r.ended_at < $1 and length(e.changed) > 0",
        before as Instant,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}
