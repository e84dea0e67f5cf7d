//! A month as a table of weeks.

use jiff::ToSpan;
use jiff::civil::{Date, date};

use super::model::Own;
use crate::calendar::model::Zone;
use crate::platform::clock::{Day, Instant};
use crate::platform::words;

/// A month of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Month(Date);

impl Month {
    /// "2027-03"; years in which the hub may have meetings.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (year, month) = text.split_once('-')?;
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if year.len() != 4 || month.len() != 2 || !digits(year) || !digits(month) {
            return None;
        }
        let (year, month) = (year.parse().ok()?, month.parse().ok()?);
        Self::starting(Date::new(year, month, 1).ok()?)
    }

    pub(super) fn of(day: Date) -> Self {
        Self(day.first_of_month())
    }

    pub(super) fn code(self) -> String {
        self.0.strftime("%Y-%m").to_string()
    }

    /// "March 2027".
    pub(super) fn name(self) -> String {
        let whole = words::short_date(Day::new(self.0));
        whole.split_once(' ').map_or(whole.clone(), |(_, month)| month.to_owned())
    }

    /// None for a year in which the hub has no meetings.
    fn starting(first: Date) -> Option<Self> {
        (2020..=2100).contains(&first.year()).then_some(Self(first))
    }

    pub(super) fn before(self) -> Option<Self> {
        Self::starting(self.0.checked_sub(1.month()).ok()?)
    }

    pub(super) fn after(self) -> Option<Self> {
        Self::starting(self.0.checked_add(1.month()).ok()?)
    }

    /// Its first moment and that of the next month, in a zone.
    pub(super) fn bounds(self, zone: &Zone) -> (Instant, Instant) {
        let end = self.0.checked_add(1.month()).unwrap_or(self.0);
        (start(self.0, zone), start(end, zone))
    }

    /// Its weeks from Monday to Sunday, each day with what begins on it. Days of other months are none.
    pub(super) fn weeks(self, zone: &Zone, today: Date, meetings: &[Own]) -> Vec<Vec<Option<Cell>>> {
        let blank = usize::try_from(self.0.weekday().to_monday_zero_offset()).unwrap_or(0);
        let days = (1..=self.0.days_in_month()).filter_map(|day| {
            let day = date(self.0.year(), self.0.month(), 1).with().day(day).build().ok()?;
            let entries = meetings.iter().filter(|own| own.day(zone) == day).cloned().collect();
            Some(Some(Cell { day: Day::new(day), is_today: day == today, entries }))
        });
        let mut cells: Vec<Option<Cell>> = std::iter::repeat_with(|| None).take(blank).chain(days).collect();
        cells.resize_with(cells.len().next_multiple_of(7), || None);
        let mut weeks = Vec::new();
        let mut cells = cells.into_iter().peekable();
        while cells.peek().is_some() {
            weeks.push(cells.by_ref().take(7).collect());
        }
        weeks
    }
}

/// A day of the table.
#[derive(Debug, Clone)]
pub(super) struct Cell {
    pub day: Day,
    pub is_today: bool,
    pub entries: Vec<Own>,
}

impl Cell {
    pub fn number(&self) -> i8 {
        self.day.date().day()
    }

    /// For the `datetime` attribute.
    pub fn code(&self) -> String {
        self.day.date().to_string()
    }
}

fn start(day: Date, zone: &Zone) -> Instant {
    let midnight = day.to_zoned(zone.rules.clone());
    midnight.map_or_else(|_| Instant::from_microsecond(0), |midnight| Instant::new(midnight.timestamp()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_read_strictly_and_told_in_words() {
        assert_eq!(Month::parse("2027-03").unwrap().name(), "March 2027");
        assert_eq!(Month::parse("2027-12").unwrap().after().unwrap().code(), "2028-01");
        assert_eq!(Month::parse("2027-01").unwrap().before().unwrap().code(), "2026-12");
        assert_eq!(
            (Month::parse("2020-01").unwrap().before(), Month::parse("2100-12").unwrap().after()),
            (None, None)
        );
        for bad in ["2027-3", "2027-13", "1999-01", "+027-03", "2027-0३", "2027", "2027-03-01", ""] {
            assert_eq!(Month::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn every_month_has_its_days_once_in_whole_weeks() {
        let mut month = Month::parse("2025-01").unwrap();
        for _ in 0..132 {
            let weeks = month.weeks(&Zone::named("Europe/London"), date(2027, 3, 4), &[]);
            assert!(weeks.iter().all(|week| week.len() == 7));
            let days: Vec<i8> = weeks.iter().flatten().flatten().map(Cell::number).collect();
            assert_eq!(days, (1..=month.0.days_in_month()).collect::<Vec<i8>>(), "{}", month.code());
            let first = weeks.first().unwrap().iter().position(Option::is_some).unwrap();
            assert_eq!(i8::try_from(first).unwrap(), month.0.weekday().to_monday_zero_offset());
            month = month.after().unwrap();
        }
    }
}
