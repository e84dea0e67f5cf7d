use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, ToSpan};

use super::Slot;
use super::walk::Walk;
use super::wall::day_in;
use crate::availability::{WallTime, Weekday};
use crate::platform::clock::{Day, Instant};
use crate::platform::span::Span;
use crate::vocabulary::TermId;

/// From one time on a wall clock to another, and how and where somebody meets then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Times {
    pub from: WallTime,
    pub to: WallTime,
    pub delivery_id: Option<TermId>,
    pub place: Option<String>,
}

/// All that decides when somebody can be met.
#[derive(Debug, Clone)]
pub struct Offer {
    pub zone: TimeZone,
    pub notice_hours: i16,
    pub horizon_days: i16,
    pub buffer_minutes: i16,
    pub weekly: Vec<(Weekday, Times)>,
    /// Times offered once.
    pub extra: Vec<(Day, Times)>,
    /// First and last days away.
    pub away: Vec<(Day, Day)>,
    /// What is booked.
    pub busy: Vec<Span>,
}

impl Offer {
    /// The slots of so many minutes, in order of their starts, no two starting together. They start before `to`, if it is
    /// given, and not after the last day of the horizon.
    pub fn slots(&self, now: Instant, minutes: i64, to: Option<Instant>) -> impl Iterator<Item = Slot> {
        let (first, last) = self.days(now);
        Walk::new(self, self.earliest(now), minutes, first, last)
            .take_while(move |slot| to.is_none_or(|to| slot.span.starts() < to))
    }

    /// Whether a meeting could be booked then: whether it is one of the slots of its length.
    #[must_use]
    pub fn holds(&self, span: Span, now: Instant) -> bool {
        let day = day_in(&self.zone, span.starts()).date();
        let (first, last) = self.days(now);
        (first..=last).contains(&day)
            && Walk::new(self, self.earliest(now), span.minutes(), day, day).any(|slot| slot.span == span)
    }

    fn earliest(&self, now: Instant) -> Instant {
        now.plus(SignedDuration::from_hours(i64::from(self.notice_hours)))
    }

    /// The first and the last day that may hold a start.
    fn days(&self, now: Instant) -> (Date, Date) {
        let today = day_in(&self.zone, now).date();
        let last = today.saturating_add(i64::from(self.horizon_days).days());
        (day_in(&self.zone, self.earliest(now)).date(), last)
    }
}
