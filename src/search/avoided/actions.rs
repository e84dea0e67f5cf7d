use sqlx::PgConnection;

use super::model::Whom;
use super::{AvoidedId, store};
use crate::platform::clock::Instant;
use crate::platform::ids::AccountId;

/// So many people fit on one list.
pub const MOST: i64 = 50;

/// Why somebody was not put on the list.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    #[error("Your list holds 50 people, which is as many as it can. Remove somebody first")]
    TooMany,
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// Puts somebody on the list. Whoever is on it already stays.
///
/// # Errors
/// `TooMany`, or the database's.
pub async fn add(
    db: &mut PgConnection,
    now: Instant,
    account: AccountId,
    whom: &Whom,
) -> Result<(), Refusal> {
    if store::lock(db, account).await? >= MOST {
        return Err(Refusal::TooMany);
    }
    store::insert(db, AvoidedId::new(now), account, whom, now).await?;
    Ok(())
}

/// Takes somebody off the list. Who is not on it, or on somebody else's, stays as they are.
///
/// # Errors
/// The database's.
pub async fn remove(db: &mut PgConnection, account: AccountId, id: AvoidedId) -> Result<(), sqlx::Error> {
    store::delete(db, account, id).await
}

/// Takes away somebody's list, and them from the lists of others, as closing an account does.
///
/// # Errors
/// The database's.
pub async fn forget(db: &mut PgConnection, account: AccountId) -> Result<(), sqlx::Error> {
    store::forget(db, account).await
}
