//! Training and CPD events: announced by coordinators, found by everybody.

use jiff::{SignedDuration, ToSpan};
use rapport::platform::ids::PoolId;

use crate::support::app::TestApp;
use crate::support::client::Client;
use crate::support::form::otherwise;
use crate::support::given;
use crate::support::page::Page;

const WHOLE: [(&str, &str); 10] = [
    ("title", "Listening that helps"),
    ("kind", "training"),
    ("audience", "coaches-mentors"),
    ("about", "Half a day on listening and questions."),
    ("from", "9:30am"),
    ("to", "1pm"),
    ("meeting", "both"),
    ("place", "Seminar room 2, Leeds"),
    ("booking", "Write to the learning team."),
    ("cpd", "3.5"),
];

/// The form's boxes for a day so many days ahead.
fn boxes(app: &TestApp, name: &str, days: i32) -> Vec<(String, String)> {
    let date = app.now().in_london().date().checked_add(days.days()).unwrap();
    vec![
        (format!("{name}-day"), date.day().to_string()),
        (format!("{name}-month"), date.month().to_string()),
        (format!("{name}-year"), date.year().to_string()),
    ]
}

async fn announced(app: &TestApp, browser: &Client, pool: PoolId, days: i32, more: &[(&str, &str)]) -> Page {
    let form = browser.get(&format!("/pools/{pool}/events/new")).await;
    let on = boxes(app, "on", days);
    let on: Vec<(&str, &str)> = on.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    browser.submit(&form, &otherwise(&[&WHOLE[..], &on].concat(), more)).await
}

async fn edit_path(browser: &Client, pool: PoolId) -> String {
    let desk = browser.get(&format!("/pools/{pool}/events")).await;
    desk.attributes(".app-actions a", "href").remove(0)
}

async fn north(app: &TestApp) -> (PoolId, Client) {
    let pool = given::pool(app, "North pool").await;
    let priya = given::account(app).named("Priya Sharma").coordinator_of(pool).make().await;
    (pool, app.browser_of(&priya).await)
}

#[tokio::test]
async fn an_event_is_announced_and_everybody_reads_when_where_and_how_to_book() {
    let app = TestApp::start().await;
    let (pool, browser) = north(&app).await;
    browser.get(&format!("/pools/{pool}/events")).await.assert_sees("None yet.");
    let visitor = app.another_browser();
    visitor.get("/events").await.assert_sees("Nothing is announced now.");
    announced(&app, &browser, pool, 10, &[]).await.assert_path(&format!("/pools/{pool}/events"));
    let list = visitor.get("/events").await;
    list.assert_sees("Listening that helps").assert_sees("1 event to come").assert_sees("CPD: 3.5 hours");
    let page = visitor.get(&list.attributes("h2 a", "href")[0]).await;
    for text in [
        "9:30am to 1pm",
        "Online, or Seminar room 2, Leeds",
        "Write to the learning team.",
        "Coaches and mentors",
        "North pool",
    ] {
        page.assert_sees(text);
    }
}

#[tokio::test]
async fn the_list_is_narrowed_by_kind_audience_place_and_pool_and_leaves_out_what_is_over() {
    let app = TestApp::start().await;
    let (pool, browser) = north(&app).await;
    announced(&app, &browser, pool, 10, &[]).await;
    announced(
        &app,
        &browser,
        pool,
        3,
        &[
            ("title", "First steps"),
            ("kind", "introduction"),
            ("audience", "everybody"),
            ("meeting", "place"),
        ],
    )
    .await;
    let shown =
        async |query: &str| app.another_browser().get(&format!("/events?{query}")).await.texts("h2 a");
    assert_eq!(shown("").await, ["First steps", "Listening that helps"]);
    assert_eq!(shown("kind=introduction").await, ["First steps"]);
    assert_eq!(shown("audience=mentees").await, ["First steps"], "what is for everybody is for them too");
    assert_eq!(shown("only=online").await, ["Listening that helps"]);
    assert_eq!(shown(&format!("pool={pool}")).await.len(), 2);
    assert_eq!(shown("kind=supervision").await, Vec::<String>::new());
    app.another_browser()
        .get("/events?kind=supervision")
        .await
        .assert_sees("Nothing like that is announced now.");
    app.advance(SignedDuration::from_hours(24 * 5));
    assert_eq!(shown("").await, ["Listening that helps"]);
    let (_, statements) = app.statements(async { app.another_browser().get("/events").await }).await;
    assert!(statements.len() <= 3, "{statements:#?}");
}

#[tokio::test]
async fn only_those_of_pools_where_somebody_works() {
    let app = TestApp::start().await;
    let trust = given::organisation(&app, "Riverside Trust").await;
    let other = given::organisation(&app, "Hillside Trust").await;
    let (pool, browser) = north(&app).await;
    sqlx::query("update pool set level = 'organisation', organisation_id = $2 where pool_id = $1")
        .bind(pool)
        .bind(trust)
        .execute(&app.app.db)
        .await
        .expect("a pool of the trust");
    announced(&app, &browser, pool, 10, &[]).await;
    for (employer, many) in [(trust, 1), (other, 0)] {
        let person = given::account(&app).named("Amina Khan").employed_by(employer).make().await;
        let page = app.browser_of(&person).await.get("/events?only=near").await;
        assert_eq!(page.texts("h2 a").len(), many);
    }
    assert_eq!(
        app.another_browser().get("/events?only=near").await.texts("h2 a").len(),
        1,
        "nobody knows where visitors work"
    );
}

#[tokio::test]
async fn what_is_wrong_is_said_beside_the_field_and_everything_typed_is_kept() {
    let app = TestApp::start().await;
    let (pool, browser) = north(&app).await;
    let wrong = [("to", "9am"), ("cpd", "1.25"), ("link", "http://example.org"), ("place", "")];
    let refused = announced(&app, &browser, pool, 10, &wrong).await;
    refused.assert_status(422);
    refused.assert_error("to", "It must end after it begins");
    refused.assert_error("cpd", "Enter the hours to the nearest half, like 1.5");
    refused.assert_error("place", "Enter the place");
    assert!(refused.error_on("link").is_some());
    assert_eq!(
        refused.form_having(&[("title", "")]).value("about").as_deref(),
        Some("Half a day on listening and questions.")
    );
    announced(&app, &browser, pool, -2, &[]).await.assert_error("on-day", "This day is over");
    let form = browser.get(&format!("/pools/{pool}/events/new")).await.form_having(&[("title", "")]);
    let empty = browser.submit_form(&form, &[]).await;
    for field in ["title", "kind", "audience", "about", "on-day", "from", "to", "meeting", "booking"] {
        assert!(empty.error_on(field).is_some(), "{field}");
    }
}

#[tokio::test]
async fn several_days_and_a_last_day_to_book() {
    let app = TestApp::start().await;
    let (pool, browser) = north(&app).await;
    let (until, book) = (boxes(&app, "until", 11), boxes(&app, "book", 4));
    let more: Vec<(&str, &str)> =
        until.iter().chain(&book).map(|(name, value)| (name.as_str(), value.as_str())).collect();
    announced(&app, &browser, pool, 10, &more).await;
    let visitor = app.another_browser();
    let edit = browser.get(&edit_path(&browser, pool).await).await;
    let list = visitor.get("/events").await;
    list.assert_sees("book by");
    let path = list.attributes("h2 a", "href").remove(0);
    visitor.get(&path).await.assert_sees("Book by");
    app.advance(SignedDuration::from_hours(24 * 5));
    visitor.get("/events").await.assert_sees("booking has closed");
    visitor.get(&path).await.assert_sees("The last day to book was");
    let form = edit.form_having(&[("title", "")]);
    assert_eq!(form.value("until-day").as_deref(), Some(until[0].1.as_str()));
    assert_eq!(form.value("cpd").as_deref(), Some("3.5"));
}

#[tokio::test]
async fn r3_the_same_form_twice_announces_one_event() {
    let app = TestApp::start().await;
    let (pool, browser) = north(&app).await;
    let form = browser.get(&format!("/pools/{pool}/events/new")).await;
    let on = boxes(&app, "on", 10);
    let on: Vec<(&str, &str)> = on.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    for _ in 0..2 {
        browser
            .submit(&form, &[&WHOLE[..], &on].concat())
            .await
            .assert_path(&format!("/pools/{pool}/events"));
    }
    assert_eq!(app.another_browser().get("/events").await.texts("h2 a").len(), 1);
}

#[tokio::test]
async fn a_stale_change_is_a_409_and_a_cancelled_event_says_so_on_its_page() {
    let app = TestApp::start().await;
    let (pool, browser) = north(&app).await;
    announced(&app, &browser, pool, 10, &[]).await;
    let path = edit_path(&browser, pool).await;
    let stale = browser.get(&path).await;
    browser.submit(&browser.get(&path).await, &[("title", "First")]).await.assert_sees("First");
    let refused = browser.submit(&stale, &[("title", "Second")]).await;
    refused.assert_status(409).assert_sees("This was changed meanwhile");
    browser.submit_form(&refused.form_having(&[("title", "")]), &[]).await.assert_sees("Second");
    let desk = browser.get(&format!("/pools/{pool}/events")).await;
    browser.press(&desk, "Cancel it: Second").await.assert_sees("The event is cancelled");
    let visitor = app.another_browser();
    visitor.get("/events").await.assert_sees_not("Second");
    visitor
        .get(&path.replace(&format!("/pools/{pool}"), ""))
        .await
        .assert_sees("This event is cancelled")
        .assert_sees_not("How to book");
    browser.get(&path).await.assert_not_found();
}

#[tokio::test]
async fn s1_a_coordinator_keeps_the_events_of_their_own_pool_only() {
    let app = TestApp::start().await;
    let (ours, browser) = north(&app).await;
    let theirs = given::pool(&app, "South pool").await;
    let ben = given::account(&app).named("Ben Lewis").coordinator_of(theirs).make().await;
    let other = app.browser_of(&ben).await;
    announced(&app, &browser, ours, 10, &[]).await;
    let event = edit_path(&browser, ours).await.rsplit('/').next().unwrap().to_owned();
    for pool in [ours, theirs] {
        let path = format!("/pools/{pool}/events/{event}");
        other.get(&path).await.assert_not_found();
        other.post_only(&path, &WHOLE).await.assert_not_found();
        other.post_only(&format!("{path}/cancellation"), &[]).await.assert_not_found();
    }
    other.post_only(&format!("/pools/{ours}/events"), &WHOLE).await.assert_not_found();
}
