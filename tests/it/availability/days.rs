//! Days away, single times, requests closed for a while, and a mentee's off-duty.

use jiff::SignedDuration;
use rapport::availability;
use rapport::platform::ids::AccountId;
use rapport::platform::sweeps::run_due;

use crate::support::app::TestApp;
use crate::support::client::Client;
use crate::support::given;

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
