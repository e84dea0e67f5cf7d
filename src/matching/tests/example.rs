//! The example of the module's documentation.

use crate::matching::{
    Answer, Asker, Criteria, Dimension, Facts, Index, Met, Offering, Offers, PersonKey, PoolKey, Question,
    Repair, Seniority, TermKey, TermKind, Want, WeekHours, Weight, rank, repair, standing,
};

const BOARD: TermKey = TermKey(1);
const BALANCE: TermKey = TermKey(2);
const VIDEO: TermKey = TermKey(3);
const GRACE: PersonKey = PersonKey(1);
const RAJESH: PersonKey = PersonKey(2);
const SIAN: PersonKey = PersonKey(3);
const TOM: PersonKey = PersonKey(4);
/// Level of band 8a.
const OWN: u8 = 8;

/// Six to eight, on these days of the week.
fn evenings(days: std::ops::Range<usize>) -> WeekHours {
    WeekHours::of(days.flat_map(|day| [day * 24 + 18, day * 24 + 19]))
}

fn somebody(person: PersonKey, terms: &[TermKey], above: u8, hours: WeekHours, left: u8) -> Facts {
    Facts {
        person,
        organisation: None,
        pools: vec![(PoolKey(1), Offering::Mentoring)],
        terms: terms.to_vec(),
        level: Some(OWN + above),
        qualification: 0,
        hours,
        capacity: 2,
        left,
        last_asked: None,
        reply: 0,
    }
}

fn index() -> Index {
    let mut index = Index::new([BOARD, BALANCE, VIDEO]);
    index.upsert(&somebody(GRACE, &[BOARD, BALANCE, VIDEO], 3, evenings(1..2), 1));
    index.upsert(&somebody(SIAN, &[BOARD, BALANCE, VIDEO], 1, evenings(0..5), 1));
    index.upsert(&somebody(RAJESH, &[BOARD, BALANCE, VIDEO], 1, evenings(0..7), 2));
    index.upsert(&somebody(TOM, &[BALANCE, VIDEO], 4, evenings(0..5), 2));
    index
}

fn criteria() -> Criteria {
    let wants = [
        (Weight::Must, Dimension::Terms(TermKind::Area, vec![BOARD])),
        (Weight::Important, Dimension::Terms(TermKind::Area, vec![BALANCE])),
        (Weight::Important, Dimension::Seniority(Seniority::Above(2))),
        (Weight::Nice, Dimension::Terms(TermKind::Delivery, vec![VIDEO])),
        (Weight::Nice, Dimension::Times(evenings(0..5))),
    ];
    let wants = wants.into_iter().map(|(weight, dimension)| Want { weight, dimension }).collect();
    Criteria { offering: Offering::Mentoring, wants }
}

fn answer(criteria: &Criteria) -> (Answer, Vec<Repair>, Option<u32>) {
    let asker = Asker { level: Some(OWN), pools: vec![PoolKey(1)], day: 20_780, ..Asker::default() };
    let question = Question { asker: &asker, criteria, hits: None, full: false, after: None, take: 20 };
    let index = index();
    (rank(&index, &question), repair(&index, &question), standing(&index, &question, SIAN))
}

#[test]
fn example() {
    let (answer, loosened, sian) = answer(&criteria());
    assert_eq!((answer.total, answer.full, answer.more), (3, 0, false));
    let shown: Vec<_> = answer.ranked.iter().map(|one| (one.person, one.key.score, one.percent)).collect();
    assert_eq!(shown, [(GRACE, 51_408, 93), (RAJESH, 47_880, 86), (SIAN, 47_880, 86)]);
    let points =
        |at: usize| answer.ranked[at].findings.iter().map(|finding| finding.points).collect::<Vec<_>>();
    assert_eq!(points(0), [28, 27, 27, 9, 2]);
    assert_eq!(points(1), [27, 27, 14, 9, 9]);
    assert_eq!(sian, Some(3));
    assert_eq!(loosened, [Repair { want: 0, total: 4 }]);
}

#[test]
fn reasons_say_what_is_offered_instead() {
    let (answer, ..) = answer(&criteria());
    let grace = &answer.ranked[0].findings;
    assert_eq!(grace[0].offers, Offers::Terms { covered: vec![BOARD], missing: vec![] });
    assert_eq!(grace[2].offers, Offers::Seniority { above: Some(3) });
    assert_eq!((grace[4].met, grace[4].share), (Met::Partly, 1008));
    assert_eq!(grace[4].offers, Offers::Times { covered: evenings(1..2), any: true });
    let rajesh = &answer.ranked[1].findings;
    assert_eq!((rajesh[2].met, rajesh[2].share), (Met::Partly, 2520));
    assert_eq!(rajesh[2].offers, Offers::Seniority { above: Some(1) });
    assert_eq!(rajesh[4].offers, Offers::Times { covered: evenings(0..5), any: true });
}

#[test]
fn what_is_important_instead_shows_whom_repair_promised() {
    let mut easier = criteria();
    easier.wants[0].weight = Weight::Important;
    let (answer, loosened, _) = answer(&easier);
    assert_eq!(answer.total, 4);
    assert!(loosened.is_empty());
    let tom = answer.ranked.iter().find(|ranked| ranked.person == TOM).unwrap();
    assert_eq!(tom.percent, 73);
    assert_eq!(tom.findings[0].met, Met::Not);
}
