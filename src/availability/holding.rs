//! Places taken and given back. Whoever changes how many are held takes the row's lock first, so that the last place goes to
//! one (R1).

use sqlx::PgConnection;

use super::Place;
use crate::platform::clock::Instant;
use crate::platform::ids::AccountId;

/// Holds somebody's places until the transaction ends: whatever is decided about them is decided one after the other.
/// None when they never offered any.
///
/// # Errors
/// The database's.
pub async fn lock_place(db: &mut PgConnection, account: AccountId) -> Result<Option<Place>, sqlx::Error> {
    sqlx::query_as!(
        Place,
        "select capacity, seen_elsewhere, active, held, accepting, resumes_on, version from place where account_id = $1 for update",
        account.0,
    )
    .fetch_optional(db)
    .await
}

/// Holds one place more, if one is left. False when none is.
///
/// # Errors
/// The database's.
pub async fn hold(db: &mut PgConnection, now: Instant, account: AccountId) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "update place set held = held + 1, updated_at = $2 where account_id = $1 and places_left(place) > 0",
        account.0,
        now as Instant,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Gives a held place back.
///
/// # Errors
/// The database's.
pub async fn release(db: &mut PgConnection, now: Instant, account: AccountId) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update place set held = held - 1, updated_at = $2 where account_id = $1 and held > 0",
        account.0,
        now as Instant,
    )
    .execute(db)
    .await?;
    Ok(())
}
