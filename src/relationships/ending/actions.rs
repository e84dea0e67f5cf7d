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
use crate::relationships::model::{Outcome, State, Status};
use crate::relationships::news::{self, News};
use crate::relationships::relationship::Relationship;
use crate::relationships::sessions;
use crate::relationships::store;

async fn take(
    db: &mut PgConnection,
    by: AccountId,
    id: RelationshipId,
) -> Result<(Relationship, Side), ActError> {
    let one = store::take(db, id).await?;
    let side = one.side_of(by).ok_or(ActError::NotFound)?;
    Ok((one, side))
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
    let now = app.clock.now();
    let (mut one, side) = take(db, by, id).await?;
    if matches!(one.course.state, State::Paused { to: until, .. } if until == to) {
        return Ok(());
    }
    one.course = one.course.pause(day_of(now), to)?;
    sessions::cancel_ahead(db, app, Actor::Account(by), &one, false).await?;
    store::save(db, &one).await?;
    record(db, Actor::Account(by), now, &one, What::Paused, None).await?;
    news::tell(db, app, now, &one, side.other(), News::Paused).await?;
    Ok(())
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
    let now = app.clock.now();
    let (one, side) = take(db, by, id).await?;
    if one.course.status() == Status::Active {
        return Ok(());
    }
    let one = go_on(db, app, Actor::Account(by), one).await?;
    news::tell(db, app, now, &one, side.other(), News::Resumed).await?;
    Ok(())
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
    let now = app.clock.now();
    let Some(one) = store::hold(db, id).await? else { return Ok(false) };
    if !one.course.is_pause_over(day_of(now)) {
        return Ok(false);
    }
    let one = go_on(db, app, Actor::System, one).await?;
    news::tell_both(db, app, now, &one, News::Resumed).await?;
    Ok(true)
}

async fn go_on(
    db: &mut PgConnection,
    app: &App,
    by: Actor,
    mut one: Relationship,
) -> Result<Relationship, ActError> {
    let now = app.clock.now();
    one.course = one.course.resume(day_of(now))?;
    one.touch(now);
    store::save(db, &one).await?;
    one.version += 1;
    record(db, by, now, &one, What::Resumed, None).await?;
    Ok(one)
}

/// Plans the end for a day.
///
/// # Errors
/// As [`ActError`] says.
pub async fn plan(
    db: &mut PgConnection,
    app: &App,
    by: AccountId,
    id: RelationshipId,
    on: Day,
) -> Result<(), ActError> {
    let now = app.clock.now();
    let (mut one, side) = take(db, by, id).await?;
    if one.course.state == (State::Ending { on }) {
        return Ok(());
    }
    one.course = one.course.plan_end(day_of(now), on)?;
    one.touch(now);
    store::save(db, &one).await?;
    record(db, Actor::Account(by), now, &one, What::EndingPlanned, None).await?;
    news::tell(db, app, now, &one, side.other(), News::EndingPlanned).await?;
    Ok(())
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
    let now = app.clock.now();
    let (mut one, side) = take(db, by, id).await?;
    if one.course.status() == Status::Active {
        return Ok(());
    }
    one.course = one.course.carry_on()?;
    one.touch(now);
    store::save(db, &one).await?;
    record(db, Actor::Account(by), now, &one, What::CarriedOn, None).await?;
    news::tell(db, app, now, &one, side.other(), News::CarriedOn).await?;
    Ok(())
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

/// Ends it now. Doing it again changes nothing.
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
    let planned = done || matches!(one.course.state, State::Ending { .. });
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
    one.course = one.course.call_off(now, Outcome::CalledOff)?;
    one.ended_by = Some(by);
    store::save(db, &one).await?;
    one.version += 1;
    record(db, Actor::Account(by), now, &one, What::CalledOff, None).await?;
    news::tell(db, app, now, &one, side.other(), News::NotBegun).await?;
    Ok(())
}
