//! Values of a register as people and exports read them.

use serde_json::Value;

use super::person::Held;
use super::understanding::Meanings;
use crate::platform::words::{count, list};
use crate::pools::Offering;
use crate::vocabulary::TermId;

/// A value of a field, for a sentence.
#[must_use]
pub fn say(key: &str, value: &Value, meanings: &Meanings) -> String {
    match key {
        "seniority" => {
            serde_json::from_value(value.clone()).map(|term: TermId| meanings.label(term)).unwrap_or_default()
        }
        "profession" | "areas" | "approaches" | "delivery" | "languages" => {
            let terms: Vec<TermId> = serde_json::from_value(value.clone()).unwrap_or_default();
            list(&terms.into_iter().map(|term| meanings.label(term)).collect::<Vec<_>>())
        }
        "qualifications" => {
            let held: Vec<Held> = serde_json::from_value(value.clone()).unwrap_or_default();
            list(&held.into_iter().map(|one| title(&one, meanings)).collect::<Vec<_>>())
        }
        "offering" => {
            let offered: Vec<Offering> = serde_json::from_value(value.clone()).unwrap_or_default();
            list(&offered.into_iter().map(Offering::label).collect::<Vec<_>>())
        }
        "employer" => quoted(value.get("name").and_then(Value::as_str).unwrap_or_default()),
        "cpd" => value.get("events").map(ToString::to_string).unwrap_or_default(),
        "available" | "publish" => if value.as_bool() == Some(true) { "yes" } else { "no" }.to_owned(),
        _ => match value {
            Value::String(text) => quoted(text),
            other => other.to_string(),
        },
    }
}

/// What a qualification is called.
#[must_use]
pub fn title(held: &Held, meanings: &Meanings) -> String {
    match held {
        Held::Term(term) => meanings.label(*term),
        Held::Title(title) => title.clone(),
    }
}

fn quoted(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() <= 60 {
        format!("“{text}”")
    } else {
        format!("“{}…”", text.chars().take(60).collect::<String>())
    }
}

/// The label of a column's choice, for those who hear the page.
#[must_use]
pub fn means(heading: &str) -> String {
    format!("“{heading}” means")
}

/// The label of a value that somebody is to decide about.
#[must_use]
pub fn asked_about(written: &str, rows: u32) -> String {
    format!("“{written}”, in {}", count(rows, "row", "rows"))
}

/// The field that names another employer for a value.
#[must_use]
pub fn named(value: &str) -> String {
    value.replacen("value", "named", 1)
}

#[must_use]
pub fn another(written: &str) -> String {
    format!("Another employer for “{written}”")
}

/// The button that sends somebody's invitation again.
#[must_use]
pub fn again(name: &str) -> String {
    format!("Send again to {name}")
}
