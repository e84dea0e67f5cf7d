//! The specification once more, slowly and plainly: one person and one want at a time, over the facts themselves. The
//! index must agree with it in everything.

use std::collections::BTreeMap;

use crate::matching::order::{Turn, mark};
use crate::matching::{
    Asker, Criteria, Dimension, Facts, Geography, OrderKey, Organisation, PersonKey, Seniority, WHOLE, Want,
    WeekHours, Weight,
};

/// Which rules apply. Some can be switched off, to see what each is for.
#[derive(Debug, Clone, Copy)]
#[allow(clippy::struct_excessive_bools, reason = "each is a rule that can be off by itself")]
pub struct Rules {
    pub musts: bool,
    pub weights: bool,
    pub halves: bool,
    pub shares: bool,
    pub places: bool,
    pub waited: bool,
    pub reply: bool,
    pub hash: bool,
}

impl Rules {
    pub const ALL: Self = Self {
        musts: true,
        weights: true,
        halves: true,
        shares: true,
        places: true,
        waited: true,
        reply: true,
        hash: true,
    };
}

/// Everything a ranking looks at.
#[derive(Debug, Clone, Default)]
pub struct World {
    pub terms: Vec<crate::matching::TermKey>,
    pub organisations: Vec<Organisation>,
    pub people: BTreeMap<PersonKey, Facts>,
    /// In whose words something was found.
    pub hits: Vec<PersonKey>,
}

/// Where somebody stands; compares as the specification orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Standing {
    pub score: u32,
    places: u64,
    /// Never asked is greater than any.
    waited: (bool, u32),
    reply: u16,
    hash: u64,
    pub person: PersonKey,
}

impl World {
    pub fn person(&mut self, facts: Facts) {
        self.people.insert(facts.person, facts);
    }

    /// Everybody who matches, best first.
    pub fn order(&self, asker: &Asker, criteria: &Criteria, full: bool, rules: Rules) -> Vec<Standing> {
        let mut order: Vec<Standing> = self
            .people
            .values()
            .filter(|facts| (facts.left == 0) == full && is_open(asker, criteria, facts))
            .filter(|facts| {
                !rules.musts
                    || wants(criteria)
                        .filter(|want| want.weight == Weight::Must)
                        .all(|want| self.meets(asker, want, facts))
            })
            .map(|facts| self.standing(asker, criteria, facts, rules))
            .collect();
        order.sort();
        order.reverse();
        order
    }

    pub fn standing(&self, asker: &Asker, criteria: &Criteria, facts: &Facts, rules: Rules) -> Standing {
        let weigh = |want: &Want| if rules.weights { want.weight.factor() } else { 1 };
        let score = |want: &Want| weigh(want) * u32::from(self.share(asker, want, facts, rules));
        let capacity = u64::from(facts.capacity.clamp(1, 12));
        let places = u64::from(facts.left).min(capacity) * 27_720 / capacity;
        let waited = (facts.last_asked.is_none(), facts.last_asked.map_or(0, |asked| u32::MAX - asked));
        let hash = Turn::new(asker).hash(mark(facts.person));
        Standing {
            score: wants(criteria).map(score).sum(),
            places: if rules.places { places } else { 0 },
            waited: if rules.waited { waited } else { (false, 0) },
            reply: if rules.reply { facts.reply } else { 0 },
            hash: if rules.hash { hash } else { 0 },
            person: facts.person,
        }
    }

    /// As a must: any chosen term, any overlap, and seniority and geography exactly.
    pub fn meets(&self, asker: &Asker, want: &Want, facts: &Facts) -> bool {
        match &want.dimension {
            Dimension::Seniority(_) | Dimension::Geography(_) => {
                self.share(asker, want, facts, Rules::ALL) == WHOLE
            }
            Dimension::Terms(_, terms) => terms.iter().any(|term| self.has(facts, *term)),
            Dimension::Times(hours) => !hours.and(facts.hours).is_empty(),
            _ => self.share(asker, want, facts, Rules::ALL) > 0,
        }
    }

    /// m: 0 to 5040.
    pub fn share(&self, asker: &Asker, want: &Want, facts: &Facts, rules: Rules) -> u16 {
        let all = |met: bool| if met { WHOLE } else { 0 };
        let half = |whole: bool, near: bool| match (whole, near && rules.halves) {
            (true, _) => WHOLE,
            (false, true) => WHOLE / 2,
            (false, false) => 0,
        };
        let part = |covered: usize, of: usize| {
            if !rules.shares {
                return all(covered > 0);
            }
            u16::try_from((usize::from(WHOLE) * covered).checked_div(of).unwrap_or(0)).unwrap()
        };
        let employer = facts.organisation.and_then(|key| self.organisation(key));
        let system = employer.and_then(|employer| employer.system.as_deref());
        let region = employer.and_then(|employer| employer.region.as_deref());
        match &want.dimension {
            Dimension::Terms(kind, terms) => {
                let covered = terms.iter().filter(|term| self.has(facts, **term)).count();
                if kind.is_shared() { part(covered, terms.len()) } else { all(covered > 0) }
            }
            Dimension::OrganisationType(kinds) => {
                let kind = employer.and_then(|employer| employer.kind.as_ref());
                all(kind.is_some_and(|kind| kinds.contains(kind)))
            }
            Dimension::Seniority(seniority) => {
                let from = if let Seniority::Level(level) = seniority { Some(*level) } else { asker.level };
                let (Some(from), Some(level)) = (from, facts.level) else { return 0 };
                let above = i16::from(level) - i16::from(from);
                match seniority {
                    Seniority::Level(_) | Seniority::Peer => half(above == 0, above.abs() == 1),
                    Seniority::Above(steps) => {
                        half(above >= i16::from(*steps), above == i16::from(*steps) - 1)
                    }
                    Seniority::MoreJunior => half(above < 0, above == 0),
                }
            }
            Dimension::Geography(geography) => {
                let own_region = asker.region.as_deref().filter(|code| self.region_exists(code));
                let own_around = || asker.system.as_deref().and_then(|code| self.around(code));
                match geography {
                    Geography::MySystem => half(
                        system.is_some() && system == asker.system.as_deref(),
                        region.is_some() && region == own_region.or_else(own_around),
                    ),
                    Geography::System(code) => {
                        half(system == Some(code.as_str()), region.is_some() && region == self.around(code))
                    }
                    Geography::AnotherSystem => {
                        all(asker.system.is_some() && system.is_some() && system != asker.system.as_deref())
                    }
                    Geography::MyRegion => all(region.is_some() && region == asker.region.as_deref()),
                    Geography::Region(code) => all(region == Some(code.as_str())),
                    Geography::AnotherRegion => {
                        all(asker.region.is_some() && region.is_some() && region != asker.region.as_deref())
                    }
                }
            }
            Dimension::SameOrganisation(same) => {
                let (Some(own), Some(theirs)) = (asker.organisation, facts.organisation) else { return 0 };
                all((own == theirs) == *same)
            }
            Dimension::Times(hours) => {
                let wanted: Vec<usize> = (0..WeekHours::HOURS).filter(|hour| hours.holds(*hour)).collect();
                part(wanted.iter().filter(|hour| facts.hours.holds(**hour)).count(), wanted.len())
            }
            Dimension::Qualification(least) => all(facts.qualification >= *least),
            Dimension::Words => all(self.hits.contains(&facts.person)),
        }
    }

    fn has(&self, facts: &Facts, term: crate::matching::TermKey) -> bool {
        self.terms.contains(&term) && facts.terms.contains(&term)
    }

    fn organisation(&self, key: crate::matching::OrganisationKey) -> Option<&Organisation> {
        self.organisations.iter().rfind(|organisation| organisation.key == key)
    }

    fn region_exists(&self, code: &str) -> bool {
        self.organisations.iter().any(|organisation| organisation.region.as_deref() == Some(code))
    }

    /// The region most organisations of a system name, of equals the first by its code.
    fn around(&self, system: &str) -> Option<&str> {
        let inside = self.organisations.iter().filter(|at| at.system.as_deref() == Some(system));
        let mut times: BTreeMap<&str, u32> = BTreeMap::new();
        inside.filter_map(|at| at.region.as_deref()).for_each(|code| *times.entry(code).or_default() += 1);
        let most = times.values().max().copied()?;
        times.into_iter().find(|(_, named)| *named == most).map(|(code, _)| code)
    }
}

impl Standing {
    pub fn is(&self, key: &OrderKey) -> bool {
        let tie = (self.places << 49)
            | (if self.waited.0 { (1 << 33) - 1 } else { u64::from(self.waited.1) } << 16)
            | u64::from(self.reply);
        (key.score, key.tie, key.hash, key.person) == (self.score, tie, self.hash, self.person)
    }
}

fn is_open(asker: &Asker, criteria: &Criteria, facts: &Facts) -> bool {
    asker.person != Some(facts.person)
        && !asker.excluded.contains(&facts.person)
        && facts
            .pools
            .iter()
            .any(|(pool, offering)| *offering == criteria.offering && asker.pools.contains(pool))
}

fn wants(criteria: &Criteria) -> impl Iterator<Item = &Want> {
    criteria.wants.iter().take(Criteria::MOST)
}
