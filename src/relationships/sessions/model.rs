use jiff::SignedDuration;

use crate::chemistry::model::Side;
use crate::platform::clock::Instant;
use crate::platform::ids::{MeetingId, SessionId};
use crate::platform::span::Span;

/// Minutes a session may take when it is logged.
pub const LENGTHS: std::ops::RangeInclusive<i16> = 5..=480;

/// Where a session stands, as it is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "kebab-case")]
pub enum SessionStatus {
    Arranged,
    Held,
    Cancelled,
    Missed,
}

impl SessionStatus {
    /// As it is stored.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Arranged => "arranged",
            Self::Held => "held",
            Self::Cancelled => "cancelled",
            Self::Missed => "missed",
        }
    }
}

/// One meeting in a relationship: that it is, and how long; never what is said.
#[derive(Debug, Clone)]
pub struct Session {
    pub id: SessionId,
    pub status: SessionStatus,
    pub meeting_id: Option<MeetingId>,
    pub starts_at: Instant,
    pub planned_minutes: i16,
    /// What counts, once it was held.
    pub minutes: Option<i16>,
    pub logged_by_mentee: Option<i16>,
    pub logged_by_practitioner: Option<i16>,
    pub version: i32,
}

impl Session {
    #[must_use]
    pub fn ends_at(&self) -> Instant {
        self.starts_at.plus(SignedDuration::from_mins(self.planned_minutes.into()))
    }

    #[must_use]
    pub fn span(&self) -> Span {
        Span::of_minutes(self.starts_at, self.planned_minutes.into())
    }

    #[must_use]
    pub const fn logged_by(&self, side: Side) -> Option<i16> {
        match side {
            Side::Mentee => self.logged_by_mentee,
            Side::Practitioner => self.logged_by_practitioner,
        }
    }

    /// The two say different lengths.
    #[must_use]
    pub fn differs(&self) -> bool {
        matches!((self.logged_by_mentee, self.logged_by_practitioner), (Some(one), Some(other)) if one != other)
    }

    /// It is in both calendars and has not begun.
    #[must_use]
    pub fn is_ahead(&self, now: Instant) -> bool {
        self.status == SessionStatus::Arranged && now < self.starts_at
    }

    /// Its time has come and nobody has said yet whether it happened.
    #[must_use]
    pub fn is_to_log(&self, now: Instant) -> bool {
        self.status == SessionStatus::Arranged && self.starts_at <= now
    }
}

/// What counts when the two say how long a session was: the coach's or mentor's figure, because hours are theirs to account
/// for; the mentee's until there is one.
#[must_use]
pub const fn counted(mentee: Option<i16>, practitioner: Option<i16>) -> Option<i16> {
    match practitioner {
        Some(minutes) => Some(minutes),
        None => mentee,
    }
}
