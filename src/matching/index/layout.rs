//! Which column of a block holds what. Numbers lie in several columns, their lowest bit in the first.

use crate::matching::order::COARSE_BITS;
use crate::matching::week::WeekHours;

/// The hours of the week.
pub const HOURS: usize = 0;
/// Whoever offers any hour.
pub const ANY_HOUR: usize = HOURS + WeekHours::HOURS;
/// Whoever's level is known.
pub const LEVEL_KNOWN: usize = ANY_HOUR + 1;
pub const LEVEL: usize = LEVEL_KNOWN + 1;
/// How many columns a level or the level of a qualification takes.
pub const LEVEL_BITS: usize = 8;
pub const QUALIFICATION: usize = LEVEL + LEVEL_BITS;
/// Whoever has a place left.
pub const PLACE: usize = QUALIFICATION + LEVEL_BITS;
/// The coarse part of what settles ties.
pub const COARSE: usize = PLACE + 1;
/// The terms, in the order the index was made with.
pub const TERMS: usize = COARSE + COARSE_BITS;
