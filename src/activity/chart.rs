//! Bars drawn on the server. Lengths are shares of the width, so that the same drawing fits a telephone and a sheet of paper, and
//! its words keep their size. The table beside it says the same.

use super::model::Table;
use crate::platform::words::shortened;

/// Height of one bar with its words, in pixels.
const STEP: usize = 46;
/// The widest bar, in hundredths of the width: the rest is for its figure.
const WIDEST: i64 = 66;
/// What the description of a chart with a table ends with.
const TABLE: &str = " The table below has every figure.";
/// Letters of a label that fit on a narrow screen.
const LONGEST: usize = 30;

/// A bar: whose, how long and what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bar {
    pub label: String,
    /// The label for a narrow screen, where the whole one is too long for it.
    pub short: Option<String>,
    pub value: String,
    /// In hundredths of the width.
    pub width: i64,
    /// Where its label, its bar and its figure stand, in pixels from the top.
    pub label_y: usize,
    pub bar_y: usize,
    pub value_y: usize,
}

/// A chart and what it tells in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chart {
    pub title: String,
    pub description: String,
    /// In pixels.
    pub height: usize,
    pub bars: Vec<Bar>,
}

impl Chart {
    /// A bar for each pair of a label and a number, `said` in words; none in place of a number that is left out.
    #[must_use]
    pub fn of(title: String, values: &[(String, Option<i64>)], said: impl Fn(i64) -> String) -> Self {
        let most = values.iter().filter_map(|(_, value)| *value).max().unwrap_or(0);
        let bars = values
            .iter()
            .enumerate()
            .map(|(index, (label, value))| Bar {
                label: label.clone(),
                short: (label.chars().count() > LONGEST).then(|| shortened(label, LONGEST)),
                value: value.map_or_else(|| "not shown".to_owned(), &said),
                width: value.map_or(0, |value| length(value, most)),
                label_y: index * STEP + 16,
                bar_y: index * STEP + 22,
                value_y: index * STEP + 35,
            })
            .collect();
        let shown = values.iter().filter_map(|(label, value)| value.map(|value| (label, value)));
        let description = match shown.max_by_key(|(_, value)| *value).filter(|(_, value)| *value > 0) {
            Some((label, value)) => {
                format!("{} bars. The longest is {label} with {}.{TABLE}", values.len(), said(value))
            }
            None => format!("{} bars, all of nothing or not shown.", values.len()),
        };
        Self { title, description, height: values.len() * STEP, bars }
    }

    /// Without a table beside it.
    #[must_use]
    pub fn alone(mut self) -> Self {
        if let Some(rest) = self.description.strip_suffix(TABLE) {
            self.description = rest.to_owned();
        }
        self
    }

    /// The hours of a table.
    #[must_use]
    pub fn hours(title: String, table: &Table) -> Self {
        let values: Vec<(String, Option<i64>)> = table
            .lines
            .iter()
            .map(|line| (line.label.clone(), line.figures.map(|figures| figures.minutes)))
            .collect();
        Self::of(title, &values, |minutes| {
            format!("{} h", super::model::Figures { minutes, ..Default::default() }.hours())
        })
    }
}

/// A share of the widest bar; whatever is not nothing can be seen.
fn length(value: i64, most: i64) -> i64 {
    if value <= 0 || most <= 0 { 0 } else { (value * WIDEST / most).max(1) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn chart(values: &[Option<i64>]) -> Chart {
        let values: Vec<(String, Option<i64>)> =
            values.iter().enumerate().map(|(index, value)| (format!("Line {index}"), *value)).collect();
        Chart::of("Hours".into(), &values, |value| format!("{value} h"))
    }

    #[test]
    fn a_chart_says_what_it_shows() {
        let chart = chart(&[Some(10), None, Some(40), Some(0)]);
        let widths: Vec<i64> = chart.bars.iter().map(|bar| bar.width).collect();
        assert_eq!(widths, [16, 0, 66, 0]);
        assert_eq!(chart.bars[1].value, "not shown");
        assert!(chart.description.starts_with("4 bars. The longest is Line 2 with 40 h."));
    }

    #[test]
    fn nothing_is_drawn_of_nothing() {
        assert_eq!(chart(&[]).height, 0);
        assert_eq!(chart(&[Some(0), None]).description, "2 bars, all of nothing or not shown.");
    }

    #[test]
    fn a_long_label_is_whole_and_short_for_a_narrow_screen() {
        let long = "North Cumbria Integrated Care NHS Foundation Trust";
        let values = [(long.to_owned(), Some(1)), ("Short".to_owned(), Some(1))];
        let bars = Chart::of("Hours".into(), &values, |value| format!("{value} h")).bars;
        assert_eq!(bars[0].label, long);
        assert!(bars[0].short.as_ref().is_some_and(|short| short.chars().count() <= LONGEST));
        assert_eq!(bars[1].short, None);
    }

    proptest! {
        #[test]
        fn bars_fit_and_keep_the_order_of_their_values(values in prop::collection::vec(0_i64..10_000_000, 1..60)) {
            let shown: Vec<Option<i64>> = values.iter().copied().map(Some).collect();
            let chart = chart(&shown);
            for (one, bar) in values.iter().zip(&chart.bars) {
                prop_assert!((0..=WIDEST).contains(&bar.width));
                prop_assert_eq!(*one == 0, bar.width == 0);
                for (other, beside) in values.iter().zip(&chart.bars) {
                    prop_assert!(one < other || bar.width >= beside.width);
                }
            }
        }
    }
}
