//! Places and weekly times, on their owner's page.

mod days;
mod off_duty;

use rapport::availability::{self, Preset, WindowError};
use rapport::events::Actor;
use rapport::vocabulary::List;

use crate::profiles::terms;
use crate::support::app::TestApp;
use crate::support::client::Client;
use crate::support::given;

async fn grace(app: &TestApp) -> (Client, rapport::platform::ids::AccountId) {
    let grace = given::account(app).named("Grace Obi").practitioner().make().await;
    (app.browser_of(&grace).await, grace.account_id)
}

#[tokio::test]
async fn evenings_and_weekends_take_two_clicks_and_what_one_cannot_do_is_removed() {
    let app = TestApp::start().await;
    let (browser, account) = grace(&app).await;
    let page = browser.get("/availability").await;
    page.assert_ok().assert_sees("You offer no times yet");
    let page = browser.press(&page, Preset::Evenings.label()).await;
    let page = browser.press(&page, Preset::Weekends.label()).await;
    page.assert_sees("Monday, 6pm to 9pm").assert_sees("Sunday, 9am to 1pm");
    let page = browser.press(&page, Preset::Weekends.label()).await;
    page.assert_sees("You offer these times already");
    let mut db = app.app.db.acquire().await.unwrap();
    let windows = availability::windows(&mut db, account).await.unwrap();
    assert_eq!(windows.len(), 6);
    let gone =
        browser.post("/availability/window-removals", &[("window", &windows[0].window_id.to_string())]).await;
    gone.assert_ok().assert_sees_not("Monday, 6pm to 9pm");
    let (other, _) = grace(&app).await;
    let theirs = windows[1].window_id.to_string();
    other.post("/availability/window-removals", &[("window", &theirs)]).await.assert_ok();
    assert_eq!(availability::windows(&mut db, account).await.unwrap().len(), 5, "S1: not theirs to remove");
}

#[tokio::test]
async fn a_time_is_added_as_people_write_it_and_not_twice() {
    let app = TestApp::start().await;
    let (browser, account) = grace(&app).await;
    let walk = terms(&app, List::Delivery, &["walk-and-talk"]).await[0].to_string();
    let page = browser.get("/availability").await;
    let typed = [
        ("weekday", "4"),
        ("from", "6.30pm"),
        ("to", "midnight"),
        ("delivery", &walk),
        ("place", "Abbey Park"),
    ];
    let page = browser.submit(&page, &typed).await;
    page.assert_ok().assert_sees("Thursday, 6:30pm to midnight, Walk and talk, Abbey Park");
    browser.submit(&page, &typed).await.assert_ok();
    let mut db = app.app.db.acquire().await.unwrap();
    assert_eq!(availability::windows(&mut db, account).await.unwrap().len(), 1, "R3: the same time once");
    let back = browser.submit(&page, &[("weekday", "4"), ("from", "17:00"), ("to", "19:00")]).await;
    back.assert_error("from", "This overlaps a time you already offer: Thursday, 6:30pm to midnight");
    assert!(back.body.contains("value=\"17:00\""), "what was typed stays");
    let touching = browser.submit(&back, &[("weekday", "4"), ("from", "17:00"), ("to", "18:30")]).await;
    touching.assert_ok().assert_sees("Thursday, 5pm to 6:30pm");
    let wrong = [("weekday", "8"), ("from", "25:00"), ("to", "soon"), ("delivery", "7")];
    let back = browser.post_only("/availability/windows", &wrong).await;
    for (field, message) in [
        ("weekday", "Select a day"),
        ("from", "Enter a time like 6:30pm or 18:30"),
        ("to", "Enter a time like 6:30pm or 18:30"),
        ("delivery", "Select a way of meeting from the list"),
    ] {
        back.assert_error(field, message);
    }
    let night = [("weekday", "1"), ("from", "22:00"), ("to", "02:00")];
    let back = browser.post_only("/availability/windows", &night).await;
    back.assert_error("to", "The end must be after the start. For times past midnight add two windows.");
}

#[tokio::test]
async fn windows_added_at_the_same_time_never_overlap() {
    let app = TestApp::start().await;
    let (_, account) = grace(&app).await;
    let mut tasks = Vec::new();
    for _ in 0..8 {
        let (db, now) = (app.app.db.clone(), app.now());
        tasks.push(tokio::spawn(async move {
            let mut tx = db.begin().await.unwrap();
            let windows = Preset::Evenings.windows();
            let added =
                availability::add_windows(&mut tx, Actor::Account(account), now, account, &windows).await;
            tx.commit().await.unwrap();
            added.unwrap()
        }));
    }
    let mut added = 0;
    for task in tasks {
        added += task.await.unwrap();
    }
    assert_eq!(added, 4);
    let mut db = app.app.db.acquire().await.unwrap();
    let mut wide = Preset::Evenings.windows()[0].clone();
    wide.from = availability::WallTime::parse("5pm").unwrap();
    let refused =
        availability::add_windows(&mut db, Actor::Account(account), app.now(), account, &[wide]).await;
    assert!(matches!(refused, Err(WindowError::Overlaps(_))));
}

#[tokio::test]
async fn places_are_bounded_and_a_stale_form_is_told() {
    let app = TestApp::start().await;
    let (browser, account) = grace(&app).await;
    let early = browser.get("/availability").await;
    let back = browser.submit(&early, &[("capacity", "13"), ("seen_elsewhere", "-1")]).await;
    back.assert_error("capacity", "Enter how many people you can see as a number from 0 to 12");
    back.assert_error("seen_elsewhere", "Enter how many you see elsewhere as a number from 0 to 50");
    let page =
        browser.submit(&early, &[("capacity", "4"), ("seen_elsewhere", "1"), ("accepting", "no")]).await;
    page.assert_ok().assert_sees("You have 3 places left; 1 taken elsewhere");
    browser.submit(&early, &[("capacity", "1"), ("seen_elsewhere", "0")]).await.assert_status(409);
    let mut db = app.app.db.acquire().await.unwrap();
    let place = availability::place(&mut db, account).await.unwrap().unwrap();
    assert_eq!((place.capacity, place.seen_elsewhere, place.accepting, place.left()), (4, 1, false, 3));
}

#[tokio::test]
async fn how_somebody_meets_is_kept_with_their_zone() {
    let app = TestApp::start().await;
    let (browser, account) = grace(&app).await;
    let page = browser.get("/availability").await;
    let typed = [
        ("zone", "Asia/Kolkata"),
        ("chemistry_minutes", "20"),
        ("meeting_minutes", "45"),
        ("notice_hours", "24"),
        ("horizon_days", "28"),
        ("buffer_minutes", "15"),
        ("outline", "evenings after six, most weeks"),
    ];
    browser.submit(&page, &typed).await.assert_ok().assert_sees("How you meet is saved");
    let mut db = app.app.db.acquire().await.unwrap();
    let kept = availability::settings(&mut db, account).await.unwrap().unwrap();
    assert_eq!(
        (kept.zone.as_str(), kept.meeting_minutes, kept.outline.as_str()),
        ("Asia/Kolkata", 45, typed[6].1)
    );
    let wrong = [("zone", "Mars/Olympus"), ("meeting_minutes", "5")];
    let back = browser.post_only("/availability/settings", &wrong).await;
    back.assert_error("zone", "Select a time zone from the list");
    back.assert_error(
        "meeting_minutes",
        "Enter the length of later meetings in minutes as a number from 15 to 180",
    );
}

#[tokio::test]
async fn a_stale_form_about_how_somebody_meets_keeps_what_was_typed() {
    let app = TestApp::start().await;
    let (browser, account) = grace(&app).await;
    let early = browser.get("/availability").await;
    let early = early.form_to("/availability/settings");
    browser.submit_form(&early, &[("notice_hours", "24")]).await.assert_ok();
    let back = browser.submit_form(&early, &[("notice_hours", "72"), ("outline", "Sundays")]).await;
    back.assert_status(409).assert_sees("This was changed meanwhile");
    assert!(back.body.contains("value=\"72\"") && back.body.contains("value=\"Sundays\""));
    let mut db = app.app.db.acquire().await.unwrap();
    assert_eq!(availability::settings(&mut db, account).await.unwrap().unwrap().notice_hours, 24);
    let again = back.form_to("/availability/settings");
    browser.submit_form(&again, &[]).await.assert_ok();
    assert_eq!(availability::settings(&mut db, account).await.unwrap().unwrap().notice_hours, 72);
}

#[tokio::test]
async fn a_person_without_a_place_left_is_told_that_nobody_can_ask() {
    let app = TestApp::start().await;
    let (browser, _) = grace(&app).await;
    let page = browser.get("/availability").await;
    let form = page.form_to("/availability/places");
    let page = browser.submit_form(&form, &[("capacity", "1"), ("seen_elsewhere", "1")]).await;
    page.assert_ok().assert_sees("All your places are taken, so nobody new can ask you");
}
