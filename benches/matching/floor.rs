//! The floor: a plain loop that tests the same wants on three 64-bit masks for each profile, and keeps the best twenty,
//! without reasons. It knows no shares, no halves and no ties; a want is met by any bit of its mask. The gates are one
//! test of two bits: of the asker's pools, with a place left.

use super::population::{self, Asking, FIRST_APPROACH, FIRST_LANGUAGE, FIRST_SPECIALTY, NATIONAL, SYSTEMS};
use crate::matching::{Dimension, Facts, Geography, Offering, PoolKey, Seniority, TermKey, Weight};

const TWENTY: usize = 20;

pub struct Profiles {
    masks: Vec<[u64; 3]>,
}

struct Test {
    word: usize,
    mask: u64,
    factor: u32,
}

const PLACE: u64 = 1 << 62;
const IN_POOL: u64 = 1 << 63;

impl Profiles {
    pub fn new(all: impl Iterator<Item = Facts>) -> Self {
        Self { masks: all.map(|facts| masks(&facts)).collect() }
    }

    /// The best twenty rows, with their scores.
    pub fn best(&self, asking: &Asking) -> [(u32, usize); TWENTY] {
        let (musts, wants) = tests(asking);
        let mut best = [(0, 0); TWENTY];
        let mut worst = 0;
        'profiles: for (row, masks) in self.masks.iter().enumerate() {
            if masks[2] & (PLACE | IN_POOL) != PLACE | IN_POOL {
                continue;
            }
            let mut score = 1;
            for must in &musts {
                if masks[must.word] & must.mask == 0 {
                    continue 'profiles;
                }
                score += must.factor;
            }
            for want in &wants {
                if masks[want.word] & want.mask != 0 {
                    score += want.factor;
                }
            }
            if score > worst {
                let at = best.partition_point(|kept| kept.0 >= score);
                best[at..].rotate_right(1);
                best[at] = (score, row);
                worst = best[TWENTY - 1].0;
            }
        }
        best
    }
}

fn tests(asking: &Asking) -> (Vec<Test>, Vec<Test>) {
    let tests = asking.criteria.wants.iter().map(|want| {
        let (word, mask) = match &want.dimension {
            Dimension::Terms(_, terms) => {
                let places: Vec<(usize, u64)> = terms.iter().filter_map(|term| place_of(*term)).collect();
                (places[0].0, places.iter().map(|place| place.1).sum())
            }
            Dimension::Seniority(Seniority::Above(steps)) => {
                (1, levels_from(asking.asker.level.unwrap_or(0) + steps))
            }
            Dimension::Geography(Geography::MySystem) => (
                2,
                (0..SYSTEMS)
                    .filter(|at| asking.asker.system == Some(format!("system-{at}")))
                    .map(|at| 1 << at)
                    .sum(),
            ),
            Dimension::Times(_) => (1, 0b1_1111 << 43),
            other => unreachable!("no question of the bench asks {other:?}"),
        };
        (want.weight == Weight::Must, Test { word, mask, factor: want.weight.factor() })
    });
    let (musts, wants): (Vec<_>, Vec<_>) = tests.partition(|(must, _)| *must);
    let strip = |tests: Vec<(bool, Test)>| tests.into_iter().map(|(_, test)| test).collect();
    (strip(musts), strip(wants))
}

/// Word and bit: areas and professions, then approaches, deliveries, evenings and levels, then systems and languages.
fn place_of(TermKey(term): TermKey) -> Option<(usize, u64)> {
    match term {
        ..FIRST_APPROACH => Some((0, 1 << term)),
        FIRST_APPROACH..FIRST_LANGUAGE => Some((1, 1 << (term - FIRST_APPROACH))),
        FIRST_LANGUAGE..FIRST_SPECIALTY => Some((2, 1 << (42 + term - FIRST_LANGUAGE))),
        _ => None,
    }
}

const fn levels_from(level: u8) -> u64 {
    (u16::MAX << level) as u64 >> 1 << 48
}

const _: () = assert!(FIRST_APPROACH <= 64 && FIRST_LANGUAGE - FIRST_APPROACH < 43 && SYSTEMS == 42);

fn masks(facts: &Facts) -> [u64; 3] {
    let mut masks = [0; 3];
    for (word, bit) in facts.terms.iter().filter_map(|term| place_of(*term)) {
        masks[word] |= bit;
    }
    for day in 0..5 {
        masks[1] |= u64::from((17..21).any(|hour| facts.hours.holds(day * 24 + hour))) << (43 + day);
    }
    if let Some(level) = facts.level {
        masks[1] |= 1 << (47 + u32::from(level));
    }
    let organisation = facts.organisation.map_or(0, |key| key.0);
    masks[2] |= 1 << population::system_of(u64::try_from(organisation).unwrap_or(0));
    if facts.left > 0 {
        masks[2] |= PLACE;
    }
    // Every asker of the bench may look in the pool of the whole country.
    if facts.pools.contains(&(PoolKey(NATIONAL.into()), Offering::Mentoring)) {
        masks[2] |= IN_POOL;
    }
    masks
}
