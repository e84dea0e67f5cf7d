//! Days away, and times somebody offers once: days and times are those of their own zone.

mod actions;
mod store;

use crate::availability::WallTime;
use crate::id_type;
use crate::platform::clock::Day;
use crate::platform::words;

pub use actions::{ExceptionError, add_away, add_extra, remove};
pub use store::to_come;
pub(in crate::availability) use store::{erase, sweep};

id_type! {
    /// A stretch of days away, or a time offered once.
    ExceptionId
}

/// What differs from the weekly times.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exception {
    pub exception_id: ExceptionId,
    pub what: What,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// From the first of two days to the last.
    Away(Day, Day),
    Extra(Extra),
}

/// A time offered once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Extra {
    pub day: Day,
    pub from: WallTime,
    pub to: WallTime,
}

impl Extra {
    /// "Saturday 28 November 2026, 9am to 1pm".
    #[must_use]
    pub fn in_words(&self) -> String {
        format!("{}, {} to {}", words::date(self.day), self.from, self.to)
    }

    /// Whether the other holds all of it.
    #[must_use]
    pub fn is_within(&self, other: &Self) -> bool {
        self.day == other.day && other.from <= self.from && self.to <= other.to
    }
}

impl Exception {
    #[must_use]
    pub fn in_words(&self) -> String {
        match &self.what {
            What::Away(from, to) if from == to => words::date(*from),
            What::Away(from, to) => format!("{} to {}", words::date(*from), words::date(*to)),
            What::Extra(extra) => extra.in_words(),
        }
    }

    /// Whether somebody is away on this day by it.
    #[must_use]
    pub fn covers(&self, day: Day) -> bool {
        matches!(self.what, What::Away(from, to) if (from..=to).contains(&day))
    }

    #[must_use]
    pub const fn is_away(&self) -> bool {
        matches!(self.what, What::Away(..))
    }
}
