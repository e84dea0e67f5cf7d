//! Sessions: in both calendars, logged by one or both, missed and booked again.

use rapport::platform::ids::{RelationshipId, SessionId, SubmissionId};
use rapport::platform::span::Span;
use rapport::relationships::{ActError, sessions};

use super::hub::{arrange, begun, boxes, log, status, sweep};
use crate::chemistry::hub::{DAY, in_hours, mentor, told, within};
use crate::search::hub::Hub;
use crate::support::app::TestApp;
use crate::support::given::Person;

async fn session(app: &TestApp, id: SessionId) -> (String, Option<i16>) {
    sqlx::query_as("select status, minutes from session where session_id = $1")
        .bind(id)
        .fetch_one(&app.app.db)
        .await
        .unwrap()
}

async fn booked(app: &TestApp) -> i64 {
    sqlx::query_scalar("select count(*) from booking b join meeting m using (meeting_id) where b.live and m.kind = 'session'")
        .fetch_one(&app.app.db)
        .await
        .unwrap()
}

#[tokio::test]
async fn a_session_is_in_both_calendars_and_nobody_is_in_two() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
    let id = begun(&hub, &amina, &grace).await;
    let made = arrange(&hub.app, &grace, id, 100).await.unwrap();
    assert_eq!(booked(&hub.app).await, 2);
    let clash = arrange(&hub.app, &amina, id, 100).await;
    assert!(matches!(clash, Err(ActError::Taken(_))), "{clash:?}");
    let to = Span::of_minutes(in_hours(&hub.app, 130).starts(), 45);
    within(&hub.app, async |db| sessions::move_to(db, &hub.app.app, amina.account_id, id, made, to).await)
        .await
        .unwrap();
    let planned: i16 = sqlx::query_scalar("select planned_minutes from session where session_id = $1")
        .bind(made)
        .fetch_one(&hub.app.app.db)
        .await
        .unwrap();
    assert_eq!(planned, 45);
    for _ in 0..2 {
        within(&hub.app, async |db| sessions::cancel(db, &hub.app.app, amina.account_id, id, made).await)
            .await
            .expect("cancelling again changes nothing");
    }
    assert_eq!((session(&hub.app, made).await.0.as_str(), booked(&hub.app).await), ("cancelled", 0));
}

#[tokio::test]
async fn logged_by_both_with_different_lengths_both_are_kept_and_the_mentors_counts() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
    let id = begun(&hub, &amina, &grace).await;
    let made = arrange(&hub.app, &grace, id, 24).await.unwrap();
    let early = log(&hub.app, &amina, id, made, 60).await;
    assert!(matches!(early, Err(ActError::Invalid(_))), "it has not begun: {early:?}");
    hub.app.advance(DAY * 2);
    log(&hub.app, &amina, id, made, 60).await.unwrap();
    assert_eq!(session(&hub.app, made).await, ("held".to_owned(), Some(60)));
    let (one, other) = tokio::join!(log(&hub.app, &grace, id, made, 45), log(&hub.app, &amina, id, made, 75));
    one.unwrap();
    other.unwrap();
    assert_eq!(session(&hub.app, made).await, ("held".to_owned(), Some(45)));
    let said: Vec<(String, i16)> =
        sqlx::query_as("select side, minutes from session_log where session_id = $1 order by side")
            .bind(made)
            .fetch_all(&hub.app.app.db)
            .await
            .unwrap();
    assert_eq!(said, [("mentee".to_owned(), 75), ("practitioner".to_owned(), 45)]);
    let page = hub.app.browser_of(&amina).await.get(&format!("/relationships/{id}/sessions/{made}")).await;
    page.assert_ok().assert_sees("You say different lengths").assert_sees("1 hour 15 minutes");
}

#[tokio::test]
async fn both_are_asked_once_when_a_session_is_over() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
    let id = begun(&hub, &amina, &grace).await;
    arrange(&hub.app, &grace, id, 24).await.unwrap();
    hub.app.advance(DAY * 2);
    for _ in 0..3 {
        sweep(&hub.app).await;
        hub.app.advance(DAY);
    }
    for person in [&amina, &grace] {
        assert_eq!(told(&hub.app, person, "Did you and").await, 1);
    }
}

#[tokio::test]
async fn a_missed_session_is_booked_again_in_one_step_at_the_same_time_of_day() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
    let id = begun(&hub, &amina, &grace).await;
    let made = arrange(&hub.app, &grace, id, 24).await.unwrap();
    hub.app.advance(DAY * 2);
    within(&hub.app, async |db| sessions::missed(db, &hub.app.app, amina.account_id, id, made).await)
        .await
        .unwrap();
    assert_eq!(told(&hub.app, &grace, "Find another time").await, 1);
    let submission = SubmissionId::new(hub.app.now());
    let rebook = async || {
        within(&hub.app, async |db| {
            sessions::rebook(db, &hub.app.app, grace.account_id, id, made, submission).await
        })
        .await
    };
    let again = rebook().await.unwrap();
    assert_eq!(rebook().await.unwrap(), again, "pressed twice, booked once");
    let same: bool = sqlx::query_scalar(
        "select (a.starts_at at time zone 'Europe/London')::time = (b.starts_at at time zone 'Europe/London')::time
           and extract(dow from a.starts_at) = extract(dow from b.starts_at) and a.starts_at > b.starts_at
         from session a, session b where a.session_id = $1 and b.session_id = $2",
    )
    .bind(again)
    .bind(made)
    .fetch_one(&hub.app.app.db)
    .await
    .unwrap();
    assert!(same);
    log(&hub.app, &amina, id, made, 30).await.expect("it happened after all");
    assert_eq!(session(&hub.app, made).await, ("held".to_owned(), Some(30)));
}

/// Both press "Book it again": they meet once.
#[tokio::test]
async fn a_missed_session_is_booked_again_once_whoever_presses() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
    let id = begun(&hub, &amina, &grace).await;
    let later = arrange(&hub.app, &grace, id, 24 * 60).await.unwrap();
    let missed = arrange(&hub.app, &grace, id, 24).await.unwrap();
    hub.app.advance(DAY * 2);
    within(&hub.app, async |db| sessions::missed(db, &hub.app.app, amina.account_id, id, missed).await)
        .await
        .unwrap();
    let rebook = async |by: &Person| {
        let submission = SubmissionId::new(hub.app.now());
        within(&hub.app, async |db| {
            sessions::rebook(db, &hub.app.app, by.account_id, id, missed, submission).await
        })
        .await
    };
    let (one, other) = tokio::join!(rebook(&amina), rebook(&grace));
    let again = one.unwrap();
    assert_eq!(other.unwrap(), again);
    assert_ne!(again, later, "what was in the calendar before is another one");
    assert_eq!(booked(&hub.app).await, 6, "the missed one and two to come, each in two calendars");
    within(&hub.app, async |db| sessions::cancel(db, &hub.app.app, amina.account_id, id, again).await)
        .await
        .unwrap();
    let own_time = arrange(&hub.app, &grace, id, 100).await.unwrap();
    assert_eq!(rebook(&amina).await.unwrap(), own_time, "one booked since at another time is the one");
}

#[tokio::test]
async fn where_no_week_is_free_the_page_says_so_and_shows_the_other_ways() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
    let id = begun(&hub, &amina, &grace).await;
    let other = begun(&hub, &hub.mentee().await, &grace).await;
    let missed = arrange(&hub.app, &grace, id, 24).await.unwrap();
    hub.app.advance(DAY * 2);
    within(&hub.app, async |db| sessions::missed(db, &hub.app.app, amina.account_id, id, missed).await)
        .await
        .unwrap();
    for week in 1..=8 {
        // Wide enough for the clocks' change in between.
        let starts = in_hours(&hub.app, week * 7 * 24 - 24 - 1).starts();
        let submission = SubmissionId::new(hub.app.now());
        let span = Span::of_minutes(starts, 180);
        within(&hub.app, async |db| {
            sessions::arrange(db, &hub.app.app, grace.account_id, other, span, submission).await
        })
        .await
        .unwrap();
    }
    let browser = hub.app.browser_of(&amina).await;
    let page = browser.get(&format!("/relationships/{id}/sessions/{missed}")).await;
    let refused = browser.press(&page, "Book it again").await;
    refused.assert_status(409).assert_sees("Nothing was changed").assert_sees("None of the eight weeks");
    let form = refused.form_with_button("Book it");
    let [day, month, year] = boxes(&hub.app, 10);
    let typed = [("on-day", &*day), ("on-month", &*month), ("on-year", &*year), ("at", "7am")];
    browser.submit_form(&form, &typed).await.assert_ok().assert_sees("in both your calendars");
}

#[tokio::test]
async fn the_third_session_makes_the_review_due() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
    let id = begun(&hub, &amina, &grace).await;
    for number in 1..=3 {
        let made = arrange(&hub.app, &grace, id, 24).await.unwrap();
        hub.app.advance(DAY * 2);
        log(&hub.app, &grace, id, made, 60).await.unwrap();
        let expected = if number < 3 { "active" } else { "review-due" };
        assert_eq!(status(&hub.app, id).await, expected, "after {number}");
    }
    for person in [&amina, &grace] {
        assert_eq!(told(&hub.app, person, "How is it going").await, 1);
    }
}

#[tokio::test]
async fn sessions_of_others_do_not_exist() {
    let hub = Hub::new().await;
    let (amina, grace, luke) =
        (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await, mentor(&hub, "Luke Marsh", 2).await);
    let id = begun(&hub, &amina, &grace).await;
    let made = arrange(&hub.app, &grace, id, 24).await.unwrap();
    hub.app.advance(DAY * 2);
    let theirs = log(&hub.app, &luke, id, made, 60).await;
    assert!(matches!(theirs, Err(ActError::NotFound)), "{theirs:?}");
    let other: RelationshipId = begun(&hub, &hub.mentee().await, &luke).await;
    let mixed = log(&hub.app, &luke, other, made, 60).await;
    assert!(matches!(mixed, Err(ActError::NotFound)), "by another relationship's address: {mixed:?}");
}

/// Whoever meets several people in a week gets one letter about it; the rest waits on their first page.
#[tokio::test]
async fn a_mentor_with_several_mentees_is_asked_by_one_letter_a_week() {
    let hub = Hub::new().await;
    let grace = mentor(&hub, "Grace Obi", 4).await;
    let mut mentees = Vec::new();
    for hours in [26, 28, 30] {
        let mentee = hub.mentee().await;
        let id = begun(&hub, &mentee, &grace).await;
        arrange(&hub.app, &mentee, id, hours).await.unwrap();
        mentees.push((mentee, id));
    }
    hub.app.advance(DAY * 2);
    sweep(&hub.app).await;
    assert_eq!(told(&hub.app, &grace, "Did you and").await, 1);
    for (mentee, _) in &mentees {
        assert_eq!(told(&hub.app, mentee, "Did you and").await, 1);
    }
    let (mentee, id) = &mentees[0];
    arrange(&hub.app, mentee, *id, 24 * 8).await.unwrap();
    hub.app.advance(DAY * 9);
    sweep(&hub.app).await;
    assert_eq!(told(&hub.app, &grace, "Did you and").await, 2, "and again in another week");
}

/// What took place once counts once, whichever way the two write it down.
#[tokio::test]
async fn one_meeting_is_never_held_twice() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
    let id = begun(&hub, &amina, &grace).await;
    let arranged = arrange(&hub.app, &amina, id, 26).await.unwrap();
    let at = in_hours(&hub.app, 26).starts();
    hub.app.advance(DAY * 2);
    let add = async |by: &Person, minutes: i64| {
        let submission = SubmissionId::new(hub.app.now());
        let at = at.plus(jiff::SignedDuration::from_mins(minutes));
        within(&hub.app, async |db| {
            sessions::add_held(db, &hub.app.app, by.account_id, id, at, 60, submission).await
        })
        .await
    };
    let refused = add(&amina, 30).await;
    assert!(matches!(&refused, Err(ActError::Invalid(why)) if why.contains("log that one")), "{refused:?}");
    // Whoever adds it without a time is asked, because the middle of the day stands for none.
    let aminas = hub.app.browser_of(&amina).await;
    let page = aminas.get(&format!("/relationships/{id}/sessions")).await;
    let day = at.in_zone(&jiff::tz::TimeZone::get("Europe/London").unwrap()).date();
    let (d, m, y) = (day.day().to_string(), day.month().to_string(), day.year().to_string());
    let form = page.form_with_button("Add it");
    let typed =
        [("held-day", d.as_str()), ("held-month", m.as_str()), ("held-year", y.as_str()), ("took", "1 hour")];
    let asked = aminas.submit_form(&form, &typed).await;
    asked.assert_status(422).assert_error(
        "began",
        "There is a session on this day already. Log that one; or, if you met twice, say when this one began",
    );
    assert_eq!(asked.form_with_button("Add it").value("took").as_deref(), Some("1 hour"));
    add(&amina, 180).await.expect("another, three hours later");
    log(&hub.app, &grace, id, arranged, 60).await.expect("the one that was arranged");
    let refused = add(&grace, -30).await;
    assert!(matches!(&refused, Err(ActError::Invalid(why)) if why.contains("logged already")), "{refused:?}");
    let held =
        crate::chemistry::hub::count(&hub.app, "select count(*) from session where status = 'held'").await;
    assert_eq!(held, 2);
}

#[tokio::test]
async fn s12_breaks_and_ends_back_and_forth_come_to_a_stop_before_the_other_is_flooded() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
    let id = begun(&hub, &amina, &grace).await;
    let to = rapport::platform::clock::Day::new(
        rapport::organisations::day_of(hub.app.now().plus(DAY * 20)).date(),
    );
    let mut done = 0;
    for _ in 0..40 {
        let paused = within(&hub.app, async |db| {
            rapport::relationships::ending::pause(db, &hub.app.app, amina.account_id, id, to).await
        })
        .await;
        let resumed = within(&hub.app, async |db| {
            rapport::relationships::ending::resume(db, &hub.app.app, amina.account_id, id).await
        })
        .await;
        if paused.is_err() || resumed.is_err() {
            break;
        }
        done += 2;
    }
    assert_eq!(done, 20);
    hub.app.advance(DAY);
    let again = within(&hub.app, async |db| {
        rapport::relationships::ending::pause(db, &hub.app.app, amina.account_id, id, to).await
    })
    .await;
    again.expect("another day");
    assert!(told(&hub.app, &grace, "take a break").await <= 11);
}
