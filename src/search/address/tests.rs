use proptest::prelude::*;

use super::*;
use crate::matching::{Dimension, Geography, TermKind, Weight};
use crate::platform::clock::Day;
use crate::pools::Offering;
use crate::search::{CareSystem, Ground};
use crate::vocabulary::{Lexicon, List, Term, TermId};

fn today() -> Day {
    Day::new(jiff::civil::date(2027, 3, 4))
}

fn term(id: i32, list: List, code: &str, level: Option<i16>) -> Term {
    Term {
        term_id: TermId(id),
        list,
        code: code.to_owned(),
        label: code.to_owned(),
        level,
        parent_id: None,
        admits_coaches: false,
        sensitive: code == "conflict",
        valid_to: None,
        successor_id: None,
        version: 1,
    }
}

fn ground() -> Ground {
    let mut terms: Vec<Term> =
        (0..12).map(|at| term(at, List::DevelopmentArea, &format!("area-{at}"), None)).collect();
    terms.push(term(20, List::DevelopmentArea, "conflict", None));
    let mut old = term(21, List::DevelopmentArea, "old", None);
    old.valid_to = Some(Day::new(jiff::civil::date(2027, 1, 1)));
    old.successor_id = Some(TermId(3));
    terms.push(old);
    terms.push(term(30, List::Seniority, "afc-8a", Some(8)));
    terms.push(term(40, List::Delivery, "video", None));
    let lexicons = [(List::DevelopmentArea, Lexicon::of(&terms, &[]))].into_iter().collect();
    let systems = vec![CareSystem {
        code: "E54000054".into(),
        name: "West Yorkshire".into(),
        region_code: "neyh".into(),
    }];
    Ground { terms, lexicons, systems }
}

fn parse(address: &str) -> Parsed {
    Search::parse_address(address, &ground(), today())
}

#[test]
fn an_address_is_read_as_it_is_documented() {
    let parsed = parse(
        "offering=coaching&area=area-1&area=area-2%3Amust&area-weight=nice&seniority=above-2&seniority-weight=must\
         &where=system-E54000054&organisation=different&day=tue&part=evening&delivery=video&qualification=5",
    );
    assert!(parsed.offering_given && !parsed.unknown && !parsed.sensitive);
    let search = parsed.search;
    assert_eq!(search.offering, Offering::Coaching);
    let asked: Vec<(Weight, What)> =
        search.asked.iter().map(|asked| (asked.weight, asked.what.clone())).collect();
    assert_eq!(asked[0], (Weight::Nice, What::Term(TermKind::Area, TermId(1))));
    assert_eq!(asked[1], (Weight::Must, What::Term(TermKind::Area, TermId(2))));
    assert_eq!(asked[2], (Weight::Must, What::Above(2)));
    assert_eq!(asked[3], (Weight::Important, What::Where(Geography::System("E54000054".into()))));
    assert_eq!(asked[4], (Weight::Important, What::SameOrganisation(false)));
    assert_eq!(search.wants().len(), 8);
}

#[test]
fn what_is_not_understood_is_left_out_and_said() {
    let parsed = parse(
        "offering=plumbing&area=area-1&area=nonsense&seniority=above-99&day=someday&where=region-atlantis",
    );
    assert!(parsed.unknown && !parsed.offering_given);
    assert_eq!(parsed.search.offering, Offering::Mentoring);
    assert_eq!(parsed.search.asked.len(), 1);
}

#[test]
fn a_retired_term_stands_for_its_successor() {
    let parsed = parse("offering=mentoring&area=old");
    assert_eq!(parsed.search.asked[0].what, What::Term(TermKind::Area, TermId(3)));
}

#[test]
fn sensitive_subjects_are_refused_in_an_address_and_never_written_into_one() {
    let parsed = parse("offering=mentoring&area=conflict&area=area-1");
    assert!(parsed.sensitive && !parsed.unknown);
    let mut search = parsed.search;
    assert_eq!(search.asked.len(), 1);
    search.asked.push(Asked {
        weight: Weight::Must,
        what: What::Term(TermKind::Area, TermId(20)),
        private: true,
    });
    search.asked.push(Asked {
        weight: Weight::Nice,
        what: What::Words(vec!["divorce".into()]),
        private: true,
    });
    assert_eq!(search.address(&ground()), "offering=mentoring&area=area-1");
    assert_eq!(search.wants().len(), 3);
}

#[test]
fn choices_of_one_group_and_weight_are_one_want() {
    let search = parse("offering=mentoring&area=area-1&area=area-2&area=area-3%3Anice&delivery=video").search;
    let wants = search.wants();
    assert_eq!(wants.len(), 3);
    assert!(matches!(&wants[0].0.dimension, Dimension::Terms(TermKind::Area, terms) if terms.len() == 2));
    assert_eq!(wants[0].1, [0, 1]);
    assert_eq!(wants[1].1, [2]);
}

fn weights() -> impl Strategy<Value = Weight> {
    prop_oneof![Just(Weight::Must), Just(Weight::Important), Just(Weight::Nice)]
}

fn searches() -> impl Strategy<Value = Search> {
    let areas = prop::collection::btree_map(0_i32..12, weights(), 0..6);
    let seniority = prop::option::of((
        prop_oneof![
            Just(What::Peer),
            Just(What::MoreJunior),
            (1_u8..=5).prop_map(What::Above),
            Just(What::Band(TermId(30), 8))
        ],
        weights(),
    ));
    let place = prop::option::of((
        prop_oneof![
            Just(Geography::MySystem),
            Just(Geography::AnotherRegion),
            Just(Geography::System("E54000054".to_owned()))
        ],
        weights(),
    ));
    let times = prop::option::of((0_usize..7, 0_usize..5, weights()));
    (areas, seniority, place, times, 0_usize..3).prop_map(|(areas, seniority, place, times, offering)| {
        let mut search = Search::new(Offering::ALL[offering]);
        let mut ask = |weight, what| search.asked.push(Asked { weight, what, private: false });
        for (area, weight) in areas {
            ask(weight, What::Term(TermKind::Area, TermId(area)));
        }
        if let Some((what, weight)) = seniority {
            ask(weight, what);
        }
        if let Some((place, weight)) = place {
            ask(weight, What::Where(place));
        }
        if let Some((day, part, weight)) = times {
            let days = Days::default().with(Days::CODES[day].0).expect("a day");
            ask(weight, What::Times(Times { days, parts: vec![PART_CODES[part].0] }));
        }
        search
    })
}

proptest! {
    #[test]
    fn a_search_comes_back_from_its_address(search in searches()) {
        let address = search.address(&ground());
        let parsed = parse(&address);
        prop_assert!(parsed.offering_given && !parsed.unknown);
        prop_assert_eq!(&parsed.search, &search);
        prop_assert_eq!(parsed.search.address(&ground()), address);
    }

    #[test]
    fn no_address_can_break_the_reading(address in "[a-z0-9=&:%_ +-]{0,200}") {
        let parsed = parse(&address);
        let again = parse(&parsed.search.address(&ground()));
        prop_assert_eq!(again.search, parsed.search);
    }
}
