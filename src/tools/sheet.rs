//! A sheet: what comes of a tool, as a clean page to print, to copy as text, or to fill in by hand.

use std::fmt::Write;

use super::action::Action;
use crate::platform::clock::Day;
use crate::platform::words;

/// What comes of a tool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    pub title: String,
    pub made_on: Day,
    pub parts: Vec<Part>,
}

/// A heading and what stands under it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    pub heading: String,
    pub body: Body,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// Paragraphs, with their line breaks.
    Words(String),
    /// One below the other, numbered.
    Listed(Vec<String>),
    /// One below the other, in no order: questions to have at hand, things to try.
    Bullets(Vec<String>),
    /// A table of actions. `done_when`: with the column that says how one will know.
    Actions { actions: Vec<Action>, done_when: bool },
    /// Nothing yet: so many ruled lines to write on by hand.
    Room(usize),
    /// A table of so many empty rows.
    RoomForActions { rows: usize, done_when: bool },
}

impl Body {
    /// What was written, or room to write it by hand.
    #[must_use]
    pub fn words_or_room(words: Option<String>, lines: usize) -> Self {
        words.map_or(Self::Room(lines), Self::Words)
    }

    /// The actions, or room for some.
    #[must_use]
    pub fn actions_or_room(actions: Vec<Action>, done_when: bool, rows: usize) -> Self {
        if actions.is_empty() {
            Self::RoomForActions { rows, done_when }
        } else {
            Self::Actions { actions, done_when }
        }
    }

    /// Whether there is anything but room.
    #[cfg(test)]
    pub(super) fn is_filled(&self) -> bool {
        !matches!(self, Self::Room(_) | Self::RoomForActions { .. })
    }
}

impl Sheet {
    #[must_use]
    pub fn new(title: impl Into<String>, made_on: Day) -> Self {
        Self { title: title.into(), made_on, parts: Vec::new() }
    }

    /// The same with one more part.
    #[must_use]
    pub fn part(mut self, heading: impl Into<String>, body: Body) -> Self {
        self.parts.push(Part { heading: heading.into(), body });
        self
    }

    /// The same as plain text, to paste into a message or a diary. Room to write is left out; the headings stay.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut text = format!("{}\n{}\n", self.title, words::date(self.made_on));
        for part in &self.parts {
            let _ = write!(text, "\n{}\n", part.heading);
            match &part.body {
                Body::Words(words) => {
                    let _ = writeln!(text, "{words}");
                }
                Body::Listed(items) => {
                    for (position, item) in items.iter().enumerate() {
                        let _ = writeln!(text, "{}. {item}", position + 1);
                    }
                }
                Body::Bullets(items) => {
                    for item in items {
                        let _ = writeln!(text, "- {item}");
                    }
                }
                Body::Actions { actions, .. } => {
                    for (position, action) in actions.iter().enumerate() {
                        let _ = writeln!(text, "{}. {}", position + 1, one_line(action));
                    }
                }
                Body::Room(_) | Body::RoomForActions { .. } => {}
            }
        }
        text
    }
}

fn one_line(action: &Action) -> String {
    let mut line = action.what.clone();
    if let Some(who) = &action.who {
        let _ = write!(line, " – {who}");
    }
    if let Some(by) = action.by {
        let _ = write!(line, ", by {}", words::date(by));
    }
    if let Some(done) = &action.done_when {
        let _ = write!(line, ". Done when: {done}");
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_text_it_holds_every_word_and_no_room() {
        let day = Day::new(jiff::civil::date(2027, 3, 4));
        let action = Action {
            what: "Ask Grace".into(),
            who: Some("Amina".into()),
            by: Some(day),
            done_when: Some("She has answered".into()),
        };
        let sheet = Sheet::new("Goal sheet", day)
            .part("Goal", Body::Words("Lead a team\nby summer".into()))
            .part("Options", Body::Listed(vec!["Shadow".into(), "Act up".into()]))
            .part("Have ready", Body::Bullets(vec!["What else?".into()]))
            .part("Reality", Body::words_or_room(None, 4))
            .part("Actions", Body::actions_or_room(vec![action], true, 4))
            .part("Later", Body::actions_or_room(Vec::new(), true, 4));
        assert_eq!(
            sheet.to_text(),
            "Goal sheet\nThursday 4 March 2027\n\nGoal\nLead a team\nby summer\n\nOptions\n1. Shadow\n2. Act up\n\n\
             Have ready\n- What else?\n\nReality\n\nActions\n1. Ask Grace – Amina, by Thursday 4 March 2027. Done when: \
             She has answered\n\nLater\n"
        );
        let filled: Vec<bool> = sheet.parts.iter().map(|part| part.body.is_filled()).collect();
        assert_eq!(filled, [true, true, true, false, true, false]);
    }
}
