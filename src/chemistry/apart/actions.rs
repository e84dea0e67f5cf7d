use sqlx::PgConnection;

use super::store;
use crate::app::App;
use crate::availability;
use crate::chemistry::error::ActError;
use crate::chemistry::holding_store::hold_people;
use crate::chemistry::model::Outcome;
use crate::chemistry::{actions, open_of};
use crate::events::Actor;
use crate::platform::ids::AccountId;

/// Stops contact with somebody, and ends what is open between the two. Again changes nothing. No event records it, because
/// events outlive what a person takes back.
///
/// # Errors
/// The database's or a letter's.
pub async fn block(
    db: &mut PgConnection,
    app: &App,
    by: AccountId,
    other: AccountId,
) -> Result<(), ActError> {
    stop_all(db, app, by, other).await?;
    Ok(store::block(db, app.clock.now(), by, other).await?)
}

/// Lets contact be again.
///
/// # Errors
/// The database's.
pub async fn unblock(db: &mut PgConnection, by: AccountId, other: AccountId) -> Result<(), ActError> {
    Ok(store::unblock(db, by, other).await?)
}

/// Keeps that one of two people manages, assesses or appraises the other, and ends what is open between them. Declaring it again
/// changes nothing.
///
/// # Errors
/// The database's or a letter's.
pub async fn declare(
    db: &mut PgConnection,
    app: &App,
    by: AccountId,
    other: AccountId,
) -> Result<(), ActError> {
    stop_all(db, app, by, other).await?;
    Ok(store::declare(db, app.clock.now(), by, other).await?)
}

/// Takes back what one declared oneself, when it is so no more.
///
/// # Errors
/// The database's.
pub async fn take_back(db: &mut PgConnection, by: AccountId, other: AccountId) -> Result<(), ActError> {
    Ok(store::take_back(db, by, other).await?)
}

async fn stop_all(db: &mut PgConnection, app: &App, by: AccountId, other: AccountId) -> Result<(), ActError> {
    hold_people(db, &[by, other]).await?;
    availability::lock_places(db, &[by, other]).await?;
    for id in open_of(db, by, Some(other)).await? {
        actions::stop(db, app, Actor::Account(by), id, Outcome::Stopped).await?;
    }
    crate::app::contact_ends(db, app, by, other).await
}
