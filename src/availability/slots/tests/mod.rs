//! The engine beside an oracle that looks at every minute, in zones of every kind and near the changes of their clocks (R11).

mod oracle;
mod world;

use std::collections::{BTreeMap, BTreeSet};

use jiff::tz::TimeZone;
use jiff::{SignedDuration, ToSpan};
use proptest::prelude::*;

use super::{Slot, suits};
use crate::availability::off_duty::{Shift, free};
use crate::platform::clock::{Day, Instant};
use crate::platform::span::Span;
use oracle::Minutes;
use world::{Case, ZONES, case};

fn found(case: &Case, to: Option<Instant>) -> Vec<Slot> {
    case.offer.slots(case.now, case.minutes, to).collect()
}

/// Whether a mentee who works this can talk in this hour of the day, after a night or not.
fn can_talk(shift: Shift, after_night: bool, hour: i8) -> bool {
    let waking = if after_night { 15 } else { 9 };
    match shift {
        Shift::Off => (waking..21).contains(&hour),
        Shift::Early => (16..21).contains(&hour),
        Shift::Late => !after_night && (9..12).contains(&hour),
        Shift::Night => (waking.max(13)..18).contains(&hour),
        Shift::LongDay | Shift::Leave => false,
    }
}

/// What a mentee works from the day before on, for as many days as there are codes; None is a day of which she said nothing.
fn roster(zone: &TimeZone, now: Instant, codes: &[Option<usize>]) -> BTreeMap<Day, Shift> {
    let first = now.in_zone(zone).date().saturating_sub(1.day());
    let days = first.series(1.day()).map(Day::new);
    days.zip(codes).filter_map(|(day, code)| Some((day, Shift::ALL[(*code)?]))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 160, ..ProptestConfig::default() })]

    #[test]
    fn r11_slots_are_those_that_a_look_at_every_minute_finds(case in case()) {
        let minutes = Minutes::of(&case.offer, case.now);
        let expected: Vec<Slot> = minutes
            .slots(case.minutes)
            .into_iter()
            .map(|(start, times)| Slot {
                span: Span::of_minutes(start, case.minutes),
                delivery_id: times.delivery_id,
                place: times.place.clone(),
            })
            .collect();
        let found = found(&case, None);
        prop_assert!(found.windows(2).all(|two| two[0].span.starts() < two[1].span.starts()), "in order, each once");
        prop_assert_eq!(&found, &expected);
        // And those before a moment are the first of them.
        let to = case.now.plus(SignedDuration::from_hours(24 * 6));
        let before: Vec<Slot> = expected.into_iter().filter(|slot| slot.span.starts() < to).collect();
        prop_assert_eq!(case.offer.slots(case.now, case.minutes, Some(to)).collect::<Vec<_>>(), before);
    }

    #[test]
    fn what_can_be_booked_is_what_is_shown(case in case(), shift in 0_i64..30) {
        let shown: BTreeSet<Instant> = found(&case, None).iter().map(|slot| slot.span.starts()).collect();
        let first = Instant::from_microsecond(case.now.unix_seconds().div_euclid(900) * 900_000_000);
        for quarter in -96..(i64::from(case.offer.horizon_days) + 2) * 96 {
            for minute in [quarter * 15, quarter * 15 + shift] {
                let start = first.plus(SignedDuration::from_mins(minute));
                let holds = case.offer.holds(Span::of_minutes(start, case.minutes), case.now);
                prop_assert_eq!(holds, shown.contains(&start), "{:?}", start);
            }
        }
        for start in shown {
            prop_assert!(case.offer.holds(Span::of_minutes(start, case.minutes), case.now), "{start:?}");
        }
    }

    #[test]
    fn mutual_times_are_those_of_which_every_minute_is_free_for_both(
        case in case(),
        zone in 0..ZONES.len(),
        codes in prop::collection::vec(prop::option::weighted(0.9, 0..6_usize), 0..20),
        booked in prop::collection::vec((0_i64..16 * 24 * 60, 15_i64..180), 0..6),
    ) {
        let zone = TimeZone::get(ZONES[zone].0).unwrap();
        let days = roster(&zone, case.now, &codes);
        let booked: Vec<Span> = booked
            .into_iter()
            .map(|(minute, length)| Span::of_minutes(case.now.plus(SignedDuration::from_mins(minute)), length))
            .collect();
        let free = free(&zone, &days, &booked, case.now);
        prop_assert!(free.windows(2).all(|two| two[0].ends() <= two[1].starts()), "in order and apart");
        let is_free = |minute: Instant| {
            let span = Span::of_minutes(minute, 1);
            let shown = minute.in_zone(&zone);
            let before = Day::new(shown.date().saturating_sub(1.day()));
            let after_night = days.get(&before) == Some(&Shift::Night);
            let shift = days.get(&Day::new(shown.date()));
            shift.is_some_and(|shift| can_talk(*shift, after_night, shown.hour()))
                && !booked.iter().any(|taken| taken.overlaps(&span))
        };
        for slot in found(&case, None) {
            let mut minutes = (0..case.minutes).map(|ahead| slot.span.starts().plus(SignedDuration::from_mins(ahead)));
            prop_assert_eq!(suits(&free, &slot.span), minutes.all(is_free), "{:?}", slot);
        }
    }
}
