//! The skill/will matrix: how able somebody is to do one task, how much they want to, and which style of help suits
//! that. Four levels each, so that every place lies in one quarter.

use crate::platform::web::Choice;

/// How far along one side of the matrix: 1 to 4.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Level(u8);

impl Level {
    pub const ALL: [Self; 4] = [Self(1), Self(2), Self(3), Self(4)];

    /// # Errors
    /// `message`, when it is none of the levels a form offers.
    pub fn parse(raw: &str, message: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|level| level.number().to_string() == raw)
            .ok_or_else(|| message.to_owned())
    }

    #[must_use]
    pub fn number(self) -> u8 {
        self.0
    }

    fn is_high(self) -> bool {
        self.0 > 2
    }

    /// Whether it lies next to the middle, where one more good or bad day would change the style.
    fn is_near_the_middle(self) -> bool {
        self.0 == 2 || self.0 == 3
    }

    fn position(self) -> usize {
        usize::from(self.0) - 1
    }
}

/// What the levels of skill are called, lowest first.
const SKILLS: [&str; 4] = [
    "I have not done it yet",
    "I have done parts of it, with help",
    "I can do it on most days",
    "I could show somebody else how",
];

/// What the levels of will are called, lowest first.
const WILLS: [&str; 4] = ["I would rather not", "I am in two minds", "I want to", "I am keen to start"];

/// The choices of a form for skill.
#[must_use]
pub fn skills() -> Vec<Choice> {
    choices(SKILLS)
}

/// The choices of a form for will.
#[must_use]
pub fn wills() -> Vec<Choice> {
    choices(WILLS)
}

fn choices(labels: [&str; 4]) -> Vec<Choice> {
    Level::ALL
        .into_iter()
        .zip(labels)
        .map(|(level, label)| Choice::new(level.number().to_string(), label))
        .collect()
}

/// A style of help: one quarter of the matrix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    Direct,
    Guide,
    Excite,
    Delegate,
}

/// Where somebody stands with one task, and what follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placement {
    pub skill: Level,
    pub will: Level,
}

impl Placement {
    /// The quarter it lies in.
    #[must_use]
    pub fn style(self) -> Style {
        match (self.skill.is_high(), self.will.is_high()) {
            (false, false) => Style::Direct,
            (false, true) => Style::Guide,
            (true, false) => Style::Excite,
            (true, true) => Style::Delegate,
        }
    }

    /// The quarters it lies beside, the one across the line of skill first.
    #[must_use]
    pub fn near(self) -> Vec<Style> {
        let across = |level: Level| if level.is_high() { Level(1) } else { Level(4) };
        let mut near = Vec::new();
        if self.skill.is_near_the_middle() {
            near.push(Self { skill: across(self.skill), ..self }.style());
        }
        if self.will.is_near_the_middle() {
            near.push(Self { will: across(self.will), ..self }.style());
        }
        near
    }

    /// Where its mark lies on the picture: the middle of its field, a little lower to leave room for the quarter's name.
    #[must_use]
    pub fn mark(self) -> (u16, u16) {
        let step = |level: Level| FIELD * u16::from(level.number() - 1);
        let up = 3 * FIELD - step(self.will);
        (LEFT + step(self.skill) + FIELD / 2, TOP + up + FIELD / 2 + 8)
    }

    /// What was said of the skill.
    #[must_use]
    pub fn skill_words(self) -> &'static str {
        SKILLS[self.skill.position()]
    }

    /// What was said of the will.
    #[must_use]
    pub fn will_words(self) -> &'static str {
        WILLS[self.will.position()]
    }
}

/// The picture: where its square begins, and how wide the field of one level is.
const LEFT: u16 = 40;
const TOP: u16 = 10;
const FIELD: u16 = 65;

impl Style {
    /// The upper left corner of its quarter on the picture.
    #[must_use]
    pub fn corner(self) -> (u16, u16) {
        match self {
            Self::Direct => (LEFT, TOP + 2 * FIELD),
            Self::Guide => (LEFT, TOP),
            Self::Excite => (LEFT + 2 * FIELD, TOP + 2 * FIELD),
            Self::Delegate => (LEFT + 2 * FIELD, TOP),
        }
    }

    /// In the order a page names them.
    pub const ALL: [Self; 4] = [Self::Direct, Self::Guide, Self::Excite, Self::Delegate];

    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Direct => "Direct",
            Self::Guide => "Guide",
            Self::Excite => "Excite",
            Self::Delegate => "Delegate",
        }
    }

    /// Where it lies, in words.
    #[must_use]
    pub fn place(self) -> &'static str {
        match self {
            Self::Direct => "less skill, less will",
            Self::Guide => "less skill, more will",
            Self::Excite => "more skill, less will",
            Self::Delegate => "more skill, more will",
        }
    }

    /// What the name means, as a sentence.
    #[must_use]
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Direct => "Somebody shows you the way, one small step at a time, and stays close.",
            Self::Guide => "You try it yourself, and somebody beside you helps you learn from each try.",
            Self::Excite => "You know how. Somebody helps you find out why it stopped being worth it.",
            Self::Delegate => "You do it your way. Somebody is there to think with when you ask.",
        }
    }

    /// Why it suits whoever stands there.
    #[must_use]
    pub fn why(self) -> &'static str {
        match self {
            Self::Direct => {
                "It is new to you and you do not look forward to it. Being left alone with it would make both worse, and \
                 one small success makes both better."
            }
            Self::Guide => {
                "You want to do it, and that carries you through mistakes. What you lack is practice, and somebody who \
                 has been there to learn it with."
            }
            Self::Excite => {
                "You have shown that you can do it, so more teaching would not help. Something else is in the way: how \
                 it matters to you, what it costs you, or what happened last time."
            }
            Self::Delegate => {
                "You can do it and you want to. Advice you did not ask for would only slow you down. Room and trust, \
                 and a voice from outside now and then, keep it good."
            }
        }
    }

    /// What to ask a coach or mentor for, in one's own voice.
    #[must_use]
    pub fn ask_for(self) -> &'static [&'static str] {
        match self {
            Self::Direct => &[
                "Show me once, then watch me do it",
                "Help me cut it into steps that fit into one shift",
                "Tell me soon what went well and what to change",
                "Let me say first what puts me off",
            ],
            Self::Guide => &[
                "Tell me how you learned it, mistakes included",
                "Let me explain my plan before I try it",
                "Ask me what I noticed before you tell me what you saw",
                "Help me find safe chances to practise",
            ],
            Self::Excite => &[
                "Ask me what I would enjoy about it, or once did",
                "Help me see what it would change, and for whom",
                "Listen to what is in the way before you look for an answer",
                "Let me decide how I do it",
            ],
            Self::Delegate => &[
                "Ask me what I want to achieve, then let me get on",
                "Be somebody to think aloud with when I am stuck",
                "Tell me what you see that I do not",
                "Help me find the next thing that stretches me",
            ],
        }
    }

    /// What a coach or mentor does.
    #[must_use]
    pub fn mentor_does(self) -> &'static [&'static str] {
        match self {
            Self::Direct => &[
                "Finds out what is behind “I would rather not”: fear, tiredness, or a bad memory",
                "Agrees a first step that is hard to get wrong",
                "Looks in often and briefly, and steps back as it gets better",
                "Says what was done well, in detail",
            ],
            Self::Guide => &[
                "Asks before telling, and tells when asked",
                "Shares what worked, and what did not, as one way among others",
                "Makes it safe to get it wrong, and agrees what must not go wrong",
                "Lets go a little more each time",
            ],
            Self::Excite => &[
                "Asks and listens: about values, about being tired, about what was promised",
                "Links the task to something this person cares about",
                "Asks what would have to change, and what can",
                "Does not teach what they already know",
            ],
            Self::Delegate => &[
                "Agrees what it is for and how they will know, and leaves the how",
                "Is easy to reach, and does not check up",
                "Asks questions that are worth their time",
                "Notices the work, and opens a door to more of it",
            ],
        }
    }

    /// Whom to look for.
    #[must_use]
    pub fn whom(self) -> &'static str {
        match self {
            Self::Direct => {
                "A mentor who has done this task themselves fits best, beside training or your supervisor at work. \
                 If what stops you is mostly worry, a coach can help with that first."
            }
            Self::Guide => "A mentor who has done this task themselves fits best.",
            Self::Excite => {
                "A coach fits well: their craft is to ask, and they need know nothing of the task. A mentor who once \
                 felt the same fits too."
            }
            Self::Delegate => {
                "Either fits: a coach to think with, or a mentor a few steps ahead who can open a door."
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(skill: u8, will: u8) -> Placement {
        Placement { skill: Level(skill), will: Level(will) }
    }

    #[test]
    fn every_position_has_its_style_and_its_neighbours() {
        use Style::{Delegate, Direct, Excite, Guide};
        let expected: [(u8, u8, Style, &[Style]); 16] = [
            (1, 1, Direct, &[]),
            (2, 1, Direct, &[Excite]),
            (3, 1, Excite, &[Direct]),
            (4, 1, Excite, &[]),
            (1, 2, Direct, &[Guide]),
            (2, 2, Direct, &[Excite, Guide]),
            (3, 2, Excite, &[Direct, Delegate]),
            (4, 2, Excite, &[Delegate]),
            (1, 3, Guide, &[Direct]),
            (2, 3, Guide, &[Delegate, Direct]),
            (3, 3, Delegate, &[Guide, Excite]),
            (4, 3, Delegate, &[Excite]),
            (1, 4, Guide, &[]),
            (2, 4, Guide, &[Delegate]),
            (3, 4, Delegate, &[Guide]),
            (4, 4, Delegate, &[]),
        ];
        for (skill, will, style, near) in expected {
            assert_eq!(at(skill, will).style(), style, "skill {skill}, will {will}");
            assert_eq!(at(skill, will).near(), near, "skill {skill}, will {will}");
        }
    }

    #[test]
    fn every_mark_lies_within_its_quarter_and_no_two_in_one_place() {
        let mut marks = std::collections::BTreeSet::new();
        for skill in Level::ALL {
            for will in Level::ALL {
                let placement = Placement { skill, will };
                let ((x, y), (left, top)) = (placement.mark(), placement.style().corner());
                assert!((left + 10..left + 2 * FIELD - 10).contains(&x), "{placement:?}");
                assert!((top + 10..top + 2 * FIELD - 10).contains(&y), "{placement:?}");
                assert!(marks.insert((x, y)));
            }
        }
    }

    #[test]
    fn only_the_levels_of_the_form_are_taken() {
        for (level, choice) in Level::ALL.into_iter().zip(skills()) {
            assert_eq!(Level::parse(&choice.value, "Choose"), Ok(level));
        }
        for bad in ["", "0", "5", "01", " 1", "two", "-1"] {
            assert_eq!(Level::parse(bad, "Choose one"), Err("Choose one".to_owned()), "{bad:?}");
        }
    }

    #[test]
    fn every_style_says_what_to_ask_for_and_what_a_mentor_does() {
        for style in Style::ALL {
            assert_eq!((style.ask_for().len(), style.mentor_does().len()), (4, 4), "{style:?}");
            for text in [style.meaning(), style.why(), style.whom()] {
                assert!(text.ends_with('.') && !text.contains('!'), "{text}");
            }
        }
    }
}
