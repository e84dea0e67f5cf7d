use jiff::SignedDuration;

use super::state::{Clock, TAKEN_AS_HELD};
use crate::platform::bank_holidays::Nation;
use crate::platform::clock::{Day, Instant};
use crate::platform::span::Span;
use crate::platform::working_days::deadline_around;

/// So many questions may be asked before a request is answered yes or no.
pub const MOST_QUESTIONS: u8 = 5;

/// A second meeting that did not happen closes the request.
pub const MOST_MISSED: u8 = 2;

/// The limits of the pool a request came through. `_wd` counts working days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    pub expiry_wd: u16,
    pub booking_wd: u16,
    pub decision_wd: u16,
    pub agreement_wd: u16,
    pub reopen_days: u16,
    pub cool_off_days: u16,
    pub nation: Nation,
    /// Days the coach or mentor said they are away: their clocks stand still, first and last day of each.
    pub away: Vec<(Day, Day)>,
    /// The same of the mentee.
    pub mentee_away: Vec<(Day, Day)>,
}

impl Limits {
    /// The clock of whatever waits for the coach or mentor, or for both.
    #[must_use]
    pub fn theirs(&self, from: Instant, days: u16) -> Clock {
        Clock { from, days, until: deadline_around(from, days, self.nation, &self.away) }
    }

    /// The clock of what waits for the mentee alone.
    #[must_use]
    pub fn mentees(&self, from: Instant, days: u16) -> Clock {
        Clock { from, days, until: deadline_around(from, days, self.nation, &self.mentee_away) }
    }

    /// The clock of what waits for both: stopped while either is away.
    #[must_use]
    pub fn both(&self, from: Instant, days: u16) -> Clock {
        let away: Vec<(Day, Day)> = self.away.iter().chain(&self.mentee_away).copied().collect();
        Clock { from, days, until: deadline_around(from, days, self.nation, &away) }
    }

    /// A booked meeting's: it is taken to have happened three days after its end.
    #[must_use]
    pub fn meeting(&self, meeting: Span) -> Clock {
        Clock { from: meeting.ends(), days: 0, until: meeting.ends().plus(TAKEN_AS_HELD) }
    }

    #[must_use]
    pub fn reopen_to(&self, closed: Instant) -> Instant {
        closed.plus(SignedDuration::from_hours(24 * i64::from(self.reopen_days)))
    }

    /// None when the pool has no cool-off.
    #[must_use]
    pub fn cool_off_to(&self, closed: Instant) -> Option<Instant> {
        (self.cool_off_days > 0)
            .then(|| closed.plus(SignedDuration::from_hours(24 * i64::from(self.cool_off_days))))
    }
}
