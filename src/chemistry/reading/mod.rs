//! What pages and letters read of requests, as one of the two sees them. Nobody reads what the other decided.

mod colleague_store;
mod facts;
mod list_store;
mod thread;
mod thread_store;

pub use colleague_store::colleagues;
pub use facts::{AfterDeath, Facts};
pub use list_store::{Closed, Listed, closed, open};
pub use thread::{Party, Seen};
pub use thread_store::seen;

use jiff::tz::TimeZone;

use crate::platform::clock::london;

/// The zone of this name, or London.
pub(super) fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap_or_else(|_| london())
}
