use jiff::SignedDuration;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::*;
use crate::platform::bank_holidays::Nation;
use crate::platform::clock::Instant;
use crate::platform::span::Span;

fn limits() -> Limits {
    Limits {
        expiry_wd: 10,
        booking_wd: 10,
        decision_wd: 10,
        agreement_wd: 10,
        reopen_days: 30,
        cool_off_days: 90,
        nation: Nation::England,
        away: Vec::new(),
        mentee_away: Vec::new(),
    }
}

/// Monday 23 November 2026, 9am.
fn monday() -> Instant {
    Instant::from_microsecond(1_795_424_400_000_000)
}

fn later(from: Instant, hours: i64) -> Instant {
    from.plus(SignedDuration::from_hours(hours))
}

fn meeting(from: Instant, hours: i64) -> Span {
    Span::of_minutes(later(from, hours), 30)
}

fn deciding() -> (Thread, Instant) {
    let thread = Thread::sent(monday(), &limits())
        .accept(Side::Practitioner, Some(meeting(monday(), 48)), monday(), &limits())
        .unwrap();
    let after = later(monday(), 49);
    (thread.held(after, &limits()).unwrap(), after)
}

#[test]
fn a_request_is_answered_by_who_was_asked_alone() {
    let sent = Thread::sent(monday(), &limits());
    assert_eq!(sent.accept(Side::Mentee, None, monday(), &limits()), Err(MoveError::NotYours));
    assert_eq!(sent.withdraw(Side::Practitioner, monday()), Err(MoveError::NotYours));
    assert_eq!(
        sent.accept(Side::Practitioner, None, monday(), &limits()).unwrap().status(),
        Status::Arranging
    );
}

#[test]
fn a_question_hands_the_clock_over_and_its_answer_back() {
    let mut thread = Thread::sent(monday(), &limits());
    for round in 0..MOST_QUESTIONS {
        let at = later(monday(), i64::from(round) * 24);
        thread = thread.ask(Side::Practitioner, at, &limits()).unwrap();
        assert_eq!(thread.state.waits_for(at), [Side::Mentee]);
        thread = thread.reply(Side::Mentee, at, &limits()).unwrap();
        assert_eq!(thread.state.waits_for(at), [Side::Practitioner]);
    }
    assert_eq!(thread.ask(Side::Practitioner, later(monday(), 140), &limits()), Err(MoveError::UsedUp));
}

#[test]
fn silence_expires_after_ten_working_days_and_not_before() {
    let sent = Thread::sent(monday(), &limits());
    // Monday 7 December is the tenth working day; its end is Tuesday's midnight.
    let until = sent.state.clock().unwrap().until;
    assert_eq!(until.timestamp().to_string(), "2026-12-08T00:00:00Z");
    assert_eq!(sent.time_up(later(until, -1), &limits()), sent);
    let State::Closed(closing) = sent.time_up(until, &limits()).state else { panic!("still open") };
    assert_eq!((closing.outcome, closing.cool_off_to), (Outcome::Expired, None));
    assert_eq!(sent.accept(Side::Practitioner, None, until, &limits()), Err(MoveError::TooLate));
}

#[test]
fn only_no_time_now_lets_a_mentee_ask_again_at_once() {
    let sent = Thread::sent(monday(), &limits());
    for why in Declining::ALL {
        let State::Closed(closing) =
            sent.decline(Side::Practitioner, *why, monday(), &limits()).unwrap().state
        else {
            panic!("still open")
        };
        assert_eq!(closing.cool_off_to.is_none(), *why == Declining::NoTime, "{why:?}");
    }
}

#[test]
fn a_no_and_silence_end_in_the_same_words() {
    let (thread, now) = deciding();
    let said_no = thread
        .decide(Side::Practitioner, Answer::No, now, &limits())
        .unwrap()
        .decide(Side::Mentee, Answer::Yes, now, &limits())
        .unwrap();
    let until = thread.state.clock().unwrap().until;
    let silent = thread.decide(Side::Mentee, Answer::Yes, now, &limits()).unwrap().time_up(until, &limits());
    let ending = |thread: &Thread| match &thread.state {
        State::Closed(closing) => (
            closing.outcome,
            closing.reopen_to.unwrap().since(closing.at),
            closing.cool_off_to.unwrap().since(closing.at),
        ),
        _ => panic!("still open"),
    };
    assert_eq!(ending(&said_no), ending(&silent));
    assert_eq!(ending(&silent).0, Outcome::NoFit);
}

#[test]
fn one_no_shows_nothing_until_the_other_has_spoken() {
    let (thread, now) = deciding();
    let one = thread.decide(Side::Practitioner, Answer::No, now, &limits()).unwrap();
    assert_eq!(one.status(), Status::Deciding);
    assert_eq!(one.state.clock(), thread.state.clock(), "not even by its limit");
    // Until then they may think again.
    let again = one.decide(Side::Practitioner, Answer::Yes, now, &limits()).unwrap();
    assert_eq!(again.decide(Side::Mentee, Answer::Yes, now, &limits()).unwrap().status(), Status::Agreed);
}

#[test]
fn not_yet_extends_once() {
    let (thread, now) = deciding();
    let first = thread.decide(Side::Mentee, Answer::NotYet, now, &limits()).unwrap();
    assert!(first.extended && first.state.clock().unwrap().until > thread.state.clock().unwrap().until);
    let second = first.decide(Side::Practitioner, Answer::NotYet, now, &limits()).unwrap();
    assert_eq!(second.state.clock(), first.state.clock());
    let until = second.state.clock().unwrap().until;
    assert_eq!(second.time_up(until, &limits()).status(), Status::Closed);
}

#[test]
fn a_second_missed_meeting_closes_the_request() {
    let booked = |thread: &Thread, now| thread.book(meeting(now, 48), now, &limits()).unwrap();
    let accepted =
        Thread::sent(monday(), &limits()).accept(Side::Practitioner, None, monday(), &limits()).unwrap();
    let once = booked(&accepted, monday());
    assert_eq!(once.missed(monday(), &limits()), Err(MoveError::TooEarly));
    let once = once.missed(later(monday(), 49), &limits()).unwrap();
    assert_eq!((once.status(), once.missed), (Status::Arranging, 1));
    let twice = booked(&once, later(monday(), 49)).missed(later(monday(), 98), &limits()).unwrap();
    assert!(matches!(twice.state, State::Closed(Closing { outcome: Outcome::Missed, .. })));
}

#[test]
fn it_is_reopened_once_and_within_the_limit() {
    let (thread, now) = deciding();
    let closed = thread.time_up(thread.state.clock().unwrap().until, &limits());
    let State::Closed(Closing { at, .. }) = closed.state else { panic!("still open") };
    assert_eq!(closed.reopen(later(at, 24 * 30), &limits()), Err(MoveError::TooLate));
    let open = closed.reopen(later(at, 24 * 29), &limits()).unwrap();
    assert_eq!(open.status(), Status::Deciding);
    let again = open.time_up(open.state.clock().unwrap().until, &limits());
    assert!(matches!(again.state, State::Closed(Closing { reopen_to: None, .. })));
    assert_eq!(again.reopen(now, &limits()), Err(MoveError::UsedUp));
}

#[test]
fn a_limit_stands_still_while_somebody_is_away() {
    let mut limits = limits();
    let first = monday().in_london().date();
    let day =
        |n: i64| crate::platform::clock::Day::new(first.checked_add(jiff::Span::new().days(n)).unwrap());
    limits.away = vec![(day(1), day(14))];
    let around = Thread::sent(monday(), &limits).state.clock().unwrap().until;
    limits.away.clear();
    let plain = Thread::sent(monday(), &limits).state.clock().unwrap().until;
    assert_eq!(around.since(plain), SignedDuration::from_hours(24 * 14));
}

/// Anything anybody may try.
#[derive(Debug, Clone, Copy)]
enum Try {
    Confirm(Side),
    Ask(Side),
    Reply(Side),
    Accept(Side, bool),
    Decline(Side, Declining),
    Withdraw(Side),
    Book,
    Shift,
    Cancel,
    CallOff,
    Held,
    Missed,
    Decide(Side, Answer),
    Reopen,
    Crowd,
    Stop,
    Wait(i64),
}

fn attempt() -> impl Strategy<Value = Try> {
    let side = || prop::sample::select(Side::BOTH.to_vec());
    prop_oneof![
        1 => side().prop_map(Try::Confirm),
        1 => side().prop_map(Try::Ask),
        1 => side().prop_map(Try::Reply),
        1 => (side(), any::<bool>()).prop_map(|(side, with)| Try::Accept(side, with)),
        1 => (side(), prop::sample::select(Declining::ALL)).prop_map(|(side, why)| Try::Decline(side, why)),
        1 => side().prop_map(Try::Withdraw),
        2 => Just(Try::Book),
        1 => Just(Try::Shift),
        1 => Just(Try::Cancel),
        1 => Just(Try::CallOff),
        2 => Just(Try::Held),
        2 => Just(Try::Missed),
        5 => (side(), prop::sample::select(Answer::ALL)).prop_map(|(side, answer)| Try::Decide(side, answer)),
        1 => Just(Try::Reopen),
        1 => Just(Try::Crowd),
        1 => Just(Try::Stop),
        6 => (1_i64..400).prop_map(Try::Wait),
    ]
}

fn made(thread: &Thread, what: Try, now: Instant, limits: &Limits) -> Result<Thread, MoveError> {
    let time = meeting(now, 30);
    match what {
        Try::Confirm(by) => thread.confirm(by, now, limits),
        Try::Ask(by) => thread.ask(by, now, limits),
        Try::Reply(by) => thread.reply(by, now, limits),
        Try::Accept(by, with) => thread.accept(by, with.then_some(time), now, limits),
        Try::Decline(by, why) => thread.decline(by, why, now, limits),
        Try::Withdraw(by) => thread.withdraw(by, now),
        Try::Book => thread.book(time, now, limits),
        Try::Shift => thread.move_meeting(time, now, limits),
        Try::Cancel => thread.cancel_meeting(now, limits),
        Try::CallOff => thread.call_off(now),
        Try::Held => thread.held(now, limits),
        Try::Missed => thread.missed(now, limits),
        Try::Decide(by, answer) => thread.decide(by, answer, now, limits),
        Try::Reopen => thread.reopen(now, limits),
        Try::Crowd => thread.crowded_out(now),
        Try::Stop => thread.stop(Outcome::Stopped, now),
        Try::Wait(_) => Ok(thread.time_up(now, limits)),
    }
}

/// The moves product.md draws, once more and apart from the code.
fn is_drawn(from: Status, to: Status) -> bool {
    use Status::{Agreed, Arranging, Booked, Closed, Deciding, Entered, Questioned, Sent};
    matches!(
        (from, to),
        (Entered, Sent | Closed)
            | (Sent, Questioned | Arranging | Booked | Closed)
            | (Questioned, Sent | Arranging | Booked | Closed)
            | (Arranging, Booked | Closed)
            | (Booked, Booked | Arranging | Deciding | Closed)
            | (Deciding, Deciding | Arranging | Agreed | Closed)
            | (Agreed | Closed, Closed)
            | (Closed, Deciding)
    )
}

fn check(before: &Thread, after: &Thread, now: Instant) {
    let (from, to) = (before.status(), after.status());
    assert!(before == after || is_drawn(from, to), "{from:?} to {to:?}");
    assert!(after.missed <= MOST_MISSED && after.missed >= before.missed);
    assert!(after.questions <= MOST_QUESTIONS && after.questions >= before.questions);
    assert!(after.extended >= before.extended && after.reopened >= before.reopened);
    assert_eq!(after.state.clock().is_none(), to == Status::Closed, "every open state has a clock");
    assert_eq!(
        to.holds_place(),
        matches!(
            after.state,
            State::Arranging(_) | State::Booked(..) | State::Deciding(..) | State::Agreed(_)
        )
    );
    if let Some(clock) = after.state.clock() {
        assert!(clock.until > clock.from);
        if before != after {
            assert!(clock.until > now, "nothing begins with its time already up");
        }
    }
    if let State::Deciding(_, answers) = after.state {
        assert!(!answers.both_yes() && !answers.are_final(), "decided by both, and nothing came of it");
    }
    if after.missed == MOST_MISSED {
        assert_eq!(to, Status::Closed);
    }
    if from == Status::Closed && to != Status::Closed {
        assert!(!before.reopened && after.reopened);
    }
}

/// S2: a million steps, or as many as `RAPPORT_SOAK` asks for, in threads of up to sixty.
#[test]
fn s2_no_order_of_moves_leads_where_none_is_drawn() {
    let limits = limits();
    let mut runner =
        TestRunner::new(Config { cases: 27_000, failure_persistence: None, ..Config::default() });
    let tries = (any::<bool>(), prop::collection::vec(attempt(), 20..60));
    let steps = std::cell::Cell::new(0_u64);
    runner
        .run(&tries, |(entered, tries)| {
            let mut now = monday();
            let mut thread = if entered { Thread::entered(now, &limits) } else { Thread::sent(now, &limits) };
            for what in tries {
                steps.set(steps.get() + 1);
                if let Try::Wait(hours) = what {
                    now = later(now, hours);
                }
                // The sweep may come late or at once: both have to hold.
                if let Ok(after) = made(&thread, what, now, &limits) {
                    check(&thread, &after, now);
                    thread = after;
                }
            }
            Ok(())
        })
        .unwrap();
    assert!(steps.get() >= 1_000_000, "{}", steps.get());
}
