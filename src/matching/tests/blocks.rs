//! An index of several blocks agrees with the reference too, as far down as one cares to turn pages.

use super::reference::{Rules, World};
use crate::matching::order::mix;
use crate::matching::{
    Asker, Criteria, Dimension, Facts, Geography, Offering, Organisation, OrganisationKey, PersonKey,
    PoolKey, Question, Seniority, TermKey, TermKind, Want, WeekHours, Weight, rank, standing,
};

const PEOPLE: u64 = 10_000;

fn facts(number: u64) -> Facts {
    let roll = |what: u64, sides: u64| mix(number * 64 + what) % sides;
    let small = |what: u64, sides: u64| u8::try_from(roll(what, sides)).unwrap();
    Facts {
        person: PersonKey(u128::from(mix(number)) << 64 | u128::from(number)),
        organisation: Some(OrganisationKey(roll(1, 9).into())),
        pools: vec![(PoolKey(roll(2, 2).into()), Offering::Mentoring)],
        terms: (0..20)
            .filter(|term| roll(10 + term, 3) == 0)
            .map(|term| TermKey(i32::try_from(term).unwrap()))
            .collect(),
        level: (roll(3, 9) > 0).then(|| small(4, 12)),
        qualification: small(5, 8),
        hours: WeekHours::of((0..4).map(|hour| usize::try_from(roll(40 + hour, 168)).unwrap())),
        capacity: 2,
        left: small(6, 3),
        last_asked: (roll(7, 2) > 0).then_some(490_000),
        reply: 100,
    }
}

fn world() -> World {
    let organisation = |number: u128| Organisation {
        key: OrganisationKey(number),
        system: Some(format!("s{}", number % 4)),
        region: Some(format!("r{}", number % 2)),
        kind: Some("acute".to_owned()),
    };
    let mut world = World {
        terms: (0..20).map(TermKey).collect(),
        organisations: (0..9).map(organisation).collect(),
        ..World::default()
    };
    (0..PEOPLE).for_each(|number| world.person(facts(number)));
    world
}

fn areas(weight: Weight, terms: impl IntoIterator<Item = i32>) -> Want {
    let terms = terms.into_iter().map(TermKey).collect();
    Want { weight, dimension: Dimension::Terms(TermKind::Area, terms) }
}

#[test]
fn several_blocks_agree_with_the_reference_page_by_page() {
    let world = world();
    let index = world.index();
    let asker = Asker {
        system: Some("s1".to_owned()),
        region: Some("r1".to_owned()),
        level: Some(5),
        pools: vec![PoolKey(0), PoolKey(1)],
        day: 20_000,
        ..Asker::default()
    };
    let seniority = Want { weight: Weight::Important, dimension: Dimension::Seniority(Seniority::Above(2)) };
    let system = Want { weight: Weight::Nice, dimension: Dimension::Geography(Geography::MySystem) };
    // Neither 5040/13 nor 5040/11 is whole, so such scores are reckoned roughly first.
    let odd_hours = Want { weight: Weight::Important, dimension: Dimension::Times(WeekHours::of(9..22)) };
    let odd_terms = areas(Weight::Nice, 0..11);
    let questions = [
        vec![],
        vec![areas(Weight::Nice, [3])],
        vec![areas(Weight::Must, [1]), areas(Weight::Must, [2, 3, 4]), seniority.clone(), system.clone()],
        vec![odd_hours, areas(Weight::Important, [5, 6]), system],
        vec![odd_terms, seniority],
    ];
    for wants in questions {
        let criteria = Criteria { offering: Offering::Mentoring, wants };
        for full in [false, true] {
            let order = world.order(&asker, &criteria, full, Rules::ALL);
            let mut after = None;
            for page in 0..30 {
                let question =
                    Question { asker: &asker, criteria: &criteria, hits: None, full, after, take: 20 };
                let answer = rank(&index, &question);
                let expected = order.iter().skip(page * 20).take(20);
                assert_eq!(answer.ranked.len(), expected.len());
                for (ranked, expected) in answer.ranked.iter().zip(expected) {
                    assert!(expected.is(&ranked.key), "{ranked:?} is not {expected:?}");
                }
                after = answer.ranked.last().map(|last| last.key);
                let last = answer.ranked.last().unwrap().person;
                assert_eq!(standing(&index, &question, last), u32::try_from(page * 20 + 20).ok());
            }
        }
    }
}
