use std::collections::{BTreeMap, HashMap};

use crate::matching::facts::{Organisation, OrganisationKey};

/// The number of no organisation.
pub const NOWHERE: u32 = u32::MAX;

/// The column of those whose system is known, and of those whose region is.
pub const IN_A_SYSTEM: u32 = 0;
pub const IN_A_REGION: u32 = 1;
const FIRST: u32 = 2;

/// The columns of one organisation.
#[derive(Debug, Clone, Copy, Default)]
pub struct Place {
    system: Option<u32>,
    region: Option<u32>,
    kind: Option<u32>,
}

impl Place {
    /// The columns in which whoever works there has a bit.
    pub fn columns(self) -> impl Iterator<Item = u32> {
        [
            self.system,
            self.system.map(|_| IN_A_SYSTEM),
            self.region,
            self.region.map(|_| IN_A_REGION),
            self.kind,
        ]
        .into_iter()
        .flatten()
    }
}

/// Numbers for organisations, and for the codes of their systems, regions and types.
#[derive(Debug, Clone, Default)]
pub struct Places {
    numbers: HashMap<OrganisationKey, u32>,
    by_number: Vec<Place>,
    systems: HashMap<String, u32>,
    regions: HashMap<String, u32>,
    kinds: HashMap<String, u32>,
    /// The region of a system.
    around: HashMap<u32, u32>,
}

impl Places {
    /// Takes the whole table. Numbers of organisations stay; those of codes are new.
    pub fn replace(&mut self, all: impl IntoIterator<Item = Organisation>) {
        self.by_number.fill(Place::default());
        self.systems.clear();
        self.regions.clear();
        self.kinds.clear();
        let mut next = FIRST;
        let mut named: BTreeMap<(u32, String), u32> = BTreeMap::new();
        for organisation in all {
            let place = Place {
                system: column(&mut self.systems, organisation.system, &mut next),
                region: column(&mut self.regions, organisation.region.clone(), &mut next),
                kind: column(&mut self.kinds, organisation.kind, &mut next),
            };
            if let (Some(system), Some(code)) = (place.system, organisation.region) {
                *named.entry((system, code)).or_default() += 1;
            }
            let number = self.number(Some(organisation.key));
            self.by_number[number as usize] = place;
        }
        self.around.clear();
        let mut most: HashMap<u32, u32> = HashMap::new();
        for ((system, code), times) in named {
            let most = most.entry(system).or_default();
            if times > *most {
                *most = times;
                self.around.insert(system, self.regions[&code]);
            }
        }
    }

    /// The number of an organisation, also of one that is in no table.
    pub fn number(&mut self, key: Option<OrganisationKey>) -> u32 {
        let Some(key) = key else { return NOWHERE };
        let next = u32::try_from(self.by_number.len()).unwrap_or(NOWHERE);
        let number = *self.numbers.entry(key).or_insert(next);
        if number == next {
            self.by_number.push(Place::default());
        }
        number
    }

    pub fn known(&self, key: OrganisationKey) -> Option<u32> {
        self.numbers.get(&key).copied()
    }

    pub fn place(&self, number: u32) -> Place {
        self.by_number.get(number as usize).copied().unwrap_or_default()
    }

    pub fn system(&self, code: &str) -> Option<u32> {
        self.systems.get(code).copied()
    }

    pub fn region(&self, code: &str) -> Option<u32> {
        self.regions.get(code).copied()
    }

    pub fn kind(&self, code: &str) -> Option<u32> {
        self.kinds.get(code).copied()
    }

    /// The region of a system: the one most of its organisations name, of equals the first by its code.
    pub fn around(&self, system: u32) -> Option<u32> {
        self.around.get(&system).copied()
    }

    pub fn bytes(&self) -> usize {
        let codes = self.systems.capacity() + self.regions.capacity() + self.kinds.capacity();
        self.by_number.capacity() * size_of::<Place>()
            + self.numbers.capacity() * (size_of::<(OrganisationKey, u32)>() + 1)
            + codes * (size_of::<(String, u32)>() + 1 + 16)
            + self.around.capacity() * (size_of::<(u32, u32)>() + 1)
    }
}

fn column(codes: &mut HashMap<String, u32>, code: Option<String>, next: &mut u32) -> Option<u32> {
    let column = *codes.entry(code?).or_insert(*next);
    if column == *next {
        *next += 1;
    }
    Some(column)
}
