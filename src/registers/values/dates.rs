//! Dates in the styles registers have them.

use std::fmt;

use jiff::civil::Date;

use super::answers::says_nothing;
use crate::platform::clock::Day;
use crate::platform::words;

/// A date as exactly as it is known: "2023-05-11", "2023-05" or "2023".
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PartialDate {
    first: Date,
    precision: Precision,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Precision {
    Day,
    Month,
    Year,
}

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

impl PartialDate {
    #[must_use]
    pub fn of(day: Day) -> Self {
        Self { first: day.date(), precision: Precision::Day }
    }

    /// The first day it may mean: nobody gets more time than they certainly have.
    #[must_use]
    pub fn first_day(self) -> Day {
        Day::new(self.first)
    }

    /// As a page writes it: "6 October 2024", "October 2024", "2024".
    #[must_use]
    pub fn in_words(self) -> String {
        let whole = words::short_date(Day::new(self.first));
        match self.precision {
            Precision::Day => whole,
            Precision::Month => whole.split_once(' ').map_or(whole.clone(), |(_, rest)| rest.to_owned()),
            Precision::Year => self.to_string(),
        }
    }

    /// Reads a cell; `None` when it is empty or says that there is no date yet. Days come before months, as here.
    ///
    /// # Errors
    /// When it is no date.
    pub fn parse(cell: &str) -> Result<Option<Self>, NoDate> {
        let text = cell.trim().to_lowercase();
        if says_nothing(&text) {
            return Ok(None);
        }
        let text = text
            .split_once('t')
            .filter(|(day, time)| day.len() == 10 && time.contains(':'))
            .map_or(text.as_str(), |(day, _)| day);
        let text = text.strip_suffix("00:00:00").unwrap_or(text).trim();
        let parts: Vec<&str> = text
            .split(['/', '-', '.', ' ', ',', '–'])
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .collect();
        let read = match parts.as_slice() {
            [year] => year4(year).and_then(|year| Self::new(year, None, None)),
            [month, year] => month_of(month)
                .zip(year_of(year))
                .or_else(|| month_of(year).zip(year4(month)))
                .and_then(|(month, year)| Self::new(year, Some(month), None)),
            [first, month, last] => match (year4(first), month_of(month)) {
                (Some(year), Some(month)) => {
                    number(last).and_then(|day| Self::new(year, Some(month), Some(day)))
                }
                (None, Some(month)) => day_of(first)
                    .zip(year_of(last))
                    .and_then(|(day, year)| Self::new(year, Some(month), Some(day))),
                // Only the American order makes sense of 3/25/2024.
                (None, None) => number(month)
                    .zip(number(first))
                    .zip(year_of(last))
                    .and_then(|((day, month), year)| Self::new(year, Some(month), Some(day))),
                (Some(_), None) => None,
            },
            _ => None,
        };
        read.map(Some).ok_or(NoDate)
    }

    fn new(year: i16, month: Option<i8>, day: Option<i8>) -> Option<Self> {
        if !(1950..=2100).contains(&year) {
            return None;
        }
        let precision = match (month, day) {
            (_, Some(_)) => Precision::Day,
            (Some(_), None) => Precision::Month,
            (None, None) => Precision::Year,
        };
        let first = Date::new(year, month.unwrap_or(1), day.unwrap_or(1)).ok()?;
        Some(Self { first, precision })
    }
}

/// The text is no date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoDate;

impl fmt::Display for PartialDate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = (self.first.year(), self.first.month(), self.first.day());
        match self.precision {
            Precision::Day => write!(formatter, "{year:04}-{month:02}-{day:02}"),
            Precision::Month => write!(formatter, "{year:04}-{month:02}"),
            Precision::Year => write!(formatter, "{year:04}"),
        }
    }
}

impl From<PartialDate> for String {
    fn from(date: PartialDate) -> Self {
        date.to_string()
    }
}

impl TryFrom<String> for PartialDate {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok().flatten().ok_or("no date")
    }
}

fn number(text: &str) -> Option<i8> {
    (text.len() <= 2).then(|| text.parse().ok()).flatten()
}

/// "3", "3rd".
fn day_of(text: &str) -> Option<i8> {
    number(text.trim_end_matches(|c: char| c.is_ascii_alphabetic()))
}

fn month_of(text: &str) -> Option<i8> {
    if let Some(month) = number(text) {
        return (1..=12).contains(&month).then_some(month);
    }
    let place = MONTHS.iter().position(|month| text.starts_with(month))?;
    i8::try_from(place + 1).ok()
}

fn year4(text: &str) -> Option<i16> {
    (text.len() == 4).then(|| text.parse().ok()).flatten()
}

/// Years of two digits: from 80 on they are of the last century.
fn year_of(text: &str) -> Option<i16> {
    let text = text.trim_start_matches(['\'', '’']);
    let year: i16 = text.parse().ok()?;
    match text.len() {
        4 => Some(year),
        2 => Some(if year < 80 { 2000 + year } else { 1900 + year }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Option<String> {
        PartialDate::parse(text).unwrap().map(|date| date.to_string())
    }

    #[test]
    fn a_date_is_written_out_as_far_as_it_is_known() {
        let words = |text: &str| PartialDate::parse(text).unwrap().unwrap().in_words();
        assert_eq!(words("06-10-2024"), "6 October 2024");
        assert_eq!(words("Oct-24"), "October 2024");
        assert_eq!(words("2024"), "2024");
    }

    #[test]
    fn every_style_of_the_registers_is_read() {
        for (text, date) in [
            ("2024-11-03", "2024-11-03"),
            ("15/02/2019", "2019-02-15"),
            ("11-05-2023", "2023-05-11"),
            ("4/5/26", "2026-05-04"),
            ("22/6/26", "2026-06-22"),
            ("Jul-25", "2025-07"),
            ("Sept 22", "2022-09"),
            ("March 2024", "2024-03"),
            ("3rd March 2024", "2024-03-03"),
            ("03.12.2021", "2021-12-03"),
            ("3/25/2024", "2024-03-25"),
            ("2019", "2019"),
            ("01/07/95", "1995-07-01"),
            ("2024-11-03T00:00:00", "2024-11-03"),
            ("2024-11-03 00:00:00", "2024-11-03"),
        ] {
            assert_eq!(read(text).as_deref(), Some(date), "{text}");
        }
        for none in ["", "tbc", "TBC", "n/a", "-", "none", "booked"] {
            assert_eq!(read(none), None, "{none}");
        }
        for wrong in ["31/02/2024", "soon", "32/13/2020", "1/2/3/4", "=1+1", "12345", "0001-01-01"] {
            assert_eq!(PartialDate::parse(wrong), Err(NoDate), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn anything_is_read_or_refused(text in "\\PC{0,30}") {
            let _ = PartialDate::parse(&text);
        }

        #[test]
        fn what_is_written_is_read_again(year in 1950_i16..=2100, month in 1_i8..=12, day in 1_i8..=28) {
            for date in [
                PartialDate::new(year, None, None),
                PartialDate::new(year, Some(month), None),
                PartialDate::new(year, Some(month), Some(day)),
            ] {
                prop_assert_eq!(PartialDate::parse(&date.unwrap().to_string()), Ok(date));
            }
        }
    }
}
