use std::collections::BTreeMap;

use jiff::SignedDuration;
use rapport::calendar::{self, BookError};
use rapport::platform::span::Span;

use super::given::Pair;
use crate::support::given;

#[tokio::test]
async fn both_are_invited_in_their_own_zone_and_told_when_it_moves_and_when_it_is_off() {
    let pair = Pair::new().await;
    pair.lives_in(&pair.grace, "Asia/Kolkata").await;
    let id = pair.booked(50).await;
    let to_amina = pair.app.mail_to(&pair.amina.email).await;
    assert_eq!(to_amina.subject, "First conversation with Grace: Saturday 6 March 2027, 2pm");
    assert!(to_amina.text.contains("Saturday 6 March 2027, 2pm to 2:30pm\n"), "{}", to_amina.text);
    let to_grace = pair.app.mail_to(&pair.grace.email).await;
    assert_eq!(to_grace.subject, "First conversation with Amina: Saturday 6 March 2027, 7:30pm");
    assert!(to_grace.text.contains("7:30pm to 8pm, Kolkata time"), "{}", to_grace.text);
    for mail in [&to_amina, &to_grace] {
        assert!(!mail.text.contains("@example.org") && !mail.html.contains("@example.org"), "{}", mail.text);
    }

    let later = Span::of_minutes(pair.hours(74), 45);
    pair.move_to(id, later).await.unwrap();
    pair.move_to(id, later).await.unwrap();
    let moved = pair.app.mail_to(&pair.amina.email).await;
    assert_eq!(moved.subject, "Moved: First conversation with Grace, Sunday 7 March 2027, 2pm");
    assert!(moved.text.contains("It was on Saturday 6 March 2027, 2pm to 2:30pm."), "{}", moved.text);

    pair.cancel(id).await.unwrap();
    pair.cancel(id).await.unwrap();
    let off = pair.app.mail_to(&pair.grace.email).await;
    assert_eq!(off.subject, "Cancelled: First conversation with Amina, Sunday 7 March 2027, 7:30pm");
    assert_eq!(pair.app.mails().await.len(), 6, "each is told once of each change");
    assert!(matches!(pair.move_to(id, later).await, Err(BookError::Gone)));
}

#[tokio::test]
async fn r1_nobody_is_booked_twice_at_one_time_and_who_is_taken_is_named() {
    let pair = Pair::new().await;
    let tom = given::account(&pair.app).named("Tom Okafor").make().await;
    let id = pair.booked(50).await;
    let overlapping = Span::of_minutes(pair.hours(50), 10);
    let new = pair.between([tom.account_id, pair.grace.account_id], overlapping);
    match pair.book(&new).await {
        Err(BookError::Taken(person)) => assert_eq!(person, pair.grace.account_id),
        other => panic!("{other:?}"),
    }
    let after = Span::of_minutes(pair.hours(50).plus(SignedDuration::from_mins(30)), 30);
    let next =
        pair.book(&pair.between(new.people, after)).await.expect("the end does not belong to a meeting");
    assert!(matches!(pair.move_to(next, overlapping).await, Err(BookError::Taken(_))));
    let within = Span::of_minutes(pair.hours(50).plus(SignedDuration::from_mins(5)), 20);
    pair.move_to(id, within).await.expect("its own time is no obstacle");
    assert!(matches!(pair.book(&pair.meeting(-1)).await, Err(BookError::Past)));
    pair.cancel(id).await.unwrap();
    pair.book(&new).await.expect("a cancelled meeting frees the time");
    let mails = pair.count("select count(*) from mail").await;
    assert_eq!(mails, 10, "nothing is sent for what was refused");
}

/// Sixty people try to book one hour of one person at the same time, in both orders and at shifted times.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r1_overlapping_bookings_at_once_have_one_winner_and_no_deadlock() {
    let pair = Pair::new().await;
    let mut others = Vec::new();
    for number in 0..60 {
        others.push(given::account(&pair.app).named(&format!("Person {number}")).make().await.account_id);
    }
    let mut trying = tokio::task::JoinSet::new();
    for (number, other) in others.into_iter().enumerate() {
        let people =
            if number % 2 == 0 { [other, pair.grace.account_id] } else { [pair.grace.account_id, other] };
        let starts = pair.hours(50).plus(SignedDuration::from_mins(i64::try_from(number % 20).unwrap()));
        let new = pair.between(people, Span::of_minutes(starts, 30));
        let app = pair.app.app.clone();
        trying.spawn(async move {
            let mut tx = app.db.begin().await.unwrap();
            calendar::book(&mut tx, &app, app.clock.now(), &new).await?;
            tx.commit().await.map_err(BookError::Database)
        });
    }
    let mut outcomes: BTreeMap<String, usize> = BTreeMap::new();
    while let Some(tried) = trying.join_next().await {
        let outcome = match tried.unwrap() {
            Ok(()) => "booked".to_owned(),
            Err(BookError::Taken(_)) => "taken".to_owned(),
            Err(error) => format!("{error:?}"),
        };
        *outcomes.entry(outcome).or_default() += 1;
    }
    assert_eq!(outcomes, BTreeMap::from([("booked".to_owned(), 1), ("taken".to_owned(), 59)]));
    assert_eq!(pair.count("select count(*) from booking where live").await, 2);
    assert_eq!(pair.count("select count(*) from mail").await, 2);
}

#[tokio::test]
async fn a_reminder_comes_once_a_day_before_and_not_when_the_letter_has_just_come() {
    let pair = Pair::new().await;
    let id = pair.booked(50).await;
    pair.booked(10).await;
    assert_eq!(pair.reminded().await, 0);
    pair.app.advance(SignedDuration::from_hours(27));
    let (one, two) = tokio::join!(pair.reminded(), pair.reminded());
    assert_eq!((one + two, pair.reminded().await), (1, 0), "each once, with two workers and again");
    let mails = pair.app.mails_to(&pair.amina.email).await;
    let reminder = mails.last().unwrap();
    assert_eq!(reminder.subject, "Tomorrow: First conversation with Grace, Saturday 6 March 2027, 2pm");
    assert_eq!(mails.iter().filter(|mail| mail.kind == "meeting-reminder").count(), 1);

    pair.move_to(id, Span::of_minutes(pair.hours(72), 30)).await.unwrap();
    pair.app.advance(SignedDuration::from_hours(49));
    assert_eq!(pair.reminded().await, 1, "a meeting that moved is reminded of again");
    pair.move_to(id, Span::of_minutes(pair.hours(20), 30)).await.unwrap();
    assert_eq!(pair.reminded().await, 0);
    pair.app.advance(SignedDuration::from_hours(1));
    pair.cancel(id).await.unwrap();
    assert_eq!(pair.reminded().await, 0);
}

#[tokio::test]
async fn who_leaves_is_taken_out_and_the_other_is_told() {
    let pair = Pair::new().await;
    let past = pair.booked(1).await;
    pair.app.advance(SignedDuration::from_hours(2));
    let to_come = pair.booked(50).await;
    let mut tx = pair.app.app.db.begin().await.unwrap();
    calendar::forget(&mut tx, &pair.app.app, pair.app.now(), pair.grace.account_id).await.unwrap();
    tx.commit().await.unwrap();
    let told = pair.app.mail_to(&pair.amina.email).await;
    assert!(told.subject.starts_with("Cancelled: First conversation with Grace"), "{}", told.subject);
    assert!(pair.app.mail_to(&pair.grace.email).await.subject.starts_with("First conversation"));
    let kept: Vec<(rapport::platform::ids::MeetingId, String)> =
        sqlx::query_as("select meeting_id, status from meeting order by starts_at")
            .fetch_all(&pair.app.app.db)
            .await
            .unwrap();
    assert_eq!(kept, [(past, "booked".to_owned()), (to_come, "cancelled".to_owned())]);
    assert_eq!(pair.count("select count(*) from booking").await, 2, "only the other's are left");

    let mut tx = pair.app.app.db.begin().await.unwrap();
    calendar::forget(&mut tx, &pair.app.app, pair.app.now(), pair.amina.account_id).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(pair.count("select count(*) from meeting").await, 0);
}
