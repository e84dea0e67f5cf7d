use sqlx::PgConnection;

use super::actions::finish;
use crate::app::App;
use crate::chemistry::model::Side;
use crate::events::Actor;
use crate::platform::clock::Instant;
use crate::platform::ids::{AccountId, PoolId, RelationshipId};
use crate::relationships::error::ActError;
use crate::relationships::events::{What, record};
use crate::relationships::model::{Outcome, State, Status};
use crate::relationships::news::{self, News};
use crate::relationships::store;

/// A coordinator ends a pair whose coach or mentor is not in the pool any more or suspended, so that the mentee is free for somebody
/// else. Both are told, the mentee how to find another. Doing it again changes nothing.
///
/// # Errors
/// `NotFound` for a pair of another pool, or of the coordinator's own; `Invalid` when the coach or mentor is back; as [`ActError`] says.
pub async fn end_unattended(
    db: &mut PgConnection,
    app: &App,
    by: AccountId,
    pool: PoolId,
    id: RelationshipId,
) -> Result<(), ActError> {
    let one = store::take(db, id).await?;
    if one.pool_id != pool || one.side_of(by).is_some() {
        return Err(ActError::NotFound);
    }
    if one.course.status() == Status::Ended {
        return Ok(());
    }
    if store::is_attended(db, pool, one.practitioner_id).await? {
        return Err(ActError::Invalid(
            "Their coach or mentor is in the pool, so nothing was ended. Only the two can end it.".to_owned(),
        ));
    }
    let one = finish(db, app, Actor::Account(by), one, Outcome::Left).await?;
    news::tell_both(db, app, app.clock.now(), &one, News::Unattended).await?;
    Ok(())
}

/// A coordinator notes that a mentee whose coach or mentor left needs no more help. Doing it again changes nothing.
///
/// # Errors
/// `NotFound` for a pair of another pool, or of the coordinator's own; `Invalid` for one that did not end so; as [`ActError`] says.
pub async fn helped(
    db: &mut PgConnection,
    now: Instant,
    by: AccountId,
    pool: PoolId,
    id: RelationshipId,
) -> Result<(), ActError> {
    let one = store::take(db, id).await?;
    let left = matches!(one.course.state, State::Ended { outcome: Outcome::Left, .. });
    if one.pool_id != pool || one.side_of(by).is_some() {
        return Err(ActError::NotFound);
    }
    if !left {
        return Err(ActError::Invalid("Nobody has left this pair, so nothing was noted.".to_owned()));
    }
    if store::set_helped(db, now, id, by).await? {
        record(db, Actor::Account(by), now, &one, What::Helped, None).await?;
    }
    Ok(())
}

/// Ends everything of somebody who leaves the hub; the others are told, kindly and without a reason.
///
/// # Errors
/// As [`ActError`] says.
pub async fn leave(db: &mut PgConnection, app: &App, account: AccountId) -> Result<(), ActError> {
    for id in store::open_of(db, account).await? {
        stop(db, app, Actor::Account(account), id, Outcome::Left).await?;
    }
    Ok(())
}

/// Ends what goes on between two who are to have no contact any more, or of whom one manages or assesses the other.
///
/// # Errors
/// As [`ActError`] says.
pub async fn stop_between(
    db: &mut PgConnection,
    app: &App,
    by: AccountId,
    one: AccountId,
    other: AccountId,
) -> Result<(), ActError> {
    for id in store::open_between(db, one, other).await? {
        stop(db, app, Actor::Account(by), id, Outcome::Stopped).await?;
    }
    Ok(())
}

async fn stop(
    db: &mut PgConnection,
    app: &App,
    by: Actor,
    id: RelationshipId,
    outcome: Outcome,
) -> Result<(), ActError> {
    let now = app.clock.now();
    let Some(mut one) = store::hold_any(db, id).await? else { return Ok(()) };
    let was_live = one.course.status().is_live();
    let one = if was_live {
        finish(db, app, by, one, outcome).await?
    } else {
        let Ok(after) = one.course.call_off(now, outcome) else { return Ok(()) };
        one.course = after;
        store::save(db, &one).await?;
        one.version += 1;
        record(db, by, now, &one, What::CalledOff, Some(outcome.code())).await?;
        one
    };
    for side in Side::BOTH {
        if by != Actor::Account(one.account_of(side)) {
            news::tell(db, app, now, &one, side, if was_live { News::Left } else { News::NotBegun }).await?;
        }
    }
    Ok(())
}
