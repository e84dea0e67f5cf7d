//! Short guided sheets for before and after a meeting: one pair for who is coached or mentored, one for the coach or
//! mentor.

use super::approaches;
use super::sheet::{Body, Sheet};
use super::typed::Typed;
use crate::platform::clock::Day;
use crate::platform::web::FormErrors;
use crate::platform::web::forms::{optional, paragraphs};

/// Characters of each answer.
pub const LONGEST: usize = 1500;
/// The name of the field for the approach.
pub const APPROACH: &str = "approach";

/// One guided sheet.
#[derive(Debug)]
pub struct Guide {
    pub when: When,
    pub whose: Whose,
    /// The page's heading, which is also its title.
    pub heading: &'static str,
    pub lede: &'static str,
    sheet_title: &'static str,
    pub prompts: &'static [Prompt],
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    Before,
    After,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// Who is coached or mentored.
    Mentee,
    /// The coach or mentor, who may name an approach to be prompted by.
    Mentor,
}

/// A question and the room for its answer.
#[derive(Debug)]
pub struct Prompt {
    pub name: &'static str,
    pub label: &'static str,
    pub hint: &'static str,
    /// Ruled lines, when nothing is written.
    lines: usize,
}

const fn prompt(name: &'static str, label: &'static str, hint: &'static str, lines: usize) -> Prompt {
    Prompt { name, label, hint, lines }
}

pub static BEFORE_MENTEE: Guide = Guide {
    when: When::Before,
    whose: Whose::Mentee,
    heading: "Prepare for a meeting",
    lede: "Ten quiet minutes before you meet your coach or mentor make the meeting yours.",
    sheet_title: "Before we meet",
    prompts: &[
        prompt(
            "since",
            "What has happened since you last met?",
            "What you said you would do, and what came of it. Leave it empty before a first conversation.",
            4,
        ),
        prompt("topic", "What do you most want to talk about?", "One thing is enough for an hour.", 2),
        prompt(
            "goal",
            "Goal: what would make the meeting worth it?",
            "Finish the sentence: “I will leave with …”",
            2,
        ),
        prompt("reality", "Reality: what is going on now?", "What you have tried, and what happened.", 4),
        prompt("options", "Options: what could you do?", "Rough ideas count. One to a line.", 4),
        prompt(
            "ask",
            "What do you want from your coach or mentor?",
            "To listen, to ask hard questions, to tell you what they have seen, to introduce you to somebody.",
            2,
        ),
        prompt(
            "limits",
            "Is there anything you would rather leave out?",
            "You need not write it down. You may also say so on the day.",
            1,
        ),
    ],
};

pub static BEFORE_MENTOR: Guide = Guide {
    when: When::Before,
    whose: Whose::Mentor,
    heading: "Prepare for a meeting as coach or mentor",
    lede: "Five minutes to remember where you were, and to arrive with an open mind.",
    sheet_title: "Before I meet somebody",
    prompts: &[
        prompt("last", "Where did you leave off?", "What they said they would do, in a word or two.", 3),
        prompt("promise", "What did you promise?", "A name, a paper, an introduction. Is it done?", 2),
        prompt(
            "theirs",
            "What do they want from this meeting?",
            "If you do not know, make it your first question.",
            2,
        ),
        prompt(
            "questions",
            "Which two questions do you want to have ready?",
            "Open, short, and not advice.",
            3,
        ),
        prompt(
            "watch",
            "What will you watch in yourself?",
            "Talking too much, solving it for them, being in a hurry.",
            2,
        ),
        prompt(
            "aside",
            "What is on your own mind, to put aside until afterwards?",
            "A shift, a worry, a deadline.",
            2,
        ),
    ],
};

pub static AFTER_MENTEE: Guide = Guide {
    when: When::After,
    whose: Whose::Mentee,
    heading: "Look back at a meeting",
    lede: "Ten minutes on the same day keep what you found.",
    sheet_title: "After we met",
    prompts: &[
        prompt("clearer", "What is clearer now?", "", 3),
        prompt("stayed", "What stayed with you?", "A question, a word, a silence.", 3),
        prompt("will", "What will you do, and by when?", "One to a line. Small is fine.", 4),
        prompt("help", "Who or what will help you do it?", "", 2),
        prompt("next", "What do you want to bring next time?", "", 2),
        prompt(
            "useful",
            "What would have made it more useful?",
            "Will you tell them? Most coaches and mentors would like to know.",
            2,
        ),
    ],
};

pub static AFTER_MENTOR: Guide = Guide {
    when: When::After,
    whose: Whose::Mentor,
    heading: "Look back at a meeting as coach or mentor",
    lede: "A few minutes on your own part in it: for yourself, and for supervision.",
    sheet_title: "After I met somebody",
    prompts: &[
        prompt("noticed", "What did you notice?", "In them, in you, between you.", 3),
        prompt("helped", "When were you of most use?", "What did you do, or leave undone?", 2),
        prompt("hindered", "When did you get in the way?", "It happens to everybody. What set it off?", 2),
        prompt("promised", "What did you promise, and by when?", "", 2),
        prompt(
            "limits",
            "Did you come near a limit?",
            "Of confidence, of your role, of what you know. A risk of harm goes to your safeguarding lead today, not on this sheet.",
            2,
        ),
        prompt("supervision", "What will you take to supervision or to a colleague?", "Without names.", 2),
        prompt("learn", "What do you want to practise next?", "", 2),
    ],
};

pub static ALL: [&Guide; 4] = [&BEFORE_MENTEE, &BEFORE_MENTOR, &AFTER_MENTEE, &AFTER_MENTOR];

impl Guide {
    #[must_use]
    pub fn path(&self) -> &'static str {
        match (self.when, self.whose) {
            (When::Before, Whose::Mentee) => "/tools/preparation",
            (When::Before, Whose::Mentor) => "/tools/preparation/mentors",
            (When::After, Whose::Mentee) => "/tools/reflection",
            (When::After, Whose::Mentor) => "/tools/reflection/mentors",
        }
    }

    #[must_use]
    pub fn is_for_mentors(&self) -> bool {
        self.whose == Whose::Mentor
    }

    /// The names of its fields.
    #[must_use]
    pub fn fields(&self) -> Vec<&'static str> {
        let names = self.prompts.iter().map(|prompt| prompt.name);
        names.chain(self.is_for_mentors().then_some(APPROACH)).collect()
    }

    /// The sheet of what was typed. What was left empty is room to write by hand.
    ///
    /// # Errors
    /// A sentence for each field that is wrong; beside the first when nothing is written at all.
    pub fn parse(&self, typed: &Typed, made_on: Day) -> Result<Sheet, FormErrors> {
        let mut errors = FormErrors::none();
        let mut answers = Vec::new();
        for prompt in self.prompts {
            let what = format!("your answer to “{}”", prompt.label);
            let read = |raw: &str| paragraphs(raw, &what, LONGEST);
            if let Some(answer) = errors.take(prompt.name, optional(typed.get(prompt.name), read)) {
                answers.push((prompt, answer));
            }
        }
        let approach = errors.take(APPROACH, approaches::parse(typed.get(APPROACH)));
        let nothing = answers.iter().all(|(_, answer)| answer.is_none()) && typed.get(APPROACH).is_empty();
        if nothing && errors.is_empty() {
            errors
                .add(self.prompts[0].name, "Write a few words somewhere, or make an empty sheet to write on");
        }
        let Some(approach) = approach.filter(|_| errors.is_empty()) else { return Err(errors) };
        let sheet =
            answers.into_iter().fold(Sheet::new(self.sheet_title, made_on), |sheet, (prompt, answer)| {
                sheet.part(prompt.label, Body::words_or_room(answer, prompt.lines))
            });
        let Some(approach) = approach else { return Ok(sheet) };
        let (heading, questions) = match self.when {
            When::Before => (format!("Questions to have ready: {}", approach.name), approach.before),
            When::After => (format!("Questions to look back with: {}", approach.name), approach.after),
        };
        let questions = questions.iter().map(|question| (*question).to_owned()).collect();
        Ok(sheet.part(heading, Body::Bullets(questions)))
    }

    /// The sheet with nothing on it, to fill in by hand.
    #[must_use]
    pub fn blank(&self, made_on: Day) -> Sheet {
        self.prompts.iter().fold(Sheet::new(self.sheet_title, made_on), |sheet, prompt| {
            sheet.part(prompt.label, Body::Room(prompt.lines))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::typed::tests::typed;
    use super::*;

    const TODAY: Day = Day::new(jiff::civil::date(2027, 3, 4));

    #[test]
    fn one_answer_makes_a_sheet_and_the_rest_is_room() {
        for guide in ALL {
            let name = guide.prompts[1].name;
            let sheet = guide.parse(&typed(&[(name, "A word\r\nor two")]), TODAY).unwrap();
            assert_eq!(sheet.parts.len(), guide.prompts.len());
            let filled: Vec<usize> =
                (0..sheet.parts.len()).filter(|at| sheet.parts[*at].body.is_filled()).collect();
            assert_eq!(filled, [1]);
            assert_eq!(sheet.parts[1].body, Body::Words("A word\nor two".into()));
        }
    }

    #[test]
    fn nothing_at_all_comes_back_beside_the_first_question() {
        for guide in ALL {
            let errors = guide.parse(&Typed::default(), TODAY).unwrap_err();
            assert!(errors.on(guide.prompts[0].name).is_some());
            assert!(guide.blank(TODAY).parts.iter().all(|part| !part.body.is_filled()));
        }
    }

    #[test]
    fn an_approach_brings_its_questions_before_and_after() {
        let last =
            |guide: &Guide| guide.parse(&typed(&[(APPROACH, "grow")]), TODAY).unwrap().parts.pop().unwrap();
        let before = last(&BEFORE_MENTOR);
        assert_eq!(before.heading, "Questions to have ready: GROW");
        let Body::Bullets(questions) = before.body else { panic!("questions") };
        assert!(questions[0].starts_with("Goal:"));
        assert_eq!(last(&AFTER_MENTOR).heading, "Questions to look back with: GROW");
        assert!(
            BEFORE_MENTOR.parse(&typed(&[(APPROACH, "magic")]), TODAY).unwrap_err().on(APPROACH).is_some()
        );
    }

    #[test]
    fn lengths_and_controls_are_refused_with_the_field_named() {
        let long = "é".repeat(LONGEST + 1);
        let errors =
            AFTER_MENTEE.parse(&typed(&[("will", &long), ("next", "a\u{202e}b")]), TODAY).unwrap_err();
        assert_eq!(
            errors.on("will"),
            Some(
                "Your answer to “What will you do, and by when?” must be 1500 characters or fewer; it has 1501"
            )
        );
        assert!(errors.on("next").is_some());
    }

    #[test]
    fn names_are_unique_within_a_guide() {
        for guide in ALL {
            let names = guide.fields();
            let unique: std::collections::BTreeSet<&str> = names.iter().copied().collect();
            assert_eq!(unique.len(), names.len(), "{}", guide.path());
        }
    }
}
