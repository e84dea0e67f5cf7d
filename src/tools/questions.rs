//! Co-active questions: good questions in groups, to choose from and take along. Co-active coaching looks at fulfilment,
//! at balance, and at what is going on in somebody now; it begins from what they value.

use super::sheet::{Body, Sheet};
use super::typed::Typed;
use crate::platform::clock::Day;
use crate::platform::web::forms::line;
use crate::platform::web::{Choice, FormErrors};

/// Questions about one thing.
#[derive(Debug)]
pub struct Group {
    pub heading: &'static str,
    /// What the group is for.
    pub about: &'static str,
    /// The id of the group's tick boxes.
    pub field: &'static str,
    /// Each with a code that stays when the words change.
    questions: &'static [(&'static str, &'static str)],
}

pub const GROUPS: [Group; 5] = [
    Group {
        heading: "What you value",
        about: "What matters to you, so that a choice can be held against it.",
        field: "values",
        questions: &[
            ("proud", "When were you last proud of a day’s work? What made it so?"),
            ("angry", "What at work makes you angry? What does that say you care about?"),
            ("never", "What would you not give up, whatever the job paid?"),
            ("known", "What do you want colleagues to come to you for?"),
            ("three", "Which three words should describe how you work? Which one is missing today?"),
        ],
    },
    Group {
        heading: "Fulfilment: what you want more of",
        about: "What makes work feel worth it.",
        field: "fulfilment",
        questions: &[
            (
                "full",
                "On a scale from 1 to 10, how full is your working life? What would one point more look like?",
            ),
            ("yes", "If you say yes to this, what are you saying no to?"),
            ("easy", "What feels so easy to you that you forget it is a skill?"),
            ("year", "A year from now it went well. What are you telling me?"),
            ("small", "What small thing would make tomorrow better?"),
        ],
    },
    Group {
        heading: "Balance: where you are free to choose",
        about: "For when you feel stuck, or see only one way.",
        field: "balance",
        questions: &[
            (
                "stuck",
                "How do you look at it now? What does that way of looking give you, and what does it cost?",
            ),
            ("must", "Which of your “musts” are really choices?"),
            ("stop", "What could you stop doing for a month, and who would notice?"),
            ("both", "What if both things were possible?"),
            ("rest", "What fills you up again, and when did you last do it?"),
            ("choose", "Of everything you could do, what will you choose? What will you let go of for it?"),
        ],
    },
    Group {
        heading: "Process: what is going on now",
        about: "For staying with a feeling long enough to learn from it.",
        field: "process",
        questions: &[
            ("now", "What do you notice in yourself as you talk about it?"),
            ("name", "If the feeling had a name, what would it be?"),
            ("avoid", "What do you not want to look at?"),
            ("need", "What does it need: doing something, or letting it be?"),
            ("learn", "What is this time teaching you that an easier one could not?"),
        ],
    },
    Group {
        heading: "Looking from another side",
        about: "For seeing it with other eyes.",
        field: "sides",
        questions: &[
            ("friend", "What would you say to a friend in your place?"),
            ("they", "How does it look to the other person? What are they afraid of?"),
            ("patient", "What would a patient, or somebody you care for, wish you would do?"),
            ("old", "What would you at seventy tell you now?"),
            ("half", "If you had half the time, what would you keep? And with twice the time?"),
            ("brave", "What would you do if you were a little braver?"),
        ],
    },
];

/// Characters of a question of one's own, and how many there may be.
pub const LONGEST_OWN: usize = 200;
const MOST_OWN: usize = 5;
/// Ruled lines under each question.
const LINES: usize = 4;

impl Group {
    /// The questions as tick boxes. Their values are unique among all groups.
    #[must_use]
    pub fn choices(&self) -> Vec<Choice> {
        self.questions.iter().map(|(code, words)| Choice::new(*code, *words)).collect()
    }
}

/// The names of the groups of tick boxes.
#[must_use]
pub fn group_fields() -> Vec<&'static str> {
    GROUPS.iter().map(|group| group.field).collect()
}

/// The questions somebody chose, in the order of the page, and those of their own after them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chosen(Vec<String>);

impl Chosen {
    /// The name of the field for questions of one's own.
    pub const OWN: &'static str = "own";

    /// # Errors
    /// A sentence when nothing is chosen, when something is chosen that is not offered, or for one's own questions.
    pub fn parse(typed: &Typed) -> Result<Self, FormErrors> {
        let mut errors = FormErrors::none();
        let mut chosen = Vec::new();
        for group in &GROUPS {
            let codes = typed.all(group.field);
            let known = |code: &&str| group.questions.iter().any(|(own, _)| own == code);
            if !codes.iter().all(known) {
                errors.add(group.field, "Choose from the questions on the page");
            }
            let of_group = group.questions.iter().filter(|(code, _)| codes.contains(code));
            chosen.extend(of_group.map(|(_, words)| (*words).to_owned()));
        }
        if let Some(own) = errors.take(Self::OWN, own(typed.get(Self::OWN))) {
            chosen.extend(own);
        }
        if chosen.is_empty() && errors.is_empty() {
            errors.add(GROUPS[0].field, "Choose at least one question, or write one of your own");
        }
        if errors.is_empty() { Ok(Self(chosen)) } else { Err(errors) }
    }

    /// The questions, each with room to write.
    #[must_use]
    pub fn sheet(self, made_on: Day) -> Sheet {
        let sheet = Sheet::new("Questions to think about", made_on);
        self.0.into_iter().fold(sheet, |sheet, question| sheet.part(question, Body::Room(LINES)))
    }
}

/// Every question on offer, group by group, without room: to have at hand in a meeting.
#[must_use]
pub fn all_of_them(made_on: Day) -> Sheet {
    GROUPS.iter().fold(Sheet::new("Co-active questions", made_on), |sheet, group| {
        let questions = group.questions.iter().map(|(_, words)| (*words).to_owned()).collect();
        sheet.part(group.heading, Body::Bullets(questions))
    })
}

/// One question a line.
fn own(raw: &str) -> Result<Vec<String>, String> {
    let written = raw.lines().filter(|written| !written.trim().is_empty());
    let own: Vec<String> =
        written.map(|written| line(written, "each question", LONGEST_OWN)).collect::<Result<_, _>>()?;
    if own.len() > MOST_OWN {
        return Err(format!("Write {MOST_OWN} questions or fewer; there are {}", own.len()));
    }
    Ok(own)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::typed::tests::typed;
    use super::*;

    #[test]
    fn every_question_has_a_code_of_its_own_and_is_a_question() {
        let all: Vec<&(&str, &str)> = GROUPS.iter().flat_map(|group| group.questions).collect();
        let codes: BTreeSet<&str> = all.iter().map(|(code, _)| *code).collect();
        assert_eq!(codes.len(), all.len());
        assert!(all.iter().all(|(_, words)| words.ends_with('?') && !words.contains('!')));
        assert_eq!(group_fields().len(), 5);
    }

    #[test]
    fn a_sheet_holds_what_was_chosen_in_the_order_of_the_page_and_then_ones_own() {
        let form = typed(&[("sides", "friend"), ("values", "proud"), ("own", "Whose job is it?\r\n\r\n")]);
        let sheet = Chosen::parse(&form).unwrap().sheet(Day::new(jiff::civil::date(2027, 3, 4)));
        let headings: Vec<&str> = sheet.parts.iter().map(|part| part.heading.as_str()).collect();
        assert_eq!(
            headings,
            [
                "When were you last proud of a day’s work? What made it so?",
                "What would you say to a friend in your place?",
                "Whose job is it?"
            ]
        );
    }

    #[test]
    fn nothing_chosen_or_something_made_up_comes_back() {
        let on = |fields: &[(&str, &str)], field: &str| -> Option<String> {
            Chosen::parse(&typed(fields)).unwrap_err().on(field).map(str::to_owned)
        };
        assert!(on(&[], "values").is_some_and(|message| message.starts_with("Choose at least one")));
        assert!(on(&[("balance", "proud")], "balance").is_some(), "a question of another group");
        assert!(
            on(&[("own", "a\nb\nc\nd\ne\nf")], "own").is_some_and(|message| message.contains("there are 6"))
        );
        assert!(
            on(&[("own", &"é".repeat(201))], "own").is_some_and(|message| message.contains("it has 201"))
        );
    }
}
