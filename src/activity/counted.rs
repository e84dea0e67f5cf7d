//! Counts of a report in words: how many people something happened to, without telling of few of them.

use super::suppression::{Cell, Sum, hidden, is_few};
use crate::platform::words::{count, grouped, number};

/// "fewer than eight", "1,204"
#[must_use]
pub fn few(many: i64) -> String {
    if is_few(many) { "fewer than eight".to_owned() } else { grouped(many) }
}

/// A number of things and two of their parts, as far as they may be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    whole: i64,
    first: Option<i64>,
    second: Option<i64>,
}

impl Counts {
    /// Of the first part the second is a part.
    #[must_use]
    pub fn nested(whole: i64, first: i64, second: i64) -> Self {
        let parts = [whole, first, whole - first, second, first - second];
        let sums = [
            Sum { total: 0, parts: vec![1, 2], disjoint: true },
            Sum { total: 1, parts: vec![3, 4], disjoint: true },
        ];
        Self::shown(&parts, &sums, (1, 3))
    }

    /// The two parts have nothing in common.
    #[must_use]
    pub fn beside(whole: i64, first: i64, second: i64) -> Self {
        let parts = [whole, first, second, whole - first - second];
        Self::shown(&parts, &[Sum { total: 0, parts: vec![1, 2, 3], disjoint: true }], (1, 2))
    }

    fn shown(parts: &[i64], sums: &[Sum], (first, second): (usize, usize)) -> Self {
        let cells: Vec<Cell> = parts.iter().map(|many| Cell { people: *many, size: *many }).collect();
        let out = hidden(&cells, sums);
        let part = |at: usize| (!out[0] && !out[at] && parts[0] > 0).then_some(parts[at]);
        Self { whole: parts[0], first: part(first), second: part(second) }
    }

    /// "30, of which 20 were answered and 12 accepted"
    #[must_use]
    pub fn requests(self) -> String {
        self.said("answered", "accepted")
    }

    /// "30, of which 20 were approved and 10 declined"
    #[must_use]
    pub fn applications(self) -> String {
        self.said("approved", "declined")
    }

    fn said(self, first: &str, second: &str) -> String {
        let whole = few(self.whole);
        match (self.first, self.second) {
            (Some(one), Some(other)) => {
                format!("{whole}, of which {} {first} and {} {second}", grouped(one), grouped(other))
            }
            (Some(one), None) => format!("{whole}, of which {} {first}", grouped(one)),
            (None, Some(other)) => format!("{whole}, of which {} {second}", grouped(other)),
            (None, None) => whole,
        }
    }
}

/// "half of them within a day and a half", to the nearest half of a day.
#[must_use]
pub fn half_within(days: f64) -> String {
    #[expect(clippy::cast_possible_truncation, reason = "days of a year are few")]
    let halves = (days * 2.0).round() as i64;
    let whole = halves / 2;
    let said = match (whole, halves % 2) {
        (0, 0) => "an hour or so".to_owned(),
        (0, _) => "half a day".to_owned(),
        (1, 0) => "a day".to_owned(),
        (1, _) => "a day and a half".to_owned(),
        (_, 0) => format!("{} days", number(whole)),
        (_, _) => format!("{} and a half days", number(whole)),
    };
    format!("half of them within {said}")
}

/// How many months were confirmed, and what became of the others.
#[must_use]
pub fn completeness(confirmed: i64, unconfirmed: i64, open: i64) -> String {
    let all = confirmed + unconfirmed + open;
    if all == 0 {
        return "No monthly activity has been sent for this year yet.".to_owned();
    }
    if confirmed == all {
        return match all {
            1 => "The one month was confirmed.".to_owned(),
            2 => "Both months were confirmed.".to_owned(),
            _ => format!("All {} months were confirmed.", grouped(all)),
        };
    }
    let mut said = vec![format!(
        "{} of {} of monthly activity {} confirmed",
        grouped(confirmed),
        count(all, "month", "months"),
        if confirmed == 1 { "was" } else { "were" },
    )];
    said.extend((unconfirmed > 0).then(|| format!("{} taken as they stood", grouped(unconfirmed))));
    said.extend((open > 0).then(|| format!("{} still open", grouped(open))));
    format!("{}.", said.join("; "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s13_outcomes_of_few_are_not_told() {
        assert_eq!(Counts::beside(3, 2, 1).applications(), "fewer than eight");
        assert_eq!(Counts::beside(0, 0, 0).applications(), "0");
        assert_eq!(Counts::beside(30, 20, 10).applications(), "30, of which 20 approved and 10 declined");
        assert_eq!(Counts::beside(23, 20, 3).applications(), "23", "the three would be what is missing");
        assert_eq!(Counts::nested(3, 2, 1).requests(), "fewer than eight");
        assert_eq!(Counts::nested(40, 30, 20).requests(), "40, of which 30 answered and 20 accepted");
        assert_eq!(Counts::nested(40, 30, 27).requests(), "40, of which 30 answered");
        assert_eq!(Counts::nested(40, 38, 20).requests(), "40, of which 20 accepted", "two had no answer");
    }

    #[test]
    fn times_are_told_in_halves_of_a_day() {
        let said = |days| half_within(days).replace("half of them within ", "");
        let all: Vec<String> = [0.1, 0.5, 1.04, 1.5, 2.0, 2.6].into_iter().map(said).collect();
        assert_eq!(
            all,
            ["an hour or so", "half a day", "a day", "a day and a half", "two days", "two and a half days"]
        );
    }

    #[test]
    fn months_are_told_as_they_are() {
        assert_eq!(completeness(78, 0, 0), "All 78 months were confirmed.");
        assert_eq!(
            completeness(70, 5, 3),
            "70 of 78 months of monthly activity were confirmed; 5 taken as they stood; 3 still open."
        );
        assert_eq!(completeness(0, 0, 0), "No monthly activity has been sent for this year yet.");
    }
}
