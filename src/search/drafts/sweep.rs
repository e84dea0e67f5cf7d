use jiff::SignedDuration;

use super::store;
use crate::platform::sweeps::Sweep;

const DAY: SignedDuration = SignedDuration::from_hours(24);

/// Takes away drafts that nobody wrote for a month; those of visitors after a week.
#[must_use]
pub fn sweep() -> Sweep {
    Sweep::new("search-drafts-clean-up", DAY, |db, now| {
        Box::pin(async move { Ok(store::clean(db, now.minus(DAY * 30), now.minus(DAY * 7)).await?) })
    })
}
