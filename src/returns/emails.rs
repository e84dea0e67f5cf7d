//! The one letter about a month.

use super::minutes;
use super::month::Month;
use super::store::OfKind;
use crate::letter;
use crate::platform::clock::Day;
use crate::platform::web::filters;

/// To a coach or mentor, once: what was recorded of the month that ended, and where they confirm it.
pub struct MonthOpened {
    pub first_name: String,
    pub month: Month,
    pub due_on: Day,
    pub hours: Vec<OfKind>,
}

impl MonthOpened {
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
    let opened = |hours: Vec<OfKind>| MonthOpened {
        first_name: text.to_owned(),
        month,
        due_on: Day::new(jiff::civil::date(2026, 11, 10)),
        hours,
    };
    vec![
        Sample::of(&opened(Vec::new())),
        Sample::of(&opened(vec![OfKind { kind: Kind::Coaching, minutes: 210 }])),
    ]
}
