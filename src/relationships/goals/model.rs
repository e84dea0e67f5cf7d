use serde_json::{Value, json};

use crate::events::{Recorded, Subject};

crate::id_type! {
    /// What two who work together want to reach.
    GoalId
}
crate::id_type! {
    /// What one of the two will do towards a goal.
    GoalActionId
}

/// Goals two people may have, whatever became of them: more are seldom reached.
pub const MOST: i64 = 100;

crate::code_type! {
    /// Where a goal stands.
    Status {
        Open => "open", "Open";
        Met => "met", "Met";
        LetGo => "let-go", "Let go";
    }
}

/// What the two do with a goal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// They have reached it.
    Meet,
    /// They no longer pursue it.
    LetGo,
    /// It is open again.
    Reopen,
}

impl Step {
    pub const ALL: [Self; 3] = [Self::Meet, Self::LetGo, Self::Reopen];

    /// Where it leads.
    #[must_use]
    pub const fn leads_to(self) -> Status {
        match self {
            Self::Meet => Status::Met,
            Self::LetGo => Status::LetGo,
            Self::Reopen => Status::Open,
        }
    }

    /// Whether it can be taken from here: what is met or let go is opened again before it becomes the other.
    #[must_use]
    pub fn may_follow(self, status: Status) -> bool {
        (status == Status::Open) != (self == Self::Reopen)
    }
}

/// How far two are with a goal: hundredths, in steps of ten.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Progress(u8);

impl Progress {
    pub const NONE: Self = Self(0);

    /// Every step, in order.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..=10).map(|tenths| Self(tenths * 10))
    }

    /// # Errors
    /// A sentence for the field, when it is none of the steps.
    pub fn parse(raw: &str) -> Result<Self, &'static str> {
        let found =
            raw.trim().parse::<u8>().ok().and_then(|percent| Self::all().find(|one| one.0 == percent));
        found.ok_or("Choose how far you are")
    }

    /// As it is stored; the database takes no other.
    #[must_use]
    pub fn stored(percent: i16) -> Self {
        Self(u8::try_from(percent).unwrap_or(0).min(100))
    }

    #[must_use]
    pub const fn percent(self) -> u8 {
        self.0
    }

    /// How far that is, in words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self.0 {
            0 => "not begun",
            1..=20 => "first steps",
            21..=40 => "under way",
            41..=59 => "halfway",
            60..=80 => "well on the way",
            81..=99 => "nearly there",
            _ => "all done",
        }
    }
}

/// What is recorded of goals: that they were set and how they went on, never what they say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GoalEvent {
    Set(GoalId),
    Changed(GoalId),
    Progressed(GoalId, Progress),
    Moved(GoalId, Status),
}

impl Recorded for GoalEvent {
    fn kind(&self) -> &'static str {
        match self {
            Self::Set(_) => "goal.set",
            Self::Changed(_) => "goal.changed",
            Self::Progressed(..) => "goal.progressed",
            Self::Moved(_, Status::Met) => "goal.met",
            Self::Moved(_, Status::LetGo) => "goal.let_go",
            Self::Moved(_, Status::Open) => "goal.reopened",
        }
    }

    fn subject(&self) -> Subject {
        let (Self::Set(id) | Self::Changed(id) | Self::Progressed(id, _) | Self::Moved(id, _)) = self;
        Subject { noun: "goal", id: id.0 }
    }

    fn data(&self) -> Value {
        match self {
            Self::Progressed(_, progress) => json!({ "percent": progress.percent() }),
            Self::Set(_) | Self::Changed(_) | Self::Moved(..) => Value::Null,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn s2_whatever_is_done_a_goal_goes_between_open_and_one_of_two_ends(steps in prop::collection::vec(0_usize..3, 0..40)) {
            let mut status = Status::Open;
            for step in steps.into_iter().map(|step| Step::ALL[step]) {
                if step.may_follow(status) {
                    let next = step.leads_to();
                    prop_assert!(status != next && (status == Status::Open || next == Status::Open));
                    status = next;
                }
            }
        }

        #[test]
        fn progress_is_read_in_tens_and_nothing_else_is(raw in "[ ]{0,1}-?[0-9]{0,5}[ ]{0,1}") {
            let read = Progress::parse(&raw).ok().map(Progress::percent);
            let meant = raw.trim().parse::<i64>().ok().filter(|n| (0..=100).contains(n) && n % 10 == 0 && !raw.contains('-'));
            prop_assert_eq!(read.map(i64::from), meant);
        }
    }

    #[test]
    fn words_say_more_the_further_it_is() {
        let words: Vec<&str> = Progress::all().map(Progress::words).collect();
        assert_eq!(words.len(), 11);
        assert_eq!((words[0], words[5], words[10]), ("not begun", "halfway", "all done"));
        assert!(Progress::all().all(|one| Progress::stored(i16::from(one.percent())) == one));
    }
}
