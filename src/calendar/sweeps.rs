use jiff::{SignedDuration, ToSpan};
use sqlx::PgConnection;

use super::emails::{self, News};
use super::sweep_store as store;
use crate::app::App;
use crate::platform::clock::Instant;
use crate::platform::mail::EnqueueError;
use crate::platform::sweeps::Sweep;

/// So long before a meeting both are reminded.
const AHEAD: SignedDuration = SignedDuration::from_hours(24);
/// How to join is kept so long after a meeting, for whoever is late to write down where it was.
const JOINING_KEPT: SignedDuration = SignedDuration::from_hours(24);
/// Meetings are kept so long after they end.
const KEPT_MONTHS: i32 = 24;

/// The periodic jobs of calendars.
#[must_use]
pub fn sweeps(app: &App) -> Vec<Sweep> {
    let reminding = app.clone();
    vec![
        Sweep::new("calendar-reminders", SignedDuration::from_mins(5), move |db, now| {
            let app = reminding.clone();
            Box::pin(async move { Ok(remind(db, &app, now).await?) })
        }),
        Sweep::new("calendar-retention", SignedDuration::from_hours(1), |db, now| {
            Box::pin(async move { Ok(retain(db, now).await?) })
        }),
    ]
}

/// Reminds both of each meeting that is a day ahead, once. What is booked or moved to less than a day ahead needs no
/// reminder: its letter has just come. Returns of how many.
///
/// # Errors
/// The database's or a letter's.
pub async fn remind(db: &mut PgConnection, app: &App, now: Instant) -> Result<u64, EnqueueError> {
    let due = store::take_to_remind(db, now, AHEAD).await?;
    for meeting in &due {
        emails::tell(db, app, now, *meeting, News::Tomorrow).await?;
    }
    Ok(u64::try_from(due.len()).unwrap_or(u64::MAX))
}

/// Takes away how to join what is over, and meetings of long ago. Returns how many it changed.
///
/// # Errors
/// The database's.
pub async fn retain(db: &mut PgConnection, now: Instant) -> Result<u64, sqlx::Error> {
    let cleared = store::clear_joining(db, now.minus(JOINING_KEPT)).await?;
    let long_ago = now.in_london().checked_sub(KEPT_MONTHS.months());
    let deleted = match long_ago {
        Ok(long_ago) => store::delete_over(db, Instant::new(long_ago.timestamp())).await?,
        Err(_) => 0,
    };
    Ok(cleared + deleted)
}
