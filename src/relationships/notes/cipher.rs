//! What seals notes: a key for each author in each relationship, which an outer key wraps.

use super::key_store;
use super::model::NoteId;
use crate::app::App;
use crate::platform::ids::{AccountId, RelationshipId};
use crate::platform::key_ring::{DataKey, KeyRing, UnwrapError, Wrapped};
use crate::relationships::Pair;

use sqlx::PgConnection;

/// To what a key of notes is bound.
pub(super) fn key_context(relationship: RelationshipId, author: AccountId) -> Vec<u8> {
    [b"note-key/".as_slice(), relationship.0.as_bytes(), author.0.as_bytes()].concat()
}

/// To what a note is bound. That it is shared is part of it, so that whoever turns the column cannot show a note to the other.
fn note_context(id: NoteId, author: AccountId, shared: bool) -> Vec<u8> {
    [b"note/".as_slice(), id.0.as_bytes(), author.0.as_bytes(), &[u8::from(shared)]].concat()
}

/// Seals a note.
pub(super) fn seal(key: &DataKey, id: NoteId, author: AccountId, shared: bool, text: &str) -> Vec<u8> {
    key.seal(&note_context(id, author, shared), text.as_bytes())
}

/// A note and the key that seals it, as they are stored.
pub(super) struct Sealed<'a> {
    pub note_id: NoteId,
    pub relationship_id: RelationshipId,
    pub author_id: AccountId,
    pub shared: bool,
    pub body: &'a [u8],
    pub wrapped: &'a Wrapped,
}

/// The words of a note; none when its key is not there, or it was altered. The log says which, and never what.
pub(super) fn open(keys: &KeyRing, note: &Sealed<'_>) -> Option<String> {
    let opened = keys.open(&key_context(note.relationship_id, note.author_id), note.wrapped);
    let opened = opened
        .and_then(|key| Ok(key.open(&note_context(note.note_id, note.author_id, note.shared), note.body)?));
    match opened {
        Ok(plain) => String::from_utf8(plain).ok(),
        Err(error) => {
            tracing::warn!(note_id = %note.note_id, %error, "a note cannot be opened");
            None
        }
    }
}

/// Why there is no key to seal with.
#[derive(Debug, thiserror::Error)]
pub(super) enum KeyError {
    #[error(transparent)]
    Unwrap(#[from] UnwrapError),
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// The key that seals this author's notes, made the first time they write.
pub(super) async fn own_key(db: &mut PgConnection, app: &App, pair: &Pair) -> Result<DataKey, KeyError> {
    let (relationship, author) = (pair.relationship_id, pair.me);
    let context = key_context(relationship, author);
    if let Some(stored) = key_store::find(db, relationship, author).await? {
        return Ok(app.note_keys.open(&context, &stored)?);
    }
    let fresh = DataKey::random();
    let wrapped = app.note_keys.wrap(&context, &fresh);
    if key_store::insert(db, relationship, author, &wrapped, app.clock.now()).await? {
        return Ok(fresh);
    }
    // Another form of theirs made one at the same moment.
    let stored = key_store::find(db, relationship, author).await?.ok_or(sqlx::Error::RowNotFound)?;
    Ok(app.note_keys.open(&context, &stored)?)
}
