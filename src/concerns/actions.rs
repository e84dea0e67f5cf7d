use jiff::SignedDuration;
use sqlx::PgConnection;

use super::emails::{ConcernArrived, ConcernNews, ConcernReceived};
use super::model::{ConcernEvent, LIMIT, Status, Step, Topic};
use super::note_store;
use super::store::{self, Attached, Kept, New};
use super::thread_store as places;
use crate::accounts::first_name;
use crate::accounts::throttle::{self, Bucket, Limit, Taken};
use crate::app::App;
use crate::chemistry::apart;
use crate::chemistry::messages::Message;
use crate::events::{self, Actor};
use crate::platform::bank_holidays::Nation;
use crate::platform::clock::Instant;
use crate::platform::ids::{AccountId, ChemistryId, ConcernId, PoolId, SubmissionId};
use crate::platform::mail::{EnqueueError, Envelope};
use crate::platform::seal::{Unsealable, open, seal};
use crate::platform::secrets::Purpose;
use crate::platform::web::PageError;
use crate::platform::working_days::deadline;

/// Concerns of one person in a day.
const BY_PERSON: Limit = Limit::new(10, SignedDuration::from_hours(24));

/// What somebody tells.
#[derive(Debug, Clone)]
pub struct NewConcern {
    pub submission: SubmissionId,
    pub raised_by: AccountId,
    pub pool_id: Option<PoolId>,
    pub about: Option<AccountId>,
    pub request: Option<ChemistryId>,
    pub topic: Topic,
    pub text: String,
    /// Messages to show with it, as whoever raises it sees them.
    pub messages: Vec<Message>,
    /// Whether contact with whom it is about is to stop.
    pub stop_contact: bool,
    /// Coordinators who are not to see it.
    pub bypass: Vec<AccountId>,
}

/// What became of a form that was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Raised {
    /// It is kept, now or by an earlier submission of the same form; by when somebody says that they have it.
    Kept {
        due_at: Instant,
    },
    /// This form was sent before and said something else, which is kept.
    Different,
    TooMany {
        seconds: u32,
    },
}

/// Why a concern was not kept, read or moved.
#[derive(Debug, thiserror::Error)]
pub enum ConcernError {
    #[error("no such concern")]
    NotFound,
    /// Somebody else moved it meanwhile.
    #[error("It is {0} by now, so this was not done. Look at it again to see what there is to do.")]
    Moved(&'static str),
    /// This form was sent before with other words, which are kept.
    #[error(
        "You kept something with this form a moment ago, and this is different. Send it again if it should be kept as well"
    )]
    Different,
    #[error("contact could not be stopped")]
    Contact(#[source] crate::chemistry::ActError),
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    #[error(transparent)]
    Mail(#[from] EnqueueError),
    #[error(transparent)]
    Sealed(#[from] Unsealable),
}

impl From<ConcernError> for PageError {
    fn from(error: ConcernError) -> Self {
        match error {
            ConcernError::NotFound => Self::NotFound,
            ConcernError::Moved(_) | ConcernError::Different => Self::Conflict(error.to_string()),
            ConcernError::Contact(error) => error.into(),
            ConcernError::Database(error) | ConcernError::Mail(EnqueueError::Database(error)) => error.into(),
            other => Self::internal(other),
        }
    }
}

/// Keeps what somebody tells, stops contact if they want that, and tells those who look after it that there is something to
/// read. The same form sent again changes nothing (R3). The caller commits only what is `Kept`.
///
/// # Errors
/// When the database refuses or a letter cannot be written.
pub async fn raise(db: &mut PgConnection, app: &App, new: &NewConcern) -> Result<Raised, ConcernError> {
    let now = app.clock.now();
    let (nation, days) = match new.pool_id {
        Some(pool) => {
            let terms = places::terms(db, pool).await?;
            (terms.nation, terms.days)
        }
        None => (Nation::England, LIMIT),
    };
    let (id, due_at) = (ConcernId::new(now), deadline(now, days, nation));
    let body = seal(&app.secret, Purpose::Concern, id.0.as_bytes(), new.text.as_bytes());
    let row = New {
        concern_id: id,
        pool_id: new.pool_id,
        raised_by: new.raised_by,
        about_id: new.about,
        request: new.request,
        topic: new.topic,
        body: &body,
        contact_stopped: new.stop_contact && new.about.is_some(),
        nation,
        raised_at: now,
        due_at,
        submission: new.submission,
    };
    if !store::insert(db, &row).await? {
        return sent_before(db, app, new).await;
    }
    let buckets = [Bucket::new("concern", &[new.raised_by.0.as_bytes()], BY_PERSON)];
    if let Taken::Wait { seconds } = throttle::take_on(db, now, &buckets).await? {
        return Ok(Raised::TooMany { seconds });
    }
    for account in &new.bypass {
        store::bypass(db, id, *account).await?;
    }
    for (position, message) in (1_i16..).zip(&new.messages) {
        let context = attachment_context(id, position);
        let body = seal(&app.secret, Purpose::Concern, &context, message.text.as_bytes());
        let own = message.author_id == new.raised_by;
        store::attach(db, id, &Attached { position, own, written_at: message.written_at, body }).await?;
    }
    if let Some(about) = new.about.filter(|_| new.stop_contact) {
        apart::block(db, app, new.raised_by, about).await.map_err(ConcernError::Contact)?;
    }
    let by = Actor::Account(new.raised_by);
    events::record(db, by, now, &ConcernEvent::Raised(id, new.pool_id, new.topic)).await?;
    for reader in store::readers(db, id).await? {
        let letter = ConcernArrived { concern_id: id, due_at, late: false };
        let key = format!("concern-arrived/{id}/{}", reader.account_id);
        app.outbox.enqueue(db, now, &envelope(reader, Some(key)), &letter).await?;
    }
    if let Some(raiser) = store::recipient(db, new.raised_by).await? {
        let letter = ConcernReceived { first_name: first_name(&raiser.name).to_owned(), due_at };
        app.outbox.enqueue(db, now, &envelope(raiser, None), &letter).await?;
    }
    Ok(Raised::Kept { due_at })
}

/// What becomes of a form that was sent before: nothing, when it says the same; otherwise whoever sent it is to know.
async fn sent_before(db: &mut PgConnection, app: &App, new: &NewConcern) -> Result<Raised, ConcernError> {
    let Some(before) = store::of_submission(db, new.raised_by, new.submission).await? else {
        return Ok(Raised::Different);
    };
    let said = text(&open(&app.secret, Purpose::Concern, before.concern_id.0.as_bytes(), &before.body)?);
    let mut bypass = new.bypass.clone();
    bypass.sort_unstable();
    bypass.dedup();
    let same = said == new.text
        && before.topic == new.topic
        && before.contact_stopped == (new.stop_contact && new.about.is_some())
        && before.bypass == bypass;
    Ok(if same { Raised::Kept { due_at: before.due_at } } else { Raised::Different })
}

/// A concern, opened.
pub struct Opened {
    pub kept: Kept,
    pub text: String,
    pub attached: Vec<Shown>,
    pub notes: Vec<NoteRead>,
}

/// A message shown with a concern.
pub struct Shown {
    /// Written by whoever raised it.
    pub own: bool,
    pub written_at: Instant,
    pub text: String,
}

/// A note, opened.
pub struct NoteRead {
    pub author: String,
    pub for_raiser: bool,
    pub text: String,
    pub written_at: Instant,
}

/// Opens a concern for somebody who looks after it, and records that they read it (S13).
///
/// # Errors
/// `NotFound` when there is none that they look after.
pub async fn read(
    db: &mut PgConnection,
    app: &App,
    reader: AccountId,
    id: ConcernId,
) -> Result<Opened, ConcernError> {
    let kept = store::find(db, reader, id).await?.ok_or(ConcernError::NotFound)?;
    let event = ConcernEvent::Read(id, kept.pool_id);
    events::record(db, Actor::Account(reader), app.clock.now(), &event).await?;
    let attached = attachments(db, app, id).await?;
    let notes = notes(db, app, &[id], false).await?.into_iter().map(|(_, note)| note).collect();
    Ok(Opened { text: body(app, &kept)?, attached, notes, kept })
}

/// What somebody raised, with the notes addressed to them. Two statements.
pub(super) async fn own(
    db: &mut PgConnection,
    app: &App,
    account: AccountId,
) -> Result<Vec<Opened>, ConcernError> {
    let raised = store::raised_by(db, account).await?;
    let ids: Vec<ConcernId> = raised.iter().map(|one| one.concern_id).collect();
    let mut notes = if ids.is_empty() { Vec::new() } else { notes(db, app, &ids, true).await? };
    let mut opened = Vec::with_capacity(raised.len());
    for kept in raised {
        let (these, others) = notes.into_iter().partition(|(id, _)| *id == kept.concern_id);
        notes = others;
        let these: Vec<(ConcernId, NoteRead)> = these;
        let text = body(app, &kept)?;
        let notes = these.into_iter().map(|(_, note)| note).collect();
        opened.push(Opened { text, attached: Vec::new(), notes, kept });
    }
    Ok(opened)
}

/// Takes a step, with what was done where the step needs it; tells whoever raised it that there is news. The same form sent again
/// changes nothing.
///
/// # Errors
/// `NotFound`; `Moved` when the step cannot be taken any more.
pub async fn advance(
    db: &mut PgConnection,
    app: &App,
    by: AccountId,
    id: ConcernId,
    step: Step,
    words: Option<(&str, bool, SubmissionId)>,
) -> Result<(), ConcernError> {
    let now = app.clock.now();
    let steps = store::lock(db, id).await?;
    let kept = store::find(db, by, id).await?.ok_or(ConcernError::NotFound)?;
    let Some(status) = step.from(kept.status) else {
        let again = match step {
            Step::Acknowledge => kept.status == Status::Acknowledged && steps.acknowledged_by == Some(by),
            Step::Close => steps.closed_by == Some(by),
            Step::Handle | Step::Refer(_) => match words {
                Some(words) => was_kept(db, app, by, id, words).await? == Some(true),
                None => false,
            },
        };
        return if again { Ok(()) } else { Err(ConcernError::Moved(kept.status.fact())) };
    };
    if let Some((text, for_raiser, submission)) = words
        && !keep_note(db, app, by, id, (text, for_raiser, submission), now).await?
    {
        // The page it came from kept a note before. What was done is kept all the same.
        keep_note(db, app, by, id, (text, for_raiser, SubmissionId::new(now)), now).await?;
    }
    let referral = if let Step::Refer(to) = step { Some(to) } else { None };
    store::set_status(db, id, by, now, status, referral).await?;
    events::record(db, Actor::Account(by), now, &ConcernEvent::Moved(id, kept.pool_id, status)).await?;
    tell_raiser(db, app, &kept, now).await
}

/// Writes a note, for whoever raised it or for those who look after it alone.
///
/// # Errors
/// `NotFound` when there is none that they look after; `Different` when the form kept another note before.
pub async fn note(
    db: &mut PgConnection,
    app: &App,
    by: AccountId,
    id: ConcernId,
    words: (&str, bool, SubmissionId),
) -> Result<(), ConcernError> {
    let now = app.clock.now();
    store::lock(db, id).await?;
    let kept = store::find(db, by, id).await?.ok_or(ConcernError::NotFound)?;
    match was_kept(db, app, by, id, words).await? {
        Some(true) => return Ok(()),
        Some(false) => return Err(ConcernError::Different),
        None => {}
    }
    if kept.status == Status::Closed {
        return Err(ConcernError::Moved(kept.status.fact()));
    }
    if !keep_note(db, app, by, id, words, now).await? {
        return Err(ConcernError::Different);
    }
    events::record(db, Actor::Account(by), now, &ConcernEvent::Noted(id, kept.pool_id)).await?;
    if words.1 { tell_raiser(db, app, &kept, now).await } else { Ok(()) }
}

/// Whether this form kept these words before; none when it kept nothing.
async fn was_kept(
    db: &mut PgConnection,
    app: &App,
    by: AccountId,
    id: ConcernId,
    (words, for_raiser, submission): (&str, bool, SubmissionId),
) -> Result<Option<bool>, ConcernError> {
    let Some(before) = note_store::noted_with(db, id, by, submission).await? else { return Ok(None) };
    let said = open(&app.secret, Purpose::Concern, before.concern_note_id.as_bytes(), &before.body)?;
    Ok(Some(before.for_raiser == for_raiser && text(&said) == words))
}

async fn keep_note(
    db: &mut PgConnection,
    app: &App,
    by: AccountId,
    id: ConcernId,
    (text, for_raiser, submission): (&str, bool, SubmissionId),
    now: Instant,
) -> Result<bool, ConcernError> {
    let note = note_store::note_id(now);
    let sealed = seal(&app.secret, Purpose::Concern, note.as_bytes(), text.as_bytes());
    Ok(note_store::add_note(db, note, id, by, for_raiser, &sealed, now, submission).await?)
}

async fn tell_raiser(
    db: &mut PgConnection,
    app: &App,
    kept: &Kept,
    now: Instant,
) -> Result<(), ConcernError> {
    if let Some(raiser) = store::recipient(db, kept.raised_by).await? {
        let letter = ConcernNews { first_name: first_name(&raiser.name).to_owned() };
        app.outbox.enqueue(db, now, &envelope(raiser, None), &letter).await?;
    }
    Ok(())
}

pub(super) fn envelope(to: store::Recipient, dedupe_key: Option<String>) -> Envelope {
    Envelope { to: to.email, account_id: Some(to.account_id), dedupe_key }
}

pub(super) fn attachment_context(id: ConcernId, position: i16) -> Vec<u8> {
    [id.0.as_bytes().as_slice(), b"/message/", &position.to_be_bytes()].concat()
}

fn body(app: &App, kept: &Kept) -> Result<String, ConcernError> {
    Ok(text(&open(&app.secret, Purpose::Concern, kept.concern_id.0.as_bytes(), &kept.body)?))
}

async fn attachments(db: &mut PgConnection, app: &App, id: ConcernId) -> Result<Vec<Shown>, ConcernError> {
    let mut shown = Vec::new();
    for one in store::attachments(db, id).await? {
        let context = attachment_context(id, one.position);
        let text = text(&open(&app.secret, Purpose::Concern, &context, &one.body)?);
        shown.push(Shown { own: one.own, written_at: one.written_at, text });
    }
    Ok(shown)
}

async fn notes(
    db: &mut PgConnection,
    app: &App,
    ids: &[ConcernId],
    for_raiser_alone: bool,
) -> Result<Vec<(ConcernId, NoteRead)>, ConcernError> {
    let mut read = Vec::new();
    for one in note_store::notes(db, ids, for_raiser_alone).await? {
        let text = text(&open(&app.secret, Purpose::Concern, one.concern_note_id.as_bytes(), &one.body)?);
        let note =
            NoteRead { author: one.author, for_raiser: one.for_raiser, text, written_at: one.written_at };
        read.push((one.concern_id, note));
    }
    Ok(read)
}

pub(super) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
