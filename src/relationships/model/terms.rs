use serde::{Deserialize, Serialize};

use super::codes::ThreeWay;
use crate::pools::Offering;

/// What two agree in numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    /// How many sessions; none: as many as it takes.
    pub sessions: Option<i16>,
    /// How long a session is, in minutes.
    pub minutes: i16,
    /// Weeks from one session to the next; none: as and when.
    pub every_weeks: Option<i16>,
    /// A review is due after so many sessions, or so many months, whichever comes first.
    pub review_after: i16,
    pub review_months: i16,
}

impl Terms {
    /// What people in the field usually agree, by offering: coaching is short and regular, mentoring longer and freer,
    /// supervision goes on.
    #[must_use]
    pub const fn usual(offering: Offering) -> Self {
        match offering {
            Offering::Coaching => Self {
                sessions: Some(6),
                minutes: 60,
                every_weeks: Some(4),
                review_after: 3,
                review_months: 3,
            },
            Offering::Mentoring => {
                Self { sessions: None, minutes: 60, every_weeks: Some(6), review_after: 3, review_months: 3 }
            }
            Offering::Supervision => Self {
                sessions: None,
                minutes: 90,
                every_weeks: Some(12),
                review_after: 4,
                review_months: 12,
            },
        }
    }
}

/// What two agree in words. Sealed at rest.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Words {
    /// What the mentee would like from it.
    pub purpose: String,
    /// Where and how they meet.
    pub how: String,
    /// How they reach each other between sessions.
    pub contact: String,
    /// The limits of confidentiality: from the template, not theirs to change.
    pub confidentiality: String,
    /// What they add to it.
    pub between_us: String,
    /// What they do if it does not work.
    pub difficulty: String,
    /// What is kept of it, and by whom.
    pub data_kept: String,
    /// When somebody else joins, by code of [`ThreeWay`]; empty: nobody does.
    pub three_way: Vec<String>,
    /// Who joins, as they call them: "my line manager".
    pub third: String,
    /// What that person is told; nothing else is.
    pub reported: String,
}

impl Words {
    /// When somebody else joins, in order.
    #[must_use]
    pub fn joins(&self) -> Vec<ThreeWay> {
        ThreeWay::ALL
            .iter()
            .copied()
            .filter(|when| self.three_way.iter().any(|code| code == when.code()))
            .collect()
    }

    /// Our own words, for a pool that has none.
    #[must_use]
    pub fn usual(offering: Offering) -> Self {
        let (guide, person) = match offering {
            Offering::Coaching => ("The coach", "the coachee"),
            Offering::Mentoring => ("The mentor", "the mentee"),
            Offering::Supervision => ("The supervisor", "the supervisee"),
        };
        Self {
            how: "By video, by telephone or face to face, as we choose each time.".to_owned(),
            contact: "Short messages to arrange a time. What matters waits for the session.".to_owned(),
            confidentiality: format!(
                "What is said stays between us. {guide} may have to tell somebody, and says so first where that is safe: if somebody is at risk of harm; for safeguarding; where professional registration requires it; for a breach of policy; for something illegal. {guide} may talk about the work, without names, in their own supervision. The line manager of {person} is told nothing, unless we write below that they are."
            ),
            difficulty: "Either of us says so as soon as something does not work. Either may end it at any time, without blame and without reasons. The coordinator of the pool helps if we want that.".to_owned(),
            data_kept: "The hub keeps that we work together, this agreement, when sessions were and how long they took. Notes belong to whoever writes them.".to_owned(),
            ..Self::default()
        }
    }
}

/// What an agreement says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    pub terms: Terms,
    pub words: Words,
}

impl Content {
    #[must_use]
    pub fn usual(offering: Offering) -> Self {
        Self { terms: Terms::usual(offering), words: Words::usual(offering) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_own_words_name_every_limit_of_confidentiality() {
        for offering in [Offering::Coaching, Offering::Mentoring, Offering::Supervision] {
            let words = Words::usual(offering).confidentiality;
            for limit in [
                "risk of harm",
                "safeguarding",
                "registration",
                "policy",
                "illegal",
                "without names",
                "told nothing",
            ] {
                assert!(words.contains(limit), "{offering:?}: {limit}");
            }
        }
    }
}
