use sqlx::PgConnection;

use crate::platform::clock::Instant;
use crate::platform::ids::{AccountId, ConcernId, SubmissionId, uuid_v7};

/// Keeps a note; false when the same form was sent before.
#[expect(clippy::too_many_arguments, reason = "a row")]
pub(super) async fn add_note(
    db: &mut PgConnection,
    note: uuid::Uuid,
    id: ConcernId,
    author: AccountId,
    for_raiser: bool,
    body: &[u8],
    now: Instant,
    submission: SubmissionId,
) -> Result<bool, sqlx::Error> {
    let kept = sqlx::query!(
        "insert into concern_note (concern_note_id, concern_id, author_id, for_raiser, body, written_at, submission_id)
         values ($1, $2, $3, $4, $5, $6, $7) on conflict (submission_id) do nothing",
        note,
        id.0,
        author.0,
        for_raiser,
        body,
        now as Instant,
        submission.0,
    )
    .execute(db)
    .await?;
    Ok(kept.rows_affected() == 1)
}

/// A note, sealed.
pub(super) struct Noted {
    pub concern_note_id: uuid::Uuid,
    pub concern_id: ConcernId,
    pub author: String,
    pub for_raiser: bool,
    pub body: Vec<u8>,
    pub written_at: Instant,
}

/// The notes of some concerns, oldest first; those for who raised them alone, or all.
pub(super) async fn notes(
    db: &mut PgConnection,
    ids: &[ConcernId],
    for_raiser_alone: bool,
) -> Result<Vec<Noted>, sqlx::Error> {
    let ids: Vec<uuid::Uuid> = ids.iter().map(|id| id.0).collect();
    sqlx::query_as!(
        Noted,
        "select n.concern_note_id, n.concern_id, a.name as author, n.for_raiser, n.body, n.written_at
         from concern_note n join account a on a.account_id = n.author_id
         where n.concern_id = any($1) and (n.for_raiser or not $2) order by n.written_at, n.concern_note_id",
        &ids,
        for_raiser_alone,
    )
    .fetch_all(db)
    .await
}

/// A note by the form it was sent with.
pub(super) struct NotedBefore {
    pub concern_note_id: uuid::Uuid,
    pub for_raiser: bool,
    pub body: Vec<u8>,
}

/// What this form has kept before, of this author about this concern.
pub(super) async fn noted_with(
    db: &mut PgConnection,
    id: ConcernId,
    author: AccountId,
    submission: SubmissionId,
) -> Result<Option<NotedBefore>, sqlx::Error> {
    sqlx::query_as!(
        NotedBefore,
        "select concern_note_id, for_raiser, body from concern_note
         where submission_id = $1 and concern_id = $2 and author_id = $3",
        submission.0,
        id.0,
        author.0,
    )
    .fetch_optional(db)
    .await
}

/// A fresh id for a note.
pub(super) fn note_id(now: Instant) -> uuid::Uuid {
    uuid_v7(now)
}
