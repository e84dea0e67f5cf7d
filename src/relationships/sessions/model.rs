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

    /// The two meet now, or in a moment: how to join is what matters.
    #[must_use]
    pub fn is_on(&self, now: Instant) -> bool {
        self.status == SessionStatus::Arranged && is_on(&self.span(), now)
    }

    /// It has begun, as planned, and nobody has said yet whether it happened: from here on that can be said.
    #[must_use]
    pub fn has_begun(&self, now: Instant) -> bool {
        self.status == SessionStatus::Arranged && self.starts_at <= now
    }

    /// Its time is over and nobody has said yet whether it happened.
    #[must_use]
    pub fn is_to_log(&self, now: Instant) -> bool {
        self.status == SessionStatus::Arranged && self.ends_at() <= now
    }
}

/// So long before a session people look for how to join it.
const DOORS_OPEN: SignedDuration = SignedDuration::from_mins(15);

/// Whether what is planned for this time goes on, from a quarter of an hour before its beginning until its end.
#[must_use]
pub fn is_on(span: &Span, now: Instant) -> bool {
    span.starts().minus(DOORS_OPEN) <= now && now < span.ends()
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

#[cfg(test)]
mod tests {
    use super::*;

    fn arranged() -> Session {
        Session {
            id: SessionId(uuid::Uuid::nil()),
            status: SessionStatus::Arranged,
            meeting_id: None,
            starts_at: Instant::new("2027-03-04T14:00:00Z".parse().unwrap()),
            planned_minutes: 60,
            minutes: None,
            logged_by_mentee: None,
            logged_by_practitioner: None,
            version: 1,
        }
    }

    #[test]
    fn it_goes_on_from_a_quarter_before_until_its_end_and_only_then_is_asked_about() {
        let session = arranged();
        for (at, ahead, on, begun, to_log) in [
            ("13:44:59", true, false, false, false),
            ("13:45:00", true, true, false, false),
            ("14:00:00", false, true, true, false),
            ("14:59:59", false, true, true, false),
            ("15:00:00", false, false, true, true),
        ] {
            let now = Instant::new(format!("2027-03-04T{at}Z").parse().unwrap());
            let says =
                (session.is_ahead(now), session.is_on(now), session.has_begun(now), session.is_to_log(now));
            assert_eq!(says, (ahead, on, begun, to_log), "{at}");
        }
        let held = Session { status: SessionStatus::Held, minutes: Some(60), ..arranged() };
        assert!(!held.is_on(held.starts_at), "whoever has logged it is done");
    }
}
