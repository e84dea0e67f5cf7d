//! Two people: one as most are, and one who says as much as the pages let anybody say.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, ToSpan};
use rapport::availability::{Offer, Times, WallTime, Weekday};
use rapport::platform::clock::{Day, Instant};
use rapport::platform::span::Span;

pub struct Person {
    pub name: &'static str,
    pub zone: &'static str,
    pub offer: Offer,
    pub now: Instant,
}

impl Person {
    /// Four evenings and a weekend morning, three stretches of leave, four times offered once, forty meetings booked.
    pub fn typical(zone: &'static str) -> Self {
        let windows = [(0, 18, 21), (1, 18, 21), (2, 18, 21), (3, 18, 21), (5, 9, 13)];
        let mut offer = empty(zone);
        offer.notice_hours = 48;
        offer.weekly =
            windows.iter().map(|(day, from, to)| (Weekday::ALL[*day], times(from * 60, to * 60))).collect();
        offer.away =
            [(20, 14), (130, 7), (300, 21)].map(|(from, days)| (day(from), day(from + days))).to_vec();
        offer.extra = [12, 33, 61, 95].map(|ahead| (day(ahead), times(14 * 60, 17 * 60))).to_vec();
        offer.busy = (0..40).map(|week| meeting(week * 7 + 2, 19 * 60)).collect();
        Self { name: "typical", zone, offer, now: now() }
    }

    /// As many weekly times and exceptions as can be kept, and 400 meetings with a break around each.
    pub fn heavy() -> Self {
        let mut offer = empty("Europe/London");
        offer.buffer_minutes = 15;
        offer.weekly = (0..7)
            .flat_map(|day| {
                (0..7).map(move |n| (Weekday::ALL[day], times(7 * 60 + n * 120, 8 * 60 + n * 120 + 30)))
            })
            .collect();
        offer.away = (0..50).map(|n| (day(n * 7 + 5), day(n * 7 + 5))).collect();
        offer.extra = (0..50).map(|n| (day(n * 7 + 1), times(22 * 60, 24 * 60))).collect();
        offer.busy = (0..400).map(|n| meeting(n * 9 / 10, 9 * 60 + n % 5 * 120)).collect();
        Self { name: "heavy", zone: "Europe/London", offer, now: now() }
    }
}

fn now() -> Instant {
    Instant::from_microsecond(1_773_000_000 * 1_000_000)
}

fn empty(zone: &str) -> Offer {
    Offer {
        zone: TimeZone::get(zone).unwrap_or(TimeZone::UTC),
        notice_hours: 0,
        horizon_days: 365,
        buffer_minutes: 0,
        weekly: Vec::new(),
        extra: Vec::new(),
        away: Vec::new(),
        busy: Vec::new(),
    }
}

fn day(ahead: i64) -> Day {
    Day::new(now().in_london().date().saturating_add(ahead.days()))
}

fn times(from: i32, to: i32) -> Times {
    let wall = |minutes| WallTime::from_minutes(minutes).unwrap_or(WallTime::END_OF_DAY);
    Times { from: wall(from), to: wall(to), delivery_id: None, place: None }
}

fn meeting(ahead: i64, minute: i64) -> Span {
    let midnight = now().unix_seconds().div_euclid(86_400) * 86_400;
    let start = Instant::from_microsecond((midnight + ahead * 86_400) * 1_000_000);
    Span::of_minutes(start.plus(SignedDuration::from_mins(minute)), 60)
}
