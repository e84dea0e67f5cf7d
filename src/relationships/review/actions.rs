use sqlx::PgConnection;

use super::store::{self, Answer};
use crate::accounts::hold_open;
use crate::app::App;
use crate::chemistry::model::Side;
use crate::events::Actor;
use crate::organisations::day_of;
use crate::platform::ids::{AccountId, RelationshipId};
use crate::relationships::agreement;
use crate::relationships::error::ActError;
use crate::relationships::events::{What, record};
use crate::relationships::model::{MoveError, State, Status, Wish};
use crate::relationships::news::{self, News};
use crate::relationships::relationship::Relationship;
use crate::relationships::{sessions, store as relationships, take};

/// One of the two would like to look at how it goes now. Where a review is due already, nothing changes.
///
/// # Errors
/// As [`ActError`] says.
pub async fn call(
    db: &mut PgConnection,
    app: &App,
    by: AccountId,
    id: RelationshipId,
) -> Result<(), ActError> {
    let (one, _) = take(db, by, id).await?;
    if one.course.status() == Status::ReviewDue {
        return Ok(());
    }
    open(db, app, Actor::Account(by), one).await
}

/// The review is due by its day. Whether it was.
///
/// # Errors
/// As [`ActError`] says.
pub(in crate::relationships) async fn due(
    db: &mut PgConnection,
    app: &App,
    id: RelationshipId,
) -> Result<bool, ActError> {
    match relationships::hold(db, id).await? {
        Some(one) => open_if_due(db, app, one).await,
        None => Ok(false),
    }
}

/// The review is due, by its day or its session, as it stands now. Whether it was.
///
/// # Errors
/// As [`ActError`] says.
pub(in crate::relationships) async fn open_if_due(
    db: &mut PgConnection,
    app: &App,
    one: Relationship,
) -> Result<bool, ActError> {
    if !one.course.is_review_due(day_of(app.clock.now()), one.held) {
        return Ok(false);
    }
    open(db, app, Actor::System, one).await?;
    Ok(true)
}

async fn open(db: &mut PgConnection, app: &App, by: Actor, mut one: Relationship) -> Result<(), ActError> {
    let now = app.clock.now();
    one.course = one.course.call_review(day_of(now))?;
    relationships::save(db, &one).await?;
    record(db, by, now, &one, What::ReviewDue, None).await?;
    news::tell_both(db, app, now, &one, News::ReviewDue).await?;
    Ok(())
}

/// Keeps what one of the two answers; once both have, the review is done.
///
/// # Errors
/// As [`ActError`] says.
pub async fn answer(
    db: &mut PgConnection,
    app: &App,
    by: AccountId,
    id: RelationshipId,
    number: i16,
    answer: impl FnOnce(Side) -> Answer,
) -> Result<(), ActError> {
    if !hold_open(db, by).await? {
        return Err(ActError::NotFound);
    }
    let now = app.clock.now();
    let (mut one, side) = take(db, by, id).await?;
    let answer = answer(side);
    if one.course.status() != Status::ReviewDue || one.course.reviews + 1 != number {
        let before = store::answers(db, &app.secret, id, number).await?;
        // The same form, sent twice: the second finds the review done by the first.
        if before.contains(&answer) {
            return Ok(());
        }
        return Err(MoveError::NotFrom(one.course.status()).into());
    }
    store::set(db, &app.secret, now, id, number, &answer).await?;
    one.touch(now);
    record(db, Actor::Account(by), now, &one, What::ReviewAnswered, None).await?;
    let answers = store::answers(db, &app.secret, id, number).await?;
    if answers.len() == Side::BOTH.len() {
        return settle(db, app, Actor::Account(by), one, &answers).await;
    }
    relationships::save(db, &one).await?;
    Ok(())
}

/// The time for a review is over: what was answered counts, and it goes on where nobody said otherwise. Whether it was.
///
/// # Errors
/// As [`ActError`] says.
pub(in crate::relationships) async fn over(
    db: &mut PgConnection,
    app: &App,
    id: RelationshipId,
) -> Result<bool, ActError> {
    let Some(one) = relationships::hold(db, id).await? else { return Ok(false) };
    if !one.course.is_review_over(day_of(app.clock.now())) {
        return Ok(false);
    }
    let answers = store::answers(db, &app.secret, id, one.course.reviews + 1).await?;
    settle(db, app, Actor::System, one, &answers).await?;
    Ok(true)
}

async fn settle(
    db: &mut PgConnection,
    app: &App,
    by: Actor,
    mut one: Relationship,
    answers: &[Answer],
) -> Result<(), ActError> {
    let now = app.clock.now();
    let to_end = answers.iter().any(|answer| answer.wish == Wish::End);
    one.course = one.course.reviewed(day_of(now), &one.terms(), one.held, to_end)?;
    if let State::Ending { on } = one.course.state {
        sessions::cancel_after(db, app, by, &one, on).await?;
    }
    relationships::save(db, &one).await?;
    one.version += 1;
    record(db, by, now, &one, What::Reviewed, Some(if to_end { "end" } else { "continue" })).await?;
    if !to_end {
        let more: Vec<(Side, i16)> =
            answers.iter().filter_map(|answer| Some((answer.side, answer.more?))).collect();
        agreement::extend(db, app, &one, &more).await?;
    }
    news::tell_both(db, app, now, &one, News::Reviewed { to_end }).await?;
    Ok(())
}
