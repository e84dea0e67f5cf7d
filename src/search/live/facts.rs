use std::collections::HashMap;

use uuid::Uuid;

use super::employers::Employers;
use super::hours::{self, Stretch};
use crate::matching::{Facts, Offering, PersonKey, PoolKey, TermKey};
use crate::platform::clock::Day;
use crate::platform::ids::{AccountId, OrganisationId};
use crate::pools;
use crate::vocabulary::{List, Term, TermId};

/// The lists whose terms somebody can be found by. Lived experience is none of them: it has no bit in the index, so no
/// search can ask for it.
pub const LISTS: [List; 6] = [
    List::DevelopmentArea,
    List::Profession,
    List::Specialty,
    List::Approach,
    List::Delivery,
    List::Language,
];

/// Somebody who can be found, as the database holds them.
#[derive(Debug, Clone)]
pub struct Row {
    pub account_id: AccountId,
    pub organisation_id: Option<OrganisationId>,
    pub seniority_id: Option<TermId>,
    pub capacity: i16,
    pub taken: i32,
    pub zone: Option<String>,
    pub asked: i32,
    pub answered: i32,
    pub median_hours: Option<i32>,
    /// Hours since 1970.
    pub last_asked: Option<i32>,
    /// The pools they are an active member of, with what they offer in each.
    pub pools: Vec<Uuid>,
    pub offerings: Vec<pools::Offering>,
    pub terms: Vec<i32>,
    /// The start and the end of each window, in minutes after Monday 0:00, packed by [`WINDOW_BITS`].
    pub windows: Vec<i32>,
    /// Those that have not run out.
    pub qualifications: Vec<i32>,
}

/// How many bits the end of a packed window takes; its start is above.
pub const WINDOW_BITS: i32 = 14;

/// What facts stand on besides a person's own rows.
#[derive(Debug)]
pub struct Setting {
    pub day: Day,
    pub employers: Employers,
    /// Terms that have a bit, with the profession of a specialty.
    terms: HashMap<i32, Option<TermId>>,
    levels: HashMap<i32, u8>,
    ahead: HashMap<String, i32>,
}

impl Setting {
    #[must_use]
    pub fn new(day: Day, terms: &[Term], employers: Employers) -> Self {
        let level = |term: &Term| Some((term.term_id.0, u8::try_from(term.level?).ok()?));
        let levels = terms.iter().filter_map(level).collect();
        let terms = terms
            .iter()
            .filter(|term| LISTS.contains(&term.list))
            .map(|term| (term.term_id.0, term.parent_id.filter(|_| term.list == List::Specialty)))
            .collect();
        Self { day, employers, terms, levels, ahead: HashMap::new() }
    }

    /// The terms that the index is made for.
    pub fn columns(&self) -> Vec<TermKey> {
        let mut columns: Vec<TermKey> = self.terms.keys().copied().map(TermKey).collect();
        columns.sort_unstable();
        columns
    }

    /// Whether every employer that these people name is known; one may have been added since they were read.
    #[must_use]
    pub fn knows_employers_of(&self, rows: &[Row]) -> bool {
        rows.iter().filter_map(|row| row.organisation_id).all(|id| self.employers.knows(id))
    }

    /// A person as matching knows them; None: nobody may find them.
    pub fn facts(&mut self, row: Row) -> Option<Facts> {
        if row.pools.is_empty() {
            return None;
        }
        let pools = row.pools.iter().map(|pool| PoolKey(pool.as_u128()));
        let mut terms = Vec::with_capacity(row.terms.len() + 1);
        for term in row.terms {
            if let Some(parent) = self.terms.get(&term) {
                terms.push(TermKey(term));
                terms.extend(parent.map(|parent| TermKey(parent.0)));
            }
        }
        let stretches: Vec<Stretch> = row.windows.into_iter().map(unpacked).collect();
        let qualification = row.qualifications.iter().filter_map(|term| self.levels.get(term)).max();
        let left = (i32::from(row.capacity) - row.taken).max(0);
        Some(Facts {
            person: PersonKey(row.account_id.0.as_u128()),
            organisation: row.organisation_id.and_then(|id| self.employers.on(id)),
            pools: pools.zip(row.offerings.into_iter().map(offering)).collect(),
            terms,
            level: row.seniority_id.and_then(|term| self.levels.get(&term.0).copied()),
            qualification: qualification.copied().unwrap_or(0),
            hours: if stretches.is_empty() {
                hours::of_london(&[], 0)
            } else {
                hours::of_london(&stretches, self.ahead(row.zone))
            },
            capacity: u8::try_from(row.capacity.max(1)).unwrap_or(u8::MAX),
            left: u8::try_from(left).unwrap_or(u8::MAX),
            last_asked: row.last_asked.and_then(|hours| u32::try_from(hours).ok()),
            reply: reply(row.asked, row.answered, row.median_hours),
        })
    }

    fn ahead(&mut self, zone: Option<String>) -> i32 {
        let Some(zone) = zone else { return 0 };
        let day = self.day;
        *self.ahead.entry(zone).or_insert_with_key(|zone| hours::ahead(zone, day))
    }
}

const fn unpacked(window: i32) -> Stretch {
    Stretch { from: window >> WINDOW_BITS, to: window & ((1 << WINDOW_BITS) - 1) }
}

const fn offering(of: pools::Offering) -> Offering {
    match of {
        pools::Offering::Coaching => Offering::Coaching,
        pools::Offering::Mentoring => Offering::Mentoring,
        pools::Offering::Supervision => Offering::Supervision,
    }
}

/// How somebody answers, for ties: two thirds for the share of requests answered, one third for how soon, from at once
/// to two weeks. Whoever was asked fewer than three times is in the middle, where half answered in a week also is.
#[must_use]
pub fn reply(asked: i32, answered: i32, median_hours: Option<i32>) -> u16 {
    const MIDDLE: u16 = 32_767;
    const SHARE: i64 = 43_690;
    const SOON: i64 = 21_845;
    const TWO_WEEKS: i64 = 14 * 24;
    if asked < 3 {
        return MIDDLE;
    }
    let share = SHARE * i64::from(answered.clamp(0, asked)) / i64::from(asked);
    let soon = median_hours
        .map_or(0, |median| SOON * (TWO_WEEKS - i64::from(median).clamp(0, TWO_WEEKS)) / TWO_WEEKS);
    u16::try_from(share + soon).unwrap_or(u16::MAX)
}

#[cfg(test)]
#[path = "facts_tests.rs"]
mod tests;
