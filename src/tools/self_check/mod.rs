//! A private self-check for coaches and mentors: how often they do what a good one does, what they are good at, and what
//! to practise. Nothing of it is kept.

mod statements;

pub use statements::{SKILLS, Skill};

use super::sheet::{Body, Sheet};
use super::typed::Typed;
use crate::platform::clock::Day;
use crate::platform::web::{Choice, FormErrors};

/// How many skills are gone into at once: nobody works on six.
const FOCUS: usize = 3;

/// How often somebody does something: 1 to 4.
const SCALE: [&str; 4] = ["Seldom", "Sometimes", "Often", "Nearly always"];

/// The choices under each statement.
#[must_use]
pub fn scale() -> Vec<Choice> {
    (1..).zip(SCALE).map(|(value, label): (u8, _)| Choice::new(value.to_string(), label)).collect()
}

/// The field of a skill's statement, the first or the second.
#[must_use]
pub fn field(skill: &Skill, statement: usize) -> String {
    format!("{}-{}", skill.code, statement + 1)
}

/// The names of every field.
#[must_use]
pub fn field_names() -> Vec<String> {
    SKILLS.iter().flat_map(|skill| [field(skill, 0), field(skill, 1)]).collect()
}

/// How somebody stands with a skill, by the mean of what they answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// 3.5 or more of 4.
    Strength,
    Steady,
    /// Below 2.5 of 4.
    ToPractise,
}

/// A skill with what was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Answered {
    skill: &'static Skill,
    sum: u8,
    /// How many of its statements were answered: 1 or 2.
    count: u8,
}

impl Answered {
    fn standing(&self) -> Standing {
        if 2 * self.sum >= 7 * self.count {
            Standing::Strength
        } else if 2 * self.sum < 5 * self.count {
            Standing::ToPractise
        } else {
            Standing::Steady
        }
    }

    /// Twice the mean, a whole number.
    fn level(&self) -> u8 {
        2 * self.sum / self.count
    }
}

/// What the answers say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// In the order of the page.
    pub strengths: Vec<&'static Skill>,
    pub steady: Vec<&'static Skill>,
    /// What to begin with, the lowest first: up to three to practise or, when there is none, the lowest of all.
    pub focus: Vec<&'static Skill>,
    /// What else there is to practise.
    pub later: Vec<&'static Skill>,
    /// Statements without an answer.
    pub left_out: usize,
}

impl Outcome {
    /// # Errors
    /// A sentence when nothing is answered, or with an answer that is not on offer.
    pub fn parse(typed: &Typed) -> Result<Self, FormErrors> {
        let mut errors = FormErrors::none();
        let mut answered = Vec::new();
        let mut left_out = 0;
        for skill in &SKILLS {
            let mut own = Answered { skill, sum: 0, count: 0 };
            for statement in 0..skill.statements.len() {
                let name = field(skill, statement);
                match typed.get(&name) {
                    "" => left_out += 1,
                    chosen => match answer(chosen) {
                        Some(value) => {
                            own.sum += value;
                            own.count += 1;
                        }
                        None => errors.add(&name, "Choose one of the four answers"),
                    },
                }
            }
            if own.count > 0 {
                answered.push(own);
            }
        }
        if answered.is_empty() && errors.is_empty() {
            errors.add(&field(&SKILLS[0], 0), "Answer at least one statement");
        }
        if errors.is_empty() { Ok(Self::of(&answered, left_out)) } else { Err(errors) }
    }

    fn of(answered: &[Answered], left_out: usize) -> Self {
        let with = |standing| -> Vec<&'static Skill> {
            answered.iter().filter(|one| one.standing() == standing).map(|one| one.skill).collect()
        };
        let mut lowest: Vec<&Answered> = answered.iter().collect();
        lowest.sort_by_key(|one| one.level());
        let practise = lowest.iter().filter(|one| one.standing() == Standing::ToPractise);
        let mut focus: Vec<&'static Skill> = practise.map(|one| one.skill).collect();
        let later = focus.split_off(FOCUS.min(focus.len()));
        if focus.is_empty() {
            focus.extend(lowest.first().map(|one| one.skill));
        }
        Self { strengths: with(Standing::Strength), steady: with(Standing::Steady), focus, later, left_out }
    }

    /// Whether there is nothing that is done too seldom.
    fn is_all_well(&self) -> bool {
        self.focus.iter().all(|skill| self.strengths.contains(skill) || self.steady.contains(skill))
    }

    /// The outcome on a page.
    #[must_use]
    pub fn sheet(&self, made_on: Day) -> Sheet {
        let names = |skills: &[&Skill]| skills.iter().map(|skill| skill.name.to_owned()).collect();
        let mut sheet = Sheet::new("Your self-check", made_on);
        if self.strengths.is_empty() {
            let words = "Nothing stands out yet by your own count. People are often stricter with themselves than \
                         others are: ask somebody you have helped what they would name.";
            sheet = sheet.part("What you do well", Body::Words(words.to_owned()));
        } else {
            sheet = sheet.part("What you do well", Body::Bullets(names(&self.strengths)));
        }
        if !self.steady.is_empty() {
            sheet = sheet.part("What you do often enough to build on", Body::Bullets(names(&self.steady)));
        }
        for skill in &self.focus {
            let heading = if self.is_all_well() {
                format!("If you want to go further: {}", skill.name.to_lowercase())
            } else {
                format!("Worth practising: {}", skill.name.to_lowercase())
            };
            let suggestions =
                vec![format!("In your next meeting: {}", skill.practice), format!("To learn: {}", skill.cpd)];
            sheet = sheet.part(heading, Body::Bullets(suggestions));
        }
        if !self.later.is_empty() {
            sheet = sheet.part("For later", Body::Bullets(names(&self.later)));
        }
        sheet.part("What I will try first, and when", Body::Room(2))
    }
}

fn answer(chosen: &str) -> Option<u8> {
    scale().iter().find(|choice| choice.value == chosen)?.value.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::super::typed::tests::typed;
    use super::*;

    /// The outcome when each of these skills got these two answers.
    fn outcome(answers: &[(&str, &str, &str)]) -> Outcome {
        let fields: Vec<(String, &str)> = answers
            .iter()
            .flat_map(|(code, first, second)| [(format!("{code}-1"), *first), (format!("{code}-2"), *second)])
            .collect();
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), *value)).collect();
        Outcome::parse(&typed(&fields)).unwrap()
    }

    fn codes(skills: &[&Skill]) -> Vec<&'static str> {
        skills.iter().map(|skill| skill.code).collect()
    }

    #[test]
    fn each_pair_of_answers_falls_where_its_mean_says() {
        for first in 0..=4_u8 {
            for second in 0..=4_u8 {
                let given: Vec<u8> = [first, second].into_iter().filter(|answer| *answer > 0).collect();
                if given.is_empty() {
                    continue;
                }
                let text = |answer: u8| if answer == 0 { String::new() } else { answer.to_string() };
                let found = outcome(&[("patience", &text(first), &text(second))]);
                let mean = f64::from(given.iter().sum::<u8>()) / given.iter().map(|_| 1.0).sum::<f64>();
                let expected = if mean >= 3.5 {
                    "strength"
                } else if mean < 2.5 {
                    "practise"
                } else {
                    "steady"
                };
                let is = match (codes(&found.strengths).as_slice(), codes(&found.steady).as_slice()) {
                    (["patience"], []) => "strength",
                    ([], ["patience"]) => "steady",
                    _ => "practise",
                };
                assert_eq!(is, expected, "{first} and {second}");
                assert_eq!(codes(&found.focus), ["patience"], "there is always something to go on with");
                assert_eq!(found.left_out, 22 - given.len());
            }
        }
    }

    #[test]
    fn the_three_lowest_come_first_and_the_rest_wait() {
        let found = outcome(&[
            ("approachability", "2", "2"),
            ("patience", "1", "1"),
            ("questioning", "1", "2"),
            ("probing", "2", "2"),
            ("clarifying", "1", "1"),
            ("reframing", "4", "4"),
        ]);
        assert_eq!(codes(&found.focus), ["patience", "clarifying", "questioning"]);
        assert_eq!(codes(&found.later), ["approachability", "probing"]);
        assert_eq!(codes(&found.strengths), ["reframing"]);
        let headings: Vec<String> = found
            .sheet(Day::new(jiff::civil::date(2027, 3, 4)))
            .parts
            .into_iter()
            .map(|part| part.heading)
            .collect();
        assert_eq!(
            headings,
            [
                "What you do well",
                "Worth practising: patience",
                "Worth practising: clarifying",
                "Worth practising: questioning",
                "For later",
                "What I will try first, and when"
            ]
        );
    }

    #[test]
    fn who_does_all_of_it_is_offered_one_thing_and_not_told_to_practise() {
        let found = outcome(&[("patience", "4", "4"), ("probing", "4", "3")]);
        assert!(found.is_all_well());
        assert_eq!(codes(&found.focus), ["probing"]);
        let sheet = found.sheet(Day::new(jiff::civil::date(2027, 3, 4)));
        assert!(sheet.parts.iter().any(|part| part.heading == "If you want to go further: probing"));
    }

    #[test]
    fn nothing_answered_or_something_made_up_comes_back() {
        let nothing = Outcome::parse(&Typed::default()).unwrap_err();
        assert_eq!(nothing.on("approachability-1"), Some("Answer at least one statement"));
        for bad in ["0", "5", " 1", "often"] {
            assert!(Outcome::parse(&typed(&[("patience-2", bad)])).unwrap_err().on("patience-2").is_some());
        }
    }

    #[test]
    fn the_skills_are_those_of_the_vocabulary_in_its_order() {
        let vocabulary = include_str!("../../vocabulary/data/terms.tsv");
        let listed: Vec<(&str, &str)> = vocabulary
            .lines()
            .filter_map(|line| line.strip_prefix("skill\t"))
            .map(|line| (line.split('\t').next().unwrap(), line.split('\t').nth(1).unwrap()))
            .collect();
        assert_eq!(SKILLS.map(|skill| (skill.code, skill.name)).to_vec(), listed);
        for skill in &SKILLS {
            for text in [skill.statements[0], skill.statements[1], skill.practice, skill.cpd] {
                assert!(!text.contains('!') && text.chars().count() < 160, "{text}");
            }
        }
    }
}
