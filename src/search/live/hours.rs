use jiff::tz::TimeZone;

use crate::matching::WeekHours;
use crate::platform::clock::{Day, london};

const MINUTES_OF_A_WEEK: i32 = 7 * 24 * 60;

/// Part of a week on somebody's own wall clock, in minutes after Monday 0:00; it does not reach beyond its week.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    pub from: i32,
    pub to: i32,
}

/// By how many minutes London's clocks are ahead of a zone's on a day (at noon, when none of them changes). An unknown
/// zone counts as London.
#[must_use]
pub fn ahead(zone: &str, day: Day) -> i32 {
    let Ok(zone) = TimeZone::get(zone) else { return 0 };
    let offset = |zone: &TimeZone| {
        let noon = day.date().at(12, 0, 0, 0).to_zoned(zone.clone());
        noon.map_or(0, |noon| noon.offset().seconds() / 60)
    };
    offset(&london()) - offset(&zone)
}

/// The hours of London's week that are offered: those of which at least half is.
#[must_use]
pub fn of_london(stretches: &[Stretch], ahead: i32) -> WeekHours {
    if stretches.is_empty() {
        return WeekHours::default();
    }
    let mut minutes = [0_i32; WeekHours::HOURS];
    for stretch in stretches {
        let (mut from, to) = (stretch.from + ahead, stretch.to + ahead);
        while from < to {
            let end = ((from.div_euclid(60) + 1) * 60).min(to);
            let hour = from.rem_euclid(MINUTES_OF_A_WEEK) / 60;
            if let Some(offered) = usize::try_from(hour).ok().and_then(|hour| minutes.get_mut(hour)) {
                *offered += end - from;
            }
            from = end;
        }
    }
    WeekHours::of(minutes.iter().enumerate().filter(|(_, offered)| **offered >= 30).map(|(hour, _)| hour))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> Day {
        Day::new(text.parse().expect("a day"))
    }

    fn on(weekday: i32, from: &str, to: &str) -> Stretch {
        let minutes = |text: &str| {
            let (hours, minutes) = text.split_once(':').expect("a time");
            hours.parse::<i32>().expect("hours") * 60 + minutes.parse::<i32>().expect("minutes")
        };
        let start = (weekday - 1) * 24 * 60;
        Stretch { from: start + minutes(from), to: start + minutes(to) }
    }

    fn hours(stretches: &[Stretch], ahead: i32) -> Vec<usize> {
        let week = of_london(stretches, ahead);
        (0..WeekHours::HOURS).filter(|hour| week.holds(*hour)).collect()
    }

    #[test]
    fn an_hour_counts_when_half_of_it_is_offered() {
        assert_eq!(hours(&[on(1, "9:00", "11:00")], 0), [9, 10]);
        assert_eq!(hours(&[on(1, "9:30", "11:29")], 0), [9, 10]);
        assert_eq!(hours(&[on(1, "9:31", "11:29")], 0), [10]);
        assert_eq!(hours(&[on(1, "9:00", "9:15"), on(1, "9:40", "9:55")], 0), [9], "together they are half");
        assert_eq!(hours(&[on(7, "23:00", "24:00")], 0), [167]);
        assert_eq!(hours(&[], 60), [0_usize; 0]);
    }

    #[test]
    fn windows_elsewhere_are_moved_to_londons_hours_and_around_the_week() {
        for (zone, date, minutes) in [
            ("Europe/London", "2027-07-01", 0),
            ("Europe/Dublin", "2027-07-01", 0),
            ("Europe/Paris", "2027-03-04", -60),
            ("Asia/Kolkata", "2027-03-04", -330),
            ("Asia/Kolkata", "2027-07-01", -270),
            ("Mars/Olympus", "2027-07-01", 0),
        ] {
            assert_eq!(ahead(zone, day(date)), minutes, "{zone} on {date}");
        }
        // Monday 2am to 4am in India is Sunday evening here in winter.
        assert_eq!(hours(&[on(1, "2:00", "4:00")], -330), [164, 165, 166]);
        assert_eq!(hours(&[on(7, "22:00", "24:00")], 120), [0, 1]);
    }

    proptest! {
        #[test]
        fn whole_hours_stay_as_many_wherever_they_are_offered(
            weekday in 1..=7_i32, from in 0..24_i32, length in 1..=24_i32, ahead in -14..=14_i32,
        ) {
            let start = (weekday - 1) * 24 * 60;
            let to = (from + length).min(24);
            let stretch = Stretch { from: start + from * 60, to: start + to * 60 };
            prop_assert_eq!(i32::try_from(of_london(&[stretch], ahead * 60).count()), Ok(to - from));
        }
    }
}
