//! Hours from sessions and hours as stated side by side, as they may leave the pool. The two say the same of most months, so what one
//! leaves out the other must not tell: a line is left out of both or of neither, and each leaves out none or at least two.

use super::model::{Figures, Reckoned, cell};
use super::stated::Said;
use super::suppression::{Cell, Sum, hidden_with, is_few};
use crate::platform::words::capitalised;
use crate::pools::Offering;
use crate::returns::model::Kind;
use crate::returns::{FinancialYear, Month};

/// What was stated, as far as it may be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Saying {
    /// Nobody sent anything.
    Nothing,
    LeftOut,
    Minutes(i64),
}

/// A line: nothing in place of what sessions say where it is left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub label: String,
    pub recorded: Option<Figures>,
    pub said: Saying,
}

/// Lines with their totals. People are counted once in the total.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Joint {
    pub rows: Vec<Row>,
    pub recorded: Option<Figures>,
    pub said: Saying,
}

/// A line as it was reckoned, with what was stated where anybody sent something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Beside {
    pub label: String,
    pub recorded: Figures,
    pub said: Option<Cell>,
}

const NOBODY: Cell = Cell { people: 0, size: 0 };

impl Joint {
    /// With what may leave the pool. `without_total` leaves out the total of what was stated whatever it is.
    #[must_use]
    pub fn of(lines: Vec<Beside>, recorded: Figures, said: Cell, without_total: bool) -> Self {
        let many = lines.len();
        let total = (2 * many, 2 * many + 1);
        let mut cells: Vec<Cell> = lines.iter().map(|line| cell(line.recorded)).collect();
        cells.extend(lines.iter().map(|line| line.said.unwrap_or(NOBODY)));
        cells.extend([cell(recorded), said]);
        let out = left_out(&cells, many, without_total);
        let said_at = |at: usize, sent: bool| match (out[at], sent) {
            (true, _) => Saying::LeftOut,
            (false, true) => Saying::Minutes(cells[at].size),
            (false, false) => Saying::Nothing,
        };
        let sent = lines.iter().any(|line| line.said.is_some());
        let whole = said_at(total.1, sent);
        let rows = lines.into_iter().enumerate().map(|(at, line)| Row {
            label: line.label,
            recorded: (!out[at]).then_some(line.recorded),
            said: said_at(many + at, line.said.is_some()),
        });
        Self { rows: rows.collect(), recorded: (!out[total.0]).then_some(recorded), said: whole }
    }

    /// The months of a year that are in, April first, from hours by the code of a month and what was stated by it.
    #[must_use]
    pub fn months(reckoned: &Reckoned, said: &[Said], year: FinancialYear, end: Month) -> Self {
        let lines = year.months().into_iter().filter(|month| *month < end).map(|month| {
            let code = month.code();
            let own = reckoned.lines.iter().find(|(label, _)| *label == code);
            Beside {
                label: month.to_string(),
                recorded: own.map_or_else(Figures::default, |(_, figures)| *figures),
                said: find(said, Some(&code), None),
            }
        });
        Self::of(lines.collect(), reckoned.total, find(said, None, None).unwrap_or(NOBODY), false)
    }

    /// The kinds of help, from hours by their codes and what was stated of them. The total of what was stated is left out where it is
    /// beside months.
    #[must_use]
    pub fn kinds(reckoned: &Reckoned, said: &[Said], beside_months: &Self) -> Self {
        let lines = Offering::ALL.into_iter().map(|offering| {
            let own = reckoned.lines.iter().find(|(label, _)| label == offering.code());
            let kind = match offering {
                Offering::Coaching => Kind::Coaching,
                Offering::Mentoring => Kind::Mentoring,
                Offering::Supervision => Kind::SupervisionGiven,
            };
            Beside {
                label: capitalised(offering.label()),
                recorded: own.map_or_else(Figures::default, |(_, figures)| *figures),
                said: find(said, None, Some(kind)),
            }
        });
        let without_total = beside_months.said == Saying::LeftOut;
        let mut joint = Self::of(
            lines.collect(),
            reckoned.total,
            find(said, None, None).unwrap_or(NOBODY),
            without_total,
        );
        joint.rows.retain(|row| {
            row.said != Saying::Nothing && row.said != Saying::Minutes(0)
                || row.recorded.is_none_or(|figures| figures.sessions > 0)
        });
        joint
    }

    /// Whether nothing happened at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.recorded.is_some_and(|total| total.sessions == 0)
    }

    /// Whether anybody sent anything.
    #[must_use]
    pub fn is_stated(&self) -> bool {
        self.rows.iter().any(|row| row.said != Saying::Nothing)
    }

    /// The months for which something was sent, where there are others: "July to October 2026", "May 2026 and July 2026".
    #[must_use]
    pub fn sent_for(&self) -> Option<String> {
        let sent: Vec<usize> =
            (0..self.rows.len()).filter(|at| self.rows[*at].said != Saying::Nothing).collect();
        let (first, last) = (*sent.first()?, *sent.last()?);
        if sent.len() == self.rows.len() {
            return None;
        }
        let label = |at: usize| self.rows[at].label.as_str();
        if sent.len() > 2 && last - first + 1 == sent.len() {
            return Some(format!("{} to {}", label(first), label(last)));
        }
        let labels: Vec<&str> = sent.into_iter().map(label).collect();
        Some(crate::platform::words::list(&labels))
    }
}

/// What was stated of something that has no sessions, where enough stated it.
#[must_use]
pub fn alone(said: &[Said], kind: Kind) -> Saying {
    match find(said, None, Some(kind)) {
        None => Saying::Nothing,
        Some(cell) if is_few(cell.people) => Saying::LeftOut,
        Some(cell) => Saying::Minutes(cell.size),
    }
}

fn find(said: &[Said], key: Option<&str>, kind: Option<Kind>) -> Option<Cell> {
    let code = kind.map(Kind::code);
    let found = said.iter().find(|one| one.key.as_deref() == key && one.kind.as_deref() == code);
    found.map(|one| Cell { people: one.people, size: one.minutes })
}

/// Which figures are left out: those of sessions, those stated, the two totals. Where few stated anything at all, nothing of it is
/// shown, and so it tells nothing of sessions.
fn left_out(cells: &[Cell], many: usize, without_total: bool) -> Vec<bool> {
    let (recorded, said) = (2 * many, 2 * many + 1);
    let sums = [
        Sum { total: recorded, parts: (0..many).collect(), disjoint: false },
        Sum { total: said, parts: (many..2 * many).collect(), disjoint: false },
    ];
    let mut forced = vec![false; cells.len()];
    if is_few(cells[said].people) {
        for at in many..=said {
            forced[at] = at != recorded && cells[at].people > 0;
        }
        return hidden_with(cells, &sums, &forced);
    }
    forced[said] = without_total;
    loop {
        let out = hidden_with(cells, &sums, &forced);
        let apart: Vec<usize> = (0..many).filter(|at| out[*at] != out[many + at]).collect();
        let before = forced.clone();
        for at in &apart {
            for twin in [*at, many + at] {
                forced[twin] = forced[twin] || (!out[twin] && cells[twin].people > 0);
            }
        }
        if forced == before {
            // One line that is left out of one alone is what the two totals differ by.
            if apart.len() != 1 || out[said] || out[recorded] || !out[many..2 * many].contains(&true) {
                return out;
            }
            forced[said] = true;
        }
    }
}
