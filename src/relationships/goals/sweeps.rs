use jiff::SignedDuration;
use sqlx::PgConnection;

use super::store;
use crate::platform::clock::Instant;
use crate::platform::sweeps::Sweep;
use crate::relationships::notes::kept_since;

/// Deletes, once a day, the goals of whoever stopped working together twelve months ago.
#[must_use]
pub fn sweep() -> Sweep {
    Sweep::new("goals-forget", SignedDuration::from_hours(24), |db, now| {
        Box::pin(async move { Ok(forget_ended(db, now).await?) })
    })
}

/// Deletes the goals of relationships that ended more than twelve months ago; returns how many.
///
/// # Errors
/// The database's.
pub async fn forget_ended(db: &mut PgConnection, now: Instant) -> Result<u64, sqlx::Error> {
    store::forget_ended(db, kept_since(now)).await
}
