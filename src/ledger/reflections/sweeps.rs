use jiff::SignedDuration;
use sqlx::PgConnection;

use super::store;
use crate::platform::clock::Instant;
use crate::platform::sweeps::Sweep;

/// How long they stay after two have stopped working together, as notes do.
const MONTHS_KEPT: i32 = 12;

/// Deletes, once a day, what was written about sessions of those who stopped working together twelve months ago.
#[must_use]
pub fn sweep() -> Sweep {
    Sweep::new("session-reflections-forget", SignedDuration::from_hours(24), |db, now| {
        Box::pin(async move { Ok(forget_ended(db, now).await?) })
    })
}

/// Deletes the reflections of relationships that ended twelve months ago or longer; how many.
///
/// # Errors
/// The database's.
pub async fn forget_ended(db: &mut PgConnection, now: Instant) -> Result<u64, sqlx::Error> {
    store::delete_ended(db, kept_since(now)).await
}

/// What ended by then has been kept for long enough, by the calendar.
pub(super) fn kept_since(now: Instant) -> Instant {
    now.months_before(MONTHS_KEPT)
}
