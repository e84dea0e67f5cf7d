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
const fn fold(person: PersonKey) -> u64 {
    (person.0 as u64) ^ ((person.0 >> 64) as u64).rotate_left(29)
}

/// The person's part of the last tie, the same for every asker: `mix(person)`.
pub const fn mark(person: PersonKey) -> u64 {
    mix(fold(person))
}

/// The asker's and the day's part of the last tie.
#[derive(Debug, Clone, Copy)]
pub struct Turn {
    flip: u64,
    spread: u64,
}

impl Turn {
    /// `flip = mix(mix(asker) + day)`, where a visitor is 0, and `spread = mix(flip)`, made odd.
    pub fn new(asker: &Asker) -> Self {
        let asking = mix(asker.person.map_or(0, fold));
        let flip = mix(asking.wrapping_add(asker.day.cast_unsigned().into()));
        Self { flip, spread: mix(flip) | 1 }
    }

    /// The last tie: `(mark xor flip) · spread`, modulo 2⁶⁴. Different for every pair and on every day, and the same on
    /// every machine; one multiplication, because where all else is equal it is reckoned for everybody.
    pub const fn hash(self, mark: u64) -> u64 {
        (mark ^ self.flip).wrapping_mul(self.spread)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_has_as_many_turns() {
        // A hundred people, ten thousand askers: each comes first about a hundred times, and before each other half the time.
        let marks: Vec<u64> = (0..100).map(|person| mark(PersonKey(person))).collect();
        let mut first = [0_u32; 100];
        let mut before = [0_u32; 99];
        for asker in 0..10_000 {
            let asker = Asker { person: Some(PersonKey(1 << 80 | asker)), day: 20_000, ..Asker::default() };
            let turn = Turn::new(&asker);
            let hashes: Vec<u64> = marks.iter().map(|mark| turn.hash(*mark)).collect();
            first[(0..100).max_by_key(|at| hashes[*at]).unwrap()] += 1;
            (0..99).for_each(|at| before[at] += u32::from(hashes[at] > hashes[at + 1]));
        }
        assert!(first.iter().all(|times| (55..=150).contains(times)), "{first:?}");
        assert!(before.iter().all(|times| (4_750..=5_250).contains(times)), "{before:?}");
    }
}
