//! Moments, days and counts as people read them. Templates reach these through `platform::web::filters`.

use jiff::civil::{Date, Time, Weekday};
use jiff::tz::TimeZone;

use super::bank_holidays::Nation;
use super::clock::{Day, Instant, london};
use super::working_days::{Left, last_day, left};

/// "Thursday 4 March 2027, 2:30pm" in the given zone, and whose time it is where the clocks there show another than London's:
/// "Thursday 4 March 2027, 8pm, Kolkata time".
#[must_use]
pub fn date_time_in(moment: Instant, zone: &TimeZone) -> String {
    with_zone(local_date_time(moment, zone), moment, zone)
}

/// The same without whose time it is.
#[must_use]
pub fn local_date_time(moment: Instant, zone: &TimeZone) -> String {
    let local = moment.in_zone(zone);
    format!("{}, {}", date(Day::new(local.date())), time(local.time()))
}

/// What was told of a moment, with whose time it is where that differs from London's.
#[must_use]
pub fn with_zone(told: String, moment: Instant, zone: &TimeZone) -> String {
    let differs = zone.to_offset(moment.timestamp()) != london().to_offset(moment.timestamp());
    match zone.iana_name().filter(|_| differs) {
        Some(name) => format!("{told}, {} time", zone_place(name)),
        None => told,
    }
}

/// "Buenos Aires", as people say whose time it is.
#[must_use]
pub fn zone_place(name: &str) -> String {
    name.rsplit('/').next().unwrap_or(name).replace('_', " ")
}

/// "Thursday 4 March 2027, 2:30pm" in Europe/London.
#[must_use]
pub fn date_time(moment: Instant) -> String {
    date_time_in(moment, &london())
}

/// A text of at most so many characters, with an ellipsis where it was longer.
#[must_use]
pub fn shortened(text: &str, longest: usize) -> String {
    if text.chars().count() <= longest {
        return text.to_owned();
    }
    let kept: String = text.chars().take(longest.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

/// "Thursday 4 March 2027".
#[must_use]
pub fn date(day: Day) -> String {
    let date = day.date();
    format!("{} {} {} {}", weekday(date), date.day(), month(date), date.year())
}

/// "4 March 2027", where the day of the week is of no use.
#[must_use]
pub fn short_date(day: Day) -> String {
    let date = day.date();
    format!("{} {} {}", date.day(), month(date), date.year())
}

/// "2:30pm", "9am", "midday", "midnight".
#[must_use]
pub fn time(time: Time) -> String {
    let (hour, minute) = (time.hour(), time.minute());
    match (hour, minute) {
        (0, 0) => return "midnight".to_owned(),
        (12, 0) => return "midday".to_owned(),
        _ => {}
    }
    let half = if hour < 12 { "am" } else { "pm" };
    let hour = if hour % 12 == 0 { 12 } else { hour % 12 };
    if minute == 0 { format!("{hour}{half}") } else { format!("{hour}:{minute:02}{half}") }
}

/// The value of a `datetime` attribute: "2027-03-04T14:30:00Z".
#[must_use]
pub fn machine_time(moment: Instant) -> String {
    let timestamp = moment.timestamp();
    timestamp.round(jiff::Unit::Second).unwrap_or(timestamp).to_string()
}

/// "the end of Tuesday 24 November 2026": the last day on which something is still in time.
#[must_use]
pub fn by_end_of(deadline: Instant) -> String {
    format!("the end of {}", date(last_day(deadline)))
}

/// "2 working days left", "due today", "1 working day late".
#[must_use]
pub fn time_left(now: Instant, deadline: Instant, nation: Nation) -> String {
    match left(now, deadline, nation) {
        Left::Days(days) => format!("{} left", count(days, "working day", "working days")),
        Left::Today => "due today".to_owned(),
        Left::Over(0) => "overdue".to_owned(),
        Left::Over(days) => format!("{} late", count(days, "working day", "working days")),
    }
}

/// How long ago something was, coarsely: "just now", "5 minutes ago", "3 hours ago", "yesterday", "4 days ago", and
/// from two weeks on the date. Days are Europe/London's.
#[must_use]
pub fn ago(now: Instant, moment: Instant) -> String {
    let minutes = now.since(moment).as_mins();
    let days = moment.in_london().date().until(now.in_london().date()).map_or(0, |span| span.get_days());
    match (minutes, days) {
        (..=0, _) => "just now".to_owned(),
        (1..=59, _) => format!("{} ago", count(minutes, "minute", "minutes")),
        (_, 0) => format!("{} ago", count(minutes / 60, "hour", "hours")),
        (_, 1) => "yesterday".to_owned(),
        (_, 2..=13) => format!("{days} days ago"),
        _ => format!("on {}", short_date(Day::new(moment.in_london().date()))),
    }
}

/// "1 person", "1,204 people".
#[must_use]
pub fn count(number: impl Into<i64>, one: &str, many: &str) -> String {
    let number = number.into();
    format!("{} {}", grouped(number), if number == 1 { one } else { many })
}

/// "1,204": thousands grouped.
#[must_use]
pub fn grouped(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut text = if number < 0 { "-".to_owned() } else { String::new() };
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// "a", "a and b", "a, b and c".
#[must_use]
pub fn list(items: &[impl AsRef<str>]) -> String {
    match items {
        [] => String::new(),
        [only] => only.as_ref().to_owned(),
        [first @ .., last] => {
            let first: Vec<&str> = first.iter().map(AsRef::as_ref).collect();
            format!("{} and {}", first.join(", "), last.as_ref())
        }
    }
}

/// "a", "a or b", "a, b or c".
#[must_use]
pub fn either(items: &[impl AsRef<str>]) -> String {
    match items {
        [] => String::new(),
        [only] => only.as_ref().to_owned(),
        [first @ .., last] => {
            let first: Vec<&str> = first.iter().map(AsRef::as_ref).collect();
            format!("{} or {}", first.join(", "), last.as_ref())
        }
    }
}

/// The same text, beginning with a capital.
#[must_use]
pub fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The same text with a small first letter, to stand inside a sentence.
#[must_use]
pub fn uncapitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// "two": a small number in words; from ten on in figures.
#[must_use]
pub fn number(number: i64) -> String {
    const WORDS: [&str; 10] = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
    let word = usize::try_from(number).ok().and_then(|at| WORDS.get(at));
    word.map_or_else(|| grouped(number), |word| (*word).to_owned())
}

fn weekday(date: Date) -> &'static str {
    match date.weekday() {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}

fn month(date: Date) -> &'static str {
    month_name(i32::from(date.month()))
}

/// "March", of a month by its number; nothing for what is none.
#[must_use]
pub fn month_name(number: i32) -> &'static str {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    usize::try_from(number - 1).ok().and_then(|index| MONTHS.get(index)).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Instant {
        Instant::new(text.parse().unwrap())
    }

    #[test]
    fn months_have_names() {
        assert_eq!([1, 12, 13, 0].map(month_name), ["January", "December", "", ""]);
    }

    #[test]
    fn moments_are_written_out_in_london() {
        assert_eq!(date_time(at("2027-03-04T14:30:00Z")), "Thursday 4 March 2027, 2:30pm");
        assert_eq!(date_time(at("2027-07-01T08:05:00Z")), "Thursday 1 July 2027, 9:05am");
        assert_eq!(date_time(at("2027-03-04T12:00:00Z")), "Thursday 4 March 2027, midday");
        assert_eq!(date_time(at("2027-03-04T00:15:00Z")), "Thursday 4 March 2027, 12:15am");
        assert_eq!(machine_time(at("2027-03-04T14:30:00.25Z")), "2027-03-04T14:30:00Z");
    }

    #[test]
    fn or_in_the_readers_zone() {
        let zone = TimeZone::get("Asia/Karachi").unwrap();
        assert_eq!(
            date_time_in(at("2027-03-04T20:30:00Z"), &zone),
            "Friday 5 March 2027, 1:30am, Karachi time"
        );
        let lisbon = TimeZone::get("Europe/Lisbon").unwrap();
        assert_eq!(date_time_in(at("2027-03-04T20:30:00Z"), &lisbon), "Thursday 4 March 2027, 8:30pm");
        assert_eq!(zone_place("America/Argentina/Buenos_Aires"), "Buenos Aires");
    }

    #[test]
    fn limits_say_what_is_left() {
        let sent = at("2026-11-23T10:00:00Z");
        let deadline = super::super::working_days::deadline(sent, 3, Nation::England);
        let on = |text: &str| time_left(at(text), deadline, Nation::England);
        assert_eq!(on("2026-11-24T10:00:00Z"), "2 working days left");
        assert_eq!(on("2026-11-25T10:00:00Z"), "1 working day left");
        assert_eq!(on("2026-11-26T23:59:00Z"), "due today");
        assert_eq!(on("2026-11-27T00:00:00Z"), "1 working day late");
        assert_eq!(by_end_of(deadline), "the end of Thursday 26 November 2026");
    }

    #[test]
    fn the_past_gets_coarser_with_distance() {
        let now = at("2026-11-23T10:00:00Z");
        assert_eq!(ago(now, at("2026-11-23T09:59:40Z")), "just now");
        assert_eq!(ago(now, at("2026-11-23T09:59:00Z")), "1 minute ago");
        assert_eq!(ago(now, at("2026-11-23T07:00:00Z")), "3 hours ago");
        assert_eq!(ago(now, at("2026-11-22T20:00:00Z")), "yesterday");
        assert_eq!(ago(now, at("2026-11-19T20:00:00Z")), "4 days ago");
        assert_eq!(ago(now, at("2026-10-19T20:00:00Z")), "on 19 October 2026");
    }

    #[test]
    fn counts_agree_with_their_nouns() {
        assert_eq!(count(1, "person", "people"), "1 person");
        assert_eq!(count(0, "person", "people"), "0 people");
        assert_eq!(count(1_234_567, "person", "people"), "1,234,567 people");
        assert_eq!(grouped(-1_000), "-1,000");
        assert_eq!(list(&["a", "b", "c"]), "a, b and c");
        assert_eq!(list(&["a"]), "a");
        assert_eq!(either(&["a", "b", "c"]), "a, b or c");
        assert_eq!((number(2).as_str(), number(12).as_str()), ("two", "12"));
        assert_eq!(capitalised("two or more"), "Two or more");
    }
}
