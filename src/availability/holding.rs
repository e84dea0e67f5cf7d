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

/// Holds the places of several people until the transaction ends, in the order of accounts: whoever needs more than one takes them
/// here, before anything that hangs from them, so that nobody waits in a ring.
///
/// # Errors
/// The database's.
pub async fn lock_places(db: &mut PgConnection, accounts: &[AccountId]) -> Result<(), sqlx::Error> {
    let accounts: Vec<uuid::Uuid> = accounts.iter().map(|account| account.0).collect();
    sqlx::query!(
        "select account_id from place where account_id = any($1) order by account_id for update",
        &accounts
    )
    .fetch_all(db)
    .await?;
    Ok(())
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

/// Takes a place for a relationship that begins: the one that was held for it has been released in the same transaction. One that
/// began elsewhere was counted among those seen elsewhere until now. The caller holds the place.
///
/// # Errors
/// The database's.
pub async fn begin(
    db: &mut PgConnection,
    now: Instant,
    account: AccountId,
    was_elsewhere: bool,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update place set active = least(active + 1, 50), updated_at = $2,
           seen_elsewhere = case when $3 then greatest(seen_elsewhere - 1, 0) else seen_elsewhere end
         where account_id = $1",
        account.0,
        now as Instant,
        was_elsewhere,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Gives back the place of a relationship that ended. The caller holds the place.
///
/// # Errors
/// The database's.
pub async fn end(db: &mut PgConnection, now: Instant, account: AccountId) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update place set active = active - 1, updated_at = $2 where account_id = $1 and active > 0",
        account.0,
        now as Instant,
    )
    .execute(db)
    .await?;
    Ok(())
}
