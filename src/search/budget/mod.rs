//! How many pages of people an account may look at in a day, so that nobody takes a whole pool away. Counted where the
//! asker is looked up; here it is forgotten.

mod store;

use jiff::{SignedDuration, ToSpan};

use crate::organisations::day_of;
use crate::platform::clock::Day;
use crate::platform::sweeps::Sweep;

pub use store::erase;

/// Deletes what was looked at before yesterday.
#[must_use]
pub fn sweep() -> Sweep {
    Sweep::new("view-budget-clean-up", SignedDuration::from_hours(24), |db, now| {
        Box::pin(async move {
            let yesterday = Day::new(day_of(now).date().saturating_sub(1.day()));
            Ok(store::clean(db, yesterday).await?)
        })
    })
}
