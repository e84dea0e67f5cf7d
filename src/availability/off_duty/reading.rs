use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;

use super::Shift;
use crate::platform::clock::Day;

/// So many days may be said at once.
const MOST: usize = 120;
const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// Reads an off-duty as people paste it: days and what is worked on them, one by one or as a row of codes after the first day.
/// Days of the week are passed over; a date without a year is the next one, counted from a month ago.
///
/// # Errors
/// A sentence that names what could not be read.
pub fn read(text: &str, today: Day) -> Result<BTreeMap<Day, Shift>, String> {
    let mut reader = Reader { today: today.date(), at: None, number: None, read: BTreeMap::new() };
    let words = text.split(|c: char| c.is_whitespace() || [',', ';', ':', '|', '(', ')'].contains(&c));
    let mut unknown = Vec::new();
    for word in words.map(|word| word.trim_matches(['.', '-', '–', '—'])).filter(|word| !word.is_empty())
    {
        if !reader.take(&word.to_lowercase()) {
            unknown.push(word.to_owned());
        }
    }
    if !unknown.is_empty() {
        unknown.dedup();
        unknown.truncate(3);
        return Err(format!(
            "We could not read “{}”. Write days and codes like “23 Nov E” or “23 Nov: E L N N off off”",
            unknown.join("”, “")
        ));
    }
    if reader.read.is_empty() {
        return Err("Paste or type at least one day and what you work, like “23 Nov E”".to_owned());
    }
    if reader.read.len() > MOST {
        return Err(format!("Paste at most {MOST} days at once"));
    }
    Ok(reader.read)
}

struct Reader {
    today: Date,
    /// The day the next code is for.
    at: Option<Date>,
    /// A number that may become a day of a month.
    number: Option<i8>,
    read: BTreeMap<Day, Shift>,
}

impl Reader {
    /// Whether the word was understood.
    fn take(&mut self, word: &str) -> bool {
        if let Some(shift) = shift_of(word) {
            return self.take_shift(shift);
        }
        if let Some(date) = date_of(word, self.today) {
            (self.at, self.number) = (Some(date), None);
            return true;
        }
        if let Some(month) = starts(&MONTHS, word) {
            let Some(day) = self.number.take() else { return false };
            self.at = near(day, i8::try_from(month + 1).unwrap_or(1), self.today);
            return self.at.is_some();
        }
        if starts(&WEEKDAYS, word).is_some() || word == "day" || word == "shift" {
            return true;
        }
        let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let ordinal = ["", "st", "nd", "rd", "th"].contains(&&word[digits.len()..]);
        match digits.parse::<i16>() {
            Ok(number @ 1..=31) if ordinal => {
                self.number = i8::try_from(number).ok();
                true
            }
            // A year after its date says what is known.
            Ok(2000..=2100) if self.at.is_some() => true,
            _ => false,
        }
    }

    fn take_shift(&mut self, shift: Shift) -> bool {
        if let Some(day) = self.number.take() {
            // A day without its month follows the one before it.
            let after = self.at.unwrap_or(self.today);
            self.at = (0..3).find_map(|ahead| {
                let month = after.first_of_month().saturating_add(i64::from(ahead).months());
                let date = Date::new(month.year(), month.month(), day).ok()?;
                (date >= after.saturating_sub(1.day())).then_some(date)
            });
        }
        let Some(date) = self.at else { return false };
        self.read.insert(Day::new(date), shift);
        self.at = date.tomorrow().ok();
        true
    }
}

fn shift_of(word: &str) -> Option<Shift> {
    Some(match word {
        "e" | "early" | "earlies" => Shift::Early,
        "l" | "late" | "lates" => Shift::Late,
        "ld" | "long" | "longday" | "long-day" => Shift::LongDay,
        "n" | "night" | "nights" => Shift::Night,
        "o" | "off" | "rd" | "do" | "d/o" | "r/d" | "rest" => Shift::Off,
        "al" | "a/l" | "leave" | "hol" | "holiday" => Shift::Leave,
        _ => return None,
    })
}

/// "2026-11-23", "23/11", "23.11.26" or "23/11/2026".
fn date_of(word: &str, today: Date) -> Option<Date> {
    if let Ok(date) = word.parse::<Date>() {
        return Some(date);
    }
    let parts: Vec<i16> = word.split(['/', '.']).map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let small = |number: i16| i8::try_from(number).ok();
    match parts[..] {
        [day, month] => near(small(day)?, small(month)?, today),
        [day, month, year] => {
            let year = if year < 100 { year + 2000 } else { year };
            Date::new(year, small(month)?, small(day)?).ok()
        }
        _ => None,
    }
}

/// The next such day, counted from a month ago.
fn near(day: i8, month: i8, today: Date) -> Option<Date> {
    let from = today.saturating_sub(1.month());
    [from.year(), from.year() + 1, from.year() + 2]
        .into_iter()
        .filter_map(|year| Date::new(year, month, day).ok())
        .find(|date| *date >= from)
}

/// Which of these the word is, by its first three letters.
fn starts(names: &[&str], word: &str) -> Option<usize> {
    let letters = word.len() >= 3 && word.is_ascii() && word.bytes().all(|byte| byte.is_ascii_alphabetic());
    if letters { names.iter().position(|name| *name == &word[..3]) } else { None }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn today() -> Day {
        Day::new(date(2026, 11, 20))
    }

    fn shifts(text: &str) -> Vec<(String, Shift)> {
        read(text, today()).unwrap().into_iter().map(|(day, shift)| (day.date().to_string(), shift)).collect()
    }

    #[test]
    fn an_off_duty_is_read_as_wards_write_it() {
        let expected = vec![
            ("2026-11-23".to_owned(), Shift::Early),
            ("2026-11-24".to_owned(), Shift::Night),
            ("2026-11-25".to_owned(), Shift::Night),
            ("2026-11-26".to_owned(), Shift::Off),
        ];
        for text in [
            "Mon 23 Nov E, Tue 24 Nov N, Wed 25 Nov N, Thu 26 Nov OFF",
            "23 Nov: E N N off",
            "23/11 early\n24/11 night\n25/11 night\n26/11 D/O",
            "2026-11-23 E N N RD",
            "Monday 23rd November 2026 E\nTuesday 24th N\nWednesday 25th N\nThursday 26th off",
            "23.11.26 e | n | n | o",
        ] {
            assert_eq!(shifts(text), expected, "{text}");
        }
    }

    #[test]
    fn a_row_runs_over_the_end_of_a_month_and_of_a_year() {
        let read = shifts("30 Dec LD LD N A/L");
        assert_eq!(read.first().unwrap().0, "2026-12-30");
        assert_eq!(read.last().unwrap(), &("2027-01-02".to_owned(), Shift::Leave));
        assert_eq!(shifts("30 Nov E\n1 L").last().unwrap(), &("2026-12-01".to_owned(), Shift::Late));
    }

    #[test]
    fn what_is_not_understood_is_named() {
        assert!(read("23 Nov X9", today()).unwrap_err().contains("X9"));
        assert!(read("E L N", today()).unwrap_err().contains('E'), "codes without a day");
        assert!(read("31 Feb E", today()).is_err());
        assert!(read("  ", today()).is_err());
    }

    proptest! {
        #[test]
        fn anything_may_be_pasted(text in "\\PC{0,200}") {
            let _ = read(&text, today());
        }

        #[test]
        fn what_is_written_day_by_day_is_read_back(codes in prop::collection::vec(0_usize..6, 1..60), start in 0_i64..300) {
            let first = today().date().saturating_add(start.days());
            let named = ["O", "E", "L", "LD", "N", "A/L"];
            let text = codes.iter().enumerate().map(|(index, code)| {
                let day = first.saturating_add(i64::try_from(index).unwrap().days());
                format!("{} {}", day, named[*code])
            }).collect::<Vec<_>>().join("\n");
            let back: Vec<Shift> = read(&text, today()).unwrap().into_values().collect();
            let expected: Vec<Shift> = codes.iter().map(|code| Shift::ALL[*code]).collect();
            prop_assert_eq!(back, expected);
        }
    }
}
