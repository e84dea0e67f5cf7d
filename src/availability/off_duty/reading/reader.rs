use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;

use super::token::Token;
use crate::availability::off_duty::Shift;
use crate::platform::clock::Day;

/// No row of days that is written as its first and its last is longer.
const LONGEST_RANGE: usize = 92;

/// Why an off-duty makes no sense.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Problem {
    /// A code before any day.
    NoDay,
    NoSuchDay(i8, i8),
    /// A date that does not fall on the weekday written with it.
    OtherWeekday(Day),
    /// Two codes for one day.
    Twice(Day),
    MoreCodes,
    FewerCodes,
    Time,
}

/// Goes through the words and keeps which day comes next.
pub(super) struct Reader {
    today: Date,
    /// The days that were named last; codes go to one after the other. After a single one they go on with the next day.
    days: Vec<Date>,
    /// How many codes, or days without, came since.
    used: usize,
    /// How many of them were named on the lines before this one.
    earlier: usize,
    /// The day that was named last.
    latest: Option<Date>,
    /// The weekday that was written before it.
    expected: Option<i8>,
    /// A number that becomes a day of a month.
    number: Option<i8>,
    /// The number before it, when days from one to another are written as "23 - 29 Nov".
    range_from: Option<i8>,
    /// The month and year that days without one belong to.
    month: Option<(i8, Option<i16>)>,
    /// Named since the last day or code.
    weekdays: Vec<i8>,
    dashes: usize,
    /// The day that follows, or was just read, begins a week.
    week: bool,
    /// The days of a table, by column.
    columns: BTreeMap<usize, Date>,
    said: BTreeMap<Day, Shift>,
}

/// Whether these cells are days of a table: two or more, and no code among them.
pub(super) fn is_header(cells: &[Vec<Token>]) -> bool {
    cells.iter().filter(|cell| cell.iter().any(|token| is_day(*token))).count() >= 2
        && !cells.iter().flatten().any(|token| is_code(*token))
}

const fn is_day(token: Token) -> bool {
    matches!(token, Token::Date(..) | Token::Day(_) | Token::Weekday(_))
}

pub(super) const fn is_code(token: Token) -> bool {
    matches!(token, Token::Shift(_))
}

impl Reader {
    pub fn new(today: Date) -> Self {
        Self {
            today,
            days: Vec::new(),
            used: 0,
            earlier: 0,
            latest: None,
            expected: None,
            number: None,
            range_from: None,
            month: None,
            weekdays: Vec::new(),
            dashes: 0,
            week: false,
            columns: BTreeMap::new(),
            said: BTreeMap::new(),
        }
    }

    pub fn finish(self) -> Result<BTreeMap<Day, Shift>, Problem> {
        self.all_used()?;
        Ok(self.said)
    }

    pub fn begin_line(&mut self) -> Result<(), Problem> {
        self.settle()?;
        self.earlier = if self.used == 0 { self.days.len() } else { 0 };
        Ok(())
    }

    /// Codes for some of several days leave it open for which.
    fn all_used(&self) -> Result<(), Problem> {
        let some = self.days.len() > 1 && (1..self.days.len()).contains(&self.used);
        if some { Err(Problem::FewerCodes) } else { Ok(()) }
    }

    pub fn has_column(&self, column: usize) -> bool {
        self.columns.contains_key(&column)
    }

    /// Whether these cells are codes under the days of a table.
    pub fn is_row(&self, cells: &[Vec<Token>]) -> bool {
        let under = cells.iter().enumerate().filter(|(column, _)| self.has_column(*column));
        let under: Vec<Token> = under.flat_map(|(_, cell)| cell.iter().copied()).collect();
        under.iter().any(|token| is_code(*token)) && !under.iter().any(|token| is_day(*token))
    }

    pub fn row(&mut self, cells: &[Vec<Token>]) -> Result<(), Problem> {
        for (column, cell) in cells.iter().enumerate() {
            let Some(date) = self.columns.get(&column).copied() else { continue };
            for token in cell {
                match token {
                    Token::Shift(shift) => self.say(date, *shift)?,
                    Token::Time => return Err(Problem::Time),
                    _ => {}
                }
            }
        }
        Ok(())
    }

    pub fn header(&mut self, cells: &[Vec<Token>]) -> Result<(), Problem> {
        let mut columns: BTreeMap<usize, Date> = BTreeMap::new();
        let start = self.days.first().copied().filter(|_| self.week && self.used == 0);
        if start.is_none() {
            self.all_used()?;
            (self.days, self.used) = (Vec::new(), 0);
        }
        for (column, cell) in cells.iter().enumerate() {
            if let (Some(start), [Token::Weekday(weekday)]) = (start, cell.as_slice()) {
                let after = columns.values().next_back().map_or(start, |last| last.saturating_add(1.day()));
                columns.insert(column, on_or_after(after, *weekday));
                continue;
            }
            self.weekdays.clear();
            self.latest = None;
            cell.iter().try_for_each(|token| self.take(*token))?;
            self.settle()?;
            self.check()?;
            columns.extend(self.latest.map(|date| (column, date)));
        }
        self.weekdays.clear();
        if columns.len() >= 2 {
            self.columns = columns;
        }
        Ok(())
    }

    pub fn take(&mut self, token: Token) -> Result<(), Problem> {
        let dashes = std::mem::take(&mut self.dashes);
        match token {
            Token::Shift(shift) => {
                self.settle()?;
                self.skip(dashes);
                let date = self.next_day()?;
                self.say(date, shift)?;
            }
            Token::Blank => {
                self.settle()?;
                self.skip(dashes);
                if !self.days.is_empty() {
                    self.next_day()?;
                }
            }
            Token::Dash => self.dashes = dashes + 1,
            Token::Date(day, month, year) => {
                self.settle()?;
                self.dated(day, month, year, dashes > 0)?;
            }
            Token::Day(day) => {
                let from = self.number.filter(|from| dashes > 0 && *from < day);
                if from.is_none() {
                    self.settle()?;
                    self.dashes = usize::from(dashes > 0 && self.used == 0);
                }
                (self.range_from, self.number) = (from, Some(day));
            }
            Token::Month(month) => match (self.range_from.take(), self.number.take()) {
                (Some(from), Some(day)) => {
                    self.dated(from, month, None, false)?;
                    self.dated(day, month, None, true)?;
                }
                (None, Some(day)) => self.dated(day, month, None, dashes > 0)?,
                (_, None) => self.month = Some((month, None)),
            },
            Token::Year(year) => self.year(year)?,
            Token::Weekday(weekday) => {
                self.settle()?;
                self.weekdays.push(weekday);
            }
            Token::Week => {
                self.settle()?;
                self.week = true;
                self.weekdays.clear();
                self.days.clear();
            }
            Token::Time => return Err(Problem::Time),
            Token::Filler => self.dashes = dashes,
        }
        Ok(())
    }

    /// A number without a month is a day of the month that was named, or of that of the day before it.
    fn settle(&mut self) -> Result<(), Problem> {
        let Some(day) = self.number.take() else { return Ok(()) };
        if let Some(from) = self.range_from.take() {
            self.named(self.day_of_month(from)?, false)?;
            return self.named(self.day_of_month(day)?, true);
        }
        let dashes = std::mem::take(&mut self.dashes);
        self.named(self.day_of_month(day)?, dashes > 0)
    }

    fn day_of_month(&self, day: i8) -> Result<Date, Problem> {
        let last = self.days.last().copied();
        if let Some((month, year)) = self.month {
            let named = match year {
                Some(year) => Date::new(year, month, day).ok(),
                None => near(day, month, self.today),
            };
            if let Some(date) = named.filter(|date| last.is_none_or(|last| last <= *date)) {
                return Ok(date);
            }
        }
        let after = last.unwrap_or_else(|| self.today.saturating_sub(7.days()));
        let found = (0..3_i64).find_map(|ahead| {
            let month = after.first_of_month().saturating_add(ahead.months());
            Date::new(month.year(), month.month(), day).ok().filter(|date| *date >= after)
        });
        found.ok_or(Problem::NoSuchDay(day, after.month()))
    }

    fn dated(&mut self, day: i8, month: i8, year: Option<i16>, range: bool) -> Result<(), Problem> {
        let date = match year {
            Some(year) => Date::new(year, month, day).ok(),
            None => near(day, month, self.today),
        };
        self.named(date.ok_or(Problem::NoSuchDay(day, month))?, range)
    }

    fn named(&mut self, date: Date, range: bool) -> Result<(), Problem> {
        self.check()?;
        let weekdays = std::mem::take(&mut self.weekdays);
        if let [weekday] = weekdays[..] {
            self.expected = Some(weekday);
        }
        if self.used > 0 {
            self.all_used()?;
            (self.days, self.used, self.earlier) = (Vec::new(), 0, 0);
        }
        self.latest = Some(date);
        match self.days[..] {
            [first] if range && first < date => {
                self.days =
                    first.series(1.day()).take_while(|day| *day <= date).take(LONGEST_RANGE).collect();
            }
            [.., last] if last == date => {}
            _ => self.days.push(date),
        }
        Ok(())
    }

    /// Whether the day that was named last falls on the weekday before it.
    fn check(&mut self) -> Result<(), Problem> {
        match (self.expected.take(), self.days.last()) {
            (Some(weekday), Some(last)) if weekday != last.weekday().to_monday_zero_offset() => {
                Err(Problem::OtherWeekday(Day::new(*last)))
            }
            _ => Ok(()),
        }
    }

    /// A year after its date says which one was meant; after a month, which one is.
    fn year(&mut self, year: i16) -> Result<(), Problem> {
        if self.number.is_none()
            && let Some((month, _)) = self.month
        {
            self.month = Some((month, Some(year)));
            return Ok(());
        }
        self.settle()?;
        let Some(last) = self.days.last_mut().filter(|_| self.used == 0) else { return Ok(()) };
        *last = Date::new(year, last.month(), last.day())
            .map_err(|_| Problem::NoSuchDay(last.day(), last.month()))?;
        self.latest = Some(*last);
        Ok(())
    }

    /// Dashes between two codes stand for days; before the first they part it from its day.
    fn skip(&mut self, dashes: usize) {
        if self.used > 0 {
            self.used += dashes;
        }
    }

    /// The day the next code is for.
    fn next_day(&mut self) -> Result<Date, Problem> {
        self.check()?;
        let weekdays = std::mem::take(&mut self.weekdays);
        if self.used == 0 && self.earlier > 0 && self.days.len() > self.earlier {
            // A day without a code, and on the next line one with its own.
            self.days.drain(..std::mem::take(&mut self.earlier));
        }
        let first = *self.days.first().ok_or(Problem::NoDay)?;
        if self.days.len() == 1 && self.used == 0 && weekdays.len() > 1 {
            // A row of weekdays after the first day: its codes follow.
            let mut next = first;
            self.days = weekdays
                .iter()
                .map(|weekday| {
                    let date = on_or_after(next, *weekday);
                    next = date.saturating_add(1.day());
                    date
                })
                .collect();
        }
        let date = match self.days.get(self.used) {
            Some(date) => *date,
            None if self.days.len() == 1 => {
                first.saturating_add(i64::try_from(self.used).unwrap_or(0).days())
            }
            None => return Err(Problem::MoreCodes),
        };
        let date = match weekdays[..] {
            [weekday] if self.days.len() == 1 => {
                let on = on_or_after(date, weekday);
                if self.used == 0 && on != date && !self.week {
                    return Err(Problem::OtherWeekday(Day::new(date)));
                }
                self.used += usize::try_from(date.until(on).map_or(0, |span| span.get_days())).unwrap_or(0);
                on
            }
            _ => date,
        };
        self.used += 1;
        self.week = false;
        Ok(date)
    }

    fn say(&mut self, date: Date, shift: Shift) -> Result<(), Problem> {
        let day = Day::new(date);
        match self.said.insert(day, shift) {
            Some(other) if other != shift => Err(Problem::Twice(day)),
            _ => Ok(()),
        }
    }
}

fn on_or_after(date: Date, weekday: i8) -> Date {
    let ahead = (weekday - date.weekday().to_monday_zero_offset()).rem_euclid(7);
    date.saturating_add(i64::from(ahead).days())
}

/// The nearest such day: from three months ago on.
fn near(day: i8, month: i8, today: Date) -> Option<Date> {
    let from = today.saturating_sub(3.months());
    (from.year()..=from.year() + 8)
        .filter_map(|year| Date::new(year, month, day).ok())
        .find(|date| *date >= from)
}
