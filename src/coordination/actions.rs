use jiff::SignedDuration;
use sqlx::PgConnection;

use super::emails::{EnquiryAnswered, EnquiryArrived, EnquiryReceived};
use super::model::{Answer, Answered, EnquiryEvent, LIMIT, NewEnquiry, Place, Route};
use super::{EnquiryId, limits, store};
use crate::accounts::Viewer;
use crate::accounts::limits::Network;
use crate::accounts::throttle::{self, Taken};
use crate::app::App;
use crate::events::{self, Actor};
use crate::platform::bank_holidays::Nation;
use crate::platform::clock::{Day, Instant};
use crate::platform::mail::{EnqueueError, Envelope};
use crate::platform::seal::{Unsealable, open, seal};
use crate::platform::secrets::{Purpose, Secret};
use crate::platform::web::PageError;
use crate::platform::working_days::deadline;
use crate::pools;

/// How long an enquiry is kept after it was answered.
pub const RETENTION: SignedDuration = SignedDuration::from_hours(365 * 24);

/// What became of a form that was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sent {
    /// It is kept, now or by an earlier submission of the same form; when the answer is due.
    Kept { due_at: Instant },
    /// This form was sent before with another message, and this one is not kept.
    Different,
    /// Too many came from the same person, or altogether; how long to wait.
    TooMany { seconds: u32 },
}

/// Why an enquiry could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum EnquiryError {
    #[error("no such enquiry")]
    NotFound,
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    #[error(transparent)]
    Mail(#[from] EnqueueError),
    #[error(transparent)]
    Sealed(#[from] Unsealable),
}

impl From<EnquiryError> for PageError {
    fn from(error: EnquiryError) -> Self {
        match error {
            EnquiryError::NotFound => Self::NotFound,
            EnquiryError::Database(error) | EnquiryError::Mail(EnqueueError::Database(error)) => error.into(),
            other => Self::internal(other),
        }
    }
}

/// Keeps what somebody wrote, tells them by when there is an answer, and tells those who may answer. The same form
/// sent again changes nothing (R3). The caller commits only what is `Kept`.
///
/// # Errors
/// When the database refuses or a letter cannot be written.
pub async fn send(
    db: &mut PgConnection,
    app: &App,
    from: Network,
    enquiry: &NewEnquiry,
) -> Result<Sent, EnquiryError> {
    let now = app.clock.now();
    let enquiry_id = EnquiryId::new(now);
    let route = route(db, &enquiry.place, Day::new(now.in_london().date())).await?;
    let due_at = deadline(now, LIMIT, route.nation);
    let sealed = seal(&app.secret, Purpose::Enquiry, enquiry_id.0.as_bytes(), enquiry.message.as_bytes());
    if !store::keep(db, enquiry_id, enquiry, &route, &sealed, now, due_at).await? {
        return repeated(db, app, enquiry).await;
    }
    if let Taken::Wait { seconds } = throttle::take_on(db, now, &limits::sending(enquiry, from)).await? {
        return Ok(Sent::TooMany { seconds });
    }

    let by = enquiry.account_id.map_or(Actor::Visitor, Actor::Account);
    events::record(db, by, now, &EnquiryEvent::Received(enquiry_id, route.pool_id, enquiry.topic)).await?;
    if throttle::take_on(db, now, &limits::letter(enquiry)).await?.is_allowed() {
        let to_sender =
            Envelope { to: enquiry.email.clone(), account_id: enquiry.account_id, dedupe_key: None };
        let letter = EnquiryReceived { topic: enquiry.topic.label(), due_at };
        app.outbox.enqueue(db, now, &to_sender, &letter).await?;
    }
    let letter = EnquiryArrived {
        enquiry_id,
        topic: enquiry.topic.label(),
        area: store::area_name(db, &enquiry.place).await?,
        for_administrators: route.pool_id.is_none(),
        due_at,
    };
    for recipient in route.people {
        let envelope = Envelope {
            to: recipient.email,
            account_id: Some(recipient.account_id),
            dedupe_key: Some(format!("enquiry-arrived/{enquiry_id}/{}", recipient.account_id)),
        };
        app.outbox.enqueue(db, now, &envelope, &letter).await?;
    }
    Ok(Sent::Kept { due_at })
}

/// The nearest pool that serves a place and has coordinators; the administrators where there is none. Bank holidays
/// are England's when the place is not known.
async fn route(db: &mut PgConnection, place: &Place, today: Day) -> Result<Route, sqlx::Error> {
    let nation = store::nation(db, place).await?.unwrap_or(Nation::England);
    let serving = match place.organisation_id {
        Some(organisation) => pools::serving(db, organisation, today).await?,
        None => store::pools_of_area(db, place, today).await?,
    };
    for pool in serving {
        let people = pools::coordinators(db, pool).await?;
        if !people.is_empty() {
            return Ok(Route { pool_id: Some(pool), people, nation });
        }
    }
    Ok(Route { pool_id: None, people: store::administrators(db).await?, nation })
}

/// A form that came before: the same message is the same success; another message is never passed over in silence.
async fn repeated(db: &mut PgConnection, app: &App, enquiry: &NewEnquiry) -> Result<Sent, EnquiryError> {
    let earlier = store::earlier(db, enquiry.submission_id).await?;
    let message =
        open(&app.secret, Purpose::Enquiry, earlier.enquiry_id.0.as_bytes(), &earlier.sealed_message)?;
    let same = message == enquiry.message.as_bytes()
        && earlier.email == enquiry.email.as_str()
        && earlier.account_id == enquiry.account_id;
    Ok(if same { Sent::Kept { due_at: earlier.due_at } } else { Sent::Different })
}

/// An enquiry, opened for somebody who may answer it.
pub struct Opened {
    pub kept: store::Kept,
    pub message: String,
    pub answered: Option<Answered>,
}

/// Opens an enquiry and records that it was read (S13).
///
/// # Errors
/// `NotFound` when there is none that `viewer` may answer.
pub async fn read(
    db: &mut PgConnection,
    app: &App,
    viewer: &Viewer,
    id: EnquiryId,
) -> Result<Opened, EnquiryError> {
    let kept = store::find(db, viewer, id).await?.ok_or(EnquiryError::NotFound)?;
    let by = Actor::Account(viewer.account_id);
    events::record(db, by, app.clock.now(), &EnquiryEvent::Read(id, kept.pool_id)).await?;
    opened(app, kept)
}

/// What somebody wrote to a coordinator, opened for whoever wrote it; none when it cannot be read.
#[must_use]
pub fn opened_message(secret: &Secret, id: EnquiryId, sealed: &[u8]) -> Option<String> {
    open(secret, Purpose::Enquiry, id.0.as_bytes(), sealed).ok().map(|plain| text(&plain))
}

/// The answer to it, opened for whoever got it; none when it cannot be read.
#[must_use]
pub fn opened_reply(secret: &Secret, id: EnquiryId, sealed: &[u8]) -> Option<String> {
    open(secret, Purpose::Enquiry, &reply_context(id), sealed).ok().map(|plain| text(&plain))
}

fn opened(app: &App, kept: store::Kept) -> Result<Opened, EnquiryError> {
    let id = kept.enquiry_id;
    let message = open(&app.secret, Purpose::Enquiry, id.0.as_bytes(), &kept.sealed_message)?;
    let reply = match &kept.sealed_reply {
        Some(sealed) => Some(text(&open(&app.secret, Purpose::Enquiry, &reply_context(id), sealed)?)),
        None => None,
    };
    let answered = match (kept.answered_at, kept.answered_by, kept.answered_how) {
        (Some(at), Some(by), Some(how)) => {
            Some(Answered { at, by, by_name: kept.answered_by_name.clone().unwrap_or_default(), how, reply })
        }
        _ => None,
    };
    Ok(Opened { message: text(&message), answered, kept })
}

/// What became of an answer.
pub enum Outcome {
    /// It is given; by mail, the letter is on its way.
    Given,
    /// Somebody else had answered already, and this answer was not given.
    Already(Box<Opened>),
}

/// Answers an enquiry, once: whoever comes second is told and nothing is sent. The same person giving the same
/// answer again is told it is done.
///
/// # Errors
/// `NotFound` when there is none that `viewer` may answer.
pub async fn answer(
    db: &mut PgConnection,
    app: &App,
    viewer: &Viewer,
    id: EnquiryId,
    answer: &Answer,
) -> Result<Outcome, EnquiryError> {
    let now = app.clock.now();
    store::lock(db, id).await?;
    let kept = store::find(db, viewer, id).await?.ok_or(EnquiryError::NotFound)?;
    let sealed = match answer {
        Answer::Letter(reply) => {
            Some(seal(&app.secret, Purpose::Enquiry, &reply_context(id), reply.as_bytes()))
        }
        Answer::Otherwise(_) => None,
    };
    if !store::mark_answered(db, id, viewer.account_id, now, answer.how(), sealed.as_deref()).await? {
        let opened = opened(app, kept)?;
        let repeated = opened.answered.as_ref().is_some_and(|answered| is_the_same(answered, viewer, answer));
        return Ok(if repeated { Outcome::Given } else { Outcome::Already(Box::new(opened)) });
    }
    let by = Actor::Account(viewer.account_id);
    events::record(db, by, now, &EnquiryEvent::Answered(id, kept.pool_id, answer.how())).await?;
    if let Answer::Letter(reply) = answer {
        let envelope = Envelope {
            to: kept.email,
            account_id: kept.account_id,
            dedupe_key: Some(format!("enquiry-answered/{id}")),
        };
        let letter = EnquiryAnswered {
            name: kept.name,
            by: viewer.name.clone(),
            received_at: kept.received_at,
            reply: reply.clone(),
        };
        app.outbox.enqueue(db, now, &envelope, &letter).await?;
    }
    Ok(Outcome::Given)
}

fn is_the_same(answered: &Answered, viewer: &Viewer, answer: &Answer) -> bool {
    let same_reply = match answer {
        Answer::Letter(reply) => answered.reply.as_deref() == Some(reply),
        Answer::Otherwise(_) => true,
    };
    answered.by == viewer.account_id && answered.how == answer.how() && same_reply
}

/// Deletes enquiries answered longer ago than [`RETENTION`]; returns how many.
///
/// # Errors
/// The database's.
pub async fn forget_answered(db: &mut PgConnection, now: Instant) -> Result<u64, sqlx::Error> {
    store::forget_answered_before(db, now.minus(RETENTION)).await
}

fn reply_context(id: EnquiryId) -> Vec<u8> {
    [id.0.as_bytes().as_slice(), b"/reply"].concat()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
