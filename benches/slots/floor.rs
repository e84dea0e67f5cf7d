//! The floors. One knows neither zones nor days away: it goes through every half hour of a year in UTC and takes those whose
//! bit of the week is set and in which nothing is booked. The other only makes a list of as many slots.

use jiff::SignedDuration;
use rapport::availability::{Offer, Slot};
use rapport::platform::clock::Instant;
use rapport::platform::span::Span;

const HALF_HOUR: i64 = 1800;
const OF_A_WEEK: usize = 7 * 48;
const OF_A_YEAR: i64 = 365 * 48;

pub struct Week {
    /// Half hours from Monday midnight on.
    open: [bool; OF_A_WEEK],
    /// In seconds since 1970, in order.
    busy: Vec<(i64, i64)>,
}

impl Week {
    pub fn of(offer: &Offer) -> Self {
        let mut open = [false; OF_A_WEEK];
        for (day, times) in &offer.weekly {
            let day = usize::try_from(day.number() - 1).unwrap_or(0) * 48;
            for half in times.from.minutes() / 30..times.to.minutes() / 30 {
                open[day + usize::from(half)] = true;
            }
        }
        let pause = i64::from(offer.buffer_minutes) * 60;
        let seconds =
            |span: &Span| (span.starts().unix_seconds() - pause, span.ends().unix_seconds() + pause);
        let mut busy: Vec<(i64, i64)> = offer.busy.iter().map(seconds).collect();
        busy.sort_unstable();
        Self { open, busy }
    }

    pub fn year_from(&self, now: Instant) -> Vec<(i64, i64)> {
        let first = now.unix_seconds().div_euclid(HALF_HOUR);
        // The first of January 1970 was a Thursday.
        let of_week = (first + 3 * 48).rem_euclid(7 * 48);
        let mut at = usize::try_from(of_week).unwrap_or(0);
        let (mut free, mut next) = (Vec::new(), 0);
        for half in first..first + OF_A_YEAR {
            let (starts, ends) = (half * HALF_HOUR, (half + 1) * HALF_HOUR);
            while self.busy.get(next).is_some_and(|busy| busy.1 <= starts) {
                next += 1;
            }
            if self.open[at] && self.busy.get(next).is_none_or(|busy| busy.0 >= ends) {
                free.push((starts, ends));
            }
            at = if at + 1 == OF_A_WEEK { 0 } else { at + 1 };
        }
        free
    }
}

pub fn made(now: Instant, many: usize) -> Vec<Slot> {
    let mut start = now;
    (0..many)
        .map(|_| {
            start = start.plus(SignedDuration::from_mins(30));
            Slot { span: Span::of_minutes(start, 30), delivery_id: None, place: None }
        })
        .collect()
}
