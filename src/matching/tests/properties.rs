//! What a mentee and a coach or mentor may rely on.

use proptest::prelude::*;

use super::reference::World;
use super::world::{asker, criteria, crowd, facts, world};
use crate::matching::{
    Asker, Criteria, Dimension, Index, Offering, PersonKey, PoolKey, Question, TermKey, Weight, appraise,
    everybody, rank, standing,
};

fn question<'a>(asker: &'a Asker, criteria: &'a Criteria) -> Question<'a> {
    Question { asker, criteria, hits: None, full: false, after: None, take: 20 }
}

fn open_to(mut asker: Asker, mut criteria: Criteria) -> (Asker, Criteria) {
    asker.pools.push(PoolKey(0));
    criteria.offering = Offering::Mentoring;
    (asker, criteria)
}

/// What of the people comes back in whichever order they were taken in.
fn shown(index: &Index, world: &World, asker: &Asker, criteria: &Criteria) -> crate::matching::Answer {
    let hits = index.hits(world.hits.iter().copied());
    rank(index, &Question { hits: Some(&hits), ..question(asker, criteria) })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn a_wanted_term_more_never_lowers_a_profile(
        world in crowd(),
        asker in asker(),
        criteria in criteria(),
        who in any::<prop::sample::Index>(),
    ) {
        let (asker, criteria) = open_to(asker, criteria);
        let people: Vec<PersonKey> = world.people.keys().copied().collect();
        let person = *who.get(&people);
        let mut index = world.index();
        let before = standing(&index, &question(&asker, &criteria), person);
        let wanted = criteria.wants.iter().filter_map(|want| match &want.dimension {
            Dimension::Terms(_, terms) => Some(terms.clone()),
            _ => None,
        });
        let mut facts = world.people[&person].clone();
        for term in wanted.flatten() {
            facts.terms.push(term);
            index.upsert(&facts);
            let after = standing(&index, &question(&asker, &criteria), person);
            if let Some(before) = before {
                prop_assert!(after.is_some_and(|after| after <= before), "{:?} from {:?}", after, before);
            }
        }
    }

    #[test]
    fn tightening_to_a_must_never_adds_people(
        world in world(),
        asker in asker(),
        criteria in criteria(),
        which in any::<prop::sample::Index>(),
    ) {
        prop_assume!(!criteria.wants.is_empty());
        let index = world.index();
        let hits = index.hits(world.hits.iter().copied());
        let mut tighter = criteria.clone();
        let which = which.index(criteria.wants.len());
        tighter.wants[which].weight = Weight::Must;
        for full in [false, true] {
            let loose = Question { hits: Some(&hits), full, ..question(&asker, &criteria) };
            let before = everybody(&index, &loose);
            let after = everybody(&index, &Question { criteria: &tighter, ..loose });
            prop_assert!(after.iter().all(|person| before.contains(person)));
            prop_assert!(after.len() <= before.len());
        }
    }

    #[test]
    fn a_percentage_is_what_its_points_add_up_to(world in crowd(), asker in asker(), criteria in criteria()) {
        let (asker, criteria) = open_to(asker, criteria);
        let answer = shown(&world.index(), &world, &asker, &criteria);
        for ranked in &answer.ranked {
            prop_assert!(ranked.percent <= 100);
            let points: u32 = ranked.findings.iter().map(|finding| u32::from(finding.points)).sum();
            if criteria.wants.is_empty() {
                prop_assert_eq!(ranked.percent, 100);
            } else {
                prop_assert_eq!(points, u32::from(ranked.percent));
            }
            let weights: u32 = criteria.wants.iter().take(Criteria::MOST).map(|want| want.weight.factor()).sum();
            for (want, finding) in criteria.wants.iter().zip(&ranked.findings) {
                // Never more than the want is worth, rounded up; nothing for nothing.
                let worth = (100 * want.weight.factor()).div_ceil(weights);
                prop_assert!(u32::from(finding.points) <= worth);
                prop_assert!(finding.share > 0 || finding.points == 0);
            }
        }
    }

    #[test]
    fn the_order_does_not_depend_on_the_order_of_rows(
        (world, shuffled) in world().prop_flat_map(|world| {
            let people: Vec<_> = world.people.values().cloned().collect();
            (Just(world), Just(people).prop_shuffle())
        }),
        asker in asker(),
        criteria in criteria(),
    ) {
        let answer = shown(&world.index(), &world, &asker, &criteria);
        prop_assert_eq!(shown(&world.index_in(&shuffled), &world, &asker, &criteria), answer);
    }

    #[test]
    fn no_gate_is_outvoted(
        world in crowd(),
        asker in asker(),
        criteria in criteria(),
        mut perfect in facts(60),
        gate in 0..5_u8,
    ) {
        let (mut asker, mut criteria) = open_to(asker, criteria);
        let mut world = world;
        // Everything anybody could want.
        perfect.terms = (0..10).map(TermKey).collect();
        perfect.pools = vec![(PoolKey(0), Offering::Mentoring), (PoolKey(9), Offering::Coaching)];
        (perfect.capacity, perfect.left, perfect.last_asked, perfect.reply) = (12, 12, None, u16::MAX);
        world.hits.push(perfect.person);
        asker.person = None;
        asker.excluded.retain(|person| *person != perfect.person);
        match gate {
            0 => asker.person = Some(perfect.person),
            1 => asker.excluded.push(perfect.person),
            2 => drop(perfect.pools.remove(0)),
            3 => criteria.offering = Offering::Supervision,
            _ => perfect.left = 0,
        }
        let person = perfect.person;
        world.person(perfect);
        let index = world.index();
        let hits = index.hits(world.hits.iter().copied());
        let question = Question { hits: Some(&hits), take: 1000, ..question(&asker, &criteria) };
        prop_assert!(rank(&index, &question).ranked.iter().all(|ranked| ranked.person != person));
        prop_assert_eq!(appraise(&index, &question, person), None);
        prop_assert_eq!(standing(&index, &question, person), None);
        prop_assert!(!everybody(&index, &question).contains(&person));
        if gate < 4 {
            prop_assert_eq!(crate::matching::appraise_regardless(&index, &question, person), None);
        }
    }
}
