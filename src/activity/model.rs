use super::suppression::{Cell, Sum, hidden};
use crate::events::{Recorded, Subject};
use crate::platform::ids::PoolId;
use crate::returns::{FinancialYear, Month};

crate::code_type! {
    /// By what a pool's hours are told apart.
    By {
        Month => "month", "Month";
        Offering => "offering", "Kind of help";
        Organisation => "organisation", "Organisation";
        System => "system", "Area (ICS)";
        Region => "region", "Region";
        Profession => "profession", "Profession";
        Theme => "theme", "Theme";
    }
}

/// Within a sentence.
const AREA: &str = "area (integrated care system)";

impl By {
    /// "month"
    #[must_use]
    pub fn in_words(self) -> String {
        if self == Self::System { AREA.to_owned() } else { self.label().to_lowercase() }
    }
}

crate::code_type! {
    /// By what the whole hub's hours are told apart.
    HubBy {
        Pool => "pool", "Pool";
        System => "system", "Area (ICS)";
        Region => "region", "Region";
    }
}

impl HubBy {
    /// "pool"
    #[must_use]
    pub fn in_words(self) -> String {
        if self == Self::System { AREA.to_owned() } else { self.label().to_lowercase() }
    }
}

/// What people did: how many were met (the mentees), how often, and for how long in minutes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Figures {
    pub people: i64,
    pub sessions: i64,
    pub minutes: i64,
}

impl Figures {
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            people: self.people + other.people,
            sessions: self.sessions + other.sessions,
            minutes: self.minutes + other.minutes,
        }
    }

    /// Hours to two decimals, as a spreadsheet reads them.
    #[must_use]
    pub fn decimal_hours(self) -> String {
        let hundredths = (self.minutes * 100 + 30) / 60;
        format!("{}.{:02}", hundredths / 100, hundredths % 100)
    }

    /// Hours to a whole number where there are many, to a quarter else, as pages say them: "1,204", "12.5".
    #[must_use]
    pub fn hours(self) -> String {
        if self.minutes >= 100 * 60 {
            return crate::platform::words::grouped((self.minutes + 30) / 60);
        }
        let text = self.decimal_hours();
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    }
}

/// A line of a table. Nothing in place of its figures: they are left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub label: String,
    pub figures: Option<Figures>,
}

/// A table of hours, with what all lines are together. People are counted once in the total.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    pub lines: Vec<Line>,
    pub total: Option<Figures>,
}

impl Table {
    /// Whether nothing happened at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.total.is_some_and(|total| total.sessions == 0)
    }

    /// Whether something is left out.
    #[must_use]
    pub fn leaves_out(&self) -> bool {
        self.total.is_none() || self.lines.iter().any(|line| line.figures.is_none())
    }
}

/// A table of one level as it was reckoned: lines with all their figures, and the total.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reckoned {
    pub lines: Vec<(String, Figures)>,
    pub total: Figures,
}

impl Reckoned {
    /// With every figure.
    #[must_use]
    pub fn exact(self) -> Table {
        let lines = self.lines.into_iter().map(|(label, figures)| Line { label, figures: Some(figures) });
        Table { lines: lines.collect(), total: Some(self.total) }
    }

    /// With the figures that may leave the pool. The same person may be behind several lines.
    #[must_use]
    pub fn suppressed(self) -> Table {
        let cells: Vec<Cell> =
            self.lines.iter().map(|(_, figures)| cell(*figures)).chain([cell(self.total)]).collect();
        let last = self.lines.len();
        let out = hidden(&cells, &[Sum { total: last, parts: (0..last).collect(), disjoint: false }]);
        let lines = self
            .lines
            .into_iter()
            .zip(&out)
            .map(|((label, figures), out)| Line { label, figures: (!out).then_some(figures) });
        Table { lines: lines.collect(), total: (!out[last]).then_some(self.total) }
    }

    /// A line for each month of a year, in their order, months of nothing among them as far as the year has gone.
    #[must_use]
    pub fn by_month(mut self, year: FinancialYear, now: Month) -> Self {
        let mut found = std::mem::take(&mut self.lines);
        for month in year.months().into_iter().filter(|month| *month <= now) {
            let own = found.iter().position(|(code, _)| *code == month.code());
            let figures = own.map_or_else(Figures::default, |at| found.swap_remove(at).1);
            self.lines.push((month.to_string(), figures));
        }
        // Recorded ahead of its time.
        found.sort_by(|one, other| one.0.cmp(&other.0));
        self.lines.extend(found);
        self
    }
}

pub(super) const fn cell(figures: Figures) -> Cell {
    Cell { people: figures.people, size: figures.minutes }
}

/// What happens to figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActivityEvent {
    /// A coordinator took them away as a file.
    Taken(PoolId, FinancialYear, By),
}

impl Recorded for ActivityEvent {
    fn kind(&self) -> &'static str {
        "activity.taken"
    }

    fn subject(&self) -> Subject {
        let Self::Taken(pool, ..) = self;
        Subject { noun: "pool", id: pool.0 }
    }

    fn pool(&self) -> Option<PoolId> {
        let Self::Taken(pool, ..) = self;
        Some(*pool)
    }

    fn data(&self) -> serde_json::Value {
        let Self::Taken(_, year, by) = self;
        serde_json::json!({"year": year.april(), "by": by.code()})
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures(people: i64, minutes: i64) -> Figures {
        Figures { people, sessions: people, minutes }
    }

    #[test]
    fn hours_are_exact_in_files_and_short_on_pages() {
        let hours = |minutes| figures(1, minutes).hours();
        assert_eq!([0, 45, 60, 90, 50, 72_240].map(hours), ["0", "0.75", "1", "1.5", "0.83", "1,204"]);
        assert_eq!(figures(1, 72_240).decimal_hours(), "1204.00");
        assert_eq!(figures(1, 50).decimal_hours(), "0.83");
    }

    #[test]
    fn a_small_line_takes_another_with_it_and_the_total_stays() {
        let reckoned = Reckoned {
            lines: vec![
                ("A".into(), figures(30, 1_800)),
                ("B".into(), figures(3, 90)),
                ("C".into(), figures(9, 600)),
            ],
            total: figures(40, 2_490),
        };
        let shown: Vec<bool> =
            reckoned.clone().suppressed().lines.iter().map(|line| line.figures.is_some()).collect();
        assert_eq!(shown, [true, false, false]);
        assert_eq!(reckoned.clone().suppressed().total, Some(reckoned.total));
        assert!(!reckoned.exact().leaves_out());
    }
}
