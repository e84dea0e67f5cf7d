//! What decides between people whose score is the same, packed into numbers that compare as wholes.

use super::criteria::Asker;
use super::facts::{Facts, PersonKey};

/// Divisible by every capacity, so that free places relative to capacity are compared exactly.
const PLACES: u64 = 27_720;
const MOST_PLACES: u8 = 12;

const WAITED_BITS: u32 = 33;
const REPLY_BITS: u32 = 16;
const NEVER_ASKED: u64 = (1 << WAITED_BITS) - 1;

/// How many bits [`coarse`] takes.
pub const COARSE_BITS: usize = 4;

/// Free places relative to capacity, then who was never asked and who was asked longest ago, then the reply record.
pub fn tie(facts: &Facts) -> u64 {
    let capacity = facts.capacity.clamp(1, MOST_PLACES);
    let free = u64::from(facts.left.min(capacity)) * PLACES / u64::from(capacity);
    let waited = facts.last_asked.map_or(NEVER_ASKED, |asked| u64::from(u32::MAX - asked));
    (free << (WAITED_BITS + REPLY_BITS)) | (waited << REPLY_BITS) | u64::from(facts.reply)
}

/// The same, roughly: never falls while the tie rises.
#[allow(clippy::cast_possible_truncation, reason = "at most 15")]
pub const fn coarse(tie: u64) -> u32 {
    let free = tie >> (WAITED_BITS + REPLY_BITS);
    let never = (tie >> REPLY_BITS) & NEVER_ASKED == NEVER_ASKED;
    if free < PLACES { (free * 14 / PLACES) as u32 } else { 14 + never as u32 }
}

/// Spreads a number over all its bits: the finishing step of `SplitMix64`.
pub const fn mix(number: u64) -> u64 {
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

/// A person as one word.
#[allow(clippy::cast_possible_truncation, reason = "both halves are used")]
pub const fn fold(person: PersonKey) -> u64 {
    (person.0 as u64) ^ ((person.0 >> 64) as u64).rotate_left(29)
}

/// What the asker and the day add to the last tie: `mix(mix(asker) + day)`, where a visitor is 0.
pub fn seed(asker: &Asker) -> u64 {
    let asking = mix(asker.person.map_or(0, fold));
    mix(asking.wrapping_add(asker.day.cast_unsigned().into()))
}

/// The last tie: `mix(seed xor person)`. Different for every pair and on every day, and the same on every machine.
pub const fn hash(seed: u64, person: PersonKey) -> u64 {
    mix(seed ^ fold(person))
}
