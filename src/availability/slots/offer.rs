use jiff::SignedDuration;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::Slot;
use super::wall::{day_in, on_the_wall};
use crate::availability::{WallTime, Weekday};
use crate::platform::clock::{Day, Instant};
use crate::platform::span::Span;
use crate::vocabulary::TermId;

/// How far apart two starts are, in minutes.
const STEP: u16 = 30;

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

/// What is open of one of the times on one day.
struct Open<'a> {
    span: Span,
    times: &'a Times,
}

impl Offer {
    /// The slots of so many minutes, in order of their starts, no two starting together. They start before `to`, if it is
    /// given, and not after the last day of the horizon.
    pub fn slots(&self, now: Instant, minutes: i64, to: Option<Instant>) -> impl Iterator<Item = Slot> {
        let first = self.earliest(now);
        let busy = self.widened();
        self.days(now)
            .flat_map(move |day| self.slots_on(day, minutes, first, &busy))
            .take_while(move |slot| to.is_none_or(|to| slot.span.starts() < to))
    }

    /// Whether a meeting could be booked then: all of it lies in what is offered in one way, nothing booked is near, and
    /// notice and horizon are kept.
    #[must_use]
    pub fn holds(&self, span: Span, now: Instant) -> bool {
        let day = day_in(&self.zone, span.starts()).date();
        span.starts() >= self.earliest(now)
            && self.days(now).any(|one| one == day)
            && !touches(&self.widened(), &span)
            && is_open(&self.open_around(day), &span)
    }

    fn earliest(&self, now: Instant) -> Instant {
        now.plus(SignedDuration::from_hours(i64::from(self.notice_hours)))
    }

    /// The days that may hold a start.
    fn days(&self, now: Instant) -> impl Iterator<Item = Date> + use<> {
        let last = day_in(&self.zone, now).date().saturating_add(jiff::Span::new().days(self.horizon_days));
        let first = day_in(&self.zone, self.earliest(now)).date();
        first.series(jiff::Span::new().days(1)).take_while(move |day| *day <= last)
    }

    /// What is booked with the break around it, in order and apart.
    fn widened(&self) -> Vec<Span> {
        let mut busy: Vec<Span> =
            self.busy.iter().map(|span| span.widened(i64::from(self.buffer_minutes))).collect();
        busy.sort_unstable();
        let mut apart: Vec<Span> = Vec::with_capacity(busy.len());
        for span in busy {
            match apart.last_mut() {
                Some(last) if span.starts() <= last.ends() => {
                    *last = Span::new(last.starts(), last.ends().max(span.ends())).unwrap_or(*last);
                }
                _ => apart.push(span),
            }
        }
        apart
    }

    fn slots_on(&self, day: Date, minutes: i64, first: Instant, busy: &[Span]) -> Vec<Slot> {
        let open = self.open_around(day);
        let mut slots: Vec<Slot> = Vec::new();
        for times in self.times_on(day) {
            let starts = (times.from.minutes()..times.to.minutes()).step_by(usize::from(STEP));
            for start in starts.filter_map(|minute| WallTime::from_minutes(i32::from(minute))) {
                let Some(start) = on_the_wall(&self.zone, day, start).and_then(super::Wall::start) else {
                    continue;
                };
                let span = Span::of_minutes(start, minutes);
                let fits = start >= first && !touches(busy, &span) && covers(&open, &span, times);
                if fits {
                    let (delivery_id, place) = (times.delivery_id, times.place.clone());
                    slots.push(Slot { span, delivery_id, place });
                }
            }
        }
        slots.sort_by_key(|slot| slot.span.starts());
        slots.dedup_by_key(|slot| slot.span.starts());
        slots
    }

    /// The times of a day: what is offered once before what is offered weekly, nothing on a day away.
    fn times_on(&self, day: Date) -> impl Iterator<Item = &Times> {
        let is_away = self.away.iter().any(|(from, to)| (from.date()..=to.date()).contains(&day));
        let weekday = i16::from(day.weekday().to_monday_one_offset());
        let extra = self.extra.iter().filter(move |(on, _)| on.date() == day).map(|(_, times)| times);
        let weekly = self.weekly.iter().filter(move |(on, _)| on.number() == weekday).map(|(_, times)| times);
        extra.chain(weekly).filter(move |_| !is_away)
    }

    /// What is open on a day and the one after, in order, for a meeting that starts on the day.
    fn open_around(&self, day: Date) -> Vec<Open<'_>> {
        let next = day.tomorrow().ok();
        let mut open: Vec<Open<'_>> = std::iter::once(day)
            .chain(next)
            .flat_map(|day| self.times_on(day).map(move |times| (day, times)))
            .filter_map(|(day, times)| {
                let from = on_the_wall(&self.zone, day, times.from)?.edge();
                let to = on_the_wall(&self.zone, day, times.to)?.edge();
                Some(Open { span: Span::new(from, to)?, times })
            })
            .collect();
        open.sort_by_key(|open| open.span);
        open
    }
}

fn is_open(open: &[Open<'_>], span: &Span) -> bool {
    open.iter().any(|one| covers(open, span, one.times))
}

/// Whether the whole span is open in the same way and place as `times`, in one stretch or in some that touch.
fn covers(open: &[Open<'_>], span: &Span, times: &Times) -> bool {
    let mut reached = span.starts();
    for one in open.iter().filter(|one| is_same_way(one.times, times)) {
        if one.span.starts() <= reached && reached < one.span.ends() {
            reached = one.span.ends();
        }
    }
    reached >= span.ends()
}

fn is_same_way(one: &Times, other: &Times) -> bool {
    one.delivery_id == other.delivery_id && one.place == other.place
}

/// Whether the span shares a moment with one of these, which are in order and apart.
fn touches(busy: &[Span], span: &Span) -> bool {
    let after = busy.partition_point(|one| one.ends() <= span.starts());
    busy.get(after).is_some_and(|one| one.overlaps(span))
}
