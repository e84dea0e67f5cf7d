use proptest::prelude::*;

use super::super::employers::Employers;
use super::*;

fn day() -> Day {
    Day::new("2027-03-04".parse().expect("a day"))
}

fn term(id: i32, list: List, parent: Option<i32>) -> Term {
    Term {
        term_id: TermId(id),
        list,
        code: format!("code-{id}"),
        label: format!("Label {id}"),
        level: None,
        parent_id: parent.map(TermId),
        admits_coaches: false,
        sensitive: false,
        valid_to: None,
        successor_id: None,
        version: 1,
    }
}

fn setting() -> Setting {
    let terms = [
        term(1, List::DevelopmentArea, None),
        term(2, List::Profession, None),
        term(3, List::Specialty, Some(2)),
        term(4, List::LivedExperience, None),
        term(5, List::Skill, None),
        Term { level: Some(11), ..term(6, List::Seniority, None) },
        Term { level: Some(5), ..term(7, List::Qualification, None) },
        Term { level: Some(7), ..term(8, List::Qualification, None) },
        term(9, List::Qualification, None),
    ];
    Setting::new(day(), &terms, Employers::default())
}

fn row() -> Row {
    Row {
        account_id: AccountId(Uuid::from_u128(9)),
        organisation_id: None,
        seniority_id: Some(TermId(6)),
        capacity: 3,
        taken: 1,
        zone: None,
        asked: 0,
        answered: 0,
        median_hours: None,
        last_asked: None,
        pools: vec![Uuid::from_u128(1), Uuid::from_u128(1)],
        offerings: vec![pools::Offering::Coaching, pools::Offering::Mentoring],
        terms: vec![1, 3],
        windows: vec![(540 << WINDOW_BITS) + 660],
        qualifications: Vec::new(),
    }
}

#[test]
fn a_specialty_counts_as_its_profession_too() {
    let facts = setting().facts(row()).expect("they can be found");
    assert_eq!(facts.terms, [TermKey(1), TermKey(3), TermKey(2)]);
}

#[test]
fn lived_experience_and_what_is_no_want_have_no_bit() {
    assert_eq!(setting().columns(), [TermKey(1), TermKey(2), TermKey(3)]);
    let facts = setting().facts(Row { terms: vec![4, 5, 77], ..row() }).expect("they can be found");
    assert_eq!(facts.terms, []);
}

#[test]
fn places_left_are_never_below_none_and_who_sees_nobody_is_full() {
    let left = |capacity, taken| {
        let facts = setting().facts(Row { capacity, taken, ..row() }).expect("they can be found");
        (facts.capacity, facts.left)
    };
    assert_eq!(left(3, 1), (3, 2));
    assert_eq!(left(3, 40), (3, 0));
    assert_eq!(left(0, 0), (1, 0));
}

#[test]
fn levels_are_those_of_the_terms_and_the_highest_qualification_counts() {
    let levels = |qualifications: &[i32]| {
        let row = Row { qualifications: qualifications.to_vec(), ..row() };
        let facts = setting().facts(row).expect("they can be found");
        (facts.level, facts.qualification)
    };
    assert_eq!(levels(&[7, 8, 9]), (Some(11), 7));
    assert_eq!(levels(&[]), (Some(11), 0));
    let unknown = setting().facts(Row { seniority_id: None, ..row() }).expect("they can be found");
    assert_eq!(unknown.level, None);
}

#[test]
fn who_is_in_no_pool_has_no_facts() {
    assert!(setting().facts(Row { pools: Vec::new(), offerings: Vec::new(), ..row() }).is_none());
}

#[test]
fn windows_are_hours_of_london() {
    let zone = Some("Europe/Paris".to_owned());
    let facts = setting().facts(Row { zone, ..row() }).expect("they can be found");
    assert!(facts.hours.holds(8) && facts.hours.holds(9) && facts.hours.count() == 2, "{:?}", facts.hours);
}

#[test]
fn no_record_is_the_middle() {
    assert_eq!(reply(0, 0, None), reply(2, 2, Some(1)));
    assert!(reply(3, 3, Some(48)) > reply(0, 0, None));
    assert!(reply(3, 0, None) < reply(0, 0, None));
    assert_eq!(reply(3, 0, None), 0);
    assert_eq!(reply(10, 10, Some(0)), u16::MAX);
}

proptest! {
    #[test]
    fn answering_more_and_sooner_is_never_worse(asked in 3..400_i32, answered in 0..400_i32, hours in 0..2000_i32) {
        let answered = answered.min(asked);
        let median = (answered > 0).then_some(hours);
        prop_assert!(reply(asked, asked, Some(hours)) >= reply(asked, answered, median));
        prop_assert!(reply(asked, answered, median.map(|hours| hours + 1)) <= reply(asked, answered, median));
    }
}
