//! Invitations as others read them: mails by one library, calendars by another, and the rules of their time zones by an
//! evaluation of its own (R11). None of them shares code with what writes.

use std::collections::BTreeMap;

use icalendar::parser::{Component, Property, read_calendar, unfold};
use jiff::civil::{Date, DateTime, Weekday, date};
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp, ToSpan};

/// A calendar object, read.
pub struct Read {
    pub method: Option<String>,
    pub head: BTreeMap<String, String>,
    pub zones: BTreeMap<String, ZoneRules>,
    pub events: Vec<Event>,
}

/// An event's properties: name, parameters, value as it is meant.
#[derive(Debug, Clone)]
pub struct Event(Vec<(String, BTreeMap<String, String>, String)>);

impl Read {
    /// Reads a calendar strictly: lines end in CRLF and are at most 75 octets long.
    pub fn of(text: &str) -> Self {
        assert!(text.ends_with("END:VCALENDAR\r\n"), "{text}");
        for line in text.split_terminator("\r\n") {
            assert!(line.len() <= 75, "{line:?}");
            assert!(!line.contains(['\r', '\n']), "{line:?}");
        }
        let unfolded = unfold(text);
        let calendar = read_calendar(&unfolded).expect("a calendar");
        let head: BTreeMap<String, String> =
            calendar.properties.iter().map(|one| (one.name.to_string(), one.val.to_string())).collect();
        let named = |name: &'static str| {
            calendar.components.iter().filter(move |one| one.name.as_str().eq_ignore_ascii_case(name))
        };
        let zones = named("VTIMEZONE")
            .map(|zone| (value(zone, "TZID").expect("a TZID"), ZoneRules::of(zone)))
            .collect();
        let events = named("VEVENT").map(Event::of).collect();
        Self { method: head.get("METHOD").cloned(), head, zones, events }
    }

    pub fn event(&self) -> &Event {
        assert_eq!(self.events.len(), 1);
        &self.events[0]
    }

    /// When an event begins, by the zone that came with it.
    pub fn starts(&self, event: &Event) -> Timestamp {
        self.moment(event, "DTSTART")
    }

    pub fn ends(&self, event: &Event) -> Timestamp {
        self.moment(event, "DTEND")
    }

    fn moment(&self, event: &Event, name: &str) -> Timestamp {
        let (parameters, value) = event.whole(name);
        if let Some(utc) = value.strip_suffix('Z') {
            return Offset::UTC.to_timestamp(wall(utc)).expect("a moment");
        }
        self.zones[&parameters["TZID"]].moment(wall(&value))
    }
}

impl Event {
    fn of(component: &Component<'_>) -> Self {
        let read = |one: &Property<'_>| {
            let parameters = one
                .params
                .iter()
                .map(|parameter| {
                    let value = parameter.val.as_ref().map(ToString::to_string).unwrap_or_default();
                    (parameter.key.to_string(), value.trim_matches('"').to_owned())
                })
                .collect();
            (one.name.to_string(), parameters, one.val.to_string())
        };
        Self(component.properties.iter().map(read).collect())
    }

    pub fn names(&self) -> Vec<&str> {
        self.0.iter().map(|(name, _, _)| name.as_str()).collect()
    }

    pub fn whole(&self, name: &str) -> (BTreeMap<String, String>, String) {
        let mut found = self.0.iter().filter(|(one, _, _)| one == name);
        let (_, parameters, value) = found.next().unwrap_or_else(|| panic!("no {name} in {self:?}"));
        assert!(found.next().is_none(), "two of {name} in {self:?}");
        (parameters.clone(), value.clone())
    }

    pub fn value(&self, name: &str) -> String {
        self.whole(name).1
    }
}

/// A VTIMEZONE, as RFC 5545 (3.6.5) says it is to be understood.
pub struct ZoneRules(Vec<Observance>);

struct Observance {
    starts: DateTime,
    from: Offset,
    to: Offset,
    /// Month, weekday, which one; negative from the end.
    rule: Option<(i8, Weekday, i8)>,
}

impl ZoneRules {
    fn of(zone: &Component<'_>) -> Self {
        let observances: Vec<Observance> = zone
            .components
            .iter()
            .map(|one| Observance {
                starts: wall(&value(one, "DTSTART").expect("a start")),
                from: offset(&value(one, "TZOFFSETFROM").expect("an offset")),
                to: offset(&value(one, "TZOFFSETTO").expect("an offset")),
                rule: value(one, "RRULE").map(|text| rule(&text)),
            })
            .collect();
        assert!(!observances.is_empty());
        Self(observances)
    }

    /// The offset at a moment: that of the observance that began last.
    pub fn offset(&self, at: Timestamp) -> Offset {
        let begun = self.0.iter().filter_map(|one| Some((one.last_onset(at)?, one.to)));
        begun.max_by_key(|(onset, _)| *onset).expect("some observance has begun").1
    }

    /// The moment of a local time; of one that comes twice, the first (3.3.5).
    fn moment(&self, local: DateTime) -> Timestamp {
        let mut offsets: Vec<Offset> = self.0.iter().map(|one| one.to).collect();
        offsets.sort();
        let moments = offsets.into_iter().filter_map(|offset| {
            let at = offset.to_timestamp(local).ok()?;
            (self.offset(at) == offset).then_some(at)
        });
        moments.min().expect("a local time that exists")
    }
}

impl Observance {
    fn last_onset(&self, at: Timestamp) -> Option<Timestamp> {
        let onset = |local: DateTime| self.from.to_timestamp(local).expect("a moment");
        let first = onset(self.starts);
        if first > at {
            return None;
        }
        let Some((month, weekday, nth)) = self.rule else { return Some(first) };
        let this_year = self.from.to_datetime(at).year();
        [this_year, this_year - 1]
            .into_iter()
            .map(|year| onset(nth_weekday(year, month, weekday, nth).to_datetime(self.starts.time())))
            .find(|onset| *onset <= at && *onset >= first)
            .or(Some(first))
    }
}

fn nth_weekday(year: i16, month: i8, weekday: Weekday, nth: i8) -> Date {
    let first = date(year, month, 1);
    let days: Vec<Date> = (0..i64::from(first.days_in_month()))
        .map(|day| first.checked_add(day.days()).expect("a day"))
        .filter(|day| day.weekday() == weekday)
        .collect();
    let place = if nth > 0 { nth - 1 } else { i8::try_from(days.len()).expect("few") + nth };
    days[usize::try_from(place).expect("a place")]
}

fn rule(text: &str) -> (i8, Weekday, i8) {
    let parts: BTreeMap<&str, &str> = text.split(';').filter_map(|part| part.split_once('=')).collect();
    assert_eq!((parts["FREQ"], parts.len()), ("YEARLY", 3), "{text}");
    let (nth, day) = parts["BYDAY"].split_at(parts["BYDAY"].len() - 2);
    let weekday = match day {
        "MO" => Weekday::Monday,
        "TU" => Weekday::Tuesday,
        "WE" => Weekday::Wednesday,
        "TH" => Weekday::Thursday,
        "FR" => Weekday::Friday,
        "SA" => Weekday::Saturday,
        "SU" => Weekday::Sunday,
        other => panic!("{other}"),
    };
    (parts["BYMONTH"].parse().expect("a month"), weekday, nth.parse().expect("a number"))
}

fn value(component: &Component<'_>, name: &str) -> Option<String> {
    component.properties.iter().find(|one| one.name.as_str() == name).map(|one| one.val.to_string())
}

fn wall(text: &str) -> DateTime {
    DateTime::strptime("%Y%m%dT%H%M%S", text).expect("a local time")
}

fn offset(text: &str) -> Offset {
    let (sign, digits) = text.split_at(1);
    let number = |range| digits.get(range).map_or(0, |part: &str| part.parse::<i64>().expect("digits"));
    let seconds = number(0..2) * 3_600 + number(2..4) * 60;
    let span = SignedDuration::from_secs(if sign == "-" { -seconds } else { seconds });
    Offset::from_seconds(i32::try_from(span.as_secs()).expect("small")).expect("an offset")
}
