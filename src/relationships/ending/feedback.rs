//! What mentees said at the end, gathered so that it says of nobody what they said.

use std::collections::{BTreeMap, BTreeSet};

use crate::platform::clock::Instant;
use crate::platform::ids::AccountId;

/// So many people who answered are added at a time; before there are as many, nothing reaches the coach or mentor. So what a reader
/// sees never changes by one answer alone.
pub const ENOUGH: usize = 3;

/// One mentee's answers.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
pub struct Said {
    pub mentee: AccountId,
    pub at: Instant,
    /// 1 to 5.
    pub fit: i16,
    pub recommend: i16,
    /// Codes.
    pub skills: Vec<String>,
}

/// What several said together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Feedback {
    /// People whose answers are in it.
    pub people: usize,
    /// Tenths of the mean, each person counted once.
    pub fit: i64,
    pub recommend: i64,
    /// Codes of skills and how many people named them, where enough did.
    pub skills: Vec<(String, usize)>,
}

/// Tenths as people write them: "4.3".
#[must_use]
pub fn tenths(number: i64) -> String {
    format!("{}.{}", number / 10, number % 10)
}

/// Gathers by people, not by answers: of each the first, in the order in which they came, as many whole groups of `step` as there
/// are from `least` people on.
#[must_use]
pub fn gathered(mut all: Vec<Said>, least: usize, step: usize) -> Feedback {
    all.sort_by_key(|said| (said.at, said.mentee));
    let mut seen = BTreeSet::new();
    all.retain(|said| seen.insert(said.mentee));
    if all.len() < least {
        return Feedback::default();
    }
    all.truncate(all.len() - all.len() % step);
    let people = all.len();
    let mean = |sum: i64| {
        let many = i64::try_from(people).unwrap_or(i64::MAX);
        (sum * 10 + many / 2) / many
    };
    let mut skills = BTreeMap::<&str, usize>::new();
    for code in all.iter().flat_map(|said| said.skills.iter()) {
        *skills.entry(code).or_default() += 1;
    }
    // A skill that only one or two named would say whose answer it is.
    let mut skills: Vec<(String, usize)> = skills
        .into_iter()
        .filter(|(_, many)| *many >= ENOUGH)
        .map(|(code, many)| (code.to_owned(), many))
        .collect();
    skills.sort_by_key(|(code, many)| (usize::MAX - many, code.clone()));
    Feedback {
        people,
        fit: mean(all.iter().map(|said| i64::from(said.fit)).sum()),
        recommend: mean(all.iter().map(|said| i64::from(said.recommend)).sum()),
        skills,
    }
}

/// Before coordinators see anything of a pool, so many mentees have to have answered; then so many are added at a time.
const POOL_LEAST: usize = 8;
const POOL_STEP: usize = 4;

/// What the mentees of a pool said at the end, gathered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PoolFeedback {
    /// Mentees whose answers are in it; none when there are too few.
    pub people: usize,
    /// Tenths of the mean.
    pub fit: i64,
    pub recommend: i64,
}

impl PoolFeedback {
    /// "4.3", of five.
    #[must_use]
    pub fn fit(&self) -> String {
        tenths(self.fit)
    }

    /// The same of whether they would recommend it.
    #[must_use]
    pub fn recommend(&self) -> String {
        tenths(self.recommend)
    }

    /// Gathered from what was said.
    #[must_use]
    pub fn of(all: Vec<Said>) -> Self {
        let all = gathered(all, POOL_LEAST, POOL_STEP);
        Self { people: all.people, fit: all.fit, recommend: all.recommend }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn said(mentee: u128, at: i64, fit: i16) -> Said {
        Said {
            mentee: AccountId(uuid::Uuid::from_u128(mentee)),
            at: Instant::from_microsecond(1_800_000_000_000_000 + at),
            fit,
            recommend: fit,
            skills: vec!["active-listening".to_owned()],
        }
    }

    #[test]
    fn nothing_is_told_of_fewer_than_three_people_however_often_they_answered() {
        let twice = vec![said(1, 1, 5), said(1, 2, 1), said(1, 3, 3), said(2, 4, 4)];
        assert_eq!(gathered(twice, ENOUGH, ENOUGH), Feedback::default());
    }

    #[test]
    fn a_fourth_answer_changes_nothing_until_there_are_six() {
        let three = vec![said(1, 1, 5), said(2, 2, 4), said(3, 3, 3)];
        let first = gathered(three.clone(), ENOUGH, ENOUGH);
        assert_eq!((first.people, first.fit), (3, 40));
        assert_eq!(first.skills, [("active-listening".to_owned(), 3)]);
        for more in 1..3_i64 {
            let mut later = three.clone();
            later
                .extend((0..more).map(|number| said(10 + u128::from(number.unsigned_abs()), 10 + number, 1)));
            assert_eq!(gathered(later, ENOUGH, ENOUGH), first);
        }
    }

    proptest! {
        /// Whatever one person says, or whether they say it at all, what the reader saw before it is seen again until enough others
        /// have come.
        #[test]
        fn one_answer_alone_is_never_to_be_seen(fits in prop::collection::vec(1_i16..=5, 0..20), last in 1_i16..=5) {
            let all: Vec<Said> =
                (1_u128..).zip(&fits).map(|(number, fit)| said(number, i64::try_from(number).unwrap(), *fit)).collect();
            let before = gathered(all.clone(), ENOUGH, ENOUGH);
            let mut after = all;
            after.push(said(1_000, 1_000, last));
            let after = gathered(after, ENOUGH, ENOUGH);
            prop_assert_eq!(after.people % ENOUGH, 0);
            prop_assert!(after == before || after.people >= before.people + ENOUGH);
        }
    }
}
