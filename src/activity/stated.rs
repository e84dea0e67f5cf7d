//! Hours as coaches and mentors state them in monthly activity, beside those that sessions say. By kind: supervision that was
//! received and CPD have no sessions. In what leaves the pool, figures that fewer than eight of them stated are left out with as many
//! more as it takes.

use super::model::{Figures, Table};
use super::suppression::{Cell, Sum, hidden};
use crate::returns::model::Kind;
use crate::returns::{FinancialYear, Month};

/// The kinds there are, with what a column of them is called.
const KINDS: [(Kind, &str); 5] = [
    (Kind::Coaching, "Coaching"),
    (Kind::Mentoring, "Mentoring"),
    (Kind::SupervisionGiven, "Supervision given"),
    (Kind::SupervisionReceived, "Supervision received"),
    (Kind::Cpd, "CPD"),
];

/// In place of a figure that is left out.
const LEFT_OUT: &str = "not shown";

/// What was stated for a key and a kind; without a key in the whole year; without either, all that is with people.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
pub struct Said {
    pub key: Option<String>,
    pub kind: Option<String>,
    /// How many coaches and mentors said so.
    pub people: i64,
    pub minutes: i64,
}

/// In place of the figures of a month for which nobody sent anything.
const NOTHING_SENT: &str = "nothing sent";

/// Minutes of each kind, in their order. Nothing in place of what is left out.
type Minutes = [Option<i64>; KINDS.len()];

/// Stated hours, told apart by something and by kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stated {
    /// Nothing where nobody sent anything.
    lines: Vec<(String, Option<Minutes>)>,
    totals: Minutes,
    /// Coaching, mentoring and supervision that was given, together.
    with_people: Option<i64>,
}

/// A figure of a table: under which heading, and how many hours, as pages write them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub heading: &'static str,
    pub hours: String,
}

impl Stated {
    /// With every figure, or with those that may leave the pool.
    #[must_use]
    pub fn of(said: &[Said], suppressed: bool) -> Self {
        let mut keys: Vec<&String> = said.iter().filter_map(|one| one.key.as_ref()).collect();
        keys.sort_unstable();
        keys.dedup();
        let find = |key: Option<&String>, kind: Option<Kind>| {
            let code = kind.map(Kind::code);
            let found = said.iter().find(|one| one.key.as_ref() == key && one.kind.as_deref() == code);
            found.map_or(Cell { people: 0, size: 0 }, |one| Cell { people: one.people, size: one.minutes })
        };
        // For each key its kinds; then each kind of the year; then what is with people: every figure is a part of one sum at most.
        let rows = keys.iter().map(|key| Some(*key)).chain([None]);
        let mut cells: Vec<Cell> =
            rows.flat_map(|key| KINDS.map(|(kind, _)| find(key, Some(kind)))).collect();
        cells.push(find(None, None));
        let (year, whole) = (keys.len() * KINDS.len(), cells.len() - 1);
        let out = if suppressed {
            hidden(&cells, &sums(keys.len(), year, whole))
        } else {
            vec![false; cells.len()]
        };
        let shown = |at: usize| (!out[at]).then_some(cells[at].size);
        let row = |first: usize| std::array::from_fn(|kind| shown(first + kind));
        let lines = keys.iter().enumerate().map(|(at, key)| ((*key).clone(), Some(row(at * KINDS.len()))));
        Self { lines: lines.collect(), totals: row(year), with_people: shown(whole) }
    }

    /// A line for each month of a year that is over, April first, months for which nothing was sent among them.
    #[must_use]
    pub fn by_month(mut self, year: FinancialYear, now: Month) -> Self {
        let found = std::mem::take(&mut self.lines);
        self.lines = year
            .months()
            .into_iter()
            .filter(|month| *month < now)
            .map(|month| {
                let own = found.iter().find(|(code, _)| *code == month.code());
                (month.to_string(), own.and_then(|(_, minutes)| *minutes))
            })
            .collect();
        self
    }

    /// In the order of a table of the same pools, with all of its pools; whatever it has not comes at the end, with a name for no pool.
    #[must_use]
    pub fn beside(mut self, table: &Table) -> Self {
        let mut found = std::mem::take(&mut self.lines);
        for line in &table.lines {
            let own = found.iter().position(|(label, _)| *label == line.label);
            let minutes = own.and_then(|at| found.remove(at).1);
            self.lines.push((line.label.clone(), minutes));
        }
        for (label, _) in &mut found {
            if label.is_empty() {
                "Of no pool".clone_into(label);
            }
        }
        found.sort_by(|one, other| (one.0 == "Of no pool", &one.0).cmp(&(other.0 == "Of no pool", &other.0)));
        self.lines.extend(found);
        self
    }

    /// Whether nothing was sent.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.totals.iter().all(|minutes| *minutes == Some(0))
    }

    /// Whether something is left out.
    #[must_use]
    pub fn leaves_out(&self) -> bool {
        let shown = self.lines.iter().filter_map(|(_, minutes)| minutes.as_ref()).chain([&self.totals]);
        self.with_people.is_none() || shown.flatten().any(Option::is_none)
    }

    /// What the columns are called.
    #[must_use]
    pub fn headings() -> [&'static str; KINDS.len()] {
        KINDS.map(|(_, heading)| heading)
    }

    /// Each line with its figures, as pages write them.
    #[must_use]
    pub fn rows(&self) -> Vec<(&str, Vec<Entry>)> {
        let said = |minutes: &Option<Minutes>| minutes.as_ref().map_or_else(nothing_sent, entries);
        self.lines.iter().map(|(label, minutes)| (label.as_str(), said(minutes))).collect()
    }

    /// The whole year by kind, as pages write it.
    #[must_use]
    pub fn of_year(&self) -> Vec<Entry> {
        entries(&self.totals)
    }

    /// All that is with people, as pages write it.
    #[must_use]
    pub fn together(&self) -> String {
        written(self.with_people)
    }
}

fn sums(keys: usize, year: usize, whole: usize) -> Vec<Sum> {
    let with_people = (0..KINDS.len()).filter(|at| KINDS[*at].0.is_practice()).map(|at| year + at);
    // The same coach or mentor may be behind several.
    let mut sums = vec![Sum { total: whole, parts: with_people.collect(), disjoint: false }];
    sums.extend((0..KINDS.len()).map(|kind| Sum {
        total: year + kind,
        parts: (0..keys).map(|key| key * KINDS.len() + kind).collect(),
        disjoint: false,
    }));
    sums
}

fn entries(minutes: &Minutes) -> Vec<Entry> {
    let entry = |((_, heading), minutes): (&(Kind, &'static str), &Option<i64>)| Entry {
        heading,
        hours: written(*minutes),
    };
    KINDS.iter().zip(minutes).map(entry).collect()
}

fn nothing_sent() -> Vec<Entry> {
    KINDS.map(|(_, heading)| Entry { heading, hours: NOTHING_SENT.to_owned() }).to_vec()
}

fn written(minutes: Option<i64>) -> String {
    minutes.map_or_else(|| LEFT_OUT.to_owned(), |minutes| Figures { minutes, ..Figures::default() }.hours())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;
    use crate::activity::suppression::FEWEST;

    /// Who stated how much of which kind for which key, as the database adds it up.
    fn added(all: &[(u8, u8, u8, i64)]) -> Vec<Said> {
        let sum = |key: Option<u8>, kind: Option<u8>| {
            let of = |one: &&(u8, u8, u8, i64)| {
                key.is_none_or(|key| one.1 == key)
                    && kind.map_or(KINDS[usize::from(one.2)].0.is_practice(), |kind| one.2 == kind)
            };
            let found: Vec<_> = all.iter().filter(of).collect();
            Said {
                key: key.map(|key| format!("2026-{:02}", key + 4)),
                kind: kind.map(|kind| KINDS[usize::from(kind)].0.code().to_owned()),
                people: i64::try_from(found.iter().map(|one| one.0).collect::<BTreeSet<_>>().len()).unwrap(),
                minutes: found.iter().map(|one| one.3).sum(),
            }
        };
        let mut said: Vec<Said> = (0..6)
            .flat_map(|key| (0..5).map(move |kind| (key, kind)))
            .map(|(key, kind)| sum(Some(key), Some(kind)))
            .collect();
        said.extend((0..5).map(|kind| sum(None, Some(kind))));
        said.push(sum(None, None));
        said.retain(|one| one.people > 0);
        said
    }

    #[test]
    fn every_figure_is_there_on_the_pools_own_page() {
        let stated = Stated::of(&added(&[(1, 0, 0, 60), (2, 0, 4, 30), (1, 1, 1, 90)]), false);
        let rows = stated.rows();
        let hours: Vec<Vec<&str>> =
            rows.iter().map(|(_, all)| all.iter().map(|one| one.hours.as_str()).collect()).collect();
        assert_eq!(hours, [["1", "0", "0", "0", "0.5"], ["0", "1.5", "0", "0", "0"]]);
        assert_eq!((stated.together().as_str(), stated.leaves_out()), ("2.5", false));
    }

    proptest! {
        /// S13: nothing of fewer than eight is shown, and what is left out of a sum is never one alone.
        #[test]
        fn nothing_that_few_stated_leaves_the_pool(
            all in prop::collection::vec((0_u8..16, 0_u8..6, 0_u8..5, 1_i64..600), 0..120),
        ) {
            let said = added(&all);
            let stated = Stated::of(&said, true);
            let people = |key: Option<&str>, kind: Option<&str>| said.iter()
                .find(|one| one.key.as_deref() == key && one.kind.as_deref() == kind)
                .map_or(0, |one| one.people);
            for (kind, (known, _)) in KINDS.iter().enumerate() {
                let mut out = 0;
                for (key, minutes) in &stated.lines {
                    let minutes = minutes.as_ref().unwrap();
                    let there = people(Some(key), Some(known.code()));
                    prop_assert!(minutes[kind].is_none() || there == 0 || there >= FEWEST);
                    out += usize::from(minutes[kind].is_none());
                }
                let whole = people(None, Some(known.code()));
                prop_assert!(stated.totals[kind].is_none() || whole == 0 || whole >= FEWEST);
                prop_assert!(stated.totals[kind].is_none() || out != 1, "one alone comes back");
            }
            let out = stated.totals[..3].iter().filter(|minutes| minutes.is_none()).count();
            prop_assert!(stated.with_people.is_none() || out != 1);
        }
    }
}
