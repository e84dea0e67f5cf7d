use sqlx::PgConnection;

use super::model::{self, Direction, MOST};
use super::{note_store, store};
use crate::platform::clock::Instant;
use crate::platform::ids::AccountId;
use crate::pools::Offering;

/// Why a shortlist stayed as it was.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    #[error("Your shortlist holds 20 people, which is as many as it can. Remove somebody to make room.")]
    TooMany,
    /// Nobody of that id is on the list.
    #[error("They are not on your shortlist")]
    NotThere,
    #[error("You changed this note somewhere else meanwhile.")]
    Stale,
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// Puts somebody at the end of a shortlist. Whether they are new on it: who is there already stays where they are.
///
/// # Errors
/// `TooMany`, or the database's.
pub async fn add(
    db: &mut PgConnection,
    now: Instant,
    account: AccountId,
    person: AccountId,
    offering: Offering,
) -> Result<bool, Refusal> {
    let order = store::lock(db, account).await?;
    if order.contains(&person) {
        return Ok(false);
    }
    if order.len() >= MOST {
        return Err(Refusal::TooMany);
    }
    store::insert(db, account, person, offering, now).await?;
    Ok(true)
}

/// Takes somebody off a shortlist, with the note about them.
///
/// # Errors
/// The database's.
pub async fn remove(db: &mut PgConnection, account: AccountId, person: AccountId) -> Result<(), Refusal> {
    store::lock(db, account).await?;
    store::delete(db, account, person).await?;
    Ok(())
}

/// Moves somebody by one place; at the end of the list nothing happens.
///
/// # Errors
/// `NotThere`, or the database's.
pub async fn move_entry(
    db: &mut PgConnection,
    account: AccountId,
    person: AccountId,
    to: Direction,
) -> Result<(), Refusal> {
    let order = store::lock(db, account).await?;
    if !order.contains(&person) {
        return Err(Refusal::NotThere);
    }
    store::set_order(db, account, &model::moved(&order, person, to)).await?;
    Ok(())
}

/// Saves a note over the one of this version; an empty one takes it away. Version 0 says that there was none. The
/// connection must know the owner.
///
/// # Errors
/// `NotThere`, `Stale`, or the database's.
pub async fn save_note(
    db: &mut PgConnection,
    now: Instant,
    account: AccountId,
    person: AccountId,
    version: i32,
    text: Option<&str>,
) -> Result<(), Refusal> {
    if !store::lock(db, account).await?.contains(&person) {
        return Err(Refusal::NotThere);
    }
    let pair = (account, person);
    let saved = match text {
        Some(text) => note_store::write(db, pair, version, text, now).await?,
        None if version == 0 => true,
        None => note_store::delete(db, pair, version).await?,
    };
    if saved { Ok(()) } else { Err(Refusal::Stale) }
}

/// Takes away somebody's shortlist, and them from the shortlists of others, as closing an account does.
///
/// # Errors
/// The database's.
pub async fn forget(db: &mut PgConnection, account: AccountId) -> Result<(), sqlx::Error> {
    store::forget(db, account).await
}
