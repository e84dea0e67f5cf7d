use jiff::SignedDuration;

use super::codes::{Answer, Outcome, Side};
use crate::platform::clock::Instant;
use crate::platform::span::Span;

/// Where a request stands, without what it carries: as it is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "kebab-case")]
pub enum Status {
    Entered,
    Sent,
    Questioned,
    Arranging,
    Booked,
    Deciding,
    Agreed,
    Closed,
}

impl Status {
    pub const ALL: [Self; 8] = [
        Self::Entered,
        Self::Sent,
        Self::Questioned,
        Self::Arranging,
        Self::Booked,
        Self::Deciding,
        Self::Agreed,
        Self::Closed,
    ];

    /// As it is stored.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Entered => "entered",
            Self::Sent => "sent",
            Self::Questioned => "questioned",
            Self::Arranging => "arranging",
            Self::Booked => "booked",
            Self::Deciding => "deciding",
            Self::Agreed => "agreed",
            Self::Closed => "closed",
        }
    }

    /// Whether a place of the coach or mentor is held for it.
    #[must_use]
    pub const fn holds_place(self) -> bool {
        matches!(self, Self::Arranging | Self::Booked | Self::Deciding | Self::Agreed)
    }

    /// Whether it counts against the requests a mentee may have open.
    #[must_use]
    pub const fn is_open(self) -> bool {
        !matches!(self, Self::Closed)
    }
}

/// A limit that runs: since when, how many working days, until when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clock {
    pub from: Instant,
    pub days: u16,
    pub until: Instant,
}

/// What each has answered so far. Neither sees the other's.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Answers {
    pub mentee: Option<Answer>,
    pub practitioner: Option<Answer>,
}

impl Answers {
    #[must_use]
    pub const fn of(&self, side: Side) -> Option<Answer> {
        match side {
            Side::Mentee => self.mentee,
            Side::Practitioner => self.practitioner,
        }
    }

    #[must_use]
    pub const fn with(self, side: Side, answer: Answer) -> Self {
        match side {
            Side::Mentee => Self { mentee: Some(answer), ..self },
            Side::Practitioner => Self { practitioner: Some(answer), ..self },
        }
    }

    #[must_use]
    pub fn both_yes(&self) -> bool {
        Side::BOTH.iter().all(|side| self.of(*side) == Some(Answer::Yes))
    }

    /// Both said yes or no; "not yet" is no last word.
    #[must_use]
    pub fn are_final(&self) -> bool {
        Side::BOTH.iter().all(|side| matches!(self.of(*side), Some(Answer::Yes | Answer::No)))
    }
}

/// How and when a request closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Closing {
    pub outcome: Outcome,
    pub at: Instant,
    /// Until when either may reopen it.
    pub reopen_to: Option<Instant>,
    /// Until when the mentee cannot ask the same person again.
    pub cool_off_to: Option<Instant>,
}

/// Where a request stands, with what it carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// A coordinator entered it for the mentee, who confirms or drops it.
    Entered(Clock),
    /// The coach or mentor is to answer.
    Sent(Clock),
    /// They asked something; the mentee is to answer.
    Questioned(Clock),
    /// Accepted, the place is held; a time is to be found.
    Arranging(Clock),
    /// The meeting is in both calendars. Its clock begins to run when it ends.
    Booked(Clock, Span),
    /// They have met; each is to decide.
    Deciding(Clock, Answers),
    /// Both said yes; the agreement is to be signed.
    Agreed(Clock),
    Closed(Closing),
}

impl State {
    #[must_use]
    pub const fn status(&self) -> Status {
        match self {
            Self::Entered(_) => Status::Entered,
            Self::Sent(_) => Status::Sent,
            Self::Questioned(_) => Status::Questioned,
            Self::Arranging(_) => Status::Arranging,
            Self::Booked(..) => Status::Booked,
            Self::Deciding(..) => Status::Deciding,
            Self::Agreed(_) => Status::Agreed,
            Self::Closed(_) => Status::Closed,
        }
    }

    /// The limit that runs; none once closed.
    #[must_use]
    pub const fn clock(&self) -> Option<Clock> {
        match self {
            Self::Entered(clock)
            | Self::Sent(clock)
            | Self::Questioned(clock)
            | Self::Arranging(clock)
            | Self::Booked(clock, _)
            | Self::Deciding(clock, _)
            | Self::Agreed(clock) => Some(*clock),
            Self::Closed(_) => None,
        }
    }

    /// Whom it waits for: nobody before a meeting and once closed.
    #[must_use]
    pub fn waits_for(&self, now: Instant) -> Vec<Side> {
        match self {
            Self::Entered(_) | Self::Questioned(_) => vec![Side::Mentee],
            Self::Sent(_) => vec![Side::Practitioner],
            Self::Booked(_, meeting) if now < meeting.ends() => Vec::new(),
            Self::Arranging(_) | Self::Booked(..) | Self::Agreed(_) => Side::BOTH.to_vec(),
            Self::Deciding(_, answers) => Side::BOTH
                .into_iter()
                .filter(|side| !matches!(answers.of(*side), Some(Answer::Yes | Answer::No)))
                .collect(),
            Self::Closed(_) => Vec::new(),
        }
    }
}

/// How long after a meeting nobody has to say whether it happened before it is taken to have happened.
pub const TAKEN_AS_HELD: SignedDuration = SignedDuration::from_hours(72);
