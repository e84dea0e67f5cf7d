//! A goal, worked out by the GROW method: goal, reality, options, and what somebody will do (will).
//!
//! Here it ends on paper. A relationship keeps the same value once there is one.

use super::action::{self, Action};
use super::sheet::{Body, Sheet};
use super::typed::Typed;
use crate::platform::clock::Day;
use crate::platform::web::FormErrors;
use crate::platform::web::forms::{line, optional, paragraphs};

/// Characters of the goal, of its measure, and of what would make one surer.
pub const LONGEST_LINE: usize = 300;
/// Characters of how things are.
pub const LONGEST_REALITY: usize = 2000;
/// Characters of one option, and how many there may be.
pub const LONGEST_OPTION: usize = 200;
pub const MOST_OPTIONS: usize = 12;

/// What somebody wants to be different, and how they mean to get there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Goal {
    /// What they want: one line of at most 300 characters.
    pub aim: String,
    /// How they will know that they are there.
    pub measure: Option<String>,
    /// How things are now: paragraphs of at most 2,000 characters.
    pub reality: Option<String>,
    /// What they could do: at most 12 lines.
    pub options: Vec<String>,
    /// What they will do: at most 12.
    pub actions: Vec<Action>,
    /// How sure they are to do it.
    pub sureness: Option<Sureness>,
    /// What would make them surer.
    pub surer: Option<String>,
}

/// How sure somebody is to do what they said: 1 (not at all) to 10 (certain).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sureness(u8);

impl Sureness {
    pub const LEAST: u8 = 1;
    pub const MOST: u8 = 10;
    /// Below this the plan is worth another look: a smaller first step, or some help.
    const STEADY: u8 = 7;

    /// # Errors
    /// A sentence, when it is no whole number from 1 to 10.
    pub fn parse(raw: &str) -> Result<Self, String> {
        let number = raw.trim().parse().ok().filter(|number| (Self::LEAST..=Self::MOST).contains(number));
        number.map(Self).ok_or_else(|| "Choose a number from 1 to 10".to_owned())
    }

    #[must_use]
    pub fn number(self) -> u8 {
        self.0
    }

    /// Whether the plan is worth another look.
    #[must_use]
    pub fn is_shaky(self) -> bool {
        self.0 < Self::STEADY
    }
}

impl Goal {
    /// The names of the fields, but for those of the actions' rows.
    pub const FIELDS: [&str; 6] = ["goal", "measure", "reality", "options", "sure", "surer"];

    /// What was typed as a goal. `today` is the earliest day an action may be done by.
    ///
    /// # Errors
    /// A sentence for each field that is wrong, in the order of the page. Only the goal itself is needed.
    pub fn parse(typed: &Typed, today: Day) -> Result<Self, FormErrors> {
        let mut errors = FormErrors::none();
        let aim = errors.take("goal", line(typed.get("goal"), "your goal", LONGEST_LINE));
        let short = |name: &str, what: &str| optional(typed.get(name), |raw| line(raw, what, LONGEST_LINE));
        let measure = errors.take("measure", short("measure", "how you will know"));
        let reality = errors.take(
            "reality",
            optional(typed.get("reality"), |raw| paragraphs(raw, "how things are", LONGEST_REALITY)),
        );
        let options = errors.take("options", listed(typed.get("options")));
        let actions = action::parse(typed, today, &mut errors);
        let sureness = errors.take("sure", optional(typed.get("sure"), Sureness::parse));
        let surer = errors.take("surer", short("surer", "what would make you surer"));
        match (aim, measure, reality, options, sureness, surer) {
            (Some(aim), Some(measure), Some(reality), Some(options), Some(sureness), Some(surer))
                if errors.is_empty() =>
            {
                Ok(Self { aim, measure, reality, options, actions, sureness, surer })
            }
            _ => Err(errors),
        }
    }

    /// The goal on one page. What was left empty is room to write by hand.
    #[must_use]
    pub fn sheet(self, made_on: Day) -> Sheet {
        let sure = self.sureness.map(|sureness| format!("{} out of 10", sureness.number()));
        let options = if self.options.is_empty() { Body::Room(4) } else { Body::Listed(self.options) };
        let sheet = Sheet::new("Goal sheet", made_on)
            .part(GOAL, Body::Words(self.aim))
            .part(MEASURE, Body::words_or_room(self.measure, 2))
            .part(REALITY, Body::words_or_room(self.reality, 4))
            .part(OPTIONS, options)
            .part(ACTIONS, Body::actions_or_room(self.actions, false, 4))
            .part(SURE, Body::words_or_room(sure, 1));
        match self.surer {
            Some(surer) => sheet.part(SURER, Body::Words(surer)),
            None if self.sureness.is_none_or(Sureness::is_shaky) => sheet.part(SURER, Body::Room(1)),
            None => sheet,
        }
    }

    /// The same page with nothing on it, to fill in by hand.
    #[must_use]
    pub fn blank(made_on: Day) -> Sheet {
        Sheet::new("Goal sheet", made_on)
            .part(GOAL, Body::Room(1))
            .part(MEASURE, Body::Room(2))
            .part(REALITY, Body::Room(4))
            .part(OPTIONS, Body::Room(4))
            .part(ACTIONS, Body::RoomForActions { rows: 3, done_when: false })
            .part(SURE, Body::Room(1))
            .part(SURER, Body::Room(1))
    }
}

const GOAL: &str = "Goal: what I want";
const MEASURE: &str = "How I will know";
const REALITY: &str = "Reality: how things are now";
const OPTIONS: &str = "Options: what I could do";
const ACTIONS: &str = "What I will do";
const SURE: &str = "How sure I am that I will do it (1 to 10)";
const SURER: &str = "What would make me surer";

/// One option a line; empty lines, and the dashes and dots people put in front, are left out.
fn listed(raw: &str) -> Result<Vec<String>, String> {
    let mut options = Vec::new();
    for written in raw.lines() {
        let bare = written.trim().trim_start_matches(['-', '*', '•', '–']).trim();
        if !bare.is_empty() {
            options.push(line(bare, "each option", LONGEST_OPTION)?);
        }
    }
    if options.len() > MOST_OPTIONS {
        return Err(format!("Write {MOST_OPTIONS} options or fewer; there are {}", options.len()));
    }
    Ok(options)
}

#[cfg(test)]
mod tests {
    use super::super::typed::tests::typed;
    use super::*;

    const TODAY: Day = Day::new(jiff::civil::date(2027, 3, 4));

    fn wrong(fields: &[(&str, &str)]) -> Vec<(String, String)> {
        let errors = Goal::parse(&typed(fields), TODAY).unwrap_err();
        errors.iter().map(|error| (error.field.clone(), error.message.clone())).collect()
    }

    #[test]
    fn a_goal_alone_is_enough_and_nothing_else_is() {
        let goal = Goal::parse(&typed(&[("goal", "  Lead a   team ")]), TODAY).unwrap();
        assert_eq!(goal.aim, "Lead a team");
        assert_eq!((goal.measure, goal.reality, goal.sureness), (None, None, None));
        assert_eq!(wrong(&[("reality", "Hard")]), [("goal".into(), "Enter your goal".into())]);
    }

    #[test]
    fn everything_typed_is_in_the_goal() {
        let goal = Goal::parse(
            &typed(&[
                ("goal", "Lead a team"),
                ("measure", "I run the ward round"),
                ("reality", "I act up at times.\r\nIt goes well."),
                ("options", "- Shadow a matron\n\n• Ask for a secondment\n  Do nothing  "),
                ("what-1", "Ask"),
                ("by-1-day", "1"),
                ("by-1-month", "april"),
                ("by-1-year", "2027"),
                ("sure", "8"),
                ("surer", "A date in the diary"),
            ]),
            TODAY,
        )
        .unwrap();
        assert_eq!(goal.reality.as_deref(), Some("I act up at times.\nIt goes well."));
        assert_eq!(goal.options, ["Shadow a matron", "Ask for a secondment", "Do nothing"]);
        assert_eq!(goal.actions[0].by, Some(Day::new(jiff::civil::date(2027, 4, 1))));
        assert_eq!(goal.sureness.map(Sureness::number), Some(8));
        let headings: Vec<String> = goal.sheet(TODAY).parts.into_iter().map(|part| part.heading).collect();
        assert_eq!(headings, [GOAL, MEASURE, REALITY, OPTIONS, ACTIONS, SURE, SURER]);
    }

    #[test]
    fn errors_come_in_the_order_of_the_page() {
        let many = "Do it\n".repeat(13);
        let long = "é".repeat(301);
        let errors = wrong(&[
            ("surer", &long),
            ("sure", "11"),
            ("who-1", "Amina"),
            ("options", &many),
            ("measure", &long),
        ]);
        let fields: Vec<&str> = errors.iter().map(|(field, _)| field.as_str()).collect();
        assert_eq!(fields, ["goal", "measure", "options", "what-1", "sure", "surer"]);
        assert_eq!(errors[2].1, "Write 12 options or fewer; there are 13");
    }

    #[test]
    fn s11_controls_and_direction_overrides_are_refused_everywhere() {
        for field in Goal::FIELDS {
            let errors = wrong(&[(field, "a\u{202e}b"), ("goal", "Lead")]);
            assert_eq!(errors[0].0, field);
        }
    }

    #[test]
    fn being_sure_is_a_whole_number_from_one_to_ten() {
        for good in 1..=10 {
            assert_eq!(Sureness::parse(&good.to_string()).map(Sureness::number), Ok(good));
        }
        for bad in ["0", "11", "-1", "7.5", "seven", "256"] {
            assert!(Sureness::parse(bad).is_err(), "{bad}");
        }
        let shaky: Vec<u8> = (1..=10).filter(|n| Sureness(*n).is_shaky()).collect();
        assert_eq!(shaky, [1, 2, 3, 4, 5, 6]);
    }

    #[test]
    fn what_is_empty_is_room_to_write() {
        let goal = Goal::parse(&typed(&[("goal", "Lead"), ("sure", "9")]), TODAY).unwrap();
        let filled: Vec<bool> = goal.sheet(TODAY).parts.iter().map(|part| part.body.is_filled()).collect();
        assert_eq!(filled, [true, false, false, false, false, true], "no room to be surer when one is");
        assert!(Goal::blank(TODAY).parts.iter().all(|part| !part.body.is_filled()));
    }
}
