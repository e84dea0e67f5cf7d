use sqlx::PgConnection;

use crate::app::App;
use crate::availability;
use crate::chemistry::model::Side;
use crate::events::Actor;
use crate::organisations::day_of;
use crate::platform::clock::Day;
use crate::platform::ids::{AccountId, RelationshipId};
use crate::relationships::error::ActError;
use crate::relationships::events::{What, record};
use crate::relationships::model::{Course, Outcome, State, Status};
use crate::relationships::news::{self, News};
use crate::relationships::relationship::Relationship;
use crate::relationships::{review, sessions, store, take};

/// Takes it from where it stood to where it stands now: kept, recorded, and told to the other, or to both where it came by itself.
/// A review that came round meanwhile is opened.
async fn turn(
    db: &mut PgConnection,
    app: &App,
    by: Actor,
    mut one: Relationship,
    to: Course,
    what: What,
    news: News,
) -> Result<(), ActError> {
    let now = app.clock.now();
    if let Actor::Account(account) = by {
        sessions::not_too_often(db, now, account, one.id).await?;
    }
    one.course = to;
    one.touch(now);
    store::save(db, &one).await?;
    record(db, by, now, &one, what, None).await?;
    for side in Side::BOTH {
        if by != Actor::Account(one.account_of(side)) {
            news::tell(db, app, now, &one, side, news).await?;
        }
    }
    one.version += 1;
    review::open_if_due(db, app, one).await?;
    Ok(())
}

/// Pauses until the end of a day: sessions to come are cancelled, and nothing is asked of either meanwhile.
///
/// # Errors
/// As [`ActError`] says.
pub async fn pause(
    db: &mut PgConnection,
    app: &App,
    by: AccountId,
    id: RelationshipId,
    to: Day,
) -> Result<(), ActError> {
    let (one, _) = take(db, by, id).await?;
    if matches!(one.course.state, State::Paused { to: until, .. } if until == to) {
        return Ok(());
    }
    let paused = one.course.pause(day_of(app.clock.now()), to)?;
    sessions::cancel_ahead(db, app, Actor::Account(by), &one, false).await?;
    turn(db, app, Actor::Account(by), one, paused, What::Paused, News::Paused).await
}

/// Goes on after a pause. Doing it again changes nothing.
///
/// # Errors
/// As [`ActError`] says.
pub async fn resume(
    db: &mut PgConnection,
    app: &App,
    by: AccountId,
    id: RelationshipId,
) -> Result<(), ActError> {
    let (one, _) = take(db, by, id).await?;
    if goes_on(&one) {
        return Ok(());
    }
    let resumed = one.course.resume(day_of(app.clock.now()))?;
    turn(db, app, Actor::Account(by), one, resumed, What::Resumed, News::Resumed).await
}

fn goes_on(one: &Relationship) -> bool {
    matches!(one.course.status(), Status::Active | Status::ReviewDue)
}

/// A pause whose last day is over ends by itself. Whether it was.
///
/// # Errors
/// As [`ActError`] says.
pub(in crate::relationships) async fn resume_due(
    db: &mut PgConnection,
    app: &App,
    id: RelationshipId,
) -> Result<bool, ActError> {
    let today = day_of(app.clock.now());
    let Some(one) = store::hold(db, id).await? else { return Ok(false) };
    if !one.course.is_pause_over(today) {
        return Ok(false);
    }
    let resumed = one.course.resume(today)?;
    turn(db, app, Actor::System, one, resumed, What::Resumed, News::Resumed).await?;
    Ok(true)
}

/// Plans the end for a day; sessions arranged for later are cancelled. How many those were.
///
/// # Errors
/// As [`ActError`] says.
pub async fn plan(
    db: &mut PgConnection,
    app: &App,
    by: AccountId,
    id: RelationshipId,
    on: Day,
) -> Result<usize, ActError> {
    let (one, _) = take(db, by, id).await?;
    if one.course.state == (State::Ending { on }) {
        return Ok(0);
    }
    let ending = one.course.plan_end(day_of(app.clock.now()), on)?;
    let cancelled = sessions::cancel_after(db, app, Actor::Account(by), &one, on).await?;
    turn(db, app, Actor::Account(by), one, ending, What::EndingPlanned, News::EndingPlanned).await?;
    Ok(cancelled)
}

/// Goes on though an end was planned. Doing it again changes nothing.
///
/// # Errors
/// As [`ActError`] says.
pub async fn carry_on(
    db: &mut PgConnection,
    app: &App,
    by: AccountId,
    id: RelationshipId,
) -> Result<(), ActError> {
    let (one, _) = take(db, by, id).await?;
    if goes_on(&one) {
        return Ok(());
    }
    let carried_on = one.course.carry_on()?;
    turn(db, app, Actor::Account(by), one, carried_on, What::CarriedOn, News::CarriedOn).await
}

/// Says that all is well though nothing was heard for some time.
///
/// # Errors
/// As [`ActError`] says.
pub async fn still_in_touch(
    db: &mut PgConnection,
    app: &App,
    by: AccountId,
    id: RelationshipId,
) -> Result<(), ActError> {
    let now = app.clock.now();
    let (mut one, _) = take(db, by, id).await?;
    if one.nudges == 0 || !one.course.status().is_live() {
        return Ok(());
    }
    one.touch(now);
    store::save(db, &one).await?;
    record(db, Actor::Account(by), now, &one, What::StillInTouch, None).await?;
    Ok(())
}

/// Ends it now: as planned once all agreed sessions were held or the planned day has come, else early. Doing it again changes
/// nothing.
///
/// # Errors
/// As [`ActError`] says.
pub async fn end(
    db: &mut PgConnection,
    app: &App,
    by: AccountId,
    id: RelationshipId,
) -> Result<(), ActError> {
    let (one, side) = take(db, by, id).await?;
    if one.course.status() == Status::Ended {
        return Ok(());
    }
    let done = one.terms().sessions.is_some_and(|agreed| one.held >= agreed);
    let today = day_of(app.clock.now());
    let planned = done || matches!(one.course.state, State::Ending { on } if on <= today);
    let outcome = if planned { Outcome::Planned } else { Outcome::Early };
    let one = finish(db, app, Actor::Account(by), one, outcome).await?;
    news::tell(db, app, app.clock.now(), &one, side.other(), News::Ended).await?;
    Ok(())
}

/// The day planned for the end is over. Whether it was.
///
/// # Errors
/// As [`ActError`] says.
pub(in crate::relationships) async fn end_due(
    db: &mut PgConnection,
    app: &App,
    id: RelationshipId,
) -> Result<bool, ActError> {
    let now = app.clock.now();
    let Some(one) = store::hold(db, id).await? else { return Ok(false) };
    if !one.course.is_end_due(day_of(now)) {
        return Ok(false);
    }
    let one = finish(db, app, Actor::System, one, Outcome::Planned).await?;
    news::tell_both(db, app, now, &one, News::Ended).await?;
    Ok(true)
}

/// Ends it, whoever does: sessions to come leave both calendars, and the place is free at once, so that whoever asked to be told
/// of one is told.
///
/// # Errors
/// As [`ActError`] says.
pub(in crate::relationships) async fn finish(
    db: &mut PgConnection,
    app: &App,
    by: Actor,
    mut one: Relationship,
    outcome: Outcome,
) -> Result<Relationship, ActError> {
    let now = app.clock.now();
    one.course = one.course.end(now, outcome)?;
    one.ended_by = match by {
        Actor::Account(account) => Some(account),
        Actor::Visitor | Actor::System => None,
    };
    sessions::cancel_ahead(db, app, by, &one, one.still).await?;
    availability::end(db, now, one.practitioner_id).await?;
    store::save(db, &one).await?;
    one.version += 1;
    record(db, by, now, &one, What::Ended, Some(outcome.code())).await?;
    Ok(one)
}

/// Takes back what was recorded and not confirmed, or not signed where no first conversation led to it. Doing it again changes
/// nothing.
///
/// # Errors
/// As [`ActError`] says.
pub async fn call_off(
    db: &mut PgConnection,
    app: &App,
    by: AccountId,
    id: RelationshipId,
) -> Result<(), ActError> {
    let now = app.clock.now();
    let (mut one, side) = take(db, by, id).await?;
    if one.course.status() == Status::NotBegun {
        return Ok(());
    }
    if one.chemistry_id.is_some() {
        return Err(ActError::Invalid(
            "This began with a first conversation. Call it off on that page: it closes both.".to_owned(),
        ));
    }
    one.course = one.course.call_off(now, Outcome::CalledOff)?;
    one.ended_by = Some(by);
    store::save(db, &one).await?;
    one.version += 1;
    record(db, Actor::Account(by), now, &one, What::CalledOff, None).await?;
    news::tell(db, app, now, &one, side.other(), News::NotBegun).await?;
    Ok(())
}
