//! Made-up mentees, each with who should come first, who must not appear, and the reason a coordinator would give; and
//! what would change if a rule were switched off.

mod case;
mod cast;
mod table;

use std::collections::BTreeSet;

use self::case::Case;
use self::cast::Cast;
use crate::matching::{PersonKey, Question, rank};

/// Everybody a case shows, best first, on a certain day.
fn shown(actors: &Cast, case: &Case, day: i32) -> Vec<PersonKey> {
    let index = actors.world.index();
    let hits = index.hits(case.words.iter().copied());
    let asker = crate::matching::Asker { day, ..case.asker.clone() };
    let question = Question {
        asker: &asker,
        criteria: &case.criteria,
        hits: Some(&hits),
        full: false,
        after: None,
        take: 100,
    };
    rank(&index, &question).ranked.into_iter().map(|ranked| ranked.person).collect()
}

#[test]
fn the_right_people_come_first_and_the_wrong_ones_not_at_all() {
    let actors = Cast::read();
    let cases = case::read(&actors);
    assert!(cases.len() >= 25);
    let mut wrong = Vec::new();
    for case in &cases {
        assert!(!case.why.is_empty() && !case.never.is_empty(), "{}: without reasons", case.who);
        let shown = shown(&actors, case, cast::TODAY);
        let names: Vec<&str> = shown.iter().take(3).map(|person| actors.name(*person)).collect();
        if shown.first().map_or(!case.first.is_empty(), |first| !case.first.contains(first)) {
            wrong.push(format!("{}: {names:?} come first, but {}", case.who, case.why));
        }
        for (person, why) in case.never.iter().filter(|(person, _)| shown.contains(person)) {
            wrong.push(format!("{}: {} appears, but {why}", case.who, actors.name(*person)));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn equals_take_turns_from_day_to_day() {
    let actors = Cast::read();
    for case in case::read(&actors).iter().filter(|case| case.first.len() > 1) {
        let first: BTreeSet<PersonKey> =
            (0..60).map(|day| shown(&actors, case, cast::TODAY + day)[0]).collect();
        assert_eq!(first, case.first.iter().copied().collect(), "{}", case.who);
    }
}
