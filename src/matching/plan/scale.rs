use std::collections::BTreeMap;

use super::asked::Asked;
use super::source::Source;
use crate::matching::criteria::WHOLE;

/// How many planes a score may take; finer scores are reckoned roughly first.
const MOST_PLANES: u32 = 12;

/// Sources that are worth the same.
#[derive(Debug)]
pub struct Part {
    /// In units of the scale.
    pub units: u32,
    pub sources: Vec<Source>,
}

/// How scores are reckoned for many rows at once: `base + unit × units` is at most the score, and falls short of it by
/// at most `slack`.
#[derive(Debug)]
pub struct Scale {
    pub base: u32,
    pub unit: u32,
    pub slack: u32,
    /// How many bits the units take.
    pub planes: usize,
    pub parts: Vec<Part>,
}

impl Scale {
    /// Of these wants, for rows that meet every must.
    pub fn new(asked: &[Asked]) -> Self {
        let mut base = 0;
        let mut slack = 0;
        let mut worth: BTreeMap<u32, Vec<Source>> = BTreeMap::new();
        for asked in asked {
            let whole = asked.factor * u32::from(WHOLE);
            let of = u32::try_from(asked.of()).unwrap_or(u32::MAX);
            if of == 0 {
                continue;
            }
            if asked.must && of == 1 {
                // Whoever is left meets all of it.
                base += whole;
                continue;
            }
            // A share is rounded down before it is weighed; so is the worth of each source here, which falls short.
            let each = u32::from(WHOLE) / of;
            slack += (u32::from(WHOLE) - each * of) * asked.factor;
            worth.entry(each * asked.factor).or_default().extend(asked.whole.iter().cloned());
            if !asked.half.is_empty() {
                worth.entry(whole / 2).or_default().extend(asked.half.iter().cloned());
            }
        }
        let most: u32 = worth.iter().map(|(worth, sources)| worth * length(sources)).sum();
        let common = worth.keys().copied().fold(0, greatest_common_divisor).max(1);
        let unit = common.max(most.div_ceil(1 << MOST_PLANES));
        let parts: Vec<Part> = worth
            .into_iter()
            .map(|(worth, sources)| {
                slack += worth % unit * length(&sources);
                Part { units: worth / unit, sources }
            })
            .collect();
        let units: u32 = parts.iter().map(|part| part.units * length(&part.sources)).sum();
        Self { base, unit, slack, planes: (u32::BITS - units.leading_zeros()) as usize, parts }
    }

    /// Whether units tell the score exactly.
    pub const fn is_exact(&self) -> bool {
        self.slack == 0
    }

    /// The fewest units with which a row could have this score.
    pub fn units_for(&self, score: u32) -> u32 {
        score.saturating_sub(self.base).saturating_sub(self.slack).div_ceil(self.unit)
    }
}

fn length(sources: &[Source]) -> u32 {
    u32::try_from(sources.len()).unwrap_or(u32::MAX)
}

const fn greatest_common_divisor(one: u32, other: u32) -> u32 {
    if other == 0 { one } else { greatest_common_divisor(other, one % other) }
}
