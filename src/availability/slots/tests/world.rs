//! People who offer times in many zones, near the moments when their clocks change.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};
use proptest::prelude::*;

use super::super::{Offer, Times};
use crate::availability::{WallTime, Weekday};
use crate::platform::clock::{Day, Instant};
use crate::platform::span::Span;
use crate::vocabulary::TermId;

/// Whole and half hours of change, at night and at midnight, forwards in winter, never, and once over a whole day.
pub(super) const ZONES: [(&str, &str); 14] = [
    ("Europe/London", "2025-01-01T00:00:00Z"),
    ("Europe/London", "2027-06-01T00:00:00Z"),
    ("Europe/Dublin", "2026-06-01T00:00:00Z"),
    ("America/St_Johns", "2026-01-01T00:00:00Z"),
    // Its clocks went back from a minute past midnight, into the day before.
    ("America/St_Johns", "2010-06-01T00:00:00Z"),
    ("Australia/Lord_Howe", "2026-01-01T00:00:00Z"),
    ("Asia/Kolkata", "2026-01-01T00:00:00Z"),
    // It has no 30 December 2011.
    ("Pacific/Apia", "2011-12-01T00:00:00Z"),
    ("Pacific/Apia", "2026-01-01T00:00:00Z"),
    ("Africa/Cairo", "2026-01-01T00:00:00Z"),
    ("America/Havana", "2026-01-01T00:00:00Z"),
    ("Atlantic/Azores", "2026-01-01T00:00:00Z"),
    ("Africa/Casablanca", "2026-01-01T00:00:00Z"),
    ("Antarctica/Troll", "2026-01-01T00:00:00Z"),
];

#[derive(Debug, Clone)]
pub(super) struct Case {
    pub offer: Offer,
    pub now: Instant,
    pub minutes: i64,
}

/// A zone, and a moment from a few days before one of the changes of its clocks to a few days after.
pub(super) fn moment() -> impl Strategy<Value = (TimeZone, Instant)> {
    (0..ZONES.len(), 0_usize..4, -6 * 24 * 3600_i64..2 * 24 * 3600, any::<bool>()).prop_map(
        |(zone, change, second, whole)| {
            let (name, from) = ZONES[zone];
            let zone = TimeZone::get(name).unwrap();
            let from: Timestamp = from.parse().unwrap();
            let change = zone.following(from).nth(change).map_or(from, |change| change.timestamp());
            let second = if whole { second.div_euclid(1800) * 1800 } else { second };
            (zone, Instant::new(change + SignedDuration::from_secs(second)))
        },
    )
}

/// Times on half hours mostly, on any minute sometimes, and often around the hours in which clocks change.
fn wall() -> impl Strategy<Value = WallTime> {
    prop_oneof![
        4 => (0..=48).prop_map(|half| half * 30),
        4 => (0..=8).prop_map(|half| half * 30),
        1 => (40..=48).prop_map(|half| half * 30),
        1 => 0..=24 * 60,
    ]
    .prop_map(|minutes| WallTime::from_minutes(minutes).unwrap())
}

fn times() -> impl Strategy<Value = Times> {
    let way = (prop_oneof![3 => Just(None), 1 => Just(Some(TermId(7)))], any::<bool>());
    (wall(), wall(), way).prop_filter_map("one before the other", |(one, other, (delivery_id, placed))| {
        let place = (placed && delivery_id.is_some()).then(|| "Abbey Park".to_owned());
        (one != other).then(|| Times { from: one.min(other), to: one.max(other), delivery_id, place })
    })
}

/// The windows of a week; those of one day do not overlap, as their owner's page sees to.
fn weekly() -> impl Strategy<Value = Vec<(Weekday, Times)>> {
    prop::collection::vec((0_usize..7, times()), 0..14).prop_map(|windows| {
        let mut kept: Vec<(Weekday, Times)> = Vec::new();
        for (day, times) in windows {
            let day = Weekday::ALL[day];
            let free = |(on, other): &(Weekday, Times)| {
                *on != day || other.to <= times.from || times.to <= other.from
            };
            if kept.iter().all(free) {
                kept.push((day, times));
            }
        }
        kept
    })
}

pub(super) fn case() -> impl Strategy<Value = Case> {
    let settings = (0_i16..=72, 7_i16..=16, prop_oneof![Just(0_i16), 0_i16..=60]);
    let minutes = prop_oneof![Just(30_i64), Just(45), Just(60), 15_i64..=180];
    let extra = prop::collection::vec((-2_i64..12, times()), 0..5);
    let away = prop::collection::vec((-3_i64..14, 0_i64..4), 0..3);
    let busy = prop::collection::vec((-600_i64..16 * 24 * 60, 15_i64..180, 0_i64..60), 0..12);
    (moment(), settings, minutes, weekly(), extra, away, busy).prop_map(
        |((zone, now), (notice_hours, horizon_days, buffer_minutes), minutes, weekly, extra, away, busy)| {
            let today = now.in_zone(&zone).date();
            let day = |ahead: i64| Day::new(today.saturating_add(ahead.days()));
            let start = Instant::from_microsecond(now.unix_seconds().div_euclid(60) * 60_000_000);
            let busy = busy.into_iter().map(|(minute, length, second)| {
                let at = SignedDuration::from_mins(minute) + SignedDuration::from_secs(second);
                Span::of_minutes(start.plus(at), length)
            });
            let offer = Offer {
                zone,
                notice_hours,
                horizon_days,
                buffer_minutes,
                weekly,
                extra: extra.into_iter().map(|(ahead, times)| (day(ahead), times)).collect(),
                away: away.into_iter().map(|(ahead, more)| (day(ahead), day(ahead + more))).collect(),
                busy: busy.collect(),
            };
            Case { offer, now, minutes }
        },
    )
}
