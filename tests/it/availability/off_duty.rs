//! A mentee's off-duty, pasted and chosen day by day.

use jiff::civil::Date;
use rapport::availability::off_duty::{self, Shift};
use rapport::platform::ids::AccountId;

use crate::support::app::TestApp;
use crate::support::client::Client;
use crate::support::given;

async fn amina(app: &TestApp) -> (Client, AccountId) {
    let amina = given::account(app).named("Amina Khan").make().await;
    (app.browser_of(&amina).await, amina.account_id)
}

async fn said(app: &TestApp, account: AccountId) -> Vec<(Date, Shift)> {
    let mut db = app.app.db.acquire().await.unwrap();
    let days = off_duty::days(&mut db, account).await.unwrap();
    days.into_iter().map(|(day, shift)| (day.date(), shift)).collect()
}

#[tokio::test]
async fn a_table_is_pasted_and_what_makes_no_sense_is_told_and_kept() {
    let app = TestApp::start().await;
    let (browser, account) = amina(&app).await;
    let today = app.now().in_london().date();
    let day = |ahead: i64| today.saturating_add(jiff::Span::new().days(ahead));
    let above = [1, 2, 3].map(|ahead| day(ahead).strftime("%a %d/%m").to_string()).join("\t");
    let table = format!("Name\t{above}\nA Khan\tE\t\tN");
    let paste = "/availability/off-duty/paste";
    let page = browser.post(paste, &[("pasted", &table)]).await;
    page.assert_ok().assert_sees("2 days are saved");
    assert_eq!(said(&app, account).await, [(day(1), Shift::Early), (day(3), Shift::Night)]);
    let gone = format!("{} E", day(-3));
    for (text, sentence) in [
        (gone.as_str(), "has passed. Paste days from today on"),
        ("E L N", "Write a day before the first code"),
        ("", "Paste or type at least one day"),
    ] {
        let back = browser.post(paste, &[("pasted", text)]).await;
        back.assert_status(422).assert_sees(sentence);
        assert!(back.body.contains(text), "A5: kept as typed");
    }
    let long = "E ".repeat(3_001);
    browser.post(paste, &[("pasted", &long)]).await.assert_error("pasted", "Paste at most 6,000 characters");
    assert_eq!(said(&app, account).await.len(), 2);
}

#[tokio::test]
async fn choosing_days_undoes_nothing_that_was_said_meanwhile() {
    let app = TestApp::start().await;
    let (browser, account) = amina(&app).await;
    let today = app.now().in_london().date();
    let day = |ahead: i64| today.saturating_add(jiff::Span::new().days(ahead));
    let early = browser.get("/availability/off-duty").await;
    early.assert_ok().assert_sees("You have not said anything yet");
    let row = format!("{} LD LD", day(40));
    let later = browser.post("/availability/off-duty/paste", &[("pasted", &row)]).await;
    assert_eq!(later.form_to("/availability/off-duty/days").options("shift").len() % 7, 0);
    assert!(later.texts("main li label").len() == 42, "as many days as are known");
    // The form that was open before: its days say nothing of those, and of today that it is a day off.
    let (first, second) = (day(0).to_string(), day(41).to_string());
    let typed =
        [("day", &*first), ("shift", "off"), ("was", ""), ("day", &second), ("shift", ""), ("was", "")];
    browser.post("/availability/off-duty/days", &typed).await.assert_sees("Your off-duty is saved");
    let expected = [(day(0), Shift::Off), (day(40), Shift::LongDay), (day(41), Shift::LongDay)];
    assert_eq!(said(&app, account).await, expected);
    let typed = [("day", &*second), ("shift", ""), ("was", "long-day")];
    browser.post("/availability/off-duty/days", &typed).await.assert_sees("Your off-duty is saved");
    assert_eq!(said(&app, account).await, expected[..2]);
    let forged = [("day", "2090-01-01"), ("shift", "off"), ("was", "")];
    browser.post("/availability/off-duty/days", &forged).await.assert_sees("Nothing was changed");
    let (other, _) = amina(&app).await;
    other.get("/availability/off-duty").await.assert_sees("You have not said anything yet");
}
