//! Made-up coaches and mentors by the hundred thousand, the same on every run, and questions about them.

use crate::matching::{
    Asker, Criteria, Dimension, Facts, Geography, Offering, Organisation, OrganisationKey, PersonKey,
    PoolKey, Seniority, TermKey, TermKind, Want, WeekHours, Weight,
};

pub const AREAS: i32 = 31;
pub const PROFESSIONS: i32 = 24;
pub const APPROACHES: i32 = 17;
pub const DELIVERIES: i32 = 10;
pub const LANGUAGES: i32 = 20;
const SPECIALTIES: i32 = 40;

pub const FIRST_PROFESSION: i32 = AREAS;
pub const FIRST_APPROACH: i32 = FIRST_PROFESSION + PROFESSIONS;
pub const FIRST_DELIVERY: i32 = FIRST_APPROACH + APPROACHES;
pub const FIRST_LANGUAGE: i32 = FIRST_DELIVERY + DELIVERIES;
pub const FIRST_SPECIALTY: i32 = FIRST_LANGUAGE + LANGUAGES;
pub const TERMS: i32 = FIRST_SPECIALTY + SPECIALTIES;

pub const SYSTEMS: u64 = 42;
const REGIONS: u64 = 7;
const ORGANISATIONS: u64 = 250;
/// The pool of the whole country, after those of the systems and regions.
pub const NATIONAL: u64 = SYSTEMS + REGIONS;

/// Numbers that only look random (`xorshift64*`).
pub struct Dice(u64);

impl Dice {
    pub const fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub const fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) % sides
    }

    fn roll_i32(&mut self, sides: i32) -> i32 {
        i32::try_from(self.roll(u64::from(sides.unsigned_abs()))).unwrap_or(0)
    }

    fn roll_u8(&mut self, sides: u8) -> u8 {
        u8::try_from(self.roll(sides.into())).unwrap_or(0)
    }
}

pub const fn system_of(organisation: u64) -> u64 {
    organisation % SYSTEMS
}

pub const fn region_of(system: u64) -> u64 {
    system % REGIONS
}

pub fn organisations() -> Vec<Organisation> {
    let organisation = |number: u64| Organisation {
        key: OrganisationKey(number.into()),
        system: Some(format!("system-{}", system_of(number))),
        region: Some(format!("region-{}", region_of(system_of(number)))),
        kind: Some(format!("kind-{}", number % 16)),
    };
    (0..ORGANISATIONS).map(organisation).collect()
}

pub fn terms() -> impl Iterator<Item = TermKey> {
    (0..TERMS).map(TermKey)
}

/// One of the people; whom depends on the number alone.
pub fn facts(number: u64) -> Facts {
    let mut dice = Dice::new(number + 1);
    let organisation = dice.roll(ORGANISATIONS);
    let system = system_of(organisation);
    let mut pools = vec![(PoolKey(system.into()), Offering::Mentoring)];
    if dice.roll(10) < 4 {
        pools.push((PoolKey(system.into()), Offering::Coaching));
    }
    if dice.roll(10) < 4 {
        pools.push((PoolKey((SYSTEMS + region_of(system)).into()), Offering::Mentoring));
    }
    if dice.roll(10) < 8 {
        pools.push((PoolKey(NATIONAL.into()), Offering::Mentoring));
    }
    let mut terms = Vec::new();
    let mut several = |dice: &mut Dice, least: u64, range: u64, first: i32, of: i32| {
        let many = least + dice.roll(range);
        terms.extend((0..many).map(|_| TermKey(first + dice.roll_i32(of))));
    };
    several(&mut dice, 5, 8, 0, AREAS);
    several(&mut dice, 1, 2, FIRST_PROFESSION, PROFESSIONS);
    several(&mut dice, 2, 4, FIRST_APPROACH, APPROACHES);
    several(&mut dice, 2, 4, FIRST_DELIVERY, DELIVERIES);
    several(&mut dice, 0, 2, FIRST_LANGUAGE, LANGUAGES);
    several(&mut dice, 0, 2, FIRST_SPECIALTY, SPECIALTIES);
    let hours = (0..=dice.roll(4)).flat_map(|_| {
        let from = dice.roll(7) * 24 + 8 + dice.roll(11);
        (from..=from + 1 + dice.roll(3)).filter_map(|hour| usize::try_from(hour).ok()).collect::<Vec<_>>()
    });
    let hours = WeekHours::of(hours);
    let capacity = 1 + dice.roll_u8(4);
    Facts {
        person: person(number),
        organisation: Some(OrganisationKey(organisation.into())),
        pools,
        terms,
        level: Some(2 + dice.roll_u8(12)),
        qualification: dice.roll_u8(8),
        hours,
        capacity,
        left: dice.roll_u8(capacity + 1),
        last_asked: (dice.roll(10) < 6).then(|| 490_000 + u32::try_from(dice.roll(9_000)).unwrap_or(0)),
        reply: u16::try_from(dice.roll(400)).unwrap_or(0),
    }
}

/// The same people on the first day of a new hub: nobody was ever asked and every place is free, so that nothing but the
/// hash decides between them.
pub fn newcomer(number: u64) -> Facts {
    let facts = facts(number);
    Facts { left: facts.capacity, last_asked: None, reply: 0, ..facts }
}

/// Ids rise with time and are random below, as the hub's are.
pub fn person(number: u64) -> PersonKey {
    let mut dice = Dice::new(number ^ 0x5eed);
    let low = dice.roll(1 << 31) << 31 | dice.roll(1 << 31);
    PersonKey(u128::from(0x0192_0000_0000 + number) << 80 | 0x7 << 76 | 0x2 << 62 | u128::from(low))
}

/// Weekday evenings, five to nine.
pub fn evenings() -> WeekHours {
    WeekHours::of((0..5).flat_map(|day| (17..21).map(move |hour| day * 24 + hour)))
}

/// What somebody asks, of many somebodies: eight wants of which two must be, or none at all.
pub struct Asking {
    pub asker: Asker,
    pub criteria: Criteria,
}

impl Asking {
    pub fn eight_wants(number: u64) -> Self {
        let mut dice = Dice::new(number + 77);
        let asker = asker(&mut dice);
        let term = |kind, first: i32, at: i32| Dimension::Terms(kind, vec![TermKey(first + at)]);
        let area = dice.roll_i32(AREAS - 2);
        let wants = [
            (Weight::Must, term(TermKind::Area, 0, area)),
            (Weight::Must, term(TermKind::Delivery, FIRST_DELIVERY, dice.roll_i32(DELIVERIES))),
            (Weight::Important, Dimension::Terms(TermKind::Area, vec![TermKey(area + 1), TermKey(area + 2)])),
            (Weight::Important, Dimension::Seniority(Seniority::Above(2))),
            (Weight::Important, Dimension::Geography(Geography::MySystem)),
            (Weight::Nice, term(TermKind::Approach, FIRST_APPROACH, dice.roll_i32(APPROACHES))),
            (Weight::Nice, term(TermKind::Profession, FIRST_PROFESSION, dice.roll_i32(PROFESSIONS))),
            (Weight::Nice, Dimension::Times(evenings())),
        ];
        let wants = wants.into_iter().map(|(weight, dimension)| Want { weight, dimension }).collect();
        Self { asker, criteria: Criteria { offering: Offering::Mentoring, wants } }
    }

    /// The same, without any must.
    pub fn eight_wishes(number: u64) -> Self {
        let mut asking = Self::eight_wants(number);
        asking.criteria.wants.iter_mut().for_each(|want| want.weight = want.weight.max(Weight::Important));
        asking
    }

    pub fn no_wants(number: u64) -> Self {
        let asker = asker(&mut Dice::new(number + 77));
        Self { asker, criteria: Criteria { offering: Offering::Mentoring, wants: Vec::new() } }
    }
}

fn asker(dice: &mut Dice) -> Asker {
    let organisation = dice.roll(ORGANISATIONS);
    let system = system_of(organisation);
    let region = region_of(system);
    let pools = [system, SYSTEMS + region, NATIONAL].map(|pool| PoolKey(pool.into()));
    Asker {
        person: Some(person(dice.roll(5_000))),
        organisation: Some(OrganisationKey(organisation.into())),
        system: Some(format!("system-{system}")),
        region: Some(format!("region-{region}")),
        level: Some(5),
        pools: pools.to_vec(),
        excluded: (0..3).map(|_| person(dice.roll(10_000))).collect(),
        day: 20_780,
    }
}
