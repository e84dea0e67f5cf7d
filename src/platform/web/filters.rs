//! Filters for templates: `use crate::platform::web::filters;` beside the page struct, then `{{ sent_at|date_time }}`.
//! What they write is in [`crate::platform::words`]; nothing is formatted in SQL or handlers.

#![allow(clippy::inline_always, reason = "written by askama's macro")]
#![allow(clippy::missing_errors_doc, reason = "askama asks for a Result; none of these fails")]
#![allow(clippy::unnecessary_wraps, reason = "askama asks for a Result")]

use askama::{Result, Values};
use jiff::tz::TimeZone;

use crate::platform::bank_holidays::Nation;
use crate::platform::clock::{Day, Instant};
use crate::platform::words;

/// "Thursday 4 March 2027, 2:30pm", Europe/London.
#[askama::filter_fn]
pub fn date_time(moment: &Instant, _: &dyn Values) -> Result<String> {
    Ok(words::date_time(*moment))
}

/// The same in the reader's zone: `{{ starts_at|date_time_in(zone) }}`.
#[askama::filter_fn]
pub fn date_time_in(moment: &Instant, _: &dyn Values, zone: &TimeZone) -> Result<String> {
    Ok(words::date_time_in(*moment, zone))
}

/// "Thursday 4 March 2027" of a [`Day`].
#[askama::filter_fn]
pub fn date(day: &Day, _: &dyn Values) -> Result<String> {
    Ok(words::date(*day))
}

/// "4 March 2027" of a [`Day`].
#[askama::filter_fn]
pub fn short_date(day: &Day, _: &dyn Values) -> Result<String> {
    Ok(words::short_date(*day))
}

/// For the `datetime` attribute of `<time>`.
#[askama::filter_fn]
pub fn machine_time(moment: &Instant, _: &dyn Values) -> Result<String> {
    Ok(words::machine_time(*moment))
}

/// "the end of Tuesday 24 November 2026", of a deadline.
#[askama::filter_fn]
pub fn by_end_of(deadline: &Instant, _: &dyn Values) -> Result<String> {
    Ok(words::by_end_of(*deadline))
}

/// "2 working days left": `{{ due_at|time_left(now, nation) }}`.
#[askama::filter_fn]
pub fn time_left(deadline: &Instant, _: &dyn Values, now: &Instant, nation: &Nation) -> Result<String> {
    Ok(words::time_left(*now, *deadline, *nation))
}

/// "3 hours ago": `{{ received_at|ago(now) }}`.
#[askama::filter_fn]
pub fn ago(moment: &Instant, _: &dyn Values, now: &Instant) -> Result<String> {
    Ok(words::ago(*now, *moment))
}

/// "1 person", "1,204 people": `{{ people|counted("person", "people") }}`.
#[askama::filter_fn]
pub fn counted<N: TryInto<i64> + Copy>(number: &N, _: &dyn Values, one: &str, many: &str) -> Result<String> {
    Ok(words::count((*number).try_into().unwrap_or(i64::MAX), one, many))
}

/// "1,204": thousands grouped.
#[askama::filter_fn]
pub fn grouped<N: TryInto<i64> + Copy>(number: &N, _: &dyn Values) -> Result<String> {
    Ok(words::grouped((*number).try_into().unwrap_or(i64::MAX)))
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
                  {{ people|counted(\"person\", \"people\") }}; {{ people|grouped }}; {{ now|ago(due) }}; {{ now|machine_time }}; \
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
             Thursday 4 March 2027; 4 March 2027; 1,204 people; 1,204; 2 days ago; 2026-11-23T10:00:00Z; \
             Monday 23 November 2026, 10am"
        );
    }
}
