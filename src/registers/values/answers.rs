//! Answers in a word or two: yes, no, which, not yet.

use super::Unread;
use crate::pools::Offering;
use crate::registers::columns::folded;

/// Ways of saying nothing, folded.
const NOTHING: [&str; 22] = [
    "",
    "na",
    "n a",
    "none",
    "nil",
    "no",
    "tbc",
    "tba",
    "tbd",
    "unknown",
    "not known",
    "pending",
    "booked",
    "none yet",
    "not yet",
    "not applicable",
    "not stated",
    "prefer not to say",
    "to follow",
    "nothing",
    "0",
    "none yet booked",
];

/// Whether a cell holds nothing but a way of saying so: empty, "n/a", "tbc", "none yet – booked".
#[must_use]
pub fn says_nothing(cell: &str) -> bool {
    let text = folded(cell);
    NOTHING.contains(&text.as_str())
}

/// What somebody offers. `None`: the cell is empty, and they are asked when they confirm.
///
/// # Errors
/// When it says something that is no offering.
pub fn offering(cell: &str) -> Result<Option<Vec<Offering>>, Unread> {
    let text = folded(cell);
    if says_nothing(&text) {
        return Ok(None);
    }
    let words: Vec<&str> = text.split(' ').collect();
    let any = |starts: &[&str]| words.iter().any(|word| starts.iter().any(|start| word.starts_with(start)));
    let alone = |letters: &[&str]| letters.contains(&text.as_str());
    let both = any(&["both", "either"]) || alone(&["b", "cm", "c m", "c and m", "c or m"]);
    let supervision = any(&["supervis"]);
    // "Coaching supervision" is one offering, not two.
    let coach = any(&["coach"]) && !(supervision && words.len() <= 2);
    let mentor = any(&["mentor"]);
    let mut offered = Vec::new();
    if both || coach || alone(&["c"]) {
        offered.push(Offering::Coaching);
    }
    if both || mentor || alone(&["m"]) {
        offered.push(Offering::Mentoring);
    }
    if supervision {
        offered.push(Offering::Supervision);
    }
    if offered.is_empty() { Err(Unread) } else { Ok(Some(offered)) }
}

fn yes_or_no(text: &str) -> Option<bool> {
    const YES: [&str; 12] =
        ["y", "yes", "true", "1", "ok", "x", "agreed", "happy", "consented", "yep", "✓", "available"];
    const NO: [&str; 9] = ["n", "no", "false", "0", "not", "unavailable", "nope", "never", "full"];
    let first = text.split(' ').next().unwrap_or_default();
    if YES.contains(&first) {
        Some(true)
    } else if NO.contains(&first) {
        Some(false)
    } else {
        None
    }
}

/// Whether somebody agreed to be published. Only a clear yes is one.
#[must_use]
pub fn publish(cell: &str) -> Option<bool> {
    let text = folded(cell);
    if text.is_empty() { None } else { yes_or_no(&text) }
}

/// Whether somebody takes requests, and what else the cell says: "No - on leave til Jan".
#[must_use]
pub fn available(cell: &str) -> (Option<bool>, String) {
    let answer = yes_or_no(&folded(cell));
    let rest = match answer {
        Some(_) => cell.trim().trim_start_matches(|c: char| c.is_alphanumeric()),
        None => cell,
    };
    let words = rest.trim_matches(|c: char| {
        c.is_whitespace() || matches!(c, '-' | '–' | '—' | ',' | ';' | ':' | '(' | ')' | '.')
    });
    (answer, words.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offerings_are_read_in_every_shorthand() {
        use Offering::{Coaching, Mentoring, Supervision};
        for (text, offered) in [
            ("Coach", vec![Coaching]),
            ("C", vec![Coaching]),
            ("m", vec![Mentoring]),
            ("Mentor", vec![Mentoring]),
            ("Both", vec![Coaching, Mentoring]),
            ("both", vec![Coaching, Mentoring]),
            ("Coach & Mentor", vec![Coaching, Mentoring]),
            ("Coaching; Mentoring", vec![Coaching, Mentoring]),
            ("coaching supervision", vec![Supervision]),
            ("Coach, Mentor, Supervisor", vec![Coaching, Mentoring, Supervision]),
        ] {
            assert_eq!(offering(text), Ok(Some(offered)), "{text}");
        }
        assert_eq!(offering(" "), Ok(None));
        assert_eq!(offering("Plumber"), Err(Unread));
    }

    #[test]
    fn only_a_clear_yes_publishes() {
        for yes in ["Y", "Yes", "yes please", "TRUE"] {
            assert_eq!(publish(yes), Some(true), "{yes}");
        }
        for no in ["N", "No", "no – ask me first", "FALSE"] {
            assert_eq!(publish(no), Some(false), "{no}");
        }
        for unclear in ["", "maybe", "ask", "?"] {
            assert_eq!(publish(unclear), None, "{unclear}");
        }
    }

    #[test]
    fn availability_keeps_its_words() {
        assert_eq!(available("y"), (Some(true), String::new()));
        assert_eq!(available("No - on leave til Jan"), (Some(false), "on leave til Jan".to_owned()));
        assert_eq!(available("Fridays only"), (None, "Fridays only".to_owned()));
        assert_eq!(available(""), (None, String::new()));
    }
}
