//! A copy as a page to read and print: the same content as the file for programs, in words where there are words for it.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use uuid::Uuid;

use super::model::{Copy, Section};
use super::value::{Record, Value};
use crate::platform::clock::{Day, Instant};
use crate::platform::{hours, words};

/// A section that holds something.
#[derive(Debug)]
pub(super) struct Part {
    pub name: &'static str,
    pub title: &'static str,
    /// "3 entries".
    pub many: String,
    pub records: Vec<Vec<Line>>,
}

/// A field and what it holds.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Line {
    pub label: String,
    pub values: Vec<String>,
    /// Fields of what it is made of.
    pub within: Vec<Vec<Line>>,
}

/// Fields whose text is one of a few codes, never something typed.
const CODED: [&str; 19] = [
    "audience",
    "class",
    "closed_because",
    "employment_proof",
    "failure",
    "kind",
    "leaving",
    "membership_kind",
    "nation",
    "offering",
    "offerings",
    "outcome",
    "referred_to",
    "role",
    "shift",
    "status",
    "times",
    "usage",
    "wish",
];

/// Fields whose names do not say what they are.
const CALLED: [(&str, &str); 24] = [
    ("answered_at", "Answered"),
    ("asked_at", "Asked"),
    ("authenticated_at", "Signed in"),
    ("changed_at", "Last changed"),
    ("created_at", "Made"),
    ("due_on", "Due"),
    ("ended_at", "Ended"),
    ("expires_at", "Ends"),
    ("granted_at", "Given"),
    ("held_on", "Day"),
    ("last_seen_at", "Last used"),
    ("limit_ends_at", "To be answered before"),
    ("logged_at", "Written down"),
    ("mentee_signed_at", "Signed by the mentee"),
    ("nudged_at", "Last letter about silence"),
    ("nudges", "Letters about silence"),
    ("occurred_at", "When"),
    ("own_phone", "On a phone of their own"),
    ("queued_at", "Written"),
    ("said_by_you", "Said by you"),
    ("second_factor_at", "Second step"),
    ("sent_at", "Sent"),
    ("starts_at", "Begins"),
    ("touched_at", "Last in touch"),
];

/// Fields that only programs need.
const FOR_PROGRAMS: [&str; 2] = ["position", "sequence"];

/// Sections whose records others lead to, each with the field that holds its number and the one that says what it is.
const LED_TO: [(&str, &str, &str); 4] = [
    ("relationships", "relationship_id", "with_whom"),
    ("chemistry_requests", "chemistry_request_id", "with_whom"),
    ("sessions", "session_id", "starts_at"),
    ("goals", "goal_id", "goal"),
];

/// The sections of a copy that hold something, with times told by a clock; and the titles of those that hold nothing.
pub(super) fn parts(copy: &Copy, zone: &TimeZone) -> (Vec<Part>, Vec<&'static str>) {
    let (full, empty): (Vec<&Section>, Vec<&Section>) =
        copy.sections.iter().partition(|section| !section.records.is_empty());
    let reading = Reading::of(copy, zone);
    let parts = full.into_iter().map(|section| Part {
        name: section.name,
        title: section.title,
        many: words::count(i64::try_from(section.records.len()).unwrap_or(i64::MAX), "entry", "entries"),
        records: section.records.iter().map(|record| reading.record(section.name, record)).collect(),
    });
    (parts.collect(), empty.into_iter().map(|section| section.title).collect())
}

/// What it takes to say in words what a copy has in numbers and codes.
struct Reading<'a> {
    zone: &'a TimeZone,
    /// What each number leads to.
    led_to: BTreeMap<&'a str, String>,
}

impl<'a> Reading<'a> {
    fn of(copy: &'a Copy, zone: &'a TimeZone) -> Self {
        let mut led_to = BTreeMap::new();
        for section in &copy.sections {
            let Some((_, number, what)) = LED_TO.iter().find(|(name, ..)| *name == section.name) else {
                continue;
            };
            for record in &section.records {
                let what =
                    dated(what, record.text(what), zone).unwrap_or_else(|| record.text(what).to_owned());
                led_to.insert(record.text(number), what);
            }
        }
        Self { zone, led_to }
    }

    /// A record of a section. Its own number says nothing here.
    fn record(&self, section: &str, record: &Record) -> Vec<Line> {
        let own = LED_TO.iter().find(|(name, ..)| *name == section).map(|(_, number, _)| *number);
        let fields = record.fields().iter().filter(|(name, _)| Some(name.as_str()) != own);
        self.lines(fields)
    }

    fn lines<'f>(&self, fields: impl Iterator<Item = &'f (String, Value)>) -> Vec<Line> {
        fields
            .filter(|(name, value)| !value.is_empty() && !FOR_PROGRAMS.contains(&name.as_str()))
            .filter_map(|(name, value)| match name.strip_suffix("_id") {
                Some(noun) => self.led_to(noun, value),
                None => Some(self.line(name, value)),
            })
            .collect()
    }

    /// What a number leads to. One that leads to nothing in the copy is for programs alone.
    fn led_to(&self, noun: &str, number: &Value) -> Option<Line> {
        let Value::Text(number) = number else { return Some(self.line(noun, number)) };
        let what = match self.led_to.get(number.as_str()) {
            Some(what) => what.clone(),
            None if Uuid::try_parse(number).is_ok() => return None,
            None => number.clone(),
        };
        Some(Line { label: label(noun), values: vec![what], within: Vec::new() })
    }

    fn line(&self, name: &str, value: &Value) -> Line {
        let mut line = Line { label: label(name), values: Vec::new(), within: Vec::new() };
        let items = match value {
            Value::List(items) => items.as_slice(),
            one => std::slice::from_ref(one),
        };
        for item in items {
            match item {
                Value::Record(record) => line.within.push(self.lines(record.fields().iter())),
                plain => line.values.push(self.plainly(name, plain)),
            }
        }
        line
    }

    fn plainly(&self, name: &str, value: &Value) -> String {
        match value {
            Value::Yes(true) => "yes".to_owned(),
            Value::Yes(false) => "no".to_owned(),
            Value::Text(code) if CODED.contains(&name) => {
                code.replace(['-', '.'], " ").replace("practitioner", "coach or mentor")
            }
            Value::Text(text) => dated(name, text, self.zone).unwrap_or_else(|| text.clone()),
            Value::Whole(minutes) if name.ends_with("minutes") => hours::in_words(*minutes),
            other => serde_json::to_string(other).unwrap_or_default(),
        }
    }
}

/// `began_on` as "Began on".
fn label(name: &str) -> String {
    if let Some((_, called)) = CALLED.iter().find(|(field, _)| *field == name) {
        return (*called).to_owned();
    }
    words::capitalised(&name.replace(['_', '-'], " "))
}

/// A moment or a day written out, where the field holds one. What people typed is never taken for one.
fn dated(name: &str, text: &str, zone: &TimeZone) -> Option<String> {
    if name == "at" || name.ends_with("_at") {
        let moment: Timestamp = text.parse().ok()?;
        return Some(words::date_time_in(Instant::new(moment), zone));
    }
    if name == "day" || ["_on", "_day", "_to", "_ends"].iter().any(|end| name.ends_with(end)) {
        let day: Date = text.parse().ok()?;
        return Some(words::date(Day::new(day)));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::ids::AccountId;

    fn record(text: &str) -> Record {
        serde_json::from_str(text).unwrap()
    }

    fn shown(text: &str) -> Vec<Line> {
        let reading = Reading { zone: &TimeZone::UTC, led_to: BTreeMap::new() };
        reading.record("things", &record(text))
    }

    #[test]
    fn numbers_are_read_as_what_they_lead_to_and_codes_in_words() {
        let [pair, session] =
            ["0199a0b0-0000-7000-8000-000000000001", "0199a0b0-0000-7000-8000-000000000002"];
        let pairs =
            format!(r#"{{"relationship_id":"{pair}","with_whom":"Grace Obi","status":"review-due"}}"#);
        let logs = format!(
            r#"{{"relationship_id":"{pair}","session_id":"{session}","minutes":75,"words":"well-being"}}"#
        );
        let copy = Copy {
            account_id: AccountId(Uuid::nil()),
            made_at: Instant::new(Timestamp::UNIX_EPOCH),
            sections: vec![
                Section::new("relationships", "People you work with", vec![record(&pairs)]),
                Section::new("session_logs", "How long sessions were", vec![record(&logs)]),
            ],
        };
        let (parts, _) = parts(&copy, &TimeZone::UTC);
        let told = |part: usize| {
            let lines = parts[part].records[0].iter();
            lines.map(|line| (line.label.as_str(), line.values.join("/"))).collect::<Vec<_>>()
        };
        let said = |label: &'static str, value: &str| (label, value.to_owned());
        assert_eq!(told(0), [said("With whom", "Grace Obi"), said("Status", "review due")]);
        let expected = [
            said("Relationship", "Grace Obi"),
            said("Minutes", "1 hour 15 minutes"),
            said("Words", "well-being"),
        ];
        assert_eq!(
            told(1),
            expected,
            "a number that leads nowhere is left out, and typed text stays as it is"
        );
    }

    #[test]
    fn fields_are_read_in_words() {
        let shown = shown(
            r#"{"ledger_entry_id":"7","ended_at":"2027-03-04T12:00:00+00:00","held_on":"2027-03-04","shared":true,"team":null,
                "title":"2027-03-04","options":["One","Two"],"words":{"purpose":"To lead"},"people":[{"why":"A"},{"why":"B"}]}"#,
        );
        let told: Vec<(&str, String)> =
            shown.iter().map(|line| (line.label.as_str(), line.values.join("/"))).collect();
        assert_eq!(
            told,
            [
                ("Ledger entry", "7".to_owned()),
                (
                    "Ended",
                    words::date_time_in(
                        "2027-03-04T12:00:00Z".parse().map(Instant::new).unwrap(),
                        &TimeZone::UTC
                    )
                ),
                ("Day", "Thursday 4 March 2027".to_owned()),
                ("Shared", "yes".to_owned()),
                ("Title", "2027-03-04".to_owned()),
                ("Options", "One/Two".to_owned()),
                ("Words", String::new()),
                ("People", String::new()),
            ]
        );
        assert_eq!(shown[6].within[0][0].values, ["To lead"]);
        assert_eq!(shown[7].within.len(), 2);
    }
}
