//! The index answers as the plain reference does, whatever happened to it before.

use proptest::prelude::*;

use super::reference::{Rules, World};
use super::world::{asker, criteria, crowd, facts, organisations, world};
use crate::matching::{
    Asker, Criteria, Facts, Index, Offering, Organisation, PersonKey, PoolKey, Question, Weight, appraise,
    everybody, rank, repair, standing,
};

#[derive(Debug, Clone)]
enum Change {
    Upsert(Box<Facts>),
    Remove(PersonKey),
    Organisations(Vec<Organisation>),
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        6 => facts(60).prop_map(|facts| Change::Upsert(Box::new(facts))),
        3 => (0..60_u128).prop_map(|person| Change::Remove(PersonKey(person))),
        1 => organisations().prop_map(Change::Organisations),
    ]
}

fn agrees(index: &Index, world: &World, asker: &Asker, criteria: &Criteria) -> Result<(), TestCaseError> {
    let hits = index.hits(world.hits.iter().copied());
    let placed = world.order(asker, criteria, false, Rules::ALL);
    let filled = world.order(asker, criteria, true, Rules::ALL);
    for (full, order) in [(false, &placed), (true, &filled)] {
        let question = Question { asker, criteria, hits: Some(&hits), full, after: None, take: 7 };
        let answer = rank(index, &question);
        prop_assert_eq!(answer.total as usize, placed.len());
        prop_assert_eq!(answer.full as usize, filled.len());
        prop_assert_eq!(answer.more, order.len() > 7);
        prop_assert_eq!(answer.ranked.len(), order.len().min(7));
        for (ranked, expected) in answer.ranked.iter().zip(order) {
            prop_assert!(expected.is(&ranked.key), "{:?} is not {:?}", ranked, expected);
            for (want, finding) in criteria.wants.iter().zip(&ranked.findings) {
                let share = world.share(asker, want, &world.people[&ranked.person], Rules::ALL);
                prop_assert_eq!(share, finding.share, "{:?}", want);
            }
        }
        let people: Vec<PersonKey> = order.iter().map(|standing| standing.person).collect();
        prop_assert_eq!(everybody(index, &question), people.clone());
        for (at, person) in people.iter().enumerate() {
            prop_assert_eq!(standing(index, &question, *person), Some(u32::try_from(at).unwrap() + 1));
        }
        for person in world.people.keys() {
            prop_assert_eq!(appraise(index, &question, *person).is_some(), people.contains(person));
        }
        let loosened = repair(index, &question);
        for (at, want) in criteria.wants.iter().enumerate().take(Criteria::MOST) {
            let mut easier = criteria.clone();
            easier.wants[at].weight = Weight::Important;
            let then = rank(index, &Question { criteria: &easier, ..question }).total;
            let expected = (want.weight == Weight::Must && then > answer.total).then_some(then);
            let offered = loosened.iter().find(|repair| repair.want == at).map(|repair| repair.total);
            prop_assert_eq!(offered, expected);
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn the_index_agrees_with_the_reference(world in world(), asker in asker(), criteria in criteria()) {
        agrees(&world.index(), &world, &asker, &criteria)?;
    }

}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(80))]

    #[test]
    fn the_index_agrees_with_the_reference_in_a_crowd(
        world in crowd(),
        mut asker in asker(),
        mut criteria in criteria(),
    ) {
        asker.pools.push(PoolKey(0));
        criteria.offering = Offering::Mentoring;
        agrees(&world.index(), &world, &asker, &criteria)?;
    }

}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn an_index_with_a_past_answers_as_a_fresh_one(
        world in world(),
        changes in proptest::collection::vec(change(), 0..40),
        asker in asker(),
        criteria in criteria(),
    ) {
        let mut world = world;
        let mut index = world.index();
        for change in changes {
            match change {
                Change::Upsert(facts) => {
                    index.upsert(&facts);
                    world.person(*facts);
                }
                Change::Remove(person) => {
                    prop_assert_eq!(index.remove(person), world.people.remove(&person).is_some());
                }
                Change::Organisations(all) => {
                    index.set_organisations(all.clone());
                    world.organisations = all;
                }
            }
            prop_assert_eq!(index.len(), world.people.len());
        }
        agrees(&index, &world, &asker, &criteria)?;
    }
}
