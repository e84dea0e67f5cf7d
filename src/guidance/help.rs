//! Where to turn when somebody needs another kind of help. These three ship with the hub, the same in every pool, and
//! nothing can take one away. Pools add their own beside them; no other telephone number ships.

use jiff::civil::{Date, date};

use crate::platform::clock::Day;

/// Somebody to call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    pub name: &'static str,
    /// As it is said and dialled.
    pub number: &'static str,
    pub when: &'static str,
    checked: Date,
}

impl Line {
    /// Its name and its number, once.
    #[must_use]
    pub fn label(&self) -> String {
        if self.name.ends_with(self.number) {
            self.name.to_owned()
        } else {
            format!("{}: {}", self.name, self.number)
        }
    }

    /// The day on which somebody last made sure of it.
    #[must_use]
    pub fn checked(&self) -> Day {
        Day::new(self.checked)
    }
}

/// When a life is at risk.
pub const EMERGENCY: Line = Line {
    name: "Emergency services",
    number: "999",
    when: "That includes your own. If you have harmed yourself, or feel you may, call 999 or go to A&E now.",
    checked: date(2026, 11, 29),
};

/// When it is urgent, or heavy.
pub const TODAY: [Line; 2] = [
    Line {
        name: "NHS 111",
        number: "111",
        when: "Call at any hour and choose the mental health option. In Northern Ireland, call your GP or the out-of-hours \
               service.",
        checked: date(2026, 11, 29),
    },
    Line {
        name: "Samaritans",
        number: "116 123",
        when: "Call at any hour, free from any telephone. You do not have to be in crisis to call.",
        checked: date(2026, 11, 29),
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_numbers_ship_and_no_other() {
        let numbers: Vec<&str> = std::iter::once(EMERGENCY).chain(TODAY).map(|line| line.number).collect();
        assert_eq!(numbers, ["999", "111", "116 123"]);
    }
}
