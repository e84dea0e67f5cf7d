//! The course of a relationship, in whatever order things are tried.

use jiff::ToSpan;
use proptest::prelude::*;

use super::codes::Outcome;
use super::course::{Course, MoveError, NextReview};
use super::state::Status;
use super::terms::Terms;
use crate::platform::clock::{Day, Instant};

fn later(day: Day, days: i32) -> Day {
    Day::new(day.date().saturating_add(days.days()))
}

fn day(text: &str) -> Day {
    Day::new(text.parse().unwrap())
}

const TERMS: Terms =
    Terms { sessions: Some(6), minutes: 60, every_weeks: Some(4), review_after: 3, review_months: 3 };

fn begun() -> Course {
    Course::agreeing().begin(day("2027-03-01"), &TERMS, 0).unwrap()
}

#[test]
fn a_review_is_due_after_three_sessions_or_three_months() {
    let course = begun();
    assert!(!course.is_review_due(day("2027-05-31"), 2));
    assert!(course.is_review_due(day("2027-06-01"), 0));
    assert!(course.is_review_due(day("2027-03-20"), 3));
    let after = course
        .call_review(day("2027-03-20"))
        .and_then(|course| course.reviewed(day("2027-03-21"), &TERMS, 3, false))
        .unwrap();
    assert_eq!(after.review, Some(NextReview { on: day("2027-06-21"), at_session: 6 }));
    assert_eq!((after.status(), after.reviews), (Status::Active, 1));
}

#[test]
fn a_pause_is_three_months_at_most_and_moves_the_review() {
    let course = begun();
    assert_eq!(course.pause(day("2027-03-10"), day("2027-06-11")), Err(MoveError::TooFar));
    assert_eq!(course.pause(day("2027-03-10"), day("2027-03-09")), Err(MoveError::Past));
    let paused = course.pause(day("2027-03-10"), day("2027-06-10")).unwrap();
    assert!(!paused.is_pause_over(day("2027-06-10")));
    assert!(paused.is_pause_over(day("2027-06-11")));
    let resumed = paused.resume(day("2027-03-20")).unwrap();
    assert_eq!(resumed.review.unwrap().on, day("2027-06-11"));
}

#[test]
fn a_review_that_is_open_waits_for_the_end_of_a_pause() {
    let open = begun().call_review(day("2027-03-08")).unwrap();
    let paused = open.pause(day("2027-03-10"), day("2027-04-10")).unwrap();
    let resumed = paused.resume(day("2027-03-30")).unwrap();
    assert_eq!(resumed.status(), Status::ReviewDue);
    assert!(!resumed.is_review_due(day("2027-03-30"), 9), "it is open: nobody is asked a second time");
    assert!(!resumed.is_review_over(day("2027-04-10")), "the pause is not counted");
    assert!(resumed.is_review_over(day("2027-04-11")));
    let again =
        resumed.pause(day("2027-03-31"), day("2027-04-10")).unwrap().resume(day("2027-04-02")).unwrap();
    assert_eq!(again.status(), Status::ReviewDue);
}

#[test]
fn a_review_whose_day_comes_with_the_pause_is_asked_about_afterwards() {
    let paused = begun().pause(day("2027-06-01"), day("2027-06-20")).unwrap();
    let resumed = paused.resume(day("2027-06-21")).unwrap();
    assert_eq!(resumed.status(), Status::Active);
    assert!(resumed.is_review_due(day("2027-06-22"), 0));
    let third_logged_meanwhile = begun().pause(day("2027-03-10"), day("2027-04-10")).unwrap();
    assert!(!third_logged_meanwhile.is_review_due(day("2027-03-12"), 3), "nothing is asked in a pause");
    assert!(third_logged_meanwhile.resume(day("2027-03-20")).unwrap().is_review_due(day("2027-03-20"), 3));
}

#[test]
fn a_planned_end_can_be_taken_back_until_it_comes() {
    let ending = begun().plan_end(day("2027-03-10"), day("2027-04-10")).unwrap();
    assert!(!ending.is_end_due(day("2027-04-10")));
    assert!(ending.is_end_due(day("2027-04-11")));
    assert_eq!(ending.carry_on().unwrap().status(), Status::Active);
}

fn step(course: Course, number: u8, today: Day, now: Instant) -> Result<Course, MoveError> {
    let later = later(today, i32::from(number) * 3);
    match number % 11 {
        0 => course.confirm(),
        1 => course.begin(today, &TERMS, 0),
        2 => course.call_off(now, Outcome::CalledOff),
        3 => course.call_review(today),
        4 => course.reviewed(today, &TERMS, 3, number > 100),
        5 => course.pause(today, later),
        6 => course.resume(today),
        7 => course.plan_end(today, later),
        8 => course.carry_on(),
        9 => course.end(now, Outcome::Planned),
        _ => Ok(course.agreed_anew(today, &TERMS, 1)),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    /// S2: whatever is tried in whatever order, what has ended stays so, nobody works together unsigned, and a place is in
    /// use exactly from the beginning to the end.
    #[test]
    fn s2_no_order_of_steps_leads_astray(steps in proptest::collection::vec(any::<u8>(), 1..500), recorded: bool) {
        let start = day("2027-03-01");
        let now = Instant::new("2027-03-01T12:00:00Z".parse().unwrap());
        let mut course = if recorded { Course::recorded(start) } else { Course::agreeing() };
        let mut confirmed = !recorded;
        let mut paused_from = None;
        for (number, step_of) in steps.into_iter().enumerate() {
            let today = later(start, i32::try_from(number).unwrap());
            let before = course;
            let Ok(after) = step(course, step_of, today, now) else { continue };
            if after.status() == Status::Paused && before.status() != Status::Paused {
                paused_from = Some(before.status());
            }
            if before.status() == Status::Paused && after.status().is_live() && after.status() != Status::Paused {
                prop_assert_eq!(Some(after.status()), paused_from.take(), "a pause leads back to where it began");
            }
            confirmed |= before.status() == Status::Recorded && after.status() == Status::Agreeing;
            prop_assert!(!after.status().is_live() || confirmed);
            prop_assert!(!after.status().is_live() || before.status().is_live() || before.status() == Status::Agreeing);
            if matches!(before.status(), Status::Ended | Status::NotBegun) {
                prop_assert_eq!(before, after);
            }
            if after.status().is_live() {
                prop_assert!(after.review.is_some() && after.began_on.is_some());
            }
            course = after;
        }
    }
}
