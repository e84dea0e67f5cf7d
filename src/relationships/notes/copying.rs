//! Everything somebody can read, for the copy of their own data: their own notes, and what others share with them.

use sqlx::PgConnection;

use super::cipher::{self, Sealed};
use super::model::{NoteEvent, NoteId};
use crate::app::App;
use crate::events::{self, Actor};
use crate::platform::clock::Instant;
use crate::platform::ids::{AccountId, RelationshipId, SessionId};
use crate::platform::key_ring::Wrapped;

/// A note as its reader has it.
#[derive(Debug, Clone)]
pub struct Copied {
    pub note_id: NoteId,
    pub relationship_id: RelationshipId,
    /// The reader wrote it.
    pub own: bool,
    /// The name of who wrote it.
    pub author: String,
    pub shared: bool,
    /// None when its key is not there.
    pub text: Option<String>,
    pub session_id: Option<SessionId>,
    pub created_at: Instant,
    pub changed_at: Instant,
}

/// Every note that somebody can read, the oldest first, and a record that they read what others shared (S13): one for each
/// relationship, as its page makes. The transaction must say who reads (`App::begin`); row-level security gives nothing else.
///
/// # Errors
/// The database's.
pub async fn copy(db: &mut PgConnection, app: &App, reader: AccountId) -> Result<Vec<Copied>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select n.note_id as "note_id: NoteId", n.relationship_id as "relationship_id: RelationshipId",
             n.author_id as "author_id: AccountId", a.name as author, n.shared, n.body,
             n.session_id as "session_id?: SessionId", n.created_at, n.changed_at, k.wrapped, k.key_mark
           from note n
           join note_key k on k.relationship_id = n.relationship_id and k.author_id = n.author_id
           join account a on a.account_id = n.author_id
           where n.relationship_id in (select relationship_id from relationship where mentee_id = $1 or practitioner_id = $1)
             and (n.author_id = $1 or n.shared)
           order by n.relationship_id, n.note_id"#,
        reader.0,
    )
    .fetch_all(&mut *db)
    .await?;
    let copied: Vec<Copied> = rows
        .into_iter()
        .map(|row| {
            let wrapped = Wrapped { mark: row.key_mark, sealed: row.wrapped };
            let sealed = Sealed {
                note_id: row.note_id,
                relationship_id: row.relationship_id,
                author_id: row.author_id,
                shared: row.shared,
                body: &row.body,
                wrapped: &wrapped,
            };
            Copied {
                note_id: row.note_id,
                relationship_id: row.relationship_id,
                own: row.author_id == reader,
                author: row.author,
                shared: row.shared,
                text: cipher::open(&app.note_keys, &sealed),
                session_id: row.session_id,
                created_at: row.created_at,
                changed_at: row.changed_at,
            }
        })
        .collect();
    let theirs: Vec<&Copied> = copied.iter().filter(|note| !note.own && note.text.is_some()).collect();
    let read: Vec<NoteEvent> = theirs
        .chunk_by(|one, next| one.relationship_id == next.relationship_id)
        .filter_map(|notes| {
            let first = notes.first()?;
            Some(NoteEvent::Read(first.relationship_id, notes.iter().map(|note| note.note_id).collect()))
        })
        .collect();
    if !read.is_empty() {
        events::record_all(db, Actor::Account(reader), app.clock.now(), &read).await?;
    }
    Ok(copied)
}
