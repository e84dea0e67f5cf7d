//! Working days: Monday to Friday without the bank holidays of a nation. Every limit of the hub is counted in them.

use jiff::civil::Date;

use super::bank_holidays::{Nation, is_bank_holiday, is_weekend};
use super::clock::{Day, Instant, london};

/// Whether people are expected at work that day in that nation.
#[must_use]
pub fn is_working_day(day: Day, nation: Nation) -> bool {
    !is_weekend(day.date()) && !is_bank_holiday(day.date(), nation)
}

/// The moment a limit of `days` working days ends: midnight in Europe/London closing the nth working day after the
/// day of the event. With no days, the midnight closing the day of the event itself.
#[must_use]
pub fn deadline(event: Instant, days: u16, nation: Nation) -> Instant {
    deadline_around(event, days, nation, &[])
}

/// As [`deadline`], with days that count for nobody because somebody said they are away: pairs of a first and a last day.
#[must_use]
pub fn deadline_around(event: Instant, days: u16, nation: Nation, away: &[(Day, Day)]) -> Instant {
    let mut day = event.in_london().date();
    let mut counted = 0;
    while counted < days {
        let Ok(next) = day.tomorrow() else { break };
        day = next;
        let here = !away.iter().any(|(first, last)| (first.date()..=last.date()).contains(&day));
        counted += u16::from(here && is_working_day(Day::new(day), nation));
    }
    start_of(day.tomorrow().unwrap_or(day))
}

/// The last day on which something with this deadline is still in time, for "by the end of".
#[must_use]
pub fn last_day(deadline: Instant) -> Day {
    let local = deadline.in_london().datetime();
    let day = local.date();
    Day::new(if local.time() == jiff::civil::Time::midnight() { day.yesterday().unwrap_or(day) } else { day })
}

/// How much of a limit is left, in the words people count with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Left {
    /// So many working days after today, the last day included.
    Days(u32),
    /// Today is the last day.
    Today,
    /// It has passed, by so many working days (none over a weekend).
    Over(u32),
}

impl Left {
    #[must_use]
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Over(_))
    }
}

/// What is left at `now` of a limit that ends at `deadline`.
#[must_use]
pub fn left(now: Instant, deadline: Instant, nation: Nation) -> Left {
    let today = now.in_london().date();
    let last = last_day(deadline).date();
    if now >= deadline {
        return Left::Over(between(last, today, nation));
    }
    match between(today, last, nation) {
        0 => Left::Today,
        days => Left::Days(days),
    }
}

/// Working days after `from` up to and including `to`.
fn between(from: Date, to: Date, nation: Nation) -> u32 {
    let mut count = 0;
    let mut day = from;
    while day < to {
        let Ok(next) = day.tomorrow() else { break };
        day = next;
        count += u32::from(is_working_day(Day::new(day), nation));
    }
    count
}

fn start_of(day: Date) -> Instant {
    day.to_zoned(london())
        .map_or_else(|_| Instant::from_microsecond(0), |start| Instant::new(start.timestamp()))
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn at(text: &str) -> Instant {
        Instant::new(text.parse().unwrap())
    }

    fn nation() -> impl Strategy<Value = Nation> {
        prop::sample::select(Nation::ALL.to_vec())
    }

    /// Any second from 2025 to 2060.
    fn moment() -> impl Strategy<Value = Instant> {
        (1_735_689_600_i64..2_840_140_800).prop_map(|second| Instant::from_microsecond(second * 1_000_000))
    }

    #[test]
    fn three_days_from_a_thursday_close_on_tuesday_at_midnight() {
        // Thursday 19 November 2026, 2pm.
        let deadline = deadline(at("2026-11-19T14:00:00Z"), 3, Nation::England);
        assert_eq!(deadline, at("2026-11-25T00:00:00Z"));
        assert_eq!(last_day(deadline).date(), date(2026, 11, 24));
    }

    #[test]
    fn the_event_belongs_to_its_london_day() {
        // 11:30pm UTC in June is half past midnight the next day in London.
        let deadline = deadline(at("2026-06-03T23:30:00Z"), 1, Nation::England);
        assert_eq!(deadline, at("2026-06-05T23:00:00Z"));
    }

    #[test]
    fn bank_holidays_of_the_nation_do_not_count() {
        let sent = at("2026-11-27T09:00:00Z");
        assert_eq!(last_day(deadline(sent, 1, Nation::England)).date(), date(2026, 11, 30));
        assert_eq!(last_day(deadline(sent, 1, Nation::Scotland)).date(), date(2026, 12, 1));
        let christmas = at("2026-12-24T09:00:00Z");
        assert_eq!(last_day(deadline(christmas, 3, Nation::Wales)).date(), date(2026, 12, 31));
    }

    #[test]
    fn across_the_clock_changes_midnight_is_londons() {
        // Clocks go forward on Sunday 28 March 2027 and back on Sunday 31 October 2027. Good Friday is 26 March.
        assert_eq!(deadline(at("2027-03-25T12:00:00Z"), 1, Nation::England), at("2027-03-30T23:00:00Z"));
        assert_eq!(deadline(at("2027-10-29T12:00:00Z"), 1, Nation::England), at("2027-11-02T00:00:00Z"));
    }

    #[test]
    fn what_is_left_counts_down_to_today_and_over() {
        let deadline = deadline(at("2026-11-23T10:00:00Z"), 3, Nation::England);
        let on = |day: i8| left(at(&format!("2026-11-{day}T12:00:00Z")), deadline, Nation::England);
        assert_eq!(on(23), Left::Days(3));
        assert_eq!(on(25), Left::Days(1));
        assert_eq!(on(26), Left::Today);
        assert_eq!(on(27), Left::Over(1));
        assert_eq!(on(28), Left::Over(1));
        assert_eq!(on(30), Left::Over(2));
        assert_eq!(left(deadline, deadline, Nation::England), Left::Over(1));
    }

    proptest! {
        #[test]
        fn a_deadline_closes_a_working_day_at_midnight(event in moment(), days in 1_u16..60, nation in nation()) {
            let deadline = deadline(event, days, nation);
            prop_assert!(is_working_day(last_day(deadline), nation));
            prop_assert_eq!(deadline.in_london().time(), jiff::civil::Time::midnight());
        }

        #[test]
        fn later_events_and_longer_limits_never_end_earlier(
            event in moment(), later in 0_i64..4_000_000, days in 0_u16..40, more in 0_u16..10, nation in nation(),
        ) {
            let after = event.plus(SignedDuration::from_secs(later));
            prop_assert!(deadline(event, days, nation) <= deadline(after, days, nation));
            prop_assert!(deadline(event, days, nation) <= deadline(event, days + more, nation));
            prop_assert!(deadline(event, days, nation) > event);
        }

        #[test]
        fn days_away_only_ever_move_a_deadline_later(
            event in moment(), days in 1_u16..20, nation in nation(), from in 0_i32..30, length in 0_i32..40,
        ) {
            let first = event.in_london().date().checked_add(jiff::Span::new().days(from)).unwrap();
            let last = first.checked_add(jiff::Span::new().days(length)).unwrap();
            let away = [(Day::new(first), Day::new(last))];
            let around = deadline_around(event, days, nation, &away);
            prop_assert!(around >= deadline(event, days, nation));
            prop_assert!(!(first..=last).contains(&last_day(around).date()));
            prop_assert_eq!(deadline_around(event, days, nation, &[]), deadline(event, days, nation));
        }

        #[test]
        fn exactly_so_many_working_days_lie_between(event in moment(), days in 1_u16..40, nation in nation()) {
            let deadline = deadline(event, days, nation);
            prop_assert_eq!(left(event, deadline, nation), Left::Days(u32::from(days)));
            let first = event.in_london().date();
            let counted = std::iter::successors(Some(first), |day| day.tomorrow().ok())
                .skip(1)
                .take_while(|day| *day <= last_day(deadline).date())
                .filter(|day| is_working_day(Day::new(*day), nation))
                .count();
            prop_assert_eq!(counted, usize::from(days));
        }
    }
}
