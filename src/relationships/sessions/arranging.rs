use jiff::{SignedDuration, ToSpan};
use sqlx::PgConnection;

use super::model::{Session, SessionStatus};
use super::store;
use crate::accounts::throttle::{self, Bucket, Limit, Taken};
use crate::app::App;
use crate::calendar::{self, Kind, NewMeeting};
use crate::events::Actor;
use crate::organisations::day_of;
use crate::platform::clock::{Day, Instant, london};
use crate::platform::ids::{AccountId, RelationshipId, SessionId, SubmissionId};
use crate::platform::span::Span;
use crate::platform::words;
use crate::relationships::error::ActError;
use crate::relationships::events::{What, record};
use crate::relationships::model::{MoveError, State, Status};
use crate::relationships::news::{self, News};
use crate::relationships::relationship::Relationship;
use crate::relationships::{store as relationships, take};

/// So often somebody changes the times of one relationship: the other is written to each time (S12).
const CHANGES: Limit = Limit::new(20, SignedDuration::from_hours(1));
/// Nobody plans a session further ahead.
const FURTHEST: SignedDuration = SignedDuration::from_hours(24 * 366);
/// Weeks ahead in which a missed session finds its new time.
const REBOOKED_WITHIN: i64 = 8;

fn may_meet(one: &Relationship) -> Result<(), ActError> {
    match one.course.status() {
        Status::Active | Status::ReviewDue | Status::Ending => Ok(()),
        other => Err(MoveError::NotFrom(other).into()),
    }
}

/// Whether nobody plans a session so far ahead.
pub(super) fn is_too_far(starts: Instant, now: Instant) -> bool {
    starts.since(now) > FURTHEST
}

/// The two meet at this time, as far as they work together then.
fn may_meet_at(one: &Relationship, span: &Span, now: Instant) -> Result<(), ActError> {
    may_meet(one)?;
    match one.course.state {
        State::Ending { on } if day_of(span.starts()) > on => Err(ActError::Invalid(format!(
            "Your work together ends on {}, and this is later. Choose an earlier time; or first choose a later day under “Take a break, or end it”, or go on after all.",
            words::date(on)
        ))),
        _ if is_too_far(span.starts(), now) => {
            Err(ActError::Invalid("Choose a time within the next twelve months.".to_owned()))
        }
        _ => Ok(()),
    }
}

/// Puts a session into both calendars. The same submission again changes nothing.
///
/// # Errors
/// As [`ActError`] says; `Taken` when one of the two is in another meeting then.
pub async fn arrange(
    db: &mut PgConnection,
    app: &App,
    by: AccountId,
    id: RelationshipId,
    span: Span,
    submission: SubmissionId,
) -> Result<SessionId, ActError> {
    let now = app.clock.now();
    let (one, _) = take(db, by, id).await?;
    if let Some(made) = store::of_submission(db, id, submission).await? {
        return Ok(made);
    }
    may_meet_at(&one, &span, now)?;
    not_too_often(db, now, by, id).await?;
    book(db, app, by, one, span, submission).await
}

/// Puts a session into both calendars, which answers every time that was offered.
async fn book(
    db: &mut PgConnection,
    app: &App,
    by: AccountId,
    mut one: Relationship,
    span: Span,
    submission: SubmissionId,
) -> Result<SessionId, ActError> {
    let now = app.clock.now();
    let id = SessionId::new(now);
    let meeting = NewMeeting {
        pool: one.pool_id,
        kind: Kind::Session,
        span,
        people: [one.mentee_id, one.practitioner_id],
        path: super::path(one.id, id),
        delivery: None,
        joining: String::new(),
    };
    let meeting_id = calendar::book(db, app, now, &meeting).await?;
    let session = Session {
        id,
        status: SessionStatus::Arranged,
        meeting_id: Some(meeting_id),
        starts_at: span.starts(),
        planned_minutes: i16::try_from(span.minutes()).unwrap_or(i16::MAX),
        minutes: None,
        logged_by_mentee: None,
        logged_by_practitioner: None,
        version: 1,
    };
    store::insert(db, now, &one, &session, submission).await?;
    store::clear_offers(db, one.id).await?;
    one.touch(now);
    relationships::save(db, &one).await?;
    record(db, Actor::Account(by), now, &one, What::SessionArranged, None).await?;
    Ok(id)
}

/// Offers the other times to choose from, in place of those offered before; `instead`, also in place of those the other offers,
/// which are answered by it.
///
/// # Errors
/// As [`ActError`] says.
pub async fn offer(
    db: &mut PgConnection,
    app: &App,
    by: AccountId,
    id: RelationshipId,
    times: &[Span],
    instead: bool,
) -> Result<(), ActError> {
    let now = app.clock.now();
    let (mut one, side) = take(db, by, id).await?;
    for span in times {
        may_meet_at(&one, span, now)?;
    }
    let (mine, theirs): (Vec<_>, Vec<_>) =
        store::offers(db, id, now).await?.into_iter().partition(|(whose, _)| *whose == side);
    let instead = instead && !theirs.is_empty();
    if !instead && mine.into_iter().map(|(_, span)| span).eq(times.iter().copied()) {
        return Ok(());
    }
    not_too_often(db, now, by, id).await?;
    store::set_offers(db, id, side, times).await?;
    if instead {
        store::set_offers(db, id, side.other(), &[]).await?;
    }
    one.touch(now);
    relationships::save(db, &one).await?;
    record(db, Actor::Account(by), now, &one, What::TimesOffered, None).await?;
    news::tell(db, app, now, &one, side.other(), News::TimesOffered { instead }).await?;
    Ok(())
}

/// Takes back the times one of the two offers. Doing it again changes nothing.
///
/// # Errors
/// As [`ActError`] says.
pub async fn take_back(
    db: &mut PgConnection,
    app: &App,
    by: AccountId,
    id: RelationshipId,
) -> Result<(), ActError> {
    let now = app.clock.now();
    let (mut one, side) = take(db, by, id).await?;
    if !store::offers(db, id, now).await?.iter().any(|(whose, _)| *whose == side) {
        return Ok(());
    }
    store::set_offers(db, id, side, &[]).await?;
    one.touch(now);
    relationships::save(db, &one).await?;
    record(db, Actor::Account(by), now, &one, What::TimesTakenBack, None).await?;
    Ok(())
}

/// Moves a session that has not begun to another time; both calendars learn of it.
///
/// # Errors
/// As [`ActError`] says.
pub async fn move_to(
    db: &mut PgConnection,
    app: &App,
    by: AccountId,
    id: RelationshipId,
    session: SessionId,
    to: Span,
) -> Result<(), ActError> {
    let now = app.clock.now();
    let (mut one, _) = take(db, by, id).await?;
    let mut session = store::lock(db, id, session).await?.ok_or(ActError::NotFound)?;
    if session.span() == to {
        return Ok(());
    }
    if !session.is_ahead(now) {
        return Err(over());
    }
    may_meet_at(&one, &to, now)?;
    not_too_often(db, now, by, id).await?;
    let meeting = session.meeting_id.ok_or(ActError::NotFound)?;
    calendar::move_to(db, app, now, meeting, to).await?;
    session.starts_at = to.starts();
    session.planned_minutes = i16::try_from(to.minutes()).unwrap_or(i16::MAX);
    store::save(db, &session).await?;
    one.touch(now);
    relationships::save(db, &one).await?;
    record(db, Actor::Account(by), now, &one, What::SessionMoved, None).await?;
    Ok(())
}

/// Cancels a session that has not begun; both calendars learn of it. Doing it again changes nothing.
///
/// # Errors
/// As [`ActError`] says.
pub async fn cancel(
    db: &mut PgConnection,
    app: &App,
    by: AccountId,
    id: RelationshipId,
    session: SessionId,
) -> Result<(), ActError> {
    let now = app.clock.now();
    let (mut one, _) = take(db, by, id).await?;
    let session = store::lock(db, id, session).await?.ok_or(ActError::NotFound)?;
    if session.status == SessionStatus::Cancelled {
        return Ok(());
    }
    if !session.is_ahead(now) {
        return Err(over());
    }
    drop_one(db, app, Actor::Account(by), &one, session, false).await?;
    // The session counts no more, and whoever cancelled it was here: nobody is asked about a silence an hour later.
    one.touch(now);
    relationships::save(db, &one).await?;
    Ok(())
}

async fn drop_one(
    db: &mut PgConnection,
    app: &App,
    by: Actor,
    one: &Relationship,
    mut session: Session,
    quietly: bool,
) -> Result<(), ActError> {
    let now = app.clock.now();
    match session.meeting_id {
        Some(meeting) if quietly => calendar::cancel_quietly(db, now, meeting).await?,
        Some(meeting) => calendar::cancel(db, app, now, meeting).await?,
        None => {}
    }
    session.status = SessionStatus::Cancelled;
    store::save(db, &session).await?;
    record(db, by, now, one, What::SessionCancelled, None).await?;
    Ok(())
}

/// Cancels whatever is still to come, as a pause and an ending do; quietly where nobody is to be told of it.
///
/// # Errors
/// As [`ActError`] says.
pub(in crate::relationships) async fn cancel_ahead(
    db: &mut PgConnection,
    app: &App,
    by: Actor,
    one: &Relationship,
    quietly: bool,
) -> Result<(), ActError> {
    cancel_if(db, app, by, one, quietly, |_| true).await?;
    store::clear_offers(db, one.id).await?;
    Ok(())
}

/// Cancels what was arranged for later than the day they come to an end by. How many sessions that were.
///
/// # Errors
/// As [`ActError`] says.
pub(in crate::relationships) async fn cancel_after(
    db: &mut PgConnection,
    app: &App,
    by: Actor,
    one: &Relationship,
    last: Day,
) -> Result<usize, ActError> {
    cancel_if(db, app, by, one, one.still, |session| day_of(session.starts_at) > last).await
}

async fn cancel_if(
    db: &mut PgConnection,
    app: &App,
    by: Actor,
    one: &Relationship,
    quietly: bool,
    which: impl Fn(&Session) -> bool,
) -> Result<usize, ActError> {
    let mut cancelled = 0;
    for id in store::ahead(db, one.id, app.clock.now()).await? {
        if let Some(session) = store::lock(db, one.id, id).await?
            && which(&session)
        {
            drop_one(db, app, by, one, session, quietly).await?;
            cancelled += 1;
        }
    }
    Ok(cancelled)
}

/// Books a session again that was missed: the same weekday and time, in the first week in which both are free. Where one was booked
/// since, by whomever, it is that one: nobody is booked twice for what was missed once.
///
/// # Errors
/// As [`ActError`] says; `Invalid` when there is no such week within the next eight.
pub async fn rebook(
    db: &mut PgConnection,
    app: &App,
    by: AccountId,
    id: RelationshipId,
    session: SessionId,
    submission: SubmissionId,
) -> Result<SessionId, ActError> {
    let now = app.clock.now();
    let (one, _) = take(db, by, id).await?;
    if let Some(made) = store::of_submission(db, id, submission).await? {
        return Ok(made);
    }
    may_meet(&one)?;
    let missed = store::lock(db, id, session).await?.ok_or(ActError::NotFound)?;
    if missed.status != SessionStatus::Missed {
        return Err(ActError::Invalid("Only a session that did not happen is booked again.".to_owned()));
    }
    if let Some(there) = store::arranged_since(db, id, missed.starts_at, now).await? {
        return Ok(there);
    }
    for week in 1..=REBOOKED_WITHIN {
        // Wall time, so that the clocks' change moves nothing.
        let local = missed.starts_at.in_zone(&london()).datetime().saturating_add(week.weeks());
        let Ok(at) = local.to_zoned(london()) else { continue };
        let span = Span::of_minutes(Instant::new(at.timestamp()), missed.planned_minutes.into());
        if span.starts() <= now {
            continue;
        }
        may_meet_at(&one, &span, now)?;
        if !calendar::is_taken(db, [one.mentee_id, one.practitioner_id], &span).await? {
            return book(db, app, by, one, span, submission).await;
        }
    }
    Err(ActError::Invalid(
        "None of the eight weeks after it has this time free for both of you. Choose another time, or offer some to choose from.".to_owned(),
    ))
}

fn over() -> ActError {
    ActError::Invalid(
        "This session has begun, or is not in your calendars any more. Nothing was changed.".to_owned(),
    )
}

pub(in crate::relationships) async fn not_too_often(
    db: &mut PgConnection,
    now: Instant,
    by: AccountId,
    id: RelationshipId,
) -> Result<(), ActError> {
    let key = [by.0.as_bytes().as_slice(), id.0.as_bytes().as_slice()];
    match throttle::take_on(db, now, &[Bucket::new("session-change", &key, CHANGES)]).await? {
        Taken::Allowed => Ok(()),
        Taken::Wait { .. } => Err(ActError::Invalid(
            "You have changed this many times in a short while, so nothing was done now. Speak to each other, or try again in an hour.".to_owned(),
        )),
    }
}
