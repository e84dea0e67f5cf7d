use jiff::ToSpan;

use super::minutes;
use super::month::Month;
use crate::events::{Recorded, Subject};
use crate::platform::clock::{Day, Instant};
use crate::platform::ids::PoolId;

crate::id_type! {
    /// What somebody did in a month.
    MonthlyReturnId
}

crate::code_type! {
    /// Where a return stands.
    Status {
        /// Prefilled, to be confirmed.
        Open => "open", "To confirm";
        Submitted => "submitted", "Confirmed";
        /// Taken as it stood, because nobody confirmed it in time.
        Unconfirmed => "unconfirmed", "Not confirmed";
        /// Changed after it was sent.
        Amended => "amended", "Changed later";
    }
}

impl Status {
    /// Whether its owner may still say what came up.
    #[must_use]
    pub const fn takes_themes(self) -> bool {
        matches!(self, Self::Open | Self::Unconfirmed)
    }

    /// The colour of its tag.
    #[must_use]
    pub const fn colour(self) -> &'static str {
        match self {
            Self::Open => "blue",
            Self::Submitted => "green",
            Self::Unconfirmed => "yellow",
            Self::Amended => "aqua-green",
        }
    }
}

crate::code_type! {
    /// What hours were for.
    Kind {
        Coaching => "coaching", "Coaching";
        Mentoring => "mentoring", "Mentoring";
        SupervisionGiven => "supervision-given", "Coaching supervision you gave";
        SupervisionReceived => "supervision-received", "Supervision you received";
        Cpd => "cpd", "CPD";
    }
}

impl Kind {
    /// Whether it is work with somebody, through a pool.
    #[must_use]
    pub const fn is_practice(self) -> bool {
        matches!(self, Self::Coaching | Self::Mentoring | Self::SupervisionGiven)
    }
}

/// A figure of a return: which, and how long in minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Figure {
    pub pool_id: Option<PoolId>,
    pub kind: Kind,
    pub minutes: i32,
}

/// A return as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Return {
    pub monthly_return_id: MonthlyReturnId,
    pub month: Month,
    pub status: Status,
    /// The day on which it is taken as it stands: the day before is the last to confirm it.
    pub due_on: Day,
    pub submitted_at: Option<Instant>,
    pub themes_given: bool,
    pub version: i32,
}

impl Return {
    /// The last day on which it can be confirmed.
    #[must_use]
    pub fn last_day(&self) -> Day {
        last_day(self.due_on)
    }
}

/// The last day on which a return can be confirmed that is taken as it stands on another.
#[must_use]
pub fn last_day(due_on: Day) -> Day {
    Day::new(due_on.date().saturating_sub(1.day()))
}

/// A figure as it is stored, beside what sessions and the ledger say by now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub pool_id: Option<PoolId>,
    /// The pool's name.
    pub pool: Option<String>,
    pub kind: Kind,
    /// None when it is new since the return was last looked at.
    pub stored: Option<i32>,
    /// What they said when it was last looked at.
    pub prefilled: Option<i32>,
    /// What they say now.
    pub fresh: i32,
}

impl Line {
    /// What the page shows, in minutes. An open return follows what was recorded as long as its owner did not change the figure.
    #[must_use]
    pub fn shown(&self, status: Status) -> i32 {
        match (status, self.stored) {
            (Status::Open, None) => self.fresh,
            (Status::Open, Some(stored)) if self.prefilled == Some(stored) => self.fresh,
            (_, stored) => stored.unwrap_or(0),
        }
    }

    /// What was recorded since the return was sent, when that is something else than it was then.
    #[must_use]
    pub fn came_late(&self, status: Status) -> Option<i32> {
        let changed = self.fresh != self.prefilled.unwrap_or(0) && Some(self.fresh) != self.stored;
        (status != Status::Open && changed).then_some(self.fresh)
    }

    /// What it is called where there are several: "Mentoring, West Yorkshire".
    #[must_use]
    pub fn name(&self) -> String {
        let pool = self.pool.as_ref().map(|pool| format!(", {pool}")).unwrap_or_default();
        format!("{}{pool}", self.kind.label())
    }

    /// The name of its field.
    #[must_use]
    pub fn field(&self) -> String {
        match self.pool_id {
            Some(pool) => format!("{}-{pool}", self.kind.code()),
            None => self.kind.code().to_owned(),
        }
    }

    /// The name of the field that keeps what sessions and the ledger said when the page was shown.
    #[must_use]
    pub fn seen_field(&self) -> String {
        format!("seen-{}", self.field())
    }

    /// What sessions or the ledger say, for the field's hint.
    #[must_use]
    pub fn recorded(&self) -> String {
        let where_from = if self.kind.is_practice() {
            "Sessions recorded here"
        } else {
            "Entered under Supervision and CPD"
        };
        match self.fresh {
            0 if self.kind.is_practice() => "No sessions are recorded here".to_owned(),
            0 => "Nothing is entered under Supervision and CPD".to_owned(),
            some => format!("{where_from}: {}", minutes::words(some)),
        }
    }
}

/// What happens to returns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReturnEvent {
    Opened(MonthlyReturnId),
    Submitted(MonthlyReturnId),
    TakenUnconfirmed(MonthlyReturnId),
    Amended(MonthlyReturnId),
}

impl Recorded for ReturnEvent {
    fn kind(&self) -> &'static str {
        match self {
            Self::Opened(_) => "monthly-return.opened",
            Self::Submitted(_) => "monthly-return.submitted",
            Self::TakenUnconfirmed(_) => "monthly-return.taken-unconfirmed",
            Self::Amended(_) => "monthly-return.amended",
        }
    }

    fn subject(&self) -> Subject {
        let (Self::Opened(id) | Self::Submitted(id) | Self::TakenUnconfirmed(id) | Self::Amended(id)) = self;
        Subject { noun: "monthly-return", id: id.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(stored: Option<i32>, prefilled: Option<i32>, fresh: i32) -> Line {
        Line { pool_id: None, pool: None, kind: Kind::Coaching, stored, prefilled, fresh }
    }

    #[test]
    fn an_open_figure_follows_what_was_recorded_until_its_owner_changes_it() {
        assert_eq!(line(Some(60), Some(60), 120).shown(Status::Open), 120);
        assert_eq!(line(Some(90), Some(60), 120).shown(Status::Open), 90);
        assert_eq!(line(None, None, 30).shown(Status::Open), 30);
    }

    #[test]
    fn a_figure_that_was_sent_stays_and_tells_what_came_late() {
        for status in [Status::Submitted, Status::Unconfirmed, Status::Amended] {
            assert_eq!(line(Some(60), Some(60), 120).shown(status), 60);
            assert_eq!(line(Some(60), Some(60), 120).came_late(status), Some(120));
            assert_eq!(
                line(Some(120), Some(60), 120).came_late(status),
                None,
                "it was changed to that already"
            );
            assert_eq!(line(Some(90), Some(60), 60).came_late(status), None);
            assert_eq!(line(None, None, 45).came_late(status), Some(45));
        }
        assert_eq!(line(Some(60), Some(60), 120).came_late(Status::Open), None);
    }
}
