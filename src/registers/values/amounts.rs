//! Numbers as people write them: "3 (term time)", "as needed", "4 hrs", "yes – EMCC conference".

use super::Unread;
use super::answers::says_nothing;
use crate::registers::columns::folded;

/// The most relationships somebody holds at once.
const MOST: i16 = 12;

/// Continuing development of the last year.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Cpd {
    /// How many events; hours count as one.
    pub events: i16,
    /// What it was, in the register's words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
}

/// How many people somebody sees at once, and what else the cell says. `None`: the pool's usual number.
#[must_use]
pub fn capacity(cell: &str) -> (Option<i16>, String) {
    let (number, words) = leading_number(cell);
    match number {
        Some(number) => (Some(number.clamp(0, MOST)), words),
        None if says_nothing(cell) || folded(cell) == "as needed" => (None, String::new()),
        None => (None, words),
    }
}

/// How many people somebody sees now.
///
/// # Errors
/// When it is no number.
pub fn seeing_now(cell: &str) -> Result<Option<i16>, Unread> {
    match leading_number(cell).0 {
        Some(number) => Ok(Some(number.clamp(0, 50))),
        None if says_nothing(cell) => Ok(None),
        None => Err(Unread),
    }
}

/// Continuing development; `None` for "0", "N" and empty cells.
#[must_use]
pub fn cpd(cell: &str) -> Option<Cpd> {
    let text = folded(cell);
    if says_nothing(&text) || ["n", "no"].contains(&text.as_str()) {
        return None;
    }
    if ["y", "yes", "done", "ok", "true"].contains(&text.as_str()) {
        return Some(Cpd { events: 1, title: String::new() });
    }
    let (number, words) = leading_number(cell);
    match number {
        Some(0) => None,
        Some(events)
            if words.is_empty()
                || folded(&words).starts_with("event")
                || folded(&words).starts_with("session") =>
        {
            Some(Cpd { events: events.clamp(1, 52), title: String::new() })
        }
        Some(_) => Some(Cpd { events: 1, title: shortened(cell) }),
        None => {
            let said = cell.trim();
            let first = text.split(' ').next().unwrap_or_default();
            let said = if ["y", "yes"].contains(&first) {
                said.trim_start_matches(char::is_alphanumeric)
            } else {
                said
            };
            Some(Cpd { events: 1, title: shortened(said) })
        }
    }
}

fn shortened(text: &str) -> String {
    let text = text
        .trim_matches(|c: char| c.is_whitespace() || matches!(c, '-' | '–' | '—' | ':' | ',' | '(' | ')'));
    text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(150).collect()
}

/// The number a cell begins with and the words after it.
fn leading_number(cell: &str) -> (Option<i16>, String) {
    let cell = cell.trim();
    let digits = cell.len() - cell.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let number = cell[..digits].parse::<u32>().ok().map(|number| i16::try_from(number).unwrap_or(i16::MAX));
    let rest = cell[digits..].strip_prefix(".0").unwrap_or(&cell[digits..]);
    (number, shortened(rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capacities_are_read_with_their_words() {
        assert_eq!(capacity("2"), (Some(2), String::new()));
        assert_eq!(capacity("3 (term time)"), (Some(3), "term time".to_owned()));
        assert_eq!(capacity("as needed"), (None, String::new()));
        assert_eq!(capacity(""), (None, String::new()));
        assert_eq!(capacity("99999999999"), (None, String::new()));
        assert_eq!(capacity("400"), (Some(12), String::new()));
        assert_eq!(seeing_now("3"), Ok(Some(3)));
        assert_eq!(seeing_now(""), Ok(None));
        assert_eq!(seeing_now("lots"), Err(Unread));
    }

    #[test]
    fn development_is_read_in_every_shorthand() {
        let one = |title: &str| Some(Cpd { events: 1, title: title.to_owned() });
        assert_eq!(cpd("4 hrs"), one("4 hrs"));
        assert_eq!(cpd("2 events"), Some(Cpd { events: 2, title: String::new() }));
        assert_eq!(cpd("yes – EMCC conference"), one("EMCC conference"));
        assert_eq!(cpd("Y"), one(""));
        for none in ["N", "0", "", "no", "n/a"] {
            assert_eq!(cpd(none), None, "{none}");
        }
    }
}
