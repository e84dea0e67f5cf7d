//! How the order of the judged cases changes when each rule is switched off.

use std::fmt::Write;

use super::case::{self, Case};
use super::cast::Cast;
use crate::matching::PersonKey;
use crate::matching::tests::reference::Rules;

const RULES: [(&str, Rules); 8] = [
    ("musts", Rules { musts: false, ..Rules::ALL }),
    ("weights 3 : 1", Rules { weights: false, ..Rules::ALL }),
    ("half for neighbours", Rules { halves: false, ..Rules::ALL }),
    ("share of terms and hours", Rules { shares: false, ..Rules::ALL }),
    ("free places", Rules { places: false, ..Rules::ALL }),
    ("waiting", Rules { waited: false, ..Rules::ALL }),
    ("reply record", Rules { reply: false, ..Rules::ALL }),
    ("hash", Rules { hash: false, ..Rules::ALL }),
];
const FIRST: usize = 5;

/// What switching a rule off does to one case.
struct Change {
    /// Somebody who is not rightly first comes first.
    wrong: bool,
    /// How many of the first five places hold somebody else.
    moved: usize,
    /// How many people more are shown.
    added: usize,
}

fn order(actors: &Cast, case: &Case, rules: Rules) -> Vec<PersonKey> {
    let mut world = actors.world.clone();
    world.hits.clone_from(&case.words);
    let order = world.order(&case.asker, &case.criteria, false, rules);
    order.into_iter().map(|standing| standing.person).collect()
}

fn change(actors: &Cast, case: &Case, rules: Rules) -> Change {
    let (with, without) = (order(actors, case, Rules::ALL), order(actors, case, rules));
    let places = with.len().max(without.len()).min(FIRST);
    Change {
        wrong: without.first().is_some_and(|first| !case.first.contains(first)),
        moved: (0..places).filter(|at| with.get(*at) != without.get(*at)).count(),
        added: without.len() - with.len(),
    }
}

impl Change {
    fn in_words(&self) -> String {
        let mut words = Vec::new();
        if self.wrong {
            words.push("**wrong first**".to_owned());
        }
        if self.moved > 0 {
            words.push(format!("{} moved", self.moved));
        }
        if self.added > 0 {
            words.push(format!("{} more shown", self.added));
        }
        words.join(", ")
    }
}

fn table() -> String {
    let actors = Cast::read();
    let cases = case::read(&actors);
    let mut table = "| mentee | rightly first |".to_owned();
    for (name, _) in RULES {
        write!(table, " without {name} |").unwrap();
    }
    table.push_str("\n|---|---|");
    table.push_str(&"---|".repeat(RULES.len()));
    let mut wrong = [0; RULES.len()];
    let mut changed = [0; RULES.len()];
    for case in &cases {
        let first: Vec<&str> = case.first.iter().map(|person| actors.name(*person)).collect();
        let first = match first.as_slice() {
            [] => "nobody".to_owned(),
            [one] => (*one).to_owned(),
            [one, others @ ..] => format!("{one} or {} more in turn", others.len()),
        };
        write!(table, "\n| {} | {first} |", case.who).unwrap();
        for (at, (_, rules)) in RULES.iter().enumerate() {
            let change = change(&actors, case, *rules);
            wrong[at] += usize::from(change.wrong);
            changed[at] += usize::from(change.moved > 0 || change.added > 0);
            write!(table, " {} |", change.in_words()).unwrap();
        }
    }
    write!(table, "\n| **of {} cases** | |", cases.len()).unwrap();
    for at in 0..RULES.len() {
        assert!(changed[at] > 0, "no case shows what {} is for", RULES[at].0);
        write!(table, " {} changed, {} wrong first |", changed[at], wrong[at]).unwrap();
    }
    table
}

#[test]
fn the_documented_table_of_rules_switched_off_is_current() {
    let documented = include_str!("../../../../docs/MATCHING.md");
    let table = table();
    assert!(documented.contains(&table), "docs/MATCHING.md should hold:\n{table}");
}
