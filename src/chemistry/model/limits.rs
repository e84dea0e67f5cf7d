use jiff::SignedDuration;

use super::codes::Side;
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

    /// When a reminder of the nth day is due, in a state that waits for these: days on which one of them is away do not count.
    #[must_use]
    pub fn reminder_at(&self, from: Instant, days: i16, waits_for: &[Side]) -> Instant {
        let day = SignedDuration::from_hours(24);
        let is_away = |at: Instant| {
            let here = at.in_london().date();
            waits_for.iter().any(|side| {
                let away = if *side == Side::Mentee { &self.mentee_away } else { &self.away };
                away.iter().any(|(first, last)| (first.date()..=last.date()).contains(&here))
            })
        };
        let (mut at, mut counted) = (from, 0);
        // Nobody is away for longer than two years.
        for _ in 0..731 {
            if counted >= days {
                break;
            }
            at = at.plus(day);
            counted += i16::from(!is_away(at));
        }
        at
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

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Instant {
        Instant::new(text.parse().unwrap())
    }

    #[test]
    fn days_away_bring_no_reminder_nearer() {
        let day = |text: &str| Day::new(text.parse().unwrap());
        let limits = Limits {
            expiry_wd: 10,
            booking_wd: 10,
            decision_wd: 10,
            agreement_wd: 10,
            reopen_days: 30,
            cool_off_days: 90,
            nation: Nation::England,
            away: vec![(day("2027-03-05"), day("2027-03-18"))],
            mentee_away: vec![(day("2027-03-19"), day("2027-03-19"))],
        };
        let from = at("2027-03-04T12:00:00Z");
        let due = |days, sides: &[Side]| limits.reminder_at(from, days, sides);
        assert_eq!(due(3, &[Side::Practitioner]), at("2027-03-21T12:00:00Z"));
        assert_eq!(due(3, &[Side::Mentee]), at("2027-03-07T12:00:00Z"));
        assert_eq!(due(3, &Side::BOTH), at("2027-03-22T12:00:00Z"));
        assert_eq!(due(0, &Side::BOTH), from);
    }
}
