//! Times to choose from and times that are typed: how forms show them and how they come back.

use std::collections::BTreeMap;

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;

use super::WallTime;
use crate::platform::clock::{Day, Instant};
use crate::platform::span::Span;
use crate::platform::web::{Choice, FormErrors};
use crate::platform::words;

/// So many times are offered in one go, and so many of one day, so that the choice spans a week or two.
const SHOWN: usize = 12;
const OF_A_DAY: usize = 3;

/// How far ahead a time can be typed.
const TYPED_DAYS: i32 = 42;

/// So many times one of them may offer the other at once.
pub const MOST_OFFERED: usize = 3;

/// A time to tick.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pick {
    /// Its place in the whole field, from 1.
    pub position: usize,
    pub value: String,
    /// "6pm"
    pub time: String,
    pub chosen: bool,
}

/// The times of one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayOfPicks {
    /// "Tuesday 9 March 2027"
    pub day: String,
    pub picks: Vec<Pick>,
}

/// How a form sends a time: its beginning, in UTC.
#[must_use]
pub fn value(starts: Instant) -> String {
    words::machine_time(starts)
}

/// The next times, a few of each day, none overlapping another.
#[must_use]
pub fn spread(spans: impl IntoIterator<Item = Span>, zone: &TimeZone) -> Vec<Span> {
    let mut spans: Vec<Span> = spans.into_iter().collect();
    spans.sort_unstable();
    let mut kept: Vec<Span> = Vec::new();
    let mut of_day: BTreeMap<Date, usize> = BTreeMap::new();
    for span in spans {
        if kept.len() == SHOWN || kept.last().is_some_and(|last| last.overlaps(&span)) {
            continue;
        }
        let count = of_day.entry(span.starts().in_zone(zone).date()).or_default();
        if *count < OF_A_DAY {
            *count += 1;
            kept.push(span);
        }
    }
    kept
}

/// Times under their days, in a zone; those whose values are chosen are ticked.
#[must_use]
pub fn by_day(spans: &[Span], zone: &TimeZone, chosen: &[String]) -> Vec<DayOfPicks> {
    let mut days: Vec<(Date, DayOfPicks)> = Vec::new();
    for (position, span) in (1..).zip(spans) {
        let local = span.starts().in_zone(zone);
        let pick = Pick {
            position,
            value: value(span.starts()),
            time: words::time(local.time()),
            chosen: find(std::slice::from_ref(span), chosen.iter().map(String::as_str)).is_some(),
        };
        match days.last_mut() {
            Some((date, day)) if *date == local.date() => day.picks.push(pick),
            _ => days
                .push((local.date(), DayOfPicks { day: told_day(span.starts(), zone), picks: vec![pick] })),
        }
    }
    days.into_iter().map(|(_, day)| day).collect()
}

/// "Tuesday 9 March 2027", with whose clock its times go by where that is not London's.
fn told_day(moment: Instant, zone: &TimeZone) -> String {
    words::with_zone(words::date(Day::new(moment.in_zone(zone).date())), moment, zone)
}

/// Times as the options of a select or of radios: "Tuesday 9 March 2027, 6pm".
#[must_use]
pub fn choices(spans: &[Span], zone: &TimeZone) -> Vec<Choice> {
    spans
        .iter()
        .map(|span| Choice::new(value(span.starts()), words::date_time_in(span.starts(), zone)))
        .collect()
}

/// The first of these times that one of the values names.
#[must_use]
pub fn find<'a>(spans: &[Span], values: impl IntoIterator<Item = &'a str>) -> Option<Span> {
    values.into_iter().find_map(|value| {
        let at = Instant::new(value.trim().parse().ok()?);
        spans.iter().copied().find(|span| span.starts() == at)
    })
}

/// Days to choose from when a time is typed, the first option empty.
#[must_use]
pub fn days_ahead(now: Instant, zone: &TimeZone) -> Vec<Choice> {
    let today = now.in_zone(zone).date();
    let mut days = vec![Choice::new("", "Choose a day")];
    days.extend((0..TYPED_DAYS).filter_map(|ahead| {
        let day = today.checked_add(jiff::Span::new().days(ahead)).ok()?;
        Some(Choice::new(day.to_string(), words::date(Day::new(day))))
    }));
    days
}

/// A day that was chosen and a time that was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Typed {
    pub day: String,
    pub at: String,
}

impl Typed {
    fn is_blank(&self) -> bool {
        self.day.trim().is_empty() && self.at.trim().is_empty()
    }

    fn parse(&self, zone: &TimeZone, minutes: i64, now: Instant) -> Result<Span, (&'static str, String)> {
        let day: Date = self.day.trim().parse().map_err(|_| ("day", "Choose a day".to_owned()))?;
        let at = WallTime::parse(&self.at).map_err(|wrong| ("at", wrong))?;
        let minute = at.minutes();
        let part = |number: u16| i8::try_from(number).unwrap_or(0);
        let time = Time::new(part(minute / 60), part(minute % 60), 0, 0)
            .map_err(|_| ("at", "Enter a time before midnight".to_owned()))?;
        let local = day.to_datetime(time).to_zoned(zone.clone());
        let starts = local.map_err(|_| ("at", "Enter another time".to_owned()))?;
        let starts = Instant::new(starts.timestamp());
        if starts <= now {
            return Err(("at", "Choose a time that lies ahead".to_owned()));
        }
        Ok(Span::of_minutes(starts, minutes))
    }
}

/// Times that were ticked and times that were typed, together at least one and at most three. Errors are kept under
/// `offer`, `day_1`, `at_1` and so on.
pub fn offered(
    ticked: &[String],
    known: &[Span],
    typed: &[Typed],
    zone: &TimeZone,
    minutes: i64,
    now: Instant,
    errors: &mut FormErrors,
) -> Vec<Span> {
    let mut spans = Vec::new();
    for value in ticked {
        match find(known, [value.as_str()]) {
            Some(span) => spans.push(span),
            None => errors.add("offer", "One of the times you chose is no longer free. Choose again"),
        }
    }
    for (number, one) in (1..).zip(typed) {
        if !one.is_blank() {
            match one.parse(zone, minutes, now) {
                Ok(span) => spans.push(span),
                Err((part, sentence)) => errors.add(&format!("{part}_{number}"), sentence),
            }
        }
    }
    spans.sort_unstable();
    spans.dedup();
    if spans.len() > MOST_OFFERED {
        errors.add("offer", "Choose three times at most");
    } else if spans.is_empty() && errors.is_empty() {
        let field = if known.is_empty() { "day_1" } else { "offer" };
        errors.add(field, "Choose at least one time");
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::clock::london;

    fn at(text: &str) -> Instant {
        Instant::new(text.parse().unwrap())
    }

    #[test]
    fn times_come_back_as_they_were_shown() {
        let spans: Vec<Span> = (0..40)
            .map(|n| {
                Span::of_minutes(at("2027-03-08T09:00:00Z").plus(jiff::SignedDuration::from_mins(n * 15)), 30)
            })
            .collect();
        let shown = spread(spans, &london());
        assert_eq!(shown.len(), 3, "three of one day, none overlapping");
        assert!(shown.windows(2).all(|two| !two[0].overlaps(&two[1])));
        let chosen = vec![value(shown[1].starts())];
        let days = by_day(&shown, &london(), &chosen);
        assert_eq!((days.len(), days[0].day.as_str()), (1, "Monday 8 March 2027"));
        assert!(days[0].picks[1].chosen && !days[0].picks[0].chosen);
        assert_eq!(find(&shown, [chosen[0].as_str()]), Some(shown[1]));
        assert_eq!(find(&shown, ["2027-03-08T03:00:00Z", "nonsense"]), None);
    }

    #[test]
    fn a_typed_time_is_one_of_the_typists_own_clock() {
        let karachi = TimeZone::get("Asia/Karachi").unwrap();
        let now = at("2027-03-04T12:00:00Z");
        let typed = [Typed { day: "2027-03-09".into(), at: "6pm".into() }, Typed::default()];
        let mut errors = FormErrors::none();
        let spans = offered(&[], &[], &typed, &karachi, 30, now, &mut errors);
        assert!(errors.is_empty());
        assert_eq!(spans, [Span::of_minutes(at("2027-03-09T13:00:00Z"), 30)]);
    }

    #[test]
    fn what_is_wrong_is_said_at_its_field() {
        let now = at("2027-03-04T12:00:00Z");
        let wrong = |typed: &[Typed]| {
            let mut errors = FormErrors::none();
            offered(&[], &[], typed, &london(), 30, now, &mut errors);
            errors.iter().map(|error| error.field.clone()).collect::<Vec<_>>()
        };
        assert_eq!(wrong(&[]), ["day_1"]);
        assert_eq!(wrong(&[Typed { day: String::new(), at: "6pm".into() }]), ["day_1"]);
        assert_eq!(wrong(&[Typed { day: "2027-03-09".into(), at: "late".into() }]), ["at_1"]);
        assert_eq!(wrong(&[Typed { day: "2027-03-03".into(), at: "6pm".into() }]), ["at_1"]);
        assert_eq!(wrong(&[Typed { day: "2027-03-09".into(), at: "midnight".into() }]), ["at_1"]);
    }
}
