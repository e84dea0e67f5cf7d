//! Hours by where mentees work: organisations in systems in regions, suppressed so that no level gives another away.

use std::collections::BTreeMap;

use super::model::{Figures, Line, Table, cell};
use super::suppression::{Cell, Sum, hidden};

/// What the mentees of one employer did, and where that employer is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AtEmployer {
    /// None: they did not say where they work.
    pub organisation: Option<Named>,
    pub system: Option<Named>,
    pub region: Option<Named>,
    pub figures: Figures,
}

/// Something with a code or id, and its name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Named {
    pub key: String,
    pub name: String,
}

/// How finely places are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    Organisation,
    System,
    Region,
}

type Key = Vec<Option<Named>>;

/// The places of every level, the whole first: each a path from the region down.
struct Tree {
    places: BTreeMap<Key, Figures>,
}

impl Tree {
    fn of(employers: &[AtEmployer]) -> Self {
        let mut places = BTreeMap::from([(Vec::new(), Figures::default())]);
        for one in employers {
            let path = [one.region.clone(), one.system.clone(), one.organisation.clone()];
            for depth in 0..=path.len() {
                let sum: &mut Figures = places.entry(path[..depth].to_vec()).or_default();
                *sum = sum.plus(one.figures);
            }
        }
        Self { places }
    }

    /// Whether each place is left out, in the order of the places.
    fn hidden(&self) -> Vec<bool> {
        let keys: Vec<&Key> = self.places.keys().collect();
        let cells: Vec<Cell> = self.places.values().map(|figures| cell(*figures)).collect();
        let sums: Vec<Sum> = keys
            .iter()
            .enumerate()
            .filter(|(_, key)| key.len() < 3)
            .map(|(total, key)| {
                let is_part = |other: &Key| other.len() == key.len() + 1 && other.starts_with(key);
                let parts = (0..keys.len()).filter(|at| is_part(keys[*at])).collect();
                // Nobody is employed twice.
                Sum { total, parts, disjoint: true }
            })
            .collect();
        hidden(&cells, &sums)
    }
}

impl Level {
    const fn depth(self) -> usize {
        match self {
            Self::Region => 1,
            Self::System => 2,
            Self::Organisation => 3,
        }
    }
}

/// A table of one level, largest first.
#[must_use]
pub fn table(employers: &[AtEmployer], level: Level, suppressed: bool) -> Table {
    let tree = Tree::of(employers);
    let out = if suppressed { tree.hidden() } else { vec![false; tree.places.len()] };
    let mut total = None;
    let mut lines: Vec<Line> = Vec::new();
    for ((key, figures), out) in tree.places.iter().zip(out) {
        let figures_shown = (!out).then_some(*figures);
        if key.is_empty() {
            total = figures_shown;
        } else if key.len() == level.depth() {
            lines.push(Line { label: label(key), figures: figures_shown });
        }
    }
    // By what is shown alone: an order by what is left out would tell it.
    largest_first(&mut lines);
    Table { lines, total }
}

/// The largest first, what is left out last and by name.
pub(super) fn largest_first(lines: &mut [Line]) {
    let minutes = |line: &Line| line.figures.map_or(-1, |figures| figures.minutes);
    lines.sort_by(|one, other| minutes(other).cmp(&minutes(one)).then_with(|| one.label.cmp(&other.label)));
}

fn label(key: &Key) -> String {
    let named = |at: usize| key.get(at).and_then(Option::as_ref).map(|named| named.name.clone());
    match key.len() {
        1 => named(0).unwrap_or_else(|| "Region not known".to_owned()),
        2 => named(1).unwrap_or_else(|| match named(0) {
            Some(region) => format!("Outside any area, in {region}"),
            None => "Area not known".to_owned(),
        }),
        _ => named(2).unwrap_or_else(|| "Employer not known".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str) -> Named {
        Named { key: name.to_owned(), name: name.to_owned() }
    }

    fn at(organisation: &str, system: &str, people: i64) -> AtEmployer {
        AtEmployer {
            organisation: Some(named(organisation)),
            system: Some(named(system)),
            region: Some(named("North")),
            figures: Figures { people, sessions: people * 2, minutes: people * 120 },
        }
    }

    #[test]
    fn each_level_is_the_sum_of_the_one_below() {
        let all = [at("A", "X", 20), at("B", "X", 3), at("C", "Y", 12), AtEmployer::default()];
        let system = table(&all, Level::System, false);
        let shown: Vec<(&str, i64)> =
            system.lines.iter().map(|line| (line.label.as_str(), line.figures.unwrap().people)).collect();
        assert_eq!(shown, [("X", 23), ("Y", 12), ("Area not known", 0)]);
        assert_eq!(system.total.unwrap().people, 35);
    }

    #[test]
    fn an_organisation_left_out_does_not_come_back_from_its_system() {
        let all = [at("A", "X", 20), at("B", "X", 3), at("C", "Y", 12), at("D", "Y", 9)];
        let organisations = table(&all, Level::Organisation, true);
        let shown: Vec<&str> = organisations
            .lines
            .iter()
            .filter(|line| line.figures.is_some())
            .map(|line| line.label.as_str())
            .collect();
        assert_eq!(shown, ["C", "D"], "A goes with B, because the figures of X are shown");
        assert!(!table(&all, Level::System, true).leaves_out());
    }

    #[test]
    fn the_order_says_nothing_of_what_is_left_out() {
        let all = [at("Z", "X", 7), at("B", "X", 5), at("C", "X", 12)];
        let lines = table(&all, Level::Organisation, true).lines;
        let labels: Vec<&str> = lines.iter().map(|line| line.label.as_str()).collect();
        assert_eq!(labels, ["C", "B", "Z"]);
    }
}
