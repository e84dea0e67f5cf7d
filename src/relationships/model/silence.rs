//! What follows when nothing is heard of two who work together: by the rhythm they agreed, never sooner, and with weeks from one step
//! to the next, however late the first one came.

/// What is to be done about silence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Silence {
    /// Ask both whether they are still in touch.
    Nudge,
    /// Tell the coordinators.
    Tell,
    /// Propose to both to close it.
    Propose,
    /// Close it: nobody said that it goes on.
    Close,
    /// With meetings as and when: ask once every six months.
    CheckIn,
}

/// How long nothing has been heard of two, and what was done about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quiet {
    /// Days since the last sign of them: something one of them did here, or the beginning of their latest session.
    pub days: i64,
    /// Steps taken since then.
    pub steps: i16,
    /// Days since the latest of these; none when none was taken.
    pub days_since_step: Option<i64>,
}

const WEEK: i64 = 7;
/// Weeks of silence until each step, for a regular rhythm (product: lifecycles).
const NUDGE: i64 = 8;
const TELL: i64 = 12;
const PROPOSE: i64 = 16;
const CLOSE: i64 = PROPOSE + ANSWER;
/// Weeks that both have to answer a step before the next one.
const ANSWER: i64 = 4;
/// The same in days: nobody is asked again sooner.
pub(in crate::relationships) const BETWEEN_STEPS: i32 = 28;
/// Weeks between check-ins.
const CHECK_IN: i64 = 26;
/// A rhythm slower than this moves every step by as much.
const USUAL_RHYTHM: i64 = 6;

/// What is due after a silence, by the rhythm that was agreed (in weeks; none: as and when); none when nothing is.
#[must_use]
pub fn due(every_weeks: Option<i16>, quiet: Quiet) -> Option<Silence> {
    let (weeks, apart, what) = match every_weeks {
        None => (CHECK_IN * (i64::from(quiet.steps) + 1), CHECK_IN, Silence::CheckIn),
        Some(every) => {
            let later = (i64::from(every) - USUAL_RHYTHM).max(0);
            let (weeks, what) = match quiet.steps {
                0 => (NUDGE, Silence::Nudge),
                1 => (TELL, Silence::Tell),
                2 => (PROPOSE, Silence::Propose),
                3 => (CLOSE, Silence::Close),
                _ => return None,
            };
            (weeks + later, ANSWER, what)
        }
    };
    let had_time_to_answer = quiet.days_since_step.is_none_or(|days| days >= apart * WEEK);
    (quiet.days >= weeks * WEEK && had_time_to_answer).then_some(what)
}

/// In how many days the next step comes when nothing is heard meanwhile; none when there is none, or with meetings as and when, which
/// are never closed by it.
#[must_use]
pub fn days_to_next(every_weeks: Option<i16>, quiet: Quiet) -> Option<i64> {
    let later = (i64::from(every_weeks?) - USUAL_RHYTHM).max(0);
    let weeks = [NUDGE, TELL, PROPOSE, CLOSE].get(usize::try_from(quiet.steps).ok()?)? + later;
    let answer = quiet.days_since_step.map_or(0, |days| ANSWER * WEEK - days);
    Some((weeks * WEEK - quiet.days).max(answer).max(0))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// After so many days, with the latest step long ago.
    fn after(every: Option<i16>, days: i64, steps: i16) -> Option<Silence> {
        let days_since_step = (steps > 0).then_some(days);
        due(every, Quiet { days, steps, days_since_step })
    }

    #[test]
    fn a_regular_rhythm_is_asked_about_at_eight_twelve_and_sixteen_weeks() {
        let at = |weeks: i64, steps| after(Some(4), weeks * 7, steps);
        assert_eq!(after(Some(4), 8 * 7 - 1, 0), None);
        assert_eq!(at(8, 0), Some(Silence::Nudge));
        assert_eq!(at(11, 1), None);
        assert_eq!(at(12, 1), Some(Silence::Tell));
        assert_eq!(at(16, 2), Some(Silence::Propose));
        assert_eq!(at(20, 3), Some(Silence::Close));
        assert_eq!(at(99, 4), None);
    }

    #[test]
    fn a_slow_rhythm_is_not_called_silence() {
        assert_eq!(after(Some(12), 13 * 7, 0), None);
        assert_eq!(after(Some(12), 14 * 7, 0), Some(Silence::Nudge));
    }

    #[test]
    fn as_and_when_is_asked_every_six_months() {
        assert_eq!(after(None, 26 * 7 - 1, 0), None);
        assert_eq!(after(None, 26 * 7, 0), Some(Silence::CheckIn));
        assert_eq!(after(None, 51 * 7, 1), None);
        assert_eq!(after(None, 52 * 7, 1), Some(Silence::CheckIn));
    }

    #[test]
    fn whoever_was_asked_late_has_four_weeks_to_answer_all_the_same() {
        let late = |steps, days_since_step| {
            due(Some(4), Quiet { days: 300, steps, days_since_step: Some(days_since_step) })
        };
        for (steps, next) in [(1, Silence::Tell), (2, Silence::Propose), (3, Silence::Close)] {
            assert_eq!(late(steps, 27), None, "{next:?}");
            assert_eq!(late(steps, 28), Some(next));
        }
        let asked_late = Quiet { days: 900, steps: 1, days_since_step: Some(181) };
        assert_eq!(due(None, asked_late), None, "as and when: once in six months");
    }

    proptest! {
        #[test]
        fn the_day_that_is_told_is_the_day_it_comes(every in 1_i16..=26, days in 0_i64..400, steps in 0_i16..4, since in 0_i64..60) {
            let quiet = |more| Quiet { days: days + more, steps, days_since_step: (steps > 0).then_some(since + more) };
            let told = days_to_next(Some(every), quiet(0)).unwrap();
            prop_assert!(due(Some(every), quiet(told)).is_some());
            prop_assert!(told == 0 || due(Some(every), quiet(told - 1)).is_none());
        }

        /// However the worker comes and goes, each step comes after the one before it, never before its weeks are over, with
        /// four weeks between any two; with meetings as and when, half a year.
        #[test]
        fn steps_come_in_order_with_weeks_between(
            every in proptest::option::of(1_i16..=26),
            looks in proptest::collection::vec(1_i64..200, 1..60),
        ) {
            let (mut day, mut steps, mut last): (i64, i16, Option<i64>) = (0, 0, None);
            let mut taken = Vec::new();
            for days_on in looks {
                day += days_on;
                let quiet = Quiet { days: day, steps, days_since_step: last.map(|last| day - last) };
                let Some(step) = due(every, quiet) else { continue };
                if let Some(last) = last {
                    let apart = if every.is_some() { 28 } else { 26 * 7 };
                    prop_assert!(day - last >= apart, "{step:?} {} days after the one before", day - last);
                }
                taken.push((step, day));
                if step == Silence::Close {
                    break;
                }
                steps += 1;
                last = Some(day);
            }
            if every.is_some() {
                let order = [Silence::Nudge, Silence::Tell, Silence::Propose, Silence::Close];
                let weeks = [NUDGE, TELL, PROPOSE, CLOSE];
                for (((step, day), expected), weeks) in taken.iter().zip(order).zip(weeks) {
                    prop_assert_eq!(*step, expected);
                    prop_assert!(*day >= weeks * WEEK);
                }
                prop_assert!(taken.len() <= order.len());
            } else {
                prop_assert!(taken.iter().all(|(step, _)| *step == Silence::CheckIn));
            }
        }
    }
}
