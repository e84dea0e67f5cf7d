//! What a mentee works, day by day, and when they can talk because of it.

mod reading;
mod shift;
mod store;

use sqlx::PgConnection;

pub use reading::read;
pub use shift::{Shift, free};
pub use store::{clear, days, save};

use super::slots::zone_of;
use crate::platform::clock::Instant;
use crate::platform::ids::AccountId;
use crate::platform::span::Span;

/// When somebody is free by what they said they work, without what they have booked, in order. Two statements.
///
/// # Errors
/// The database's.
pub async fn free_of(
    db: &mut PgConnection,
    account: AccountId,
    now: Instant,
) -> Result<Vec<Span>, sqlx::Error> {
    let zone = zone_of(db, account).await?;
    let (days, busy) = store::known(db, account, now).await?;
    Ok(free(&zone, &days, &busy, now))
}
