use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::{Offset, TimeZone};

use super::offer::{Offer, Times};
use super::wall::{Wall, on_the_wall};
use crate::availability::WallTime;
use crate::platform::clock::{Day, Instant};

const SECOND: i64 = 1_000_000;
const DAY: i64 = 24 * 3600;

/// What somebody offers, put so that a day finds its own: by weekday, by date, and without the days away.
pub(super) struct Days<'a> {
    weekly: [Vec<&'a Times>; 7],
    /// In the order of their days.
    extra: Vec<(Day, &'a Times)>,
    /// In order and apart.
    away: Vec<(Day, Day)>,
}

impl<'a> Days<'a> {
    pub fn of(offer: &'a Offer) -> Self {
        let weekly = std::array::from_fn(|day| {
            let on = offer.weekly.iter().filter(|(on, _)| usize::try_from(on.number()) == Ok(day + 1));
            on.map(|(_, times)| times).collect()
        });
        let mut extra: Vec<(Day, &Times)> = offer.extra.iter().map(|(day, times)| (*day, times)).collect();
        extra.sort_by_key(|(day, _)| *day);
        let mut stretches = offer.away.clone();
        stretches.sort_unstable();
        let mut away: Vec<(Day, Day)> = Vec::with_capacity(stretches.len());
        for (from, to) in stretches {
            match away.last_mut() {
                Some((_, last)) if from <= *last => *last = to.max(*last),
                _ => away.push((from, to)),
            }
        }
        Self { weekly, extra, away }
    }

    /// The times of a day: what is offered once before what is offered weekly, nothing on a day away.
    pub fn times(&self, date: Date) -> impl Iterator<Item = &'a Times> {
        let day = Day::new(date);
        let before = self.away.partition_point(|(_, to)| *to < day);
        let is_away = self.away.get(before).is_some_and(|(from, _)| *from <= day);
        let from = self.extra.partition_point(|(on, _)| *on < day);
        let extra = self.extra[from..].iter().take_while(move |(on, _)| *on == day).map(|(_, times)| *times);
        let weekday = usize::try_from(date.weekday().to_monday_zero_offset()).unwrap_or(0);
        let weekly = self.weekly.get(weekday).into_iter().flatten().copied();
        extra.chain(weekly).filter(move |_| !is_away)
    }
}

/// While the clocks of a zone do not change: days that lie in it whole are shown once, from the first second to the last.
/// Both ends are what the clocks show, in seconds since 1970 began on them.
struct Era {
    from: i64,
    to: i64,
    offset: i64,
}

/// The clocks of a zone over some days. Its changes are looked up once, and no clock is read on a day without one.
pub(super) struct Clocks<'a> {
    zone: &'a TimeZone,
    eras: Vec<Era>,
}

impl<'a> Clocks<'a> {
    /// For the days from one to another.
    pub fn between(zone: &'a TimeZone, first: Date, last: Date) -> Self {
        let near = |seconds: i64| Timestamp::from_second(seconds).unwrap_or(Timestamp::UNIX_EPOCH);
        let (start, end) = (near(reading(first) - 2 * DAY), near(reading(last) + 3 * DAY));
        let seconds = |offset: Offset| i64::from(offset.seconds());
        let mut offset = seconds(zone.to_offset(start));
        let mut eras = vec![Era { from: i64::MIN, to: i64::MAX, offset }];
        for change in zone.following(start).take_while(|change| change.timestamp() < end) {
            let at = change.timestamp().as_second();
            if let Some(before) = eras.last_mut() {
                before.to = at + offset;
            }
            let after = seconds(change.offset());
            // What was shown before the clocks went back is shown again, and the first time counts.
            eras.push(Era { from: at + offset.max(after), to: i64::MAX, offset: after });
            offset = after;
        }
        Self { zone, eras }
    }

    pub fn on(&self, day: Date) -> Clock<'a> {
        let start = reading(day);
        let era = self.eras.iter().find(|era| era.from <= start && start + DAY < era.to);
        Clock { zone: self.zone, day, midnight: era.map(|era| (start - era.offset) * SECOND) }
    }
}

/// A zone's clock on one day.
pub(super) struct Clock<'a> {
    zone: &'a TimeZone,
    day: Date,
    /// When the day begins, in microseconds since 1970; None when the clocks change on it.
    midnight: Option<i64>,
}

impl Clock<'_> {
    /// When something can start at this time, in microseconds since 1970; None when the clocks skip it.
    pub fn start(&self, time: WallTime) -> Option<i64> {
        self.read(time, Wall::start)
    }

    /// When this time is, as the edge of something.
    pub fn edge(&self, time: WallTime) -> Option<i64> {
        self.read(time, |wall| Some(wall.edge()))
    }

    fn read(&self, time: WallTime, meaning: impl Fn(Wall) -> Option<Instant>) -> Option<i64> {
        match self.midnight {
            Some(midnight) => Some(midnight + i64::from(time.minutes()) * 60 * SECOND),
            None => Some(microsecond(meaning(on_the_wall(self.zone, self.day, time)?)?)),
        }
    }
}

pub(super) fn microsecond(moment: Instant) -> i64 {
    moment.timestamp().as_microsecond()
}

/// The midnight that begins a day, on a clock, in seconds since 1970 began on it.
fn reading(day: Date) -> i64 {
    Offset::UTC.to_timestamp(day.at(0, 0, 0, 0)).map_or(0, Timestamp::as_second)
}
