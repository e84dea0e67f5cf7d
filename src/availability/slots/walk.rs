use jiff::civil::Date;

use super::Slot;
use super::days::{Clocks, Days, microsecond};
use super::offer::{Offer, Times};
use crate::availability::WallTime;
use crate::platform::clock::Instant;
use crate::platform::span::Span;

/// How far apart two starts are, in minutes.
const STEP: u16 = 30;
const MINUTE: i64 = 60 * 1_000_000;

/// One of the times on one day. Moments are in microseconds since 1970 here and below.
struct Open<'a> {
    from: i64,
    to: i64,
    times: &'a Times,
}

/// Goes through some days and finds the slots of each.
pub(super) struct Walk<'a> {
    days: Days<'a>,
    clocks: Clocks<'a>,
    /// Nothing starts before it.
    first: i64,
    length: i64,
    /// What is booked with the break around it, in order and apart.
    busy: Vec<(i64, i64)>,
    day: Option<Date>,
    last: Date,
    today: Vec<Open<'a>>,
    tomorrow: Vec<Open<'a>>,
    /// The starts of a day that are still to be given out, the next one last.
    found: Vec<(i64, &'a Times)>,
}

impl<'a> Walk<'a> {
    /// Through the days from one to another.
    pub fn new(offer: &'a Offer, first: Instant, minutes: i64, from: Date, to: Date) -> Self {
        let mut walk = Self {
            days: Days::of(offer),
            clocks: Clocks::between(&offer.zone, from, to),
            first: microsecond(first),
            length: minutes.max(1) * MINUTE,
            busy: widened(&offer.busy, offer.buffer_minutes),
            day: Some(from),
            last: to,
            today: Vec::new(),
            tomorrow: Vec::new(),
            found: Vec::new(),
        };
        walk.open(from);
        walk
    }

    /// What is open on a day becomes tomorrow's.
    fn open(&mut self, day: Date) {
        self.tomorrow.clear();
        let clock = self.clocks.on(day);
        for times in self.days.times(day) {
            if let (Some(from), Some(to)) = (clock.edge(times.from), clock.edge(times.to))
                && from < to
            {
                self.tomorrow.push(Open { from, to, times });
            }
        }
    }

    fn look_at(&mut self, day: Date) {
        std::mem::swap(&mut self.today, &mut self.tomorrow);
        match day.tomorrow() {
            Ok(tomorrow) => self.open(tomorrow),
            Err(_) => self.tomorrow.clear(),
        }
        if self.today.is_empty() {
            return;
        }
        let clock = self.clocks.on(day);
        for open in &self.today {
            let last = self.reach(open) - self.length;
            let mut taken = self.busy.partition_point(|(_, ends)| *ends <= open.from);
            let starts = (open.times.from.minutes()..open.times.to.minutes()).step_by(usize::from(STEP));
            for minutes in starts.filter_map(|minute| WallTime::from_minutes(minute.into())) {
                let Some(start) = clock.start(minutes) else { continue };
                if start > last {
                    break;
                }
                while self.busy.get(taken).is_some_and(|(_, ends)| *ends <= start) {
                    taken += 1;
                }
                let is_free = self.busy.get(taken).is_none_or(|(starts, _)| start + self.length <= *starts);
                if is_free && start >= self.first {
                    self.found.push((start, open.times));
                }
            }
        }
        // Those of one time are in order already; of several that start together the first stands.
        if self.today.len() > 1 {
            self.found.sort_by_key(|(start, _)| *start);
            self.found.dedup_by_key(|(start, _)| *start);
        }
        self.found.reverse();
    }

    /// How long it goes on from there in the same way and place: over stretches that touch, and over midnight.
    fn reach(&self, open: &Open<'_>) -> i64 {
        let goes_on = |from: i64| {
            let mut all = self.today.iter().chain(&self.tomorrow);
            all.find(|more| more.from <= from && from < more.to && is_same_way(more.times, open.times))
        };
        std::iter::successors(Some(open.to), |reached| goes_on(*reached).map(|more| more.to))
            .last()
            .unwrap_or(open.to)
    }
}

impl Iterator for Walk<'_> {
    type Item = Slot;

    fn next(&mut self) -> Option<Slot> {
        loop {
            if let Some((start, times)) = self.found.pop() {
                let moment = Instant::from_microsecond;
                let span = Span::new(moment(start), moment(start + self.length))?;
                return Some(Slot { span, delivery_id: times.delivery_id, place: times.place.clone() });
            }
            let day = self.day.filter(|day| *day <= self.last)?;
            self.look_at(day);
            self.day = day.tomorrow().ok();
        }
    }
}

fn is_same_way(one: &Times, other: &Times) -> bool {
    one.delivery_id == other.delivery_id && one.place == other.place
}

fn widened(busy: &[Span], buffer_minutes: i16) -> Vec<(i64, i64)> {
    let by = i64::from(buffer_minutes.max(0)) * MINUTE;
    let moments = |span: &Span| (microsecond(span.starts()) - by, microsecond(span.ends()) + by);
    let mut busy: Vec<(i64, i64)> = busy.iter().map(moments).collect();
    busy.sort_unstable();
    busy.dedup_by(|(starts, ends), before| {
        let touches = *starts <= before.1;
        if touches {
            before.1 = before.1.max(*ends);
        }
        touches
    });
    busy
}
