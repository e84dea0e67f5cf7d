//! Days away, single times, requests closed for a while, and a mentee's off-duty.

use jiff::SignedDuration;
use rapport::availability;
use rapport::platform::ids::AccountId;
use rapport::platform::sweeps::run_due;

use crate::support::app::TestApp;
use crate::support::client::Client;
use crate::support::given;
use crate::support::page::Page;

async fn grace(app: &TestApp) -> (Client, AccountId) {
    let grace = given::account(app).named("Grace Obi").practitioner().make().await;
    (app.browser_of(&grace).await, grace.account_id)
}

async fn slots(app: &TestApp, account: AccountId) -> usize {
    let mut db = app.app.db.acquire().await.unwrap();
    availability::slots_of(&mut db, account, app.now(), 30, None).await.unwrap().len()
}

#[tokio::test]
async fn a_single_evening_takes_two_clicks_and_makes_slots() {
    let app = TestApp::start().await;
    let (browser, account) = grace(&app).await;
    let page = browser.get("/availability/days").await;
    page.assert_ok().assert_sees("Add a single evening");
    assert_eq!(slots(&app, account).await, 0);
    let day = app.now().in_london().date().saturating_add(jiff::Span::new().days(7)).to_string();
    let form = page.form_to("/availability/days/once");
    let page = browser.submit_form(&form, &[("quick", &day)]).await;
    page.assert_ok().assert_sees("1 time is added");
    assert!(slots(&app, account).await >= 6, "three hours, every half hour");
    browser.submit_form(&form, &[("quick", &day)]).await.assert_sees("You offer these times already");
}

#[tokio::test]
async fn days_away_take_the_weekly_times_off() {
    let app = TestApp::start().await;
    let (browser, account) = grace(&app).await;
    browser.post("/availability/presets", &[("preset", "evenings")]).await.assert_ok();
    let before = slots(&app, account).await;
    let today = app.now().in_london().date();
    let (first, last) = (today, today.saturating_add(jiff::Span::new().days(400)));
    let typed = |last: jiff::civil::Date| {
        [
            ("first-day", first.day().to_string()),
            ("first-month", first.month().to_string()),
            ("first-year", first.year().to_string()),
            ("last-day", last.day().to_string()),
            ("last-month", last.month().to_string()),
            ("last-year", last.year().to_string()),
        ]
    };
    let post = async |last| {
        let typed = typed(last);
        let typed: Vec<(&str, &str)> = typed.iter().map(|(name, value)| (*name, value.as_str())).collect();
        browser.post("/availability/days/away", &typed).await
    };
    post(last).await.assert_status(422).assert_sees("at most a year after it");
    let page = post(today.saturating_add(jiff::Span::new().days(20))).await;
    page.assert_ok().assert_sees("Your days away are saved");
    assert!(before > 0 && slots(&app, account).await < before);
    let form = page.form_to("/availability/days/removals");
    browser.submit_form(&form, &[]).await.assert_sees("It is removed");
    assert_eq!(slots(&app, account).await, before);
}

#[tokio::test]
async fn requests_stop_for_the_month_and_begin_again_by_themselves() {
    let app = TestApp::start().await;
    let (browser, account) = grace(&app).await;
    browser.get("/availability").await.assert_sees("People can ask you for a first conversation");
    browser
        .post("/availability/requests", &[])
        .await
        .assert_error("requests", "Select whether people may ask you");
    let half = [("requests", "until"), ("until-day", "1")];
    browser.post("/availability/requests", &half).await.assert_status(422);
    let page = browser.post("/availability/requests", &[("requests", "month")]).await;
    page.assert_ok().assert_sees("Nobody new can ask you until");
    let accepting = async || -> bool {
        let mut db = app.app.db.acquire().await.unwrap();
        availability::place(&mut db, account).await.unwrap().unwrap().accepting
    };
    assert!(!accepting().await);
    app.advance(SignedDuration::from_hours(24 * 32));
    run_due(&app.app.db, app.now(), &[availability::sweep()]).await;
    assert!(accepting().await);
}

#[tokio::test]
async fn saving_places_leaves_a_stop_as_it_is() {
    let app = TestApp::start().await;
    let (browser, account) = grace(&app).await;
    browser.post("/availability/requests", &[("requests", "no")]).await.assert_ok();
    let page = browser.get("/availability").await;
    let form = page.form_to("/availability/places");
    browser.submit_form(&form, &[("capacity", "4")]).await.assert_ok().assert_sees("Your places are saved");
    let mut db = app.app.db.acquire().await.unwrap();
    let place = availability::place(&mut db, account).await.unwrap().unwrap();
    assert_eq!((place.capacity, place.accepting), (4, false));
}

#[tokio::test]
async fn an_off_duty_is_pasted_and_times_suit_it() {
    let app = TestApp::start().await;
    let (browser, mentor) = grace(&app).await;
    browser.post("/availability/presets", &[("preset", "evenings")]).await.assert_ok();
    let amina = given::account(&app).named("Amina Khan").make().await;
    let page = app.browser_of(&amina).await;
    let back = page.post("/availability/off-duty/paste", &[("pasted", "23 Nov X9 E")]).await;
    back.assert_status(422).assert_sees("We could not read “X9”");
    assert!(back.body.contains("23 Nov X9 E"), "what was typed is kept");
    let monday = (0..7)
        .map(|ahead| app.now().in_london().date().saturating_add(jiff::Span::new().days(7 + ahead)))
        .find(|date| date.weekday() == jiff::civil::Weekday::Monday)
        .unwrap();
    let row = format!("{monday} E LD N off");
    let saved = page.post("/availability/off-duty/paste", &[("pasted", &row)]).await;
    saved.assert_ok().assert_sees("4 days are saved");
    let mut db = app.app.db.acquire().await.unwrap();
    let mutual = availability::mutual(&mut db, mentor, amina.account_id, app.now(), 30).await.unwrap();
    let days: std::collections::BTreeSet<i8> =
        mutual.iter().map(|slot| slot.span.starts().in_london().date().day()).collect();
    let day = |ahead: i64| monday.saturating_add(jiff::Span::new().days(ahead)).day();
    assert!(days.contains(&day(0)), "after an early shift");
    assert!(!days.contains(&day(1)) && !days.contains(&day(2)), "neither after a long day nor at night");
    assert!(days.contains(&day(3)), "in the evening after a night");
}

/// The fields of a date, as three boxes.
fn boxes(name: &str, date: jiff::civil::Date) -> Vec<(String, String)> {
    let parts = [("day", date.day().to_string()), ("month", date.month().to_string())];
    let year = ("year", date.year().to_string());
    parts.into_iter().chain([year]).map(|(part, value)| (format!("{name}-{part}"), value)).collect()
}

async fn post(browser: &Client, path: &str, fields: &[(String, String)], more: &[(&str, &str)]) -> Page {
    let typed = fields.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let typed: Vec<(&str, &str)> = typed.chain(more.iter().copied()).collect();
    browser.post(path, &typed).await
}

#[tokio::test]
async fn a_time_just_once_is_checked_and_kept_as_typed() {
    let app = TestApp::start().await;
    let (browser, account) = grace(&app).await;
    let today = app.now().in_london().date();
    let once = "/availability/days/once";
    let ahead = |days: i64| today.saturating_add(jiff::Span::new().days(days));
    let typed = |from: &'static str, to: &'static str| [("from", from), ("to", to)];
    let back = post(&browser, once, &boxes("on", ahead(9)), &typed("5pm", "3pm")).await;
    back.assert_error("to", "The end must be after the start. For times past midnight add two.");
    assert!(back.body.contains("value=\"5pm\"") && back.body.contains("value=\"3pm\""), "A5: kept as typed");
    let back = post(&browser, once, &boxes("on", today), &typed("00:00", "00:30")).await;
    back.assert_error("to", "This time has passed today");
    let back = post(&browser, once, &boxes("on", ahead(-1)), &typed("5pm", "7pm")).await;
    back.assert_error("on-day", "This is in the past. Choose a day from today on.");
    let back = post(&browser, once, &boxes("on", ahead(400)), &typed("5pm", "7pm")).await;
    back.assert_error("on-day", "This is more than a year ahead. Say it when it is nearer.");
    let none = [("on-day", "31"), ("on-month", "11"), ("on-year", "2027"), ("from", "5pm"), ("to", "7pm")];
    browser.post(once, &none).await.assert_error("on-day", "There is no such day: check the day");
    let half = [("from", "5pm"), ("to", "7pm")];
    browser.post(once, &half).await.assert_error("on-day", "Enter the day");
    browser.post(once, &[]).await.assert_error("quick", "Choose a day, or enter a time below");
    browser
        .post(once, &[("quick", "2020-01-01")])
        .await
        .assert_error("quick", "One of the days you chose is too near by now. Choose again");
    assert_eq!(slots(&app, account).await, 0, "nothing of it was kept");
    let page = post(&browser, once, &boxes("on", ahead(9)), &typed("10pm", "midnight")).await;
    page.assert_ok().assert_sees("1 time is added").assert_sees("10pm to midnight");
    assert_eq!(slots(&app, account).await, 4);
    let within = post(&browser, once, &boxes("on", ahead(9)), &typed("10:30pm", "11pm")).await;
    within.assert_sees("You offer these times already");
    let far = post(&browser, once, &boxes("on", ahead(200)), &typed("5pm", "7pm")).await;
    far.assert_ok().assert_sees("it is offered when it is 56 days ahead");
    let soon = post(&browser, once, &boxes("on", ahead(1)), &typed("5pm", "7pm")).await;
    soon.assert_ok().assert_sees("nobody is offered it, because you ask for notice of 48 hours");
    assert_eq!(slots(&app, account).await, 4);
}

#[tokio::test]
async fn evenings_to_choose_from_are_those_that_can_still_be_booked() {
    let app = TestApp::start().await;
    let (browser, account) = grace(&app).await;
    let page = browser.get("/availability/days").await;
    let offered = page.form_to("/availability/days/once").options("quick");
    assert!(offered.len() >= 18, "three weeks of them: {offered:?}");
    let first = offered.first().unwrap().clone();
    let every: Vec<(&str, &str)> = offered.iter().map(|day| ("quick", day.as_str())).collect();
    browser.post("/availability/days/once", &every).await.assert_ok();
    let mut db = app.app.db.acquire().await.unwrap();
    let slots = availability::slots_of(&mut db, account, app.now(), 30, None).await.unwrap();
    assert_eq!(slots.first().unwrap().span.starts().in_london().date().to_string(), first);
}

#[tokio::test]
async fn days_away_may_overlap_cross_the_year_and_go_before_single_times() {
    let app = TestApp::start().await;
    let (browser, account) = grace(&app).await;
    let today = app.now().in_london().date();
    let ahead = |days: i64| today.saturating_add(jiff::Span::new().days(days));
    let away = async |first: jiff::civil::Date, last: jiff::civil::Date| {
        let fields: Vec<_> = boxes("first", first).into_iter().chain(boxes("last", last)).collect();
        post(&browser, "/availability/days/away", &fields, &[]).await
    };
    away(ahead(9), ahead(8))
        .await
        .assert_error("last-day", "The last day must not be before the first, and at most a year after it.");
    away(ahead(-5), ahead(-1))
        .await
        .assert_error("first-day", "This is in the past. Choose a day from today on.");
    away(ahead(500), ahead(501))
        .await
        .assert_error("first-day", "This is more than a year ahead. Say it when it is nearer.");
    let on = [("from", "5pm"), ("to", "7pm")];
    post(&browser, "/availability/days/once", &boxes("on", ahead(10)), &on).await.assert_ok();
    assert_eq!(slots(&app, account).await, 4);
    away(ahead(-2), ahead(3)).await.assert_ok();
    away(ahead(2), ahead(12)).await.assert_ok();
    away(ahead(2), ahead(12)).await.assert_ok();
    let page = away(ahead(20), ahead(60)).await;
    page.assert_sees("nobody is offered it, because you are away then");
    assert_eq!(page.texts("main li form").len(), 4, "R3: three stretches and one time, none twice");
    assert_eq!(slots(&app, account).await, 0);
}

#[tokio::test]
async fn a_pause_until_a_day_is_checked_and_the_month_ends_with_the_year() {
    let app = TestApp::start().await;
    let (browser, _) = grace(&app).await;
    let today = app.now().in_london().date();
    let until = async |date: jiff::civil::Date| {
        post(&browser, "/availability/requests", &boxes("until", date), &[("requests", "until")]).await
    };
    until(today).await.assert_error("until-day", "Choose a day after today");
    let far = until(today.saturating_add(jiff::Span::new().days(400))).await;
    far.assert_error("until-day", "Choose a day within a year");
    far.assert_sees("People can ask you for a first conversation");
    let none = [("requests", "until"), ("until-day", "31"), ("until-month", "11"), ("until-year", "2027")];
    browser
        .post("/availability/requests", &none)
        .await
        .assert_error("until-day", "There is no such day: check the day you take requests again");
    let december = jiff::civil::date(today.year(), 12, 15);
    let hours = today.until(december).unwrap().get_days() * 24;
    app.advance(SignedDuration::from_hours(hours.into()));
    let (browser, account) = grace(&app).await;
    let page = browser.post("/availability/requests", &[("requests", "month")]).await;
    page.assert_ok().assert_sees(&format!("1 January {}", today.year() + 1));
    let mut db = app.app.db.acquire().await.unwrap();
    let place = availability::place(&mut db, account).await.unwrap().unwrap();
    assert_eq!(place.resumes_on.unwrap().date(), jiff::civil::date(today.year() + 1, 1, 1));
}
