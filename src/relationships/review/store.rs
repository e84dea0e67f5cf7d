use sqlx::PgConnection;

use crate::chemistry::model::Side;
use crate::platform::clock::Instant;
use crate::platform::ids::RelationshipId;
use crate::platform::secrets::Secret;
use crate::relationships::model::Wish;
use crate::relationships::sealed::{self, Bound};

/// What one of the two answers in a review.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub side: Side,
    pub wish: Wish,
    /// With a wish for more sessions: how many.
    pub more: Option<i16>,
    /// May be empty.
    pub reflection: String,
    /// The other may read the reflection.
    pub shared: bool,
}

/// What one of the two wrote in a review, opened; empty when it says nothing or cannot be read.
#[must_use]
pub fn opened_reflection(
    secret: &Secret,
    (id, side): (RelationshipId, Side),
    number: i16,
    shared: bool,
    sealed: &[u8],
) -> String {
    sealed::read(secret, &Bound::review(id, side, number, shared), sealed)
}

/// Keeps an answer in place of the one before.
pub(super) async fn set(
    db: &mut PgConnection,
    secret: &Secret,
    now: Instant,
    id: RelationshipId,
    number: i16,
    answer: &Answer,
) -> Result<(), sqlx::Error> {
    let bound = Bound::review(id, answer.side, number, answer.shared);
    let words = sealed::text(secret, &bound, &answer.reflection);
    sqlx::query!(
        "insert into review_answer (relationship_id, review_number, side, wish, more_sessions, reflection, shared, answered_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict (relationship_id, review_number, side) do update set wish = excluded.wish, more_sessions = excluded.more_sessions,
           reflection = excluded.reflection, shared = excluded.shared, answered_at = excluded.answered_at",
        id.0,
        number,
        answer.side.code(),
        answer.wish.code(),
        answer.more,
        words,
        answer.shared,
        now as Instant,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// What both answered in a review so far.
pub(super) async fn answers(
    db: &mut PgConnection,
    secret: &Secret,
    id: RelationshipId,
    number: i16,
) -> Result<Vec<Answer>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select side as "side: Side", wish as "wish: Wish", more_sessions, reflection, shared
           from review_answer where relationship_id = $1 and review_number = $2 order by side"#,
        id.0,
        number,
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Answer {
            side: row.side,
            wish: row.wish,
            more: row.more_sessions,
            reflection: opened_reflection(secret, (id, row.side), number, row.shared, &row.reflection),
            shared: row.shared,
        })
        .collect())
}

/// Deletes what was answered in relationships that ended before a moment.
pub(in crate::relationships) async fn forget(
    db: &mut PgConnection,
    before: Instant,
) -> Result<u64, sqlx::Error> {
    let done = sqlx::query!(
        "delete from review_answer a using relationship r where r.relationship_id = a.relationship_id and r.ended_at < $1",
        before as Instant,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}
