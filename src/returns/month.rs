use std::fmt;
use std::str::FromStr;

use jiff::ToSpan;
use jiff::civil::{Date, date};
use serde::Deserialize;

use crate::organisations::day_of;
use crate::platform::clock::{Day, Instant};
use crate::platform::words;

/// The day of the following month on which a return is taken as it stands.
const DUE: i8 = 10;
/// Days that somebody has at least, when a return was opened late.
const LEAST_DAYS: i64 = 9;

/// A calendar month in Europe/London: "2026-10" in addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(try_from = "String")]
pub struct Month(Date);

impl Month {
    /// The month a day is in.
    #[must_use]
    pub fn of(day: Day) -> Self {
        Self(day.date().first_of_month())
    }

    /// The month it is now, in London.
    #[must_use]
    pub fn now(now: Instant) -> Self {
        Self::of(day_of(now))
    }

    /// Its first day, as it is stored.
    #[must_use]
    pub fn first(self) -> Day {
        Day::new(self.0)
    }

    /// So many months later, or earlier when negative.
    #[must_use]
    pub fn plus(self, months: i32) -> Self {
        Self(self.0.saturating_add(months.months()).first_of_month())
    }

    /// The day on which a return of this month is taken as it stands, when it is opened on a day: the 10th of the month after,
    /// or nine days from then where that is later, so that nobody has less time than the notice promises.
    #[must_use]
    pub fn due(self, opened: Day) -> Day {
        let next = self.plus(1).0;
        let tenth = Date::new(next.year(), next.month(), DUE).unwrap_or(next);
        Day::new(tenth.max(opened.date().saturating_add(LEAST_DAYS.days())))
    }

    /// The first month whose themes are not shown on a day: until the 11th the month before is still being confirmed, and
    /// whoever looked on meanwhile could see what one person named arrive.
    #[must_use]
    pub fn themes_shown_before(today: Day) -> Self {
        let this = Self::of(today);
        if today.date().day() > DUE { this } else { this.plus(-1) }
    }

    /// Where its return is.
    #[must_use]
    pub fn path(self) -> String {
        format!("/returns/{}", self.code())
    }

    /// "2026-10".
    #[must_use]
    pub fn code(self) -> String {
        format!("{:04}-{:02}", self.0.year(), self.0.month())
    }
}

/// "October 2026".
impl fmt::Display for Month {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(words::short_date(self.first()).trim_start_matches("1 "))
    }
}

/// Not a month as addresses write it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a month")]
pub struct NotAMonth;

impl FromStr for Month {
    type Err = NotAMonth;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (year, month) = text.split_once('-').ok_or(NotAMonth)?;
        let figures = |part: &str, length: usize| {
            part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit())
        };
        if !figures(year, 4) || !figures(month, 2) {
            return Err(NotAMonth);
        }
        let (year, month) = (year.parse().map_err(|_| NotAMonth)?, month.parse().map_err(|_| NotAMonth)?);
        Date::new(year, month, 1).map(Self).map_err(|_| NotAMonth)
    }
}

impl TryFrom<String> for Month {
    type Error = NotAMonth;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

/// A year as the public sector counts it, April to March.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct FinancialYear(i16);

impl FinancialYear {
    /// The year a moment is in, by London's calendar.
    #[must_use]
    pub fn now(now: Instant) -> Self {
        let today = day_of(now).date();
        Self(if today.month() < 4 { today.year() - 1 } else { today.year() })
    }

    /// The year an address names by its April; the present one where it names none, or one the hub cannot know.
    #[must_use]
    pub fn parse(raw: &str, now: Instant) -> Self {
        let present = Self::now(now);
        raw.trim()
            .parse()
            .ok()
            .map(Self)
            .filter(|year| (2000..=present.0).contains(&year.0))
            .unwrap_or(present)
    }

    /// The year in which its April is.
    #[must_use]
    pub const fn april(self) -> i16 {
        self.0
    }

    /// Its first day.
    #[must_use]
    pub fn first(self) -> Day {
        Day::new(date(self.0, 4, 1))
    }

    /// The first day of the next.
    #[must_use]
    pub fn end(self) -> Day {
        Day::new(date(self.0 + 1, 4, 1))
    }

    /// Its twelve months, April first.
    #[must_use]
    pub fn months(self) -> Vec<Month> {
        (0..12).map(|month| Month::of(self.first()).plus(month)).collect()
    }

    /// This year and those before it, the latest first.
    #[must_use]
    pub fn latest(now: Instant, how_many: i16) -> Vec<Self> {
        (0..how_many).map(|back| Self(Self::now(now).0 - back)).collect()
    }
}

/// "April 2026 to March 2027".
impl fmt::Display for FinancialYear {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "April {} to March {}", self.0, self.0 + 1)
    }
}

/// The moment a day begins in London.
#[must_use]
pub fn begins(day: Day) -> Instant {
    let zoned = day.date().to_zoned(crate::platform::clock::london());
    zoned.map_or_else(|_| Instant::from_microsecond(0), |zoned| Instant::new(zoned.timestamp()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Instant {
        Instant::new(text.parse().unwrap())
    }

    #[test]
    fn a_month_is_londons() {
        assert_eq!(Month::now(at("2026-09-30T23:30:00Z")).to_string(), "October 2026");
        assert_eq!(Month::now(at("2026-10-31T23:30:00Z")).code(), "2026-10");
        assert_eq!(begins("2026-10".parse::<Month>().unwrap().first()), at("2026-09-30T23:00:00Z"));
    }

    #[test]
    fn addresses_name_months_in_one_way() {
        let october: Month = "2026-10".parse().unwrap();
        assert_eq!(october.path(), "/returns/2026-10");
        for wrong in ["2026-13", "2026-1", "26-10", "2026-10-01", "", "october", "+026-10", "2026-00"] {
            assert!(wrong.parse::<Month>().is_err(), "{wrong}");
        }
        assert_eq!(october.plus(3).code(), "2027-01");
        assert_eq!(october.plus(-10).code(), "2025-12");
    }

    #[test]
    fn nobody_has_less_time_than_was_promised() {
        let october: Month = "2026-10".parse().unwrap();
        let due = |day: i8| words::short_date(october.due(Day::new(date(2026, 11, day))));
        assert_eq!(due(1), "10 November 2026");
        assert_eq!(due(2), "11 November 2026");
        assert_eq!(due(25), "4 December 2026");
    }

    #[test]
    fn themes_are_shown_once_the_month_is_in() {
        let before = |day: i8| Month::themes_shown_before(Day::new(date(2027, 3, day))).code();
        assert_eq!([1, 10, 11, 31].map(before), ["2027-02", "2027-02", "2027-03", "2027-03"]);
    }

    #[test]
    fn years_begin_in_april() {
        let now = at("2027-03-04T12:00:00Z");
        assert_eq!(FinancialYear::now(now).to_string(), "April 2026 to March 2027");
        assert_eq!(FinancialYear::now(at("2027-04-01T00:00:00Z")).april(), 2027);
        assert_eq!(FinancialYear::parse("2024", now).april(), 2024);
        for wrong in ["2027", "1999", "", "x"] {
            assert_eq!(FinancialYear::parse(wrong, now).april(), 2026, "{wrong}");
        }
        assert_eq!(FinancialYear::now(now).months()[11].code(), "2027-03");
    }
}
