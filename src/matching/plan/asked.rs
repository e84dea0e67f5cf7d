use super::source::Source;
use crate::matching::criteria::{Asker, Dimension, Geography, Seniority, WHOLE, Want, Weight};
use crate::matching::index::Index;
use crate::matching::index::block::Block;
use crate::matching::index::chunk::Chunk;
use crate::matching::index::layout;
use crate::matching::index::places::{IN_A_REGION, IN_A_SYSTEM, NOWHERE};
use crate::matching::week::WeekHours;

/// One want, in the columns of an index.
#[derive(Debug, Clone)]
pub struct Asked {
    pub factor: u32,
    pub must: bool,
    /// What meets it. Several count in shares: so many of them are covered.
    pub whole: Vec<Source>,
    /// What meets it half, where nothing meets it whole.
    pub half: Vec<Source>,
    /// The place of the asked system and region, to explain with.
    pub system: Option<u32>,
    pub region: Option<u32>,
    /// The asker's own organisation, to explain with.
    pub own: Option<u32>,
    /// The level to compare with, to explain with.
    pub level: Option<u8>,
}

impl Asked {
    /// Reads a want. What needs something about the asker that is not known is met by nobody.
    pub fn new(index: &Index, asker: &Asker, want: &Want) -> Self {
        let mut read = Self {
            factor: want.weight.factor(),
            must: want.weight == Weight::Must,
            whole: Vec::new(),
            half: Vec::new(),
            system: None,
            region: None,
            own: asker.organisation.and_then(|key| index.places.known(key)),
            level: None,
        };
        match &want.dimension {
            Dimension::Terms(kind, terms) => {
                let columns = terms.iter().map(|term| index.term(*term));
                read.whole = if kind.is_shared() {
                    columns.map(|column| Source::Any(column.into_iter().collect())).collect()
                } else {
                    vec![Source::Any(columns.flatten().collect())]
                };
            }
            Dimension::OrganisationType(codes) => {
                let kinds = codes.iter().filter_map(|code| index.places.kind(code)).collect();
                read.whole = vec![Source::Places(kinds)];
            }
            Dimension::Seniority(seniority) => read.seniority(*seniority, asker.level),
            Dimension::Geography(geography) => read.geography(index, asker, geography),
            Dimension::SameOrganisation(same) => {
                // An own organisation nobody else has a number for is nobody's, and different from everybody's.
                let number = asker.organisation.map(|key| index.places.known(key));
                read.whole = vec![match (number, same) {
                    (Some(Some(number)), true) => Source::Organisation(number),
                    (Some(Some(number)), false) => Source::AnotherOrganisation(number),
                    (Some(None), false) => Source::AnotherOrganisation(NOWHERE),
                    (None, _) | (Some(None), true) => Source::NOBODY,
                }];
            }
            Dimension::Times(hours) => {
                let hours = (0..WeekHours::HOURS).filter(|hour| hours.holds(*hour));
                read.whole = hours.map(|hour| Source::Any(vec![layout::HOURS + hour])).collect();
            }
            Dimension::Qualification(least) => read.whole = vec![Source::Qualification(*least)],
            Dimension::Words => read.whole = vec![Source::Words],
        }
        read
    }

    fn seniority(&mut self, seniority: Seniority, own: Option<u8>) {
        self.level = if let Seniority::Level(level) = seniority { Some(level) } else { own };
        let Some(level) = self.level else { return };
        let at = |level: Option<u8>| level.map(|level| Source::Level { from: level, to: level });
        match seniority {
            Seniority::Level(_) | Seniority::Peer => {
                self.whole.extend(at(Some(level)));
                self.half.extend(at(level.checked_sub(1)));
                self.half.extend(at(level.checked_add(1)));
            }
            Seniority::Above(steps) => {
                let least = u16::from(level) + u16::from(steps);
                let from = u8::try_from(least).ok();
                self.whole.extend(from.map(|from| Source::Level { from, to: u8::MAX }));
                self.half.extend(at(least.checked_sub(1).and_then(|below| u8::try_from(below).ok())));
            }
            Seniority::MoreJunior => {
                self.whole.extend(level.checked_sub(1).map(|to| Source::Level { from: 0, to }));
                self.half.extend(at(Some(level)));
            }
        }
        if self.whole.is_empty() {
            // Beyond the ladder: nobody, but one level off may exist.
            self.whole.push(Source::NOBODY);
        }
    }

    fn geography(&mut self, index: &Index, asker: &Asker, geography: &Geography) {
        let places = &index.places;
        let own_system = asker.system.as_deref().and_then(|code| places.system(code));
        let own_region = asker.region.as_deref().and_then(|code| places.region(code));
        let around = |system: Option<u32>| system.and_then(|system| places.around(system));
        (self.system, self.region) = match geography {
            Geography::MySystem => (own_system, own_region.or_else(|| around(own_system))),
            Geography::System(code) => (places.system(code), around(places.system(code))),
            Geography::MyRegion | Geography::AnotherRegion | Geography::AnotherSystem => {
                (own_system, own_region)
            }
            Geography::Region(code) => (own_system, places.region(code)),
        };
        let one = |place: Option<u32>| Source::Places(place.into_iter().collect());
        self.whole.push(match geography {
            Geography::MySystem | Geography::System(_) => one(self.system),
            Geography::MyRegion | Geography::Region(_) => one(self.region),
            Geography::AnotherSystem => another(IN_A_SYSTEM, asker.system.as_ref(), own_system),
            Geography::AnotherRegion => another(IN_A_REGION, asker.region.as_ref(), own_region),
        });
        if matches!(geography, Geography::MySystem | Geography::System(_)) {
            let region = self.region;
            self.half.extend(region.map(|region| Source::Around { region, system: self.system }));
        }
    }

    /// How many things must be covered for all of it.
    pub const fn of(&self) -> usize {
        self.whole.len()
    }

    /// How far somebody meets it: 0 to [`WHOLE`].
    pub fn share(&self, block: &Block, found: &Chunk, row: usize) -> u16 {
        let holds = |source: &&Source| source.holds(block, found, row);
        let covered = self.whole.iter().filter(holds).count();
        if covered == 0 && self.half.iter().any(|source| holds(&source)) {
            return WHOLE / 2;
        }
        share(covered, self.of())
    }

    /// Whether somebody meets it as a must: any of what is asked, and nothing by halves.
    pub fn is_met(&self, block: &Block, found: &Chunk, row: usize) -> bool {
        self.whole.iter().any(|source| source.holds(block, found, row))
    }
}

/// The share of what is asked, rounded down; asking for nothing is met by nobody.
fn share(covered: usize, of: usize) -> u16 {
    (covered * usize::from(WHOLE)).checked_div(of).and_then(|share| u16::try_from(share).ok()).unwrap_or(0)
}

/// In another than mine: where mine is known but nobody works there, whoever's is known.
fn another(known: u32, own: Option<&String>, column: Option<u32>) -> Source {
    match (own, column) {
        (None, _) => Source::NOBODY,
        (Some(_), None) => Source::Places(vec![known]),
        (Some(_), Some(than)) => Source::AnotherPlace { known, than },
    }
}
