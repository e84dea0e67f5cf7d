//! Pages follow each other by the last order key, whatever happens to people in between.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::world::{asker, criteria, crowd, facts};
use crate::matching::{
    Answer, Asker, Criteria, Index, Offering, OrderKey, PersonKey, PoolKey, Question, everybody, rank,
};

fn page(index: &Index, asker: &Asker, criteria: &Criteria, after: Option<OrderKey>, take: usize) -> Answer {
    let answer = rank(index, &Question { asker, criteria, hits: None, full: false, after, take });
    assert!(answer.ranked.len() <= take);
    assert!(answer.ranked.len() == take || !answer.more);
    answer
}

fn people(answer: &Answer) -> impl Iterator<Item = PersonKey> {
    answer.ranked.iter().map(|ranked| ranked.person)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn pages_are_the_whole_order_without_gap_or_repeat(
        world in crowd(),
        mut asker in asker(),
        mut criteria in criteria(),
        take in 1..40_usize,
    ) {
        asker.pools.push(PoolKey(0));
        criteria.offering = Offering::Mentoring;
        let index = world.index();
        let question = Question { asker: &asker, criteria: &criteria, hits: None, full: false, after: None, take };
        let whole = everybody(&index, &question);
        let mut shown = Vec::new();
        let mut after = None;
        loop {
            let answer = page(&index, &asker, &criteria, after, take);
            prop_assert_eq!(answer.total as usize, whole.len());
            shown.extend(people(&answer));
            after = answer.ranked.last().map(|last| last.key).or(after);
            if !answer.more {
                break;
            }
        }
        prop_assert_eq!(shown, whole);
    }

    #[test]
    fn whoever_does_not_change_is_shown_once_while_others_do(
        world in crowd(),
        mut asker in asker(),
        mut criteria in criteria(),
        changes in proptest::collection::vec(facts(400), 0..60),
        take in 5..40_usize,
    ) {
        asker.pools.push(PoolKey(0));
        criteria.offering = Offering::Mentoring;
        let mut index = world.index();
        let question = Question { asker: &asker, criteria: &criteria, hits: None, full: false, after: None, take };
        let whole = everybody(&index, &question);
        let changed: BTreeSet<PersonKey> = changes.iter().map(|facts| facts.person).collect();
        let mut changes = changes.chunks(4);
        let mut shown = Vec::new();
        let mut after = None;
        loop {
            let answer = page(&index, &asker, &criteria, after, take);
            shown.extend(people(&answer));
            after = answer.ranked.last().map(|last| last.key).or(after);
            if !answer.more {
                break;
            }
            for facts in changes.next().into_iter().flatten() {
                // Some leave, some come, some change.
                if facts.reply == 0 {
                    index.remove(facts.person);
                } else {
                    index.upsert(facts);
                }
            }
        }
        let unchanged = |people: Vec<PersonKey>| -> Vec<PersonKey> {
            people.into_iter().filter(|person| !changed.contains(person)).collect()
        };
        prop_assert_eq!(unchanged(shown), unchanged(whole));
    }
}
