use jiff::civil::Date;
use jiff::tz::{AmbiguousOffset, TimeZone};

use crate::availability::WallTime;
use crate::platform::clock::{Day, Instant, london};

/// When the clocks of a zone show a time on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wall {
    Once(Instant),
    /// The first of two, on the night the clocks go back.
    Twice(Instant),
    /// Skipped as the clocks go forward; the moment they do.
    Never(Instant),
}

impl Wall {
    /// The moment, were it the edge of a stretch of time.
    #[must_use]
    pub const fn edge(self) -> Instant {
        match self {
            Self::Once(moment) | Self::Twice(moment) | Self::Never(moment) => moment,
        }
    }

    /// The moment something can start then.
    #[must_use]
    pub const fn start(self) -> Option<Instant> {
        match self {
            Self::Once(moment) | Self::Twice(moment) => Some(moment),
            Self::Never(_) => None,
        }
    }
}

/// When the clocks of `zone` show `time` on `day`; the midnight that ends a day is the one that begins the next. None for
/// days no calendar holds.
#[must_use]
pub fn on_the_wall(zone: &TimeZone, day: Date, time: WallTime) -> Option<Wall> {
    let minutes = i64::from(time.minutes());
    let clock = day.at(0, 0, 0, 0).checked_add(jiff::Span::new().minutes(minutes)).ok()?;
    let ambiguous = zone.to_ambiguous_timestamp(clock);
    match ambiguous.offset() {
        AmbiguousOffset::Unambiguous { .. } => Some(Wall::Once(Instant::new(ambiguous.compatible().ok()?))),
        AmbiguousOffset::Fold { .. } => Some(Wall::Twice(Instant::new(ambiguous.earlier().ok()?))),
        AmbiguousOffset::Gap { .. } => {
            let before = ambiguous.earlier().ok()?;
            let change = zone.following(before).next()?.timestamp();
            Some(Wall::Never(Instant::new(change)))
        }
    }
}

/// The day it is in a zone.
pub(super) fn day_in(zone: &TimeZone, moment: Instant) -> Day {
    Day::new(moment.in_zone(zone).date())
}

/// A zone by its name; Europe/London when the machine does not know it.
pub(in crate::availability) fn zone_named(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap_or_else(|_| london())
}
