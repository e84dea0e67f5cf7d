//! Ways a coach or mentor may work, each with a few questions to have ready before a meeting and to look back with after
//! it.

use crate::platform::web::Choice;

/// One way of working.
#[derive(Debug)]
pub struct Approach {
    /// The code of its term in the vocabulary of approaches.
    pub code: &'static str,
    pub name: &'static str,
    /// What it is, in a few words.
    about: &'static str,
    /// Questions to have ready.
    pub before: &'static [&'static str],
    /// Questions to look back with.
    pub after: &'static [&'static str],
}

pub const APPROACHES: [Approach; 7] = [
    Approach {
        code: "grow",
        name: "GROW",
        about: "Goal, reality, options, will",
        before: &[
            "Goal: what would make this hour worth it for you?",
            "Reality: what is happening now, and what have you tried?",
            "Options: what else could you do? And what else?",
            "Will: what will you do, by when, and how sure are you?",
        ],
        after: &[
            "Whose goal was it: theirs, or mine?",
            "Did we stay with how things are long enough before we looked for answers?",
            "How many of the options came from them?",
            "Does each action have a day and a name?",
        ],
    },
    Approach {
        code: "skill-will",
        name: "Skill/will",
        about: "How able and how keen they are decides the style of help",
        before: &[
            "Which one task are we talking about?",
            "How much of it have you done before?",
            "How much do you want to do it? What would make that more?",
            "What help do you want from me: show, guide, listen, or leave you to it?",
        ],
        after: &[
            "Did I teach where I should have listened, or the other way round?",
            "Where do they stand now, in skill and in will?",
            "What can I let go of next time?",
        ],
    },
    Approach {
        code: "co-active",
        name: "Co-active",
        about: "Values, balance, and what is going on now",
        before: &[
            "What matters to you in this?",
            "How do you look at it now, and how else could you?",
            "What do you notice in yourself as you say that?",
            "What will you choose, and what do you let go of for it?",
        ],
        after: &[
            "What did I learn about what they value?",
            "When did I follow my own curiosity and not theirs?",
            "What was not said?",
        ],
    },
    Approach {
        code: "checklist",
        name: "Checklist",
        about: "A short list of agreed actions, looked at each time",
        before: &[
            "What became of each action from last time?",
            "What got in the way, and what helped?",
            "What are the two or three things that matter until we meet again?",
            "How will you know that each is done?",
        ],
        after: &[
            "Are the actions theirs, and few enough?",
            "Which action have we carried over twice? What is behind it?",
            "What did I promise, and when do I do it?",
        ],
    },
    Approach {
        code: "solution-focused",
        name: "Solution-focused",
        about: "What works already, and a little more of it",
        before: &[
            "Suppose it is solved: what is the first thing you would notice?",
            "When was it a little better? What was different then?",
            "On a scale from 0 to 10, where are you, and what keeps you from being lower?",
            "What would one point higher look like?",
        ],
        after: &[
            "Did we talk more about what works than about what is wrong?",
            "Which strengths did I name aloud?",
            "Is the next step small enough?",
        ],
    },
    Approach {
        code: "oskar",
        name: "OSKAR",
        about: "Outcome, scaling, know-how, affirm and action, review",
        before: &[
            "Outcome: what do you want to get out of this?",
            "Scaling: from 0 to 10, where are you today?",
            "Know-how: what do you know already that helps? Who else knows?",
            "Affirm and action: what is going well, and what is the next small step?",
        ],
        after: &[
            "Did they hear from me what they do well?",
            "Which number did they start from, and where are they now?",
            "What do we review first next time?",
        ],
    },
    Approach {
        code: "clear",
        name: "CLEAR",
        about: "Contract, listen, explore, action, review",
        before: &[
            "Contract: what do you want from today, and from me?",
            "Listen: what is it really about?",
            "Explore: what does it do to you, and what could you do about it?",
            "Action and review: what will you do, and how was this for you?",
        ],
        after: &[
            "Did we agree at the start what the meeting was for, and keep to it?",
            "How much of the time did I listen?",
            "Did I ask how it was for them, and what did they say?",
        ],
    },
];

/// The radio buttons of a form, the first for no approach in particular.
#[must_use]
pub fn choices() -> Vec<Choice> {
    let none = Choice::new("", "No one approach");
    let named = APPROACHES.iter().map(|one| Choice::new(one.code, one.name).hint(one.about));
    std::iter::once(none).chain(named).collect()
}

/// The approach somebody chose, if they chose one.
///
/// # Errors
/// A sentence, when it is not on offer.
pub fn parse(raw: &str) -> Result<Option<&'static Approach>, String> {
    if raw.is_empty() {
        return Ok(None);
    }
    let found = APPROACHES.iter().find(|one| one.code == raw);
    found.map(Some).ok_or_else(|| "Choose one of the approaches on the page".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_approach_is_in_the_vocabulary_and_has_questions() {
        let vocabulary = include_str!("../vocabulary/data/terms.tsv");
        for one in &APPROACHES {
            assert!(vocabulary.contains(&format!("approach\t{}\t{}\t", one.code, one.name)), "{}", one.code);
            assert!((3..=4).contains(&one.before.len()) && (3..=4).contains(&one.after.len()));
            assert!(
                one.before.iter().chain(one.after).all(|question| question.ends_with('?')),
                "{}",
                one.code
            );
            assert_eq!(parse(one.code).unwrap().map(|found| found.name), Some(one.name));
        }
        assert!(parse("").unwrap().is_none());
        assert!(parse("nlp").is_err());
        assert_eq!(choices().len(), APPROACHES.len() + 1);
    }
}
