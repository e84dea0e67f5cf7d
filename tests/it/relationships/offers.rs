//! Times that one offers and the other answers: by choosing one, by another, or by times offered back; and times far ahead.

use rapport::platform::ids::RelationshipId;
use rapport::platform::span::Span;
use rapport::relationships::sessions;

use super::hub::{arrange, begun, boxes};
use crate::chemistry::hub::{in_hours, mentor, told, within};
use crate::search::hub::Hub;
use crate::support::app::TestApp;
use crate::support::given::Person;

fn path(id: RelationshipId) -> String {
    format!("/relationships/{id}/sessions")
}

/// Offers times on the page, each a day ahead and a time of day.
async fn offer(app: &TestApp, by: &Person, id: RelationshipId, times: &[(i32, &str)]) {
    let browser = app.browser_of(by).await;
    let form = browser.get(&path(id)).await.form_with_button("Offer these");
    let mut typed: Vec<(String, String)> = Vec::new();
    for (number, (days, at)) in (1..).zip(times) {
        for (part, value) in ["day", "month", "year"].into_iter().zip(boxes(app, *days)) {
            typed.push((format!("on_{number}-{part}"), value));
        }
        typed.push((format!("at_{number}"), (*at).to_owned()));
    }
    let typed: Vec<(&str, &str)> = typed.iter().map(|(name, value)| (&**name, &**value)).collect();
    browser.submit_form(&form, &typed).await.assert_ok().assert_sees("is asked to choose one");
}

/// Times offered by the mentee, and by the mentor.
async fn offers(app: &TestApp) -> (i64, i64) {
    sqlx::query_as("select count(*) filter (where side = 'mentee'), count(*) filter (where side = 'practitioner') from session_offer")
        .fetch_one(&app.app.db)
        .await
        .unwrap()
}

#[tokio::test]
async fn times_that_do_not_suit_are_answered_by_times_offered_back() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
    let id = begun(&hub, &amina, &grace).await;
    offer(&hub.app, &grace, id, &[(5, "2pm"), (6, "6pm")]).await;
    assert_eq!((offers(&hub.app).await, told(&hub.app, &amina, "offers you times").await), ((0, 2), 1));
    let aminas = hub.app.browser_of(&amina).await;
    let page = aminas.get(&path(id)).await;
    page.assert_sees("Grace offers you").assert_sees("None of these suits you?");
    let none = aminas.submit_form(&page.form_with_button("Book this time"), &[]).await;
    none.assert_status(422);
    assert_eq!(none.error_on("offered").as_deref(), Some("Choose a time"));
    offer(&hub.app, &amina, id, &[(8, "9am")]).await;
    assert_eq!(offers(&hub.app).await, (1, 0), "what was answered is taken away");
    assert_eq!(told(&hub.app, &grace, "offers you other times").await, 1);
    let graces = hub.app.browser_of(&grace).await;
    let form = graces.get(&path(id)).await.form_with_button("Book this time");
    let time = form.options("offered")[0].clone();
    let booked = graces.submit_form(&form, &[("offered", &time)]).await;
    booked.assert_ok().assert_sees("It is in both your calendars");
    assert_eq!(offers(&hub.app).await, (0, 0));
    let again = graces.submit_form(&form, &[("offered", &time)]).await;
    again.assert_path(booked.path.split('?').next().unwrap());
}

#[tokio::test]
async fn times_that_do_not_suit_are_answered_by_booking_another() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
    let id = begun(&hub, &amina, &grace).await;
    offer(&hub.app, &grace, id, &[(5, "2pm")]).await;
    let aminas = hub.app.browser_of(&amina).await;
    let page = aminas.get(&path(id)).await;
    let (form, answer) = (page.form_with_button("Book it"), page.form_with_button("Book this time"));
    assert_ne!(form.value("submission"), answer.value("submission"), "one is not taken for the other");
    let [day, month, year] = boxes(&hub.app, 9);
    let typed = [("on-day", &*day), ("on-month", &*month), ("on-year", &*year), ("at", "4pm")];
    aminas.submit_form(&form, &typed).await.assert_ok().assert_sees("It is in both your calendars");
    assert_eq!(offers(&hub.app).await, (0, 0));
}

#[tokio::test]
async fn two_who_offer_at_the_same_time_keep_what_the_other_offered() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
    let id = begun(&hub, &amina, &grace).await;
    for (by, hours) in [(&amina, 50), (&grace, 60)] {
        let times = [Span::of_minutes(in_hours(&hub.app, hours).starts(), 60)];
        within(&hub.app, async |db| {
            sessions::offer(db, &hub.app.app, by.account_id, id, &times, false).await
        })
        .await
        .unwrap();
    }
    assert_eq!(offers(&hub.app).await, (1, 1), "neither had seen the other's");
}

#[tokio::test]
async fn offered_times_that_are_taken_meanwhile_leave_the_other_ways() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
    let id = begun(&hub, &amina, &grace).await;
    let other = begun(&hub, &hub.mentee().await, &grace).await;
    let times = [Span::of_minutes(in_hours(&hub.app, 50).starts(), 60)];
    within(&hub.app, async |db| sessions::offer(db, &hub.app.app, grace.account_id, id, &times, false).await)
        .await
        .unwrap();
    arrange(&hub.app, &grace, other, 50).await.unwrap();
    let page = hub.app.browser_of(&amina).await.get(&path(id)).await;
    page.assert_sees("1 time that Grace offered is left out").assert_sees("None of these suits you?");
    assert!(page.forms().iter().all(|form| !form.buttons.contains(&"Book this time".to_owned())));
    offer(&hub.app, &amina, id, &[(8, "9am")]).await;
    assert_eq!(offers(&hub.app).await, (1, 0));
}

/// Supervision meets every twelve weeks, and a year may be planned.
#[tokio::test]
async fn a_time_many_weeks_ahead_is_typed_when_booking_and_when_moving() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
    let id = begun(&hub, &amina, &grace).await;
    let browser = hub.app.browser_of(&amina).await;
    let page = browser.get(&path(id)).await;
    let form = page.form_with_button("Book it");
    let book = async |days: i32, at: &str| {
        let [day, month, year] = boxes(&hub.app, days);
        let typed = [("on-day", &*day), ("on-month", &*month), ("on-year", &*year), ("at", at)];
        browser.submit_form(&form, &typed).await
    };
    let too_far = book(400, "2pm").await;
    too_far.assert_status(422);
    assert_eq!(too_far.error_on("on-day").as_deref(), Some("Choose a day within the next twelve months"));
    let [day, ..] = boxes(&hub.app, 400);
    assert_eq!(
        (too_far.attributes("#on-day", "value"), too_far.attributes("#at", "value")),
        (vec![day], vec!["2pm".to_owned()])
    );
    assert_eq!(
        book(84, "late").await.assert_status(422).error_on("at").as_deref(),
        Some("Enter a time like 6:30pm or 18:30")
    );
    let booked = book(84, "2pm").await;
    booked.assert_ok().assert_sees("It is in both your calendars");
    let session = booked.path.split('?').next().unwrap().to_owned();
    let page = browser.get(&format!("{session}/move")).await;
    let [day, month, year] = boxes(&hub.app, 170);
    let typed = [("on-day", &*day), ("on-month", &*month), ("on-year", &*year), ("at", "25")];
    let wrong = browser.submit_form(&page.form_with_button("Move it"), &typed).await;
    wrong.assert_status(422);
    assert_eq!(
        wrong.attributes("#on-month", "value"),
        std::slice::from_ref(&month),
        "what was typed is kept"
    );
    let typed = [("on-day", &*day), ("on-month", &*month), ("on-year", &*year), ("at", "10am")];
    let moved = browser.submit_form(&wrong.form_with_button("Move it"), &typed).await;
    moved.assert_ok().assert_sees("Moved in both your calendars");
}

#[tokio::test]
async fn times_that_are_offered_can_be_taken_back() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
    let id = begun(&hub, &amina, &grace).await;
    offer(&hub.app, &grace, id, &[(5, "2pm"), (6, "6pm")]).await;
    let aminas = hub.app.browser_of(&amina).await;
    let choosing = aminas.get(&path(id)).await.form_with_button("Book this time");
    let graces = hub.app.browser_of(&grace).await;
    let page = graces.get(&path(id)).await;
    for _ in 0..2 {
        graces
            .press(&page, "Take these times back")
            .await
            .assert_ok()
            .assert_sees("You offer no times any more.");
    }
    assert_eq!(offers(&hub.app).await, (0, 0));
    let time = choosing.options("offered")[0].clone();
    let booked = aminas.submit_form(&choosing, &[("offered", &time)]).await;
    assert!(booked.status == 409 || booked.status == 422, "{booked}");
    let sessions: i64 =
        sqlx::query_scalar("select count(*) from session").fetch_one(&hub.app.app.db).await.unwrap();
    assert_eq!(sessions, 0, "what was taken back is not booked");
}

#[tokio::test]
async fn what_is_to_come_is_listed_first_and_the_next_above_all() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
    let id = begun(&hub, &amina, &grace).await;
    for hours in [24 * 9, 24 * 2, 24 * 5] {
        arrange(&hub.app, &amina, id, hours).await.unwrap();
    }
    let page = hub.app.browser_of(&amina).await.get(&path(id)).await;
    let listed: Vec<String> = page.texts("ul.app-entries li a");
    let expected: Vec<String> = [2, 5, 9]
        .map(|days| {
            rapport::platform::words::date_time_in(
                in_hours(&hub.app, 24 * days).starts(),
                &rapport::platform::clock::london(),
            )
        })
        .to_vec();
    assert_eq!(listed, expected);
}
