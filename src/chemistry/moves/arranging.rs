use jiff::SignedDuration;
use sqlx::PgConnection;

use super::{Put, not_too_often, take};
use crate::app::App;
use crate::availability;
use crate::calendar::{self, Kind, NewMeeting};
use crate::chemistry::error::ActError;
use crate::chemistry::events::What;
use crate::chemistry::messages;
use crate::chemistry::model::{Change, MoveError, Outcome, Side, State, Status};
use crate::chemistry::news::{self, News};
use crate::chemistry::request::Request;
use crate::chemistry::{offer_store, sealed, store};
use crate::events::Actor;
use crate::platform::clock::Instant;
use crate::platform::ids::{AccountId, ChemistryId, MeetingId, SubmissionId};
use crate::platform::span::Span;

/// So many times may be offered at once.
const MOST_OFFERS: usize = 6;
/// Nobody plans a first conversation further ahead.
const FURTHEST: SignedDuration = SignedDuration::from_hours(24 * 366);
/// Minutes a first conversation may take.
const LENGTHS: std::ops::RangeInclusive<i64> = 10..=180;

/// Books a time the other has offered.
///
/// # Errors
/// As [`ActError`] says; `Taken` when one of the two is in another meeting then.
pub async fn book(
    db: &mut PgConnection,
    app: &App,
    by: AccountId,
    id: ChemistryId,
    span: Span,
) -> Result<(), ActError> {
    let now = app.clock.now();
    let (held, side) = take(db, app, by, id).await?;
    if is_booked_at(&held.request, span) {
        return Ok(());
    }
    let after = held.request.thread.book(span, now, &held.limits)?;
    check_offered(db, &held.request, side, span, now).await?;
    not_too_often(db, now, by, id).await?;
    let mut put = Put::new(held, after, What::Booked);
    put.request.meeting_id = Some(into_calendar(db, app, &put.request, span).await?);
    put.write(db, app, Actor::Account(by)).await?;
    Ok(())
}

/// Offers the other times to choose from, in place of those offered before.
///
/// # Errors
/// As [`ActError`] says.
pub async fn offer(
    db: &mut PgConnection,
    app: &App,
    by: AccountId,
    id: ChemistryId,
    times: &[Span],
) -> Result<(), ActError> {
    let now = app.clock.now();
    let (held, side) = take(db, app, by, id).await?;
    let State::Arranging(clock) = held.request.thread.state else {
        return Err(MoveError::NotFrom(held.request.thread.status()).into());
    };
    if now >= clock.until {
        return Err(MoveError::TooLate.into());
    }
    check_times(times, now)?;
    if offer_store::offers(db, id, side).await? == sorted(times) {
        return Ok(());
    }
    not_too_often(db, now, by, id).await?;
    offer_store::set_offers(db, id, side, times).await?;
    let after = held.request.thread.clone();
    let request = Put::new(held, after, What::TimesOffered).write(db, app, Actor::Account(by)).await?;
    news::tell(db, app, now, &request, side.other(), News::Offered).await?;
    Ok(())
}

/// Moves the meeting to another time that the other has offered. Both calendars learn of it.
///
/// # Errors
/// As [`ActError`] says.
pub async fn move_meeting(
    db: &mut PgConnection,
    app: &App,
    by: AccountId,
    id: ChemistryId,
    to: Span,
    why: Change,
    words: &str,
) -> Result<(), ActError> {
    let now = app.clock.now();
    let (held, side) = take(db, app, by, id).await?;
    if is_booked_at(&held.request, to) {
        return Ok(());
    }
    let after = held.request.thread.move_meeting(to, now, &held.limits)?;
    check_offered(db, &held.request, side, to, now).await?;
    not_too_often(db, now, by, id).await?;
    let meeting = held.request.meeting_id.ok_or(ActError::NotFound)?;
    calendar::move_to(db, app, now, meeting, to)
        .await
        .map_err(|error| ActError::of_booking(error, held.request.mentee_id))?;
    Put::new(held, after, What::MeetingMoved).because(why.code()).write(db, app, Actor::Account(by)).await?;
    write(db, app, by, id, why, words).await
}

/// Cancels the meeting, to find another time.
///
/// # Errors
/// As [`ActError`] says.
pub async fn cancel_meeting(
    db: &mut PgConnection,
    app: &App,
    by: AccountId,
    id: ChemistryId,
    why: Change,
    words: &str,
) -> Result<(), ActError> {
    let now = app.clock.now();
    let (held, side) = take(db, app, by, id).await?;
    if held.request.thread.status() == Status::Arranging {
        return Ok(());
    }
    let after = held.request.thread.cancel_meeting(now, &held.limits)?;
    not_too_often(db, now, by, id).await?;
    let put = Put::new(held, after, What::MeetingCancelled).because(why.code());
    let request = put.write(db, app, Actor::Account(by)).await?;
    write(db, app, by, id, why, words).await?;
    news::tell(db, app, now, &request, side.other(), News::FindAnotherTime { why }).await?;
    Ok(())
}

/// Ends it kindly, before or after a time was found. Doing it again changes nothing.
///
/// # Errors
/// As [`ActError`] says.
pub async fn call_off(
    db: &mut PgConnection,
    app: &App,
    by: AccountId,
    id: ChemistryId,
    why: Change,
    words: &str,
) -> Result<(), ActError> {
    let now = app.clock.now();
    let (held, side) = take(db, app, by, id).await?;
    if held.request.thread.is_closed_as(Outcome::CalledOff) {
        return Ok(());
    }
    let after = held.request.thread.call_off(now)?;
    let put = Put::new(held, after, What::CalledOff).because(why.code());
    let request = put.write(db, app, Actor::Account(by)).await?;
    said(db, app, by, id, why, words).await?;
    news::tell(db, app, now, &request, side.other(), News::CalledOff { why }).await?;
    Ok(())
}

/// Why a meeting is at another time is for the other to read now, among the messages.
async fn write(
    db: &mut PgConnection,
    app: &App,
    by: AccountId,
    id: ChemistryId,
    why: Change,
    words: &str,
) -> Result<(), ActError> {
    let label = if why == Change::Other { String::new() } else { format!("{}.", why.label()) };
    let all: Vec<&str> = [label.as_str(), words.trim()].into_iter().filter(|text| !text.is_empty()).collect();
    if all.is_empty() {
        return Ok(());
    }
    let (now, text) = (app.clock.now(), all.join("\n\n"));
    let (kind, submission) = (messages::Kind::Message, SubmissionId::new(now));
    messages::insert(db, &app.secret, now, id, by, kind, &text, submission).await?;
    Ok(())
}

/// Keeps why it ended, and what was said with it.
async fn said(
    db: &mut PgConnection,
    app: &App,
    by: AccountId,
    id: ChemistryId,
    why: Change,
    words: &str,
) -> Result<(), ActError> {
    let words = (!words.trim().is_empty()).then(|| sealed::farewell(&app.secret, id, words.trim()));
    let farewell =
        store::Farewell { reason: Some(why.code()), words: words.as_deref(), by: Some(by), suggested: None };
    Ok(store::set_farewell(db, id, &farewell).await?)
}

/// A time may be booked when the other has offered it: a mentee books what the coach or mentor offers here or has free; a coach or
/// mentor books what the mentee offers here or what suits both by her off-duty, and accepts by her off-duty only when she asked for
/// that.
pub(super) async fn check_offered(
    db: &mut PgConnection,
    request: &Request,
    by: Side,
    span: Span,
    now: Instant,
) -> Result<(), ActError> {
    check_times(&[span], now)?;
    if offer_store::offers(db, request.id, by.other()).await?.contains(&span) {
        return Ok(());
    }
    let offered = match by {
        Side::Mentee => availability::is_offered(db, request.practitioner_id, span, now).await?,
        Side::Practitioner if !request.is_open_to_off_duty() => false,
        Side::Practitioner => {
            availability::mutual(db, request.practitioner_id, request.mentee_id, now, span.minutes())
                .await?
                .iter()
                .any(|slot| slot.span == span)
        }
    };
    if offered { Ok(()) } else { Err(ActError::NotOffered) }
}

/// Times somebody may offer: to come, not too many, not too far, of a sensible length.
pub(super) fn check_times(times: &[Span], now: Instant) -> Result<(), ActError> {
    if times.is_empty() {
        return Err(ActError::Invalid("Choose at least one time".to_owned()));
    }
    if times.len() > MOST_OFFERS {
        return Err(ActError::Invalid(format!("Choose at most {MOST_OFFERS} times")));
    }
    for time in times {
        if time.starts() <= now {
            return Err(MoveError::Past.into());
        }
        if time.starts() > now.plus(FURTHEST) || !LENGTHS.contains(&time.minutes()) {
            return Err(ActError::Invalid(
                "Choose times within a year, of ten minutes to three hours".to_owned(),
            ));
        }
    }
    Ok(())
}

/// Puts the meeting in both calendars, which writes the invitations.
pub(super) async fn into_calendar(
    db: &mut PgConnection,
    app: &App,
    request: &Request,
    span: Span,
) -> Result<MeetingId, ActError> {
    let joining = availability::settings(db, request.practitioner_id).await?.map(|settings| settings.joining);
    let meeting = NewMeeting {
        pool: request.pool_id,
        kind: Kind::Chemistry,
        span,
        people: [request.mentee_id, request.practitioner_id],
        path: request.path(),
        delivery: None,
        joining: joining.unwrap_or_default(),
    };
    calendar::book(db, app, app.clock.now(), &meeting)
        .await
        .map_err(|error| ActError::of_booking(error, request.mentee_id))
}

fn is_booked_at(request: &Request, span: Span) -> bool {
    matches!(request.thread.state, State::Booked(_, meeting) if meeting == span)
}

fn sorted(times: &[Span]) -> Vec<Span> {
    let mut times = times.to_vec();
    times.sort_unstable();
    times.dedup();
    times
}
