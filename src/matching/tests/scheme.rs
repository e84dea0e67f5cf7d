//! Private attributes count inside a scheme's rules, and nowhere else.

use std::collections::BTreeSet;

use proptest::collection::vec;
use proptest::prelude::*;

use super::reference::{Rules, World};
use super::world::{asker, criteria, crowd};
use crate::matching::scheme::{Member, Private, Rule, RuleWeight, Scheme, Usage, Wanted, rank_within};
use crate::matching::{
    Asker, Criteria, Index, Offering, PersonKey, PoolKey, Question, WHOLE, everybody, rank, repair,
};

/// What a scheme is made of, so that the tests can look into it and change it.
#[derive(Debug, Clone)]
struct Made {
    mentors: Vec<Member>,
    mentee: Vec<(Private, Usage)>,
    rules: Vec<Rule>,
}

const MENTEE: PersonKey = PersonKey(7_000);

impl Made {
    fn scheme(&self) -> Scheme {
        let mentee = Member { person: MENTEE, given: self.mentee.clone() };
        Scheme::new(self.mentors.iter().cloned(), [mentee], self.rules.iter().cloned())
    }

    fn given(&self, person: PersonKey) -> &[(Private, Usage)] {
        let member = self.mentors.iter().rfind(|member| member.person == person);
        member.map_or(&[], |member| member.given.as_slice())
    }

    /// What the rules add to the score of somebody.
    fn score(&self, person: PersonKey) -> u32 {
        let has = |attribute: Private| self.given(person).iter().any(|(given, _)| *given == attribute);
        let is_met = |rule: &Rule| match &rule.wanted {
            Wanted::Shared => self.mentee.iter().any(|(attribute, _)| has(*attribute)),
            Wanted::Any(attributes) => attributes.iter().any(|attribute| has(*attribute)),
        };
        let weight = |rule: &Rule| if rule.weight == RuleWeight::Important { 3 } else { 1 };
        self.rules.iter().filter(|rule| is_met(rule)).map(|rule| weight(rule) * u32::from(WHOLE)).sum()
    }
}

fn given() -> impl Strategy<Value = Vec<(Private, Usage)>> {
    let usage = prop_oneof![Just(Usage::Shown), Just(Usage::Matched)];
    prop::collection::btree_map(0..6_i32, usage, 0..4)
        .prop_map(|given| given.into_iter().map(|(attribute, usage)| (Private(attribute), usage)).collect())
}

fn made() -> impl Strategy<Value = Made> {
    let members = prop::collection::btree_map(0..400_u128, given(), 0..80).prop_map(|members| {
        members.into_iter().map(|(person, given)| Member { person: PersonKey(person), given }).collect()
    });
    let wanted =
        prop_oneof![Just(Wanted::Shared), vec((0..6_i32).prop_map(Private), 0..3).prop_map(Wanted::Any),];
    let rule = (any::<bool>(), wanted).prop_map(|(important, wanted)| Rule {
        weight: if important { RuleWeight::Important } else { RuleWeight::Nice },
        wanted,
    });
    (members, given(), vec(rule, 0..4)).prop_map(|(mentors, mentee, rules)| Made { mentors, mentee, rules })
}

fn open_to(mut asker: Asker, mut criteria: Criteria) -> (Asker, Criteria) {
    asker.person = Some(MENTEE);
    asker.pools.push(PoolKey(0));
    criteria.offering = Offering::Mentoring;
    (asker, criteria)
}

fn question<'a>(asker: &'a Asker, criteria: &'a Criteria) -> Question<'a> {
    Question { asker, criteria, hits: None, full: false, after: None, take: 1000 }
}

fn people(index: &Index, question: &Question, scheme: &Scheme) -> Vec<PersonKey> {
    rank_within(index, question, scheme).ranked.into_iter().map(|ranked| ranked.person).collect()
}

/// The order inside a scheme, plainly.
fn expected(world: &World, made: &Made, asker: &Asker, criteria: &Criteria) -> Vec<PersonKey> {
    let mut order = world.order(asker, criteria, false, Rules::ALL);
    order.retain(|standing| made.mentors.iter().any(|member| member.person == standing.person));
    for standing in &mut order {
        standing.score += made.score(standing.person);
    }
    order.sort();
    order.into_iter().rev().map(|standing| standing.person).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn a_scheme_orders_its_members_by_wants_and_rules(
        mut world in crowd(), made in made(), asker in asker(), criteria in criteria(),
    ) {
        world.hits.clear();
        let (asker, criteria) = open_to(asker, criteria);
        let found = people(&world.index(), &question(&asker, &criteria), &made.scheme());
        prop_assert_eq!(found, expected(&world, &made, &asker, &criteria));
    }

    #[test]
    fn no_rule_filters_and_nobody_outside_appears(
        world in crowd(), made in made(), asker in asker(), criteria in criteria(),
    ) {
        let (asker, criteria) = open_to(asker, criteria);
        let index = world.index();
        let question = question(&asker, &criteria);
        let found: BTreeSet<PersonKey> = people(&index, &question, &made.scheme()).into_iter().collect();
        let unruled = Made { rules: Vec::new(), ..made.clone() };
        let without: BTreeSet<PersonKey> = people(&index, &question, &unruled.scheme()).into_iter().collect();
        prop_assert_eq!(&found, &without);
        let members: BTreeSet<PersonKey> = made.mentors.iter().map(|member| member.person).collect();
        let matching: BTreeSet<PersonKey> = everybody(&index, &question).into_iter().collect();
        prop_assert_eq!(found, members.intersection(&matching).copied().collect());
    }

    #[test]
    fn nothing_said_of_anybody_depends_on_what_is_only_matched(
        world in crowd(), made in made(), asker in asker(), criteria in criteria(),
    ) {
        let (asker, criteria) = open_to(asker, criteria);
        let index = world.index();
        let question = question(&asker, &criteria);
        let mut said = rank_within(&index, &question, &made.scheme());
        let mut silent = made.clone();
        for member in &mut silent.mentors {
            member.given.retain(|(_, usage)| *usage == Usage::Shown);
        }
        let mut unsaid = rank_within(&index, &question, &silent.scheme());
        for ranked in &said.ranked {
            for named in &ranked.named {
                let shown = |attribute| made.given(ranked.person).contains(&(attribute, Usage::Shown));
                prop_assert!(named.attributes.iter().all(|attribute| shown(*attribute)));
            }
            let findings = ranked.findings.iter().map(|finding| u32::from(finding.points));
            let points: u32 = findings.chain(ranked.named.iter().map(|named| u32::from(named.points))).sum();
            let nothing_counts = ranked.findings.is_empty() && ranked.named.is_empty();
            prop_assert_eq!(if nothing_counts { 100 } else { points }, u32::from(ranked.percent));
        }
        said.ranked.sort_by_key(|ranked| ranked.person);
        unsaid.ranked.sort_by_key(|ranked| ranked.person);
        prop_assert_eq!(said, unsaid);
    }

    #[test]
    fn outside_a_scheme_private_attributes_change_nothing(
        world in crowd(), made in made(), asker in asker(), criteria in criteria(),
    ) {
        let (asker, criteria) = open_to(asker, criteria);
        let index = world.index();
        let question = question(&asker, &criteria);
        let (answer, order) = (rank(&index, &question), everybody(&index, &question));
        let (loosened, bytes) = (repair(&index, &question), index.bytes());
        let within = rank_within(&index, &question, &made.scheme());
        prop_assert!(within.ranked.len() <= order.len());
        prop_assert_eq!(rank(&index, &question), answer);
        prop_assert_eq!(everybody(&index, &question), order);
        prop_assert_eq!(repair(&index, &question), loosened);
        prop_assert_eq!(index.bytes(), bytes);
        // Whoever is not a mentee of the scheme finds nobody through it.
        for person in [None, Some(PersonKey(7_001))] {
            let stranger = Asker { person, ..asker.clone() };
            let asked = Question { asker: &stranger, ..question };
            let nobody = rank_within(&index, &asked, &made.scheme());
            prop_assert!(nobody.ranked.is_empty() && nobody.total == 0 && nobody.full == 0 && !nobody.has_rules);
        }
    }
}

#[test]
fn what_a_search_is_made_of_has_no_room_for_private_attributes() {
    let sources = [
        include_str!("../facts.rs"),
        include_str!("../criteria.rs"),
        include_str!("../question.rs"),
        include_str!("../answer.rs"),
        include_str!("../index/mod.rs"),
        include_str!("../index/block.rs"),
        include_str!("../plan/mod.rs"),
        include_str!("../plan/asked.rs"),
        include_str!("../rank.rs"),
    ];
    for source in sources {
        assert!(!source.contains("scheme") && !source.contains("Private"));
    }
    assert_eq!(format!("{:?}", Private(4)), "Private", "a log does not tell which");
}
