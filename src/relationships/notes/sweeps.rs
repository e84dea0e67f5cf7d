use jiff::SignedDuration;
use sqlx::PgConnection;

use super::store;
use crate::platform::clock::Instant;
use crate::platform::sweeps::Sweep;

/// How long notes stay after two have stopped working together.
const MONTHS_KEPT: i32 = 12;

/// Deletes, once a day, the notes of whoever stopped working together twelve months ago.
#[must_use]
pub fn sweep() -> Sweep {
    Sweep::new("notes-forget", SignedDuration::from_hours(24), |db, now| {
        Box::pin(async move { Ok(forget_ended(db, now).await?) })
    })
}

/// Deletes the notes of relationships that ended more than twelve months ago; of how many authors.
///
/// # Errors
/// The database's.
pub async fn forget_ended(db: &mut PgConnection, now: Instant) -> Result<u64, sqlx::Error> {
    let gone = store::forget_ended(db, kept_since(now)).await?;
    Ok(gone.unsigned_abs())
}

/// What ended before this has been kept for long enough, by the calendar.
pub(in crate::relationships) fn kept_since(now: Instant) -> Instant {
    now.months_before(MONTHS_KEPT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_is_counted_by_the_calendar() {
        let at = |text: &str| Instant::new(text.parse().unwrap());
        assert_eq!(kept_since(at("2029-02-28T12:00:00Z")), at("2028-02-28T12:00:00Z"));
        assert_eq!(kept_since(at("2027-07-01T12:00:00Z")), at("2026-07-01T12:00:00Z"));
        assert_eq!(kept_since(at("2028-02-29T12:00:00Z")), at("2027-02-28T12:00:00Z"));
    }
}
