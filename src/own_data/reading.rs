//! A copy as a page to read and print: the same content as the file for programs, in words where there are words for it.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::model::{Copy, Section};
use super::value::{Record, Value};
use crate::platform::clock::{Day, Instant};
use crate::platform::words;

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

/// The sections of a copy that hold something, with times told by a clock; and the titles of those that hold nothing.
pub(super) fn parts(copy: &Copy, zone: &TimeZone) -> (Vec<Part>, Vec<&'static str>) {
    let (full, empty): (Vec<&Section>, Vec<&Section>) =
        copy.sections.iter().partition(|section| !section.records.is_empty());
    let parts = full.into_iter().map(|section| Part {
        name: section.name,
        title: section.title,
        many: words::count(i64::try_from(section.records.len()).unwrap_or(i64::MAX), "entry", "entries"),
        records: section.records.iter().map(|record| lines(record, zone)).collect(),
    });
    (parts.collect(), empty.into_iter().map(|section| section.title).collect())
}

fn lines(record: &Record, zone: &TimeZone) -> Vec<Line> {
    record
        .fields()
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| line(name, value, zone))
        .collect()
}

fn line(name: &str, value: &Value, zone: &TimeZone) -> Line {
    let mut line = Line { label: label(name), values: Vec::new(), within: Vec::new() };
    let items = match value {
        Value::List(items) => items.as_slice(),
        one => std::slice::from_ref(one),
    };
    for item in items {
        match item {
            Value::Record(record) => line.within.push(lines(record, zone)),
            plain => line.values.push(plainly(name, plain, zone)),
        }
    }
    line
}

/// `held_on` as "Held on", `relationship_id` as "Relationship number".
fn label(name: &str) -> String {
    let spaced = name.replace(['_', '-'], " ");
    if let Some(noun) = spaced.strip_suffix(" id") {
        return words::capitalised(&format!("{noun} number"));
    }
    words::capitalised(&spaced)
}

fn plainly(name: &str, value: &Value, zone: &TimeZone) -> String {
    match value {
        Value::Yes(true) => "yes".to_owned(),
        Value::Yes(false) => "no".to_owned(),
        Value::Text(text) => dated(name, text, zone).unwrap_or_else(|| text.clone()),
        other => serde_json::to_string(other).unwrap_or_default(),
    }
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

    fn shown(text: &str) -> Vec<Line> {
        lines(&serde_json::from_str(text).unwrap(), &TimeZone::UTC)
    }

    #[test]
    fn fields_are_read_in_words() {
        let shown = shown(
            r#"{"relationship_id":"7","ended_at":"2027-03-04T12:00:00+00:00","held_on":"2027-03-04","shared":true,"team":null,
                "title":"2027-03-04","options":["One","Two"],"words":{"purpose":"To lead"},"people":[{"why":"A"},{"why":"B"}]}"#,
        );
        let told: Vec<(&str, String)> =
            shown.iter().map(|line| (line.label.as_str(), line.values.join("/"))).collect();
        assert_eq!(
            told,
            [
                ("Relationship number", "7".to_owned()),
                (
                    "Ended at",
                    words::date_time_in(
                        "2027-03-04T12:00:00Z".parse().map(Instant::new).unwrap(),
                        &TimeZone::UTC
                    )
                ),
                ("Held on", "Thursday 4 March 2027".to_owned()),
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
