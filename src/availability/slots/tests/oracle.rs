//! The same question answered slowly: every minute of the time in question is looked up on the clocks of the zone, and a
//! slot is a minute from which enough minutes are open. It shares nothing with the engine but the question.

use std::collections::HashMap;

use jiff::SignedDuration;
use jiff::civil::{Date, DateTime};

use super::super::{Offer, Times};
use crate::platform::clock::Instant;

/// A year of one person, minute by minute.
pub(super) struct Minutes<'a> {
    offer: &'a Offer,
    now: Instant,
    /// The first minute that is looked at.
    first: Instant,
    /// What the clocks show at each minute.
    shown: Vec<DateTime>,
    /// The first minute at which they show this.
    first_shown: HashMap<DateTime, usize>,
    /// Whether something is booked, or the break around it.
    taken: Vec<bool>,
    /// Each of the times on each of the days, with the minutes from which and to which it is open.
    stretches: Vec<(Date, &'a Times, usize, usize)>,
}

impl<'a> Minutes<'a> {
    /// From two days before now to two days after the horizon.
    pub fn of(offer: &'a Offer, now: Instant) -> Self {
        let day = SignedDuration::from_hours(24);
        let first = Instant::from_microsecond(now.minus(day * 2).unix_seconds().div_euclid(60) * 60_000_000);
        let many = 24 * 60 * (i64::from(offer.horizon_days) + 5);
        let at = |minute: i64| first.plus(SignedDuration::from_mins(minute));
        let shown: Vec<DateTime> =
            (0..many).map(|minute| at(minute).in_zone(&offer.zone).datetime()).collect();
        let mut first_shown = HashMap::new();
        for (minute, reading) in shown.iter().enumerate() {
            first_shown.entry(*reading).or_insert(minute);
        }
        let taken = (0..many)
            .map(|minute| {
                let pause = SignedDuration::from_mins(offer.buffer_minutes.into());
                offer.busy.iter().any(|busy| {
                    at(minute + 1) > busy.starts().minus(pause) && at(minute) < busy.ends().plus(pause)
                })
            })
            .collect();
        let mut minutes = Self { offer, now, first, shown, first_shown, taken, stretches: Vec::new() };
        minutes.stretches = minutes.stretches();
        minutes
    }

    /// The starts of so many minutes, each with the times that it is offered in, in order.
    pub fn slots(&self, length: i64) -> Vec<(Instant, &'a Times)> {
        let length = usize::try_from(length).unwrap();
        (0..self.shown.len() - length)
            .filter_map(|minute| Some((self.at(minute), self.starting(minute, length)?)))
            .collect()
    }

    fn at(&self, minute: usize) -> Instant {
        self.first.plus(SignedDuration::from_mins(i64::try_from(minute).unwrap()))
    }

    /// The times in which a meeting of this length can start at this minute.
    fn starting(&self, minute: usize, length: usize) -> Option<&'a Times> {
        let reading = self.shown[minute];
        let notice = SignedDuration::from_hours(self.offer.notice_hours.into());
        let today = self.now.in_zone(&self.offer.zone).date();
        let days_ahead = today.until(reading.date()).unwrap().get_days();
        let possible = self.first_shown[&reading] == minute
            && self.at(minute).since(self.now) >= notice
            && days_ahead <= i32::from(self.offer.horizon_days)
            && !self.taken[minute..minute + length].contains(&true);
        if !possible {
            return None;
        }
        let shown = i64::from(reading.hour()) * 60 + i64::from(reading.minute());
        let mut times_then =
            self.stretches.iter().filter(|(day, ..)| *day == reading.date()).map(|(_, times, ..)| *times);
        times_then.find(|times| {
            let (from, to) = (i64::from(times.from.minutes()), i64::from(times.to.minutes()));
            let on_the_grid = from <= shown && shown < to && (shown - from) % 30 == 0;
            on_the_grid && (minute..minute + length).all(|minute| self.is_open(minute, times))
        })
    }

    /// Whether it can be met then as at these times.
    fn is_open(&self, minute: usize, like: &Times) -> bool {
        self.stretches.iter().any(|(_, times, from, to)| {
            (*from..*to).contains(&minute)
                && times.delivery_id == like.delivery_id
                && times.place == like.place
        })
    }

    /// What is offered once goes before what is offered weekly.
    fn stretches(&self) -> Vec<(Date, &'a Times, usize, usize)> {
        let mut days: Vec<Date> = self.shown.iter().map(|reading| reading.date()).collect();
        days.dedup();
        days.sort_unstable();
        days.dedup();
        let mut stretches = Vec::new();
        for day in days {
            if self.offer.away.iter().any(|(from, to)| from.date() <= day && day <= to.date()) {
                continue;
            }
            let once = self.offer.extra.iter().filter(|(on, _)| on.date() == day).map(|(_, times)| times);
            let weekday = day.weekday().to_monday_one_offset();
            let weekly = self.offer.weekly.iter().filter(|(on, _)| on.number() == i16::from(weekday));
            for times in once.chain(weekly.map(|(_, times)| times)) {
                let open = (self.reached(day, times.from.minutes()), self.reached(day, times.to.minutes()));
                if let (Some(from), Some(to)) = open {
                    stretches.push((day, times, from, to));
                }
            }
        }
        stretches
    }

    /// The first minute at which the clocks show this time of a day, or one after it.
    fn reached(&self, day: Date, minutes: u16) -> Option<usize> {
        let reading = if minutes == 24 * 60 {
            day.tomorrow().unwrap().at(0, 0, 0, 0)
        } else {
            day.at(i8::try_from(minutes / 60).unwrap(), i8::try_from(minutes % 60).unwrap(), 0, 0)
        };
        self.shown.iter().position(|shown| *shown >= reading)
    }
}
