//! Made-up people and questions of every kind, small enough that everything collides with everything.

use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;

use super::reference::World;
use crate::matching::{
    Asker, Criteria, Dimension, Facts, Geography, Index, Offering, Organisation, OrganisationKey, PersonKey,
    PoolKey, Seniority, TermKey, TermKind, Want, WeekHours, Weight,
};

/// Terms 0 to 9 are known to the index; 10 and 11 are not.
const TERMS: i32 = 10;

pub fn offering() -> impl Strategy<Value = Offering> {
    prop_oneof![3 => Just(Offering::Mentoring), 1 => Just(Offering::Coaching), 1 => Just(Offering::Supervision)]
}

fn pool() -> impl Strategy<Value = PoolKey> {
    (0..4_u128).prop_map(PoolKey)
}

fn term() -> impl Strategy<Value = TermKey> {
    (0..TERMS + 2).prop_map(TermKey)
}

fn hours() -> impl Strategy<Value = WeekHours> {
    prop_oneof![
        vec(0..168_usize, 0..30).prop_map(WeekHours::of),
        (0..168_usize, 0..12_usize).prop_map(|(from, hours)| WeekHours::of(from..from + hours)),
    ]
}

fn code(letter: char, many: u8) -> impl Strategy<Value = Option<String>> {
    of((0..many).prop_map(move |number| format!("{letter}{number}")))
}

fn organisation() -> impl Strategy<Value = Organisation> {
    (0..6_u128, code('s', 3), code('r', 2), code('k', 3)).prop_map(|(key, system, region, kind)| {
        Organisation { key: OrganisationKey(key), system, region, kind }
    })
}

pub fn organisations() -> impl Strategy<Value = Vec<Organisation>> {
    vec(organisation(), 0..8)
}

pub fn facts(people: u128) -> impl Strategy<Value = Facts> {
    let who = (0..people, of(0..8_u128), vec((pool(), offering()), 0..4));
    let what = (vec(term(), 0..8), of(0..6_u8), 0..4_u8, hours());
    let when = (1..4_u8, 0..4_u8, of(0..3_u32), 0..3_u16);
    (who, what, when).prop_map(|(who, what, when)| Facts {
        person: PersonKey(who.0),
        organisation: who.1.map(OrganisationKey),
        pools: who.2,
        terms: what.0,
        level: what.1,
        qualification: what.2,
        hours: what.3,
        capacity: when.0,
        left: when.1.min(when.0),
        last_asked: when.2,
        reply: when.3,
    })
}

fn dimension() -> impl Strategy<Value = Dimension> {
    let kind = prop::sample::select(vec![
        TermKind::Area,
        TermKind::Approach,
        TermKind::Profession,
        TermKind::Delivery,
        TermKind::Language,
    ]);
    let seniority = prop_oneof![
        (0..7_u8).prop_map(Seniority::Level),
        (0..4_u8).prop_map(Seniority::Above),
        Just(Seniority::Peer),
        Just(Seniority::MoreJunior),
    ];
    let system = (0..4_u8).prop_map(|number| Geography::System(format!("s{number}")));
    let region = (0..3_u8).prop_map(|number| Geography::Region(format!("r{number}")));
    let geography = prop_oneof![
        Just(Geography::MySystem),
        Just(Geography::AnotherSystem),
        Just(Geography::MyRegion),
        Just(Geography::AnotherRegion),
        system,
        region,
    ];
    let kinds = vec((0..4_u8).prop_map(|number| format!("k{number}")), 0..3);
    prop_oneof![
        4 => (kind, prop::collection::btree_set(term(), 0..6))
            .prop_map(|(kind, terms)| Dimension::Terms(kind, terms.into_iter().collect())),
        1 => kinds.prop_map(Dimension::OrganisationType),
        2 => seniority.prop_map(Dimension::Seniority),
        2 => geography.prop_map(Dimension::Geography),
        1 => any::<bool>().prop_map(Dimension::SameOrganisation),
        2 => hours().prop_map(Dimension::Times),
        1 => (0..5_u8).prop_map(Dimension::Qualification),
        1 => Just(Dimension::Words),
    ]
}

pub fn want() -> impl Strategy<Value = Want> {
    let weight = prop_oneof![1 => Just(Weight::Must), 4 => Just(Weight::Important), 3 => Just(Weight::Nice)];
    (weight, dimension()).prop_map(|(weight, dimension)| Want { weight, dimension })
}

pub fn criteria() -> impl Strategy<Value = Criteria> {
    let wants = prop_oneof![1 => vec(want(), 0..2), 5 => vec(want(), 1..7), 1 => vec(want(), 20..28)];
    (offering(), wants).prop_map(|(offering, wants)| Criteria { offering, wants })
}

pub fn asker() -> impl Strategy<Value = Asker> {
    let who = (of(0..60_u128), of(0..8_u128), code('s', 4), code('r', 3), of(0..6_u8));
    let whom = (vec(pool(), 0..4), vec((0..60_u128).prop_map(PersonKey), 0..3), 20_000..20_003);
    (who, whom).prop_map(|(who, whom)| Asker {
        person: who.0.map(PersonKey),
        organisation: who.1.map(OrganisationKey),
        system: who.2,
        region: who.3,
        level: who.4,
        pools: whom.0,
        excluded: whom.1,
        day: whom.2,
    })
}

pub fn world() -> impl Strategy<Value = World> {
    let hits = vec((0..60_u128).prop_map(PersonKey), 0..20);
    (organisations(), vec(facts(60), 0..60), hits).prop_map(|(organisations, people, hits)| {
        let mut world =
            World { terms: (0..TERMS).map(TermKey).collect(), organisations, hits, ..World::default() };
        for facts in people {
            world.person(facts);
        }
        world
    })
}

/// Many who all could be found, so that they are looked at many at once.
pub fn crowd() -> impl Strategy<Value = World> {
    (world(), vec(facts(400), 100..300)).prop_map(|(mut world, people)| {
        for mut facts in people {
            facts.pools.extend((0..4).map(|pool| (PoolKey(pool), Offering::Mentoring)));
            facts.left = facts.left.max(1);
            world.person(facts);
        }
        world
    })
}

impl World {
    /// An index of this world, its people taken in by their number.
    pub fn index(&self) -> Index {
        self.index_in(self.people.values())
    }

    pub fn index_in<'a>(&self, people: impl IntoIterator<Item = &'a Facts>) -> Index {
        let mut index = Index::new(self.terms.iter().copied());
        index.set_organisations(self.organisations.iter().cloned());
        people.into_iter().for_each(|facts| index.upsert(facts));
        index
    }
}
