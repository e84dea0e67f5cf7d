use jiff::SignedDuration;
use sqlx::PgConnection;

use super::model::{LENGTHS, Session, SessionStatus, counted};
use super::store;
use crate::app::App;
use crate::chemistry::model::Side;
use crate::events::Actor;
use crate::platform::clock::Instant;
use crate::platform::ids::{AccountId, RelationshipId, SessionId, SubmissionId};
use crate::relationships::error::ActError;
use crate::relationships::events::{What, record};
use crate::relationships::model::MoveError;
use crate::relationships::news::{self, News};
use crate::relationships::relationship::Relationship;
use crate::relationships::{pair, review, store as relationships, take};

/// Ledgers and memberships come before places and relationships in the order of locks, and a session of supervision changes both.
async fn hold_what_follows(
    db: &mut PgConnection,
    by: AccountId,
    id: RelationshipId,
    session: Option<SessionId>,
) -> Result<(), sqlx::Error> {
    match pair::supervised(db, id, by).await? {
        Some(supervised) => crate::app::session_to_be_said(db, &supervised, session).await,
        None => Ok(()),
    }
}

/// How long ago a session may have been that is added afterwards.
const LONGEST_AGO: SignedDuration = SignedDuration::from_hours(24 * 400);

/// One of the two says that a session was held, and how many minutes it took. Both may; the coach's or mentor's figure counts.
/// Saying the same again changes nothing.
///
/// # Errors
/// As [`ActError`] says.
pub async fn log(
    db: &mut PgConnection,
    app: &App,
    by: AccountId,
    id: RelationshipId,
    session: SessionId,
    minutes: i16,
) -> Result<(), ActError> {
    let now = app.clock.now();
    hold_what_follows(db, by, id, Some(session)).await?;
    let (mut one, side) = take(db, by, id).await?;
    let mut session = store::lock(db, id, session).await?.ok_or(ActError::NotFound)?;
    if !LENGTHS.contains(&minutes) {
        return Err(ActError::Invalid("Enter how long it was, from 5 minutes to 8 hours".to_owned()));
    }
    if session.logged_by(side) == Some(minutes) {
        return Ok(());
    }
    if session.status == SessionStatus::Cancelled {
        return Err(ActError::Invalid("This session was cancelled. Add it as one you have had.".to_owned()));
    }
    if now < session.starts_at {
        return Err(ActError::Invalid("This session has not begun yet.".to_owned()));
    }
    let was_held = session.status == SessionStatus::Held;
    if !was_held && overlapped(db, id, &session).await? == Some(SessionStatus::Held) {
        return Err(ActError::Invalid(
            "A session at this time is logged already. If it is the same, say that this one did not happen."
                .to_owned(),
        ));
    }
    store::set_log(db, now, session.id, side, minutes).await?;
    match side {
        Side::Mentee => session.logged_by_mentee = Some(minutes),
        Side::Practitioner => session.logged_by_practitioner = Some(minutes),
    }
    session.status = SessionStatus::Held;
    session.minutes = counted(session.logged_by_mentee, session.logged_by_practitioner);
    store::save(db, &session).await?;
    crate::app::session_said(db, app, by, session.id).await?;
    one.held = one.held.saturating_add(i16::from(!was_held));
    after_held(db, app, by, one).await
}

/// Adds a session that the two had without arranging it here. The same submission again changes nothing.
///
/// # Errors
/// As [`ActError`] says.
pub async fn add_held(
    db: &mut PgConnection,
    app: &App,
    by: AccountId,
    id: RelationshipId,
    at: Instant,
    minutes: i16,
    submission: SubmissionId,
) -> Result<SessionId, ActError> {
    let now = app.clock.now();
    hold_what_follows(db, by, id, None).await?;
    let (mut one, side) = take(db, by, id).await?;
    if let Some(made) = store::of_submission(db, id, submission).await? {
        return Ok(made);
    }
    if !one.course.status().is_live() {
        return Err(MoveError::NotFrom(one.course.status()).into());
    }
    if at > now || now.since(at) > LONGEST_AGO {
        return Err(ActError::Invalid("Enter a day in the past, at most a year ago".to_owned()));
    }
    let session = Session {
        id: SessionId::new(now),
        status: SessionStatus::Held,
        meeting_id: None,
        starts_at: at,
        planned_minutes: minutes.clamp(10, 240),
        minutes: Some(minutes),
        logged_by_mentee: None,
        logged_by_practitioner: None,
        version: 1,
    };
    match overlapped(db, id, &session).await? {
        Some(SessionStatus::Held) => {
            return Err(ActError::Invalid("A session at this time is logged already".to_owned()));
        }
        Some(_) => {
            return Err(ActError::Invalid("A session was arranged for this time: log that one".to_owned()));
        }
        None => {}
    }
    store::insert(db, now, &one, &session, submission).await?;
    store::set_log(db, now, session.id, side, minutes).await?;
    crate::app::session_said(db, app, by, session.id).await?;
    one.held = one.held.saturating_add(1);
    after_held(db, app, by, one).await?;
    Ok(session.id)
}

/// How another session of theirs at the same time stands: held, or else still to be logged; none where there is none.
async fn overlapped(
    db: &mut PgConnection,
    id: RelationshipId,
    session: &Session,
) -> Result<Option<SessionStatus>, sqlx::Error> {
    let all = store::of_relationship(db, id, None).await?;
    let others = all.iter().filter(|other| other.id != session.id && other.span().overlaps(&session.span()));
    let at_once: Vec<SessionStatus> = others.map(|other| other.status).collect();
    Ok([SessionStatus::Held, SessionStatus::Arranged].into_iter().find(|status| at_once.contains(status)))
}

/// What follows once a session was held: they are in touch, and the review may be due.
async fn after_held(
    db: &mut PgConnection,
    app: &App,
    by: AccountId,
    mut one: Relationship,
) -> Result<(), ActError> {
    let now = app.clock.now();
    one.touch(now);
    relationships::save(db, &one).await?;
    one.version += 1;
    record(db, Actor::Account(by), now, &one, What::SessionLogged, None).await?;
    review::open_if_due(db, app, one).await?;
    Ok(())
}

/// One of the two says that a session did not happen, without blame. Saying it again changes nothing.
///
/// # Errors
/// As [`ActError`] says.
pub async fn missed(
    db: &mut PgConnection,
    app: &App,
    by: AccountId,
    id: RelationshipId,
    session: SessionId,
) -> Result<(), ActError> {
    let now = app.clock.now();
    hold_what_follows(db, by, id, Some(session)).await?;
    let (one, side) = take(db, by, id).await?;
    let mut session = store::lock(db, id, session).await?.ok_or(ActError::NotFound)?;
    if session.status == SessionStatus::Missed {
        return Ok(());
    }
    if session.status == SessionStatus::Cancelled || now < session.starts_at {
        return Err(ActError::Invalid(
            "This can be said once the session should have begun. To free the time, cancel it.".to_owned(),
        ));
    }
    if session.status == SessionStatus::Held && session.logged_by(side.other()).is_some() {
        return Err(ActError::Invalid(
            "The other person has said that it happened. Speak to each other first.".to_owned(),
        ));
    }
    session.status = SessionStatus::Missed;
    session.minutes = None;
    store::clear_logs(db, session.id).await?;
    store::save(db, &session).await?;
    crate::app::session_said(db, app, by, session.id).await?;
    record(db, Actor::Account(by), now, &one, What::SessionMissed, None).await?;
    news::tell(db, app, now, &one, side.other(), News::SessionMissed { session: session.id }).await?;
    Ok(())
}
