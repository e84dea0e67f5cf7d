//! Filters for templates: `use crate::platform::web::filters;` beside the page struct, then `{{ sent_at|date_time }}`.
//! What they write is in [`crate::platform::words`]; nothing is formatted in SQL or handlers.

#![allow(clippy::inline_always, reason = "written by askama's macro")]
#![allow(clippy::missing_errors_doc, reason = "askama asks for a Result; none of these fails")]
#![allow(clippy::unnecessary_wraps, reason = "askama asks for a Result")]

use std::fmt::Display;

use askama::{Result, Values};
use jiff::tz::TimeZone;

use crate::platform::bank_holidays::Nation;
use crate::platform::clock::{Day, Instant};
use crate::platform::words;

/// A value, or a reference to one however deep: templates hand over fields by reference and results by value.
pub trait Holds<T> {
    fn held(&self) -> T;
}

impl Holds<Self> for Instant {
    fn held(&self) -> Self {
        *self
    }
}

impl Holds<Self> for Day {
    fn held(&self) -> Self {
        *self
    }
}

impl<T, H: Holds<T>> Holds<T> for &H {
    fn held(&self) -> T {
        (*self).held()
    }
}

/// "Thursday 4 March 2027, 2:30pm", Europe/London.
#[askama::filter_fn]
pub fn date_time<M: Holds<Instant>>(moment: M, _: &dyn Values) -> Result<String> {
    Ok(words::date_time(moment.held()))
}

/// The same in the reader's zone: `{{ starts_at|date_time_in(zone) }}`.
#[askama::filter_fn]
pub fn date_time_in<M: Holds<Instant>>(moment: M, _: &dyn Values, zone: &TimeZone) -> Result<String> {
    Ok(words::date_time_in(moment.held(), zone))
}

/// "Thursday 4 March 2027" of a [`Day`].
#[askama::filter_fn]
pub fn date<M: Holds<Day>>(day: M, _: &dyn Values) -> Result<String> {
    Ok(words::date(day.held()))
}

/// "4 March 2027" of a [`Day`].
#[askama::filter_fn]
pub fn short_date<M: Holds<Day>>(day: M, _: &dyn Values) -> Result<String> {
    Ok(words::short_date(day.held()))
}

/// For the `datetime` attribute of `<time>`.
#[askama::filter_fn]
pub fn machine_time<M: Holds<Instant>>(moment: M, _: &dyn Values) -> Result<String> {
    Ok(words::machine_time(moment.held()))
}

/// "the end of Tuesday 24 November 2026", of a deadline.
#[askama::filter_fn]
pub fn by_end_of<M: Holds<Instant>>(deadline: M, _: &dyn Values) -> Result<String> {
    Ok(words::by_end_of(deadline.held()))
}

/// "2 working days left": `{{ due_at|time_left(now, nation) }}`.
#[askama::filter_fn]
pub fn time_left<M: Holds<Instant>>(
    deadline: M,
    _: &dyn Values,
    now: &Instant,
    nation: &Nation,
) -> Result<String> {
    Ok(words::time_left(*now, deadline.held(), *nation))
}

/// "3 hours ago": `{{ received_at|ago(now) }}`.
#[askama::filter_fn]
pub fn ago<M: Holds<Instant>>(moment: M, _: &dyn Values, now: &Instant) -> Result<String> {
    Ok(words::ago(*now, moment.held()))
}

/// "1 person", "1,204 people": `{{ people|counted("person", "people") }}`.
#[askama::filter_fn]
pub fn counted<N: Display>(number: N, _: &dyn Values, one: &str, many: &str) -> Result<String> {
    Ok(words::count(integer(&number), one, many))
}

/// "1,204": thousands grouped.
#[askama::filter_fn]
pub fn grouped<N: Display>(number: N, _: &dyn Values) -> Result<String> {
    Ok(words::grouped(integer(&number)))
}

/// A template hands over integers of any type, by value or by reference; all they share is how they are written.
fn integer(number: &impl Display) -> i64 {
    number.to_string().parse().unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use askama::Template;

    use crate::platform::bank_holidays::Nation;
    use crate::platform::clock::{Day, Instant};
    use crate::platform::web::filters;

    #[derive(Template)]
    #[template(
        source = "{{ due|time_left(now, nation) }}; {{ due|by_end_of }}; {{ now|date_time }}; {{ day|date }}; {{ day|short_date }}; \
                  {{ people|counted(\"person\", \"people\") }}; {{ people|grouped }}; {{ self.many()|grouped }}; {{ now|ago(due) }}; {{ now|machine_time }}; \
                  {{ now|date_time_in(zone) }}",
        ext = "txt"
    )]
    struct Page {
        due: Instant,
        now: Instant,
        day: Day,
        nation: Nation,
        people: u32,
        zone: jiff::tz::TimeZone,
    }

    impl Page {
        fn many(&self) -> usize {
            usize::try_from(self.people).unwrap() + 1
        }
    }

    #[test]
    fn filters_write_in_templates() {
        let page = Page {
            due: Instant::new("2026-11-25T00:00:00Z".parse().unwrap()),
            now: Instant::new("2026-11-23T10:00:00Z".parse().unwrap()),
            day: Day::new(jiff::civil::date(2027, 3, 4)),
            nation: Nation::England,
            people: 1204,
            zone: jiff::tz::TimeZone::UTC,
        };
        assert_eq!(
            page.render().unwrap(),
            "1 working day left; the end of Tuesday 24 November 2026; Monday 23 November 2026, 10am; \
             Thursday 4 March 2027; 4 March 2027; 1,204 people; 1,204; 1,205; 2 days ago; 2026-11-23T10:00:00Z; \
             Monday 23 November 2026, 10am"
        );
    }
}
