use jiff::{SignedDuration, ToSpan};

use super::store;
use crate::organisations::day_of;
use crate::platform::clock::Day;
use crate::platform::sweeps::Sweep;

/// How many days counts are kept: a year to look back over, and some time to do it.
const KEPT_DAYS: i32 = 400;

/// Deletes counts older than 400 days.
#[must_use]
pub fn sweep() -> Sweep {
    Sweep::new("exposure-clean-up", SignedDuration::from_hours(24), |db, now| {
        Box::pin(async move {
            let before = day_of(now).date().saturating_sub(KEPT_DAYS.days());
            Ok(store::clean(db, Day::new(before)).await?)
        })
    })
}
