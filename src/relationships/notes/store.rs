use sqlx::PgConnection;

use super::model::{Counts, NoteId};
use crate::platform::clock::Instant;
use crate::platform::ids::{AccountId, RelationshipId, SessionId, SubmissionId};

/// A note with the key that seals it, as they are stored.
pub(super) struct Stored {
    pub note_id: NoteId,
    pub relationship_id: RelationshipId,
    pub author_id: AccountId,
    pub shared: bool,
    pub body: Vec<u8>,
    /// When the meeting was that it is about.
    pub met_at: Option<Instant>,
    pub created_at: Instant,
    pub changed_at: Instant,
    pub version: i32,
    pub wrapped: Vec<u8>,
    pub key_mark: String,
}

/// What somebody can read in a relationship, newest first, from before a note on. Row-level security holds it to the same.
pub(super) async fn readable(
    db: &mut PgConnection,
    relationship: RelationshipId,
    reader: AccountId,
    before: Option<NoteId>,
    most: i64,
) -> Result<Vec<Stored>, sqlx::Error> {
    sqlx::query_as!(
        Stored,
        r#"select n.note_id, n.relationship_id, n.author_id, n.shared, n.body, s.starts_at as "met_at?", n.created_at,
             n.changed_at, n.version, k.wrapped, k.key_mark
           from note n
           join note_key k on k.relationship_id = n.relationship_id and k.author_id = n.author_id
           left join session s on s.session_id = n.session_id
           where n.relationship_id = $1 and (n.author_id = $2 or n.shared) and ($3::uuid is null or n.note_id < $3)
           order by n.note_id desc limit $4"#,
        relationship.0,
        reader.0,
        before.map(|before| before.0),
        most,
    )
    .fetch_all(db)
    .await
}

/// A note of somebody's own.
pub(super) async fn own(
    db: &mut PgConnection,
    relationship: RelationshipId,
    author: AccountId,
    id: NoteId,
) -> Result<Option<Stored>, sqlx::Error> {
    sqlx::query_as!(
        Stored,
        r#"select n.note_id, n.relationship_id, n.author_id, n.shared, n.body, s.starts_at as "met_at?", n.created_at,
             n.changed_at, n.version, k.wrapped, k.key_mark
           from note n
           join note_key k on k.relationship_id = n.relationship_id and k.author_id = n.author_id
           left join session s on s.session_id = n.session_id
           where n.note_id = $3 and n.relationship_id = $1 and n.author_id = $2"#,
        relationship.0,
        author.0,
        id.0,
    )
    .fetch_optional(db)
    .await
}

/// Locks a note of somebody's own until the transaction ends; false when there is none.
pub(super) async fn lock(
    db: &mut PgConnection,
    relationship: RelationshipId,
    author: AccountId,
    id: NoteId,
) -> Result<bool, sqlx::Error> {
    let there = sqlx::query_scalar!(
        r#"select 1 as "one!" from note where note_id = $3 and relationship_id = $1 and author_id = $2 for no key update"#,
        relationship.0,
        author.0,
        id.0,
    )
    .fetch_optional(db)
    .await?;
    Ok(there.is_some())
}

/// What a form has kept before, of this author.
pub(super) async fn of_submission(
    db: &mut PgConnection,
    author: AccountId,
    submission: SubmissionId,
) -> Result<Option<(RelationshipId, NoteId)>, sqlx::Error> {
    let row = sqlx::query!(
        "select relationship_id, note_id from note where author_id = $1 and submission_id = $2",
        author.0,
        submission.0,
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| (row.relationship_id, row.note_id)))
}

/// A new note, sealed.
pub(super) struct New<'a> {
    pub note_id: NoteId,
    pub relationship_id: RelationshipId,
    pub author_id: AccountId,
    pub shared: bool,
    pub body: &'a [u8],
    pub session: Option<SessionId>,
    pub now: Instant,
    pub submission: SubmissionId,
}

/// Keeps a note; false when the same form was sent before. A meeting that is not of the relationship is left out.
pub(super) async fn insert(db: &mut PgConnection, new: &New<'_>) -> Result<bool, sqlx::Error> {
    let kept = sqlx::query!(
        "insert into note (note_id, relationship_id, author_id, shared, body, session_id, created_at, changed_at, submission_id)
         values ($1, $2, $3, $4, $5, (select session_id from session where session_id = $6 and relationship_id = $2), $7, $7, $8)
         on conflict (author_id, submission_id) do nothing",
        new.note_id.0,
        new.relationship_id.0,
        new.author_id.0,
        new.shared,
        new.body,
        new.session.map(|session| session.0),
        new.now as Instant,
        new.submission.0,
    )
    .execute(db)
    .await?;
    Ok(kept.rows_affected() == 1)
}

/// Puts other words, or another circle of readers, in the place of a note of this version; false when it is another by now.
pub(super) async fn update(
    db: &mut PgConnection,
    (author, id): (AccountId, NoteId),
    version: i32,
    shared: bool,
    body: &[u8],
    now: Instant,
) -> Result<bool, sqlx::Error> {
    let changed = sqlx::query!(
        "update note set shared = $4, body = $5, changed_at = $6, version = version + 1
         where note_id = $2 and author_id = $1 and version = $3",
        author.0,
        id.0,
        version,
        shared,
        body,
        now as Instant,
    )
    .execute(db)
    .await?;
    Ok(changed.rows_affected() == 1)
}

/// Deletes a note of somebody's own; false when there is none.
pub(super) async fn delete(
    db: &mut PgConnection,
    relationship: RelationshipId,
    author: AccountId,
    id: NoteId,
) -> Result<bool, sqlx::Error> {
    let gone = sqlx::query!(
        "delete from note where note_id = $3 and relationship_id = $1 and author_id = $2",
        relationship.0,
        author.0,
        id.0,
    )
    .execute(db)
    .await?;
    Ok(gone.rows_affected() == 1)
}

/// How many notes somebody can read in a relationship, in a transaction that says who they are (`App::begin`); elsewhere none.
///
/// # Errors
/// The database's.
pub async fn count_for(
    db: &mut PgConnection,
    relationship: RelationshipId,
    reader: AccountId,
) -> Result<Counts, sqlx::Error> {
    sqlx::query_as!(
        Counts,
        r#"select count(*) filter (where author_id = $2) as "own!",
             count(*) filter (where author_id = $2 and shared) as "own_shared!",
             count(*) filter (where author_id <> $2 and shared) as "from_other!"
           from note where relationship_id = $1"#,
        relationship.0,
        reader.0,
    )
    .fetch_one(db)
    .await
}

/// Everything an account wrote goes with it, and so do its keys.
///
/// # Errors
/// The database's.
pub async fn forget(db: &mut PgConnection, account: AccountId) -> Result<(), sqlx::Error> {
    sqlx::query_scalar!("select forget_notes_of($1)", account.0).fetch_one(db).await?;
    Ok(())
}

/// Deletes the notes of relationships that ended before a moment; of how many authors.
pub(super) async fn forget_ended(db: &mut PgConnection, before: Instant) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar!(r#"select forget_notes($1) as "gone!""#, before as Instant).fetch_one(db).await
}
