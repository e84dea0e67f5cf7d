use jiff::SignedDuration;
use sqlx::PgConnection;

use super::standing::{Refusal, Standing, may_ask};
use crate::accounts::throttle::{self, Bucket, Limit, Taken};
use crate::app::App;
use crate::availability;
use crate::chemistry::error::ActError;
use crate::chemistry::events::What;
use crate::chemistry::model::{Outcome, Side, Status, Thread, Times};
use crate::chemistry::moves::{self, Put};
use crate::chemistry::news::{self, News};
use crate::chemistry::request::Request;
use crate::chemistry::{holding_store, offer_store, replies, sealed, store};
use crate::events::Actor;
use crate::platform::clock::Instant;
use crate::platform::ids::{AccountId, ChemistryId, PoolId, SubmissionId};
use crate::platform::mail::EnqueueError;
use crate::platform::span::Span;
use crate::platform::web::PageError;
use crate::pools::Offering;

/// So many times may be offered with a request.
const MOST_TIMES: usize = 6;

/// How often a mentee asks, and one person.
const BY_MENTEE: Limit = Limit::new(20, SignedDuration::from_hours(24));
const TO_ONE: Limit = Limit::new(3, SignedDuration::from_hours(24 * 7));

/// What a mentee asks.
#[derive(Debug, Clone)]
pub struct NewRequest {
    /// In the order of the shortlist.
    pub practitioners: Vec<AccountId>,
    pub offering: Offering,
    /// What they hope for.
    pub hope: String,
    pub times: Times,
    /// Times they chose, and of whom. Whoever has none suggests some.
    pub slots: Vec<(AccountId, Span)>,
    pub submission: SubmissionId,
}

/// Why a request was not sent.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// This person cannot be asked now.
    #[error("{1}")]
    Refused(AccountId, Refusal),
    /// A time that was chosen is not offered any more.
    #[error("This time is not offered any more. Choose another one.")]
    NotOffered(Span),
    #[error("They do not offer this. Choose something they do.")]
    NotTheirs(AccountId),
    /// Many were sent and taken back in a short time.
    #[error("You have sent many requests in a short time. Wait a while before you send another one.")]
    TooMany { seconds: u32 },
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    #[error(transparent)]
    Mail(#[from] EnqueueError),
}

impl From<SendError> for PageError {
    fn from(error: SendError) -> Self {
        match error {
            SendError::Database(error) => error.into(),
            SendError::Mail(error) => error.into(),
            SendError::TooMany { seconds } => Self::TooMany { retry_after_seconds: seconds },
            refused => Self::Conflict(refused.to_string()),
        }
    }
}

/// Sends a request to each of these people, all or none. The same submission again gives what it sent before (R3).
///
/// # Errors
/// As [`SendError`] says.
pub async fn send(
    db: &mut PgConnection,
    app: &App,
    mentee: AccountId,
    new: &NewRequest,
) -> Result<Vec<ChemistryId>, SendError> {
    let now = app.clock.now();
    hold_mentee(db, mentee).await?;
    let sent = store::of_submission(db, mentee, new.submission).await?;
    if !sent.is_empty() {
        return Ok(sent);
    }
    hold_places(db, &new.practitioners).await?;
    not_too_often(db, now, mentee, &new.practitioners).await?;
    let mut ids = Vec::with_capacity(new.practitioners.len());
    for practitioner in &new.practitioners {
        let standing = may_ask(db, mentee, *practitioner, now).await?;
        let pool = pool_for(&standing, *practitioner, new.offering)?;
        let slots = slots_for(db, *practitioner, new, now).await?;
        let times = if new.times == Times::Slots && slots.is_empty() { Times::Suggest } else { new.times };
        let limits = moves::limits(db, pool, mentee, *practitioner, now).await?;
        let thread = Thread::sent(now, &limits);
        let request = Request { times, ..fresh(pool, mentee, *practitioner, new, None, thread, now) };
        write(db, app, &request, new, &slots).await?;
        asked(db, app, &request, now).await?;
        ids.push(request.id);
    }
    Ok(ids)
}

/// Enters a request for somebody, as a coordinator of the pool: it is sent once the mentee confirms it.
///
/// # Errors
/// As [`SendError`] says.
pub async fn enter(
    db: &mut PgConnection,
    app: &App,
    coordinator: AccountId,
    pool: PoolId,
    mentee: AccountId,
    new: &NewRequest,
) -> Result<Vec<ChemistryId>, SendError> {
    let now = app.clock.now();
    hold_mentee(db, mentee).await?;
    let entered = store::of_submission(db, mentee, new.submission).await?;
    if !entered.is_empty() {
        return Ok(entered);
    }
    hold_places(db, &new.practitioners).await?;
    let mut ids = Vec::with_capacity(new.practitioners.len());
    for practitioner in &new.practitioners {
        let standing = may_ask(db, mentee, *practitioner, now).await?;
        pool_for(&standing, *practitioner, new.offering)?;
        if *practitioner == coordinator || !standing.through.contains(&(pool, new.offering)) {
            return Err(SendError::NotTheirs(*practitioner));
        }
        let limits = moves::limits(db, pool, mentee, *practitioner, now).await?;
        let thread = Thread::entered(now, &limits);
        let request = fresh(pool, mentee, *practitioner, new, Some(coordinator), thread, now);
        write(db, app, &request, new, &[]).await?;
        moves::record(db, Actor::Account(coordinator), now, &request, What::Entered, None).await?;
        news::tell(db, app, now, &request, Side::Mentee, News::Entered).await?;
        ids.push(request.id);
    }
    Ok(ids)
}

/// The mentee sends what was entered for them. Doing it again changes nothing.
///
/// # Errors
/// As [`ActError`] says.
pub async fn confirm(
    db: &mut PgConnection,
    app: &App,
    by: AccountId,
    id: ChemistryId,
) -> Result<(), ActError> {
    let now = app.clock.now();
    let (held, side) = moves::take(db, app, by, id).await?;
    let confirmed = held.request.entered_by.is_some() && held.request.thread.status() == Status::Sent;
    if side == Side::Mentee && confirmed {
        return Ok(());
    }
    let after = held.request.thread.confirm(side, now, &held.limits)?;
    let place = availability::place(db, held.request.practitioner_id).await?;
    if !place.is_some_and(|place| place.accepting && place.left() > 0) {
        return Err(ActError::Invalid(
            "They take nobody new at the moment, so nothing was sent. You can send it later, or drop it."
                .to_owned(),
        ));
    }
    let mut put = Put::new(held, after, What::Confirmed);
    put.request.sent_at = Some(now);
    let request = put.write(db, app, Actor::Account(by)).await?;
    replies::asked(db, app, &request, now).await?;
    news::tell(db, app, now, &request, Side::Practitioner, News::Asked).await?;
    Ok(())
}

/// The mentee drops what was entered for them. Doing it again changes nothing.
///
/// # Errors
/// As [`ActError`] says.
pub async fn drop_entry(
    db: &mut PgConnection,
    app: &App,
    by: AccountId,
    id: ChemistryId,
) -> Result<(), ActError> {
    let (held, side) = moves::take(db, app, by, id).await?;
    if side == Side::Mentee && held.request.thread.is_closed_as(Outcome::Withdrawn) {
        return Ok(());
    }
    let after = held.request.thread.withdraw(side, app.clock.now())?;
    Put::new(held, after, What::Withdrawn).write(db, app, Actor::Account(by)).await?;
    Ok(())
}

/// One mentee's requests are sent one after the other, so that the cap holds.
async fn hold_mentee(db: &mut PgConnection, mentee: AccountId) -> Result<(), sqlx::Error> {
    holding_store::hold_people(db, &[mentee]).await
}

/// Whoever takes somebody's last place tells those who wait: what is sent meanwhile would wait in vain.
async fn hold_places(db: &mut PgConnection, practitioners: &[AccountId]) -> Result<(), sqlx::Error> {
    let mut practitioners = practitioners.to_vec();
    practitioners.sort_unstable();
    for practitioner in practitioners {
        availability::lock_place(db, practitioner).await?;
    }
    Ok(())
}

/// Whoever is asked is written to each time, also when it is taken back (S12).
async fn not_too_often(
    db: &mut PgConnection,
    now: Instant,
    mentee: AccountId,
    practitioners: &[AccountId],
) -> Result<(), SendError> {
    let asker = mentee.0.as_bytes().as_slice();
    let mut buckets = vec![Bucket::new("chemistry-asking", &[asker], BY_MENTEE)];
    buckets.extend(practitioners.iter().map(|practitioner| {
        Bucket::new("chemistry-asked", &[asker, practitioner.0.as_bytes().as_slice()], TO_ONE)
    }));
    match throttle::take_on(db, now, &buckets).await? {
        Taken::Allowed => Ok(()),
        Taken::Wait { seconds } => Err(SendError::TooMany { seconds }),
    }
}

fn pool_for(standing: &Standing, practitioner: AccountId, offering: Offering) -> Result<PoolId, SendError> {
    if let Some(refusal) = standing.refusal {
        return Err(SendError::Refused(practitioner, refusal));
    }
    standing.pool(offering).ok_or(SendError::NotTheirs(practitioner))
}

/// The times of one person's that go with the request to them, all still offered.
async fn slots_for(
    db: &mut PgConnection,
    practitioner: AccountId,
    new: &NewRequest,
    now: Instant,
) -> Result<Vec<Span>, SendError> {
    if new.times == Times::Suggest {
        return Ok(Vec::new());
    }
    let theirs = new.slots.iter().filter(|(whose, _)| *whose == practitioner).map(|(_, slot)| *slot);
    let theirs: Vec<Span> = theirs.take(MOST_TIMES).collect();
    for slot in &theirs {
        if !availability::is_offered(db, practitioner, *slot, now).await? {
            return Err(SendError::NotOffered(*slot));
        }
    }
    Ok(theirs)
}

fn fresh(
    pool_id: PoolId,
    mentee_id: AccountId,
    practitioner_id: AccountId,
    new: &NewRequest,
    entered_by: Option<AccountId>,
    thread: Thread,
    now: Instant,
) -> Request {
    Request {
        id: ChemistryId::new(now),
        pool_id,
        mentee_id,
        practitioner_id,
        offering: new.offering,
        entered_by,
        times: new.times,
        meeting_id: None,
        created_at: now,
        sent_at: entered_by.is_none().then_some(now),
        answered_at: None,
        reminders: 0,
        version: 1,
        thread,
    }
}

async fn write(
    db: &mut PgConnection,
    app: &App,
    request: &Request,
    new: &NewRequest,
    slots: &[Span],
) -> Result<(), sqlx::Error> {
    let hope = sealed::hope(&app.secret, request.id, &new.hope);
    store::insert(db, &store::New { request, hope: &hope, submission: new.submission }).await?;
    offer_store::set_offers(db, request.id, Side::Mentee, slots).await
}

async fn asked(db: &mut PgConnection, app: &App, request: &Request, now: Instant) -> Result<(), SendError> {
    moves::record(db, Actor::Account(request.mentee_id), now, request, What::Sent, None).await?;
    replies::asked(db, app, request, now).await?;
    news::tell(db, app, now, request, Side::Practitioner, News::Asked).await?;
    Ok(())
}
