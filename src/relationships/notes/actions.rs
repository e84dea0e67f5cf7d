use sqlx::PgConnection;

use super::cipher::{self, KeyError, Sealed};
use super::model::{MOST, NoteEvent, NoteId, Written, may_write};
use super::store::{self, New, Stored};
use crate::accounts::hold_open;
use crate::app::App;
use crate::events::{self, Actor};
use crate::platform::clock::Instant;
use crate::platform::ids::{SessionId, SubmissionId};
use crate::platform::key_ring::Wrapped;
use crate::platform::web::PageError;
use crate::relationships::{Pair, held};

/// A note to keep.
#[derive(Debug, Clone)]
pub struct NewNote {
    pub submission: SubmissionId,
    pub written: Written,
    /// The meeting it is about.
    pub session: Option<SessionId>,
}

/// Why a note was not kept, changed or deleted.
#[derive(Debug, thiserror::Error)]
pub enum NoteError {
    #[error("no such note")]
    NotFound,
    /// This form was sent before with other words, which are kept.
    #[error(
        "You kept something with this form a moment ago, and this is different. Send it again if it should be kept as well"
    )]
    Different,
    /// It was changed since the page was opened.
    #[error("the note was changed meanwhile")]
    Stale,
    /// The two have ended.
    #[error(
        "You have stopped working together, so nothing more can be written here. You can still read what there is, delete your notes and keep them to yourself"
    )]
    Over,
    #[error("You have very many notes here. Delete some that you no longer need, and keep this one then")]
    Full,
    /// Its key is not there.
    #[error(
        "Notes cannot be sealed at the moment, so this was not kept. It is still here: try again later, and tell whoever runs this hub"
    )]
    Locked,
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

impl From<KeyError> for NoteError {
    fn from(error: KeyError) -> Self {
        match error {
            KeyError::Database(error) => Self::Database(error),
            KeyError::Unwrap(error) => {
                tracing::warn!(%error, "a key of notes cannot be opened");
                Self::Locked
            }
        }
    }
}

impl From<NoteError> for PageError {
    fn from(error: NoteError) -> Self {
        match error {
            NoteError::NotFound => Self::NotFound,
            NoteError::Database(error) => error.into(),
            NoteError::Locked => Self::Unavailable,
            NoteError::Different | NoteError::Stale | NoteError::Over | NoteError::Full => {
                Self::Conflict(error.to_string())
            }
        }
    }
}

/// A note as its reader sees it.
#[derive(Debug, Clone)]
pub(super) struct Note {
    pub id: NoteId,
    /// The reader wrote it.
    pub own: bool,
    pub shared: bool,
    /// None when its key is not there.
    pub text: Option<String>,
    pub met_at: Option<Instant>,
    pub created_at: Instant,
    pub changed_at: Instant,
    pub version: i32,
}

impl Note {
    fn of(app: &App, pair: &Pair, stored: Stored) -> Self {
        let wrapped = Wrapped { mark: stored.key_mark, sealed: stored.wrapped };
        let sealed = Sealed {
            note_id: stored.note_id,
            relationship_id: stored.relationship_id,
            author_id: stored.author_id,
            shared: stored.shared,
            body: &stored.body,
            wrapped: &wrapped,
        };
        Self {
            id: stored.note_id,
            own: stored.author_id == pair.me,
            shared: stored.shared,
            text: cipher::open(&app.note_keys, &sealed),
            met_at: stored.met_at,
            created_at: stored.created_at,
            changed_at: stored.changed_at,
            version: stored.version,
        }
    }

    pub(super) fn is_changed(&self) -> bool {
        self.changed_at > self.created_at
    }
}

/// A page of notes, newest first.
pub(super) struct Listing {
    pub notes: Vec<Note>,
    /// The last of this page when there are older ones.
    pub older: Option<NoteId>,
}

/// Notes on one page.
const PAGE: i64 = 50;

/// What somebody can read, and a record that they read what the other shared (S13). The caller commits.
///
/// # Errors
/// The database's.
pub(super) async fn read(
    db: &mut PgConnection,
    app: &App,
    pair: &Pair,
    before: Option<NoteId>,
) -> Result<Listing, sqlx::Error> {
    let mut stored = store::readable(db, pair.relationship_id, pair.me, before, PAGE + 1).await?;
    let more = i64::try_from(stored.len()).is_ok_and(|found| found > PAGE);
    if more {
        stored.pop();
    }
    let notes: Vec<Note> = stored.into_iter().map(|one| Note::of(app, pair, one)).collect();
    let theirs: Vec<NoteId> =
        notes.iter().filter(|note| !note.own && note.text.is_some()).map(|note| note.id).collect();
    if !theirs.is_empty() {
        let event = NoteEvent::Read(pair.relationship_id, theirs);
        events::record(db, Actor::Account(pair.me), app.clock.now(), &event).await?;
    }
    let older = if more { notes.last().map(|note| note.id) } else { None };
    Ok(Listing { notes, older })
}

/// A note of the reader's own.
///
/// # Errors
/// `NotFound`.
pub(super) async fn own(
    db: &mut PgConnection,
    app: &App,
    pair: &Pair,
    id: NoteId,
) -> Result<Note, NoteError> {
    let stored = store::own(db, pair.relationship_id, pair.me, id).await?.ok_or(NoteError::NotFound)?;
    Ok(Note::of(app, pair, stored))
}

/// Keeps a note. The same form sent again changes nothing (R3). The transaction must say who writes (`App::begin`).
///
/// # Errors
/// `Different` when the form kept something else before; `Over`, `Full`, `Locked`.
pub async fn write(
    db: &mut PgConnection,
    app: &App,
    pair: &Pair,
    new: &NewNote,
) -> Result<NoteId, NoteError> {
    if !hold_open(db, pair.me).await? {
        return Err(NoteError::NotFound);
    }
    let pair = &held(db, pair).await?;
    if let Some(kept) = kept_before(db, app, pair, new).await? {
        return kept;
    }
    if !may_write(pair.status) {
        return Err(NoteError::Over);
    }
    if store::count_for(db, pair.relationship_id, pair.me).await?.own >= MOST {
        return Err(NoteError::Full);
    }
    let now = app.clock.now();
    let key = cipher::own_key(db, app, pair).await?;
    let id = NoteId::new(now);
    let body = cipher::seal(&key, id, pair.me, new.written.shared, &new.written.text);
    let row = New {
        note_id: id,
        relationship_id: pair.relationship_id,
        author_id: pair.me,
        shared: new.written.shared,
        body: &body,
        session: new.session,
        now,
        submission: new.submission,
    };
    if !store::insert(db, &row).await? {
        return kept_before(db, app, pair, new).await?.unwrap_or(Err(NoteError::Different));
    }
    let event = NoteEvent::Written(id, new.written.shared);
    events::record(db, Actor::Account(pair.me), now, &event).await?;
    Ok(id)
}

/// What this form has kept before: the same, or something else.
async fn kept_before(
    db: &mut PgConnection,
    app: &App,
    pair: &Pair,
    new: &NewNote,
) -> Result<Option<Result<NoteId, NoteError>>, NoteError> {
    let Some((relationship, id)) = store::of_submission(db, pair.me, new.submission).await? else {
        return Ok(None);
    };
    if relationship != pair.relationship_id {
        return Ok(Some(Err(NoteError::Different)));
    }
    let note = own(db, app, pair, id).await?;
    let same = note.shared == new.written.shared && note.text.as_deref() == Some(new.written.text.as_str());
    Ok(Some(if same { Ok(id) } else { Err(NoteError::Different) }))
}

/// Changes what a note says and who reads it. The same change sent again changes nothing. When the two have ended, a note can only
/// be kept to its author.
///
/// # Errors
/// `NotFound`; `Stale` when it is another version by now; `Over`, `Locked`.
pub(super) async fn change(
    db: &mut PgConnection,
    app: &App,
    pair: &Pair,
    id: NoteId,
    version: i32,
    written: &Written,
) -> Result<(), NoteError> {
    if !hold_open(db, pair.me).await? {
        return Err(NoteError::NotFound);
    }
    let pair = &held(db, pair).await?;
    if !store::lock(db, pair.relationship_id, pair.me, id).await? {
        return Err(NoteError::NotFound);
    }
    let note = own(db, app, pair, id).await?;
    let text = note.text.ok_or(NoteError::Locked)?;
    let there = Written { text, shared: note.shared };
    if there == *written {
        return Ok(());
    }
    if note.version != version {
        return Err(NoteError::Stale);
    }
    if !may_write(pair.status) && !written.only_withdraws(&there) {
        return Err(NoteError::Over);
    }
    let now = app.clock.now();
    let key = cipher::own_key(db, app, pair).await?;
    let body = cipher::seal(&key, id, pair.me, written.shared, &written.text);
    if !store::update(db, (pair.me, id), version, written.shared, &body, now).await? {
        return Err(NoteError::Stale);
    }
    let event = NoteEvent::Changed(id, written.shared);
    events::record(db, Actor::Account(pair.me), now, &event).await?;
    Ok(())
}

/// Deletes a note, whenever its author wants.
///
/// # Errors
/// `NotFound`.
pub(super) async fn delete(
    db: &mut PgConnection,
    app: &App,
    pair: &Pair,
    id: NoteId,
) -> Result<(), NoteError> {
    if !store::delete(db, pair.relationship_id, pair.me, id).await? {
        return Err(NoteError::NotFound);
    }
    events::record(db, Actor::Account(pair.me), app.clock.now(), &NoteEvent::Deleted(id)).await?;
    Ok(())
}
