//! The one letter about a month.

use super::minutes;
use super::model::last_day;
use super::month::Month;
use super::store::OfKind;
use crate::letter;
use crate::platform::clock::Day;
use crate::platform::web::filters;
use crate::platform::words;

/// To a coach or mentor, once: what was recorded of the month that ended, and where they confirm it; of all months, where several
/// were opened at one time.
pub struct MonthOpened {
    pub first_name: String,
    /// The earliest first.
    pub months: Vec<Opened>,
}

/// A month that was opened.
pub struct Opened {
    pub month: Month,
    pub due_on: Day,
    pub hours: Vec<OfKind>,
}

impl MonthOpened {
    /// "December 2026 and January 2027".
    fn names(&self) -> String {
        let names: Vec<String> = self.months.iter().map(|one| one.month.to_string()).collect();
        words::list(&names)
    }
}

impl Opened {
    /// The last day on which it can be confirmed.
    #[must_use]
    pub fn last_day(&self) -> Day {
        last_day(self.due_on)
    }

    /// What its button says: which month, where there are several.
    fn button(&self, of: usize) -> String {
        if of > 1 { format!("Look at {} and confirm", self.month) } else { "Look and confirm".to_owned() }
    }

    fn lines(&self) -> Vec<String> {
        self.hours
            .iter()
            .map(|one| format!("{}: {}", one.kind.label(), minutes::words(one.minutes)))
            .collect()
    }
}

letter!(
    MonthOpened,
    "return-opened",
    Action,
    "emails/returns/opened.subject.txt",
    "emails/returns/opened.txt",
    "emails/returns/opened.html"
);

#[cfg(test)]
pub(crate) fn samples(text: &str) -> Vec<crate::platform::mail::Sample> {
    use super::model::Kind;
    use crate::platform::mail::Sample;
    let month = Month::of(Day::new(jiff::civil::date(2026, 10, 1)));
    let opened = |month: Month, hours: Vec<OfKind>| Opened {
        month,
        due_on: Day::new(jiff::civil::date(2026, 11, 10)),
        hours,
    };
    let letter = |months: Vec<Opened>| MonthOpened { first_name: text.to_owned(), months };
    let some = || vec![OfKind { kind: Kind::Coaching, minutes: 210 }];
    vec![
        Sample::of(&letter(vec![opened(month, Vec::new())])),
        Sample::of(&letter(vec![opened(month, some())])),
        Sample::of(&letter(vec![opened(month.plus(-1), some()), opened(month, Vec::new())])),
    ]
}
