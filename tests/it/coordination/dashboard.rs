//! The page after signing in: what needs this reader, and nobody else's work.

use jiff::SignedDuration;

use super::{administrator, coordinator, organisation_pool, typed};
use crate::support::app::TestApp;
use crate::support::given;

#[tokio::test]
async fn a_coordinator_sees_what_waits_in_their_pool_and_what_is_late() {
    let app = TestApp::start().await;
    let trust = given::organisation(&app, "Example Trust").await;
    let ours = organisation_pool(&app, "Example pool", trust).await;
    let elsewhere = given::pool(&app, "Another pool").await;
    let (grace, at_work) = coordinator(&app, "Grace Okafor", ours).await;
    let (_, ravi) = coordinator(&app, "Ravi Singh", elsewhere).await;
    at_work.get("/dashboard").await.assert_sees("What needs you").assert_sees("None waiting");

    let amina = given::account(&app).employed_by(trust).make().await;
    let her_browser = app.browser_of(&amina).await;
    let form = her_browser.get("/contact").await;
    her_browser.submit(&form, &[("topic", "finding"), ("message", "Who runs mentoring here?")]).await;
    let page = at_work.get("/dashboard").await;
    page.assert_sees("Each has a day by which we promised an answer.1 person")
        .assert_sees_not("past the day");
    ravi.get("/dashboard").await.assert_sees("None waiting");
    her_browser.get("/dashboard").await.assert_sees_not("What needs you");

    app.advance(SignedDuration::from_hours(24 * 8));
    let later = app.browser_of(&grace).await;
    later.get("/dashboard").await.assert_sees("past the day we promised");
}

#[tokio::test]
async fn an_administrator_sees_what_no_coordinator_answers() {
    let app = TestApp::start().await;
    let (_, ann) = administrator(&app, "Ann Lee").await;
    let form = app.get("/contact").await;
    app.submit(&form, &typed()).await.assert_path("/contact/received");
    let (page, statements) = app.statements(ann.get("/dashboard")).await;
    page.assert_sees("Each has a day by which we promised an answer.1 person")
        .assert_sees("Employers somebody named");
    assert!(
        statements.len() <= 6,
        "the viewer, their own, first conversations, the desk, concerns, enquiries: {statements:#?}"
    );
}

#[tokio::test]
async fn what_waits_comes_first_and_the_year_of_each_pool_is_drawn() {
    let app = TestApp::start().await;
    let pair = crate::returns::given::pair(&app, "2026-04-10").await;
    let priya = given::account(&app).named("Priya Sharma").coordinator_of(pair.pool).make().await;
    let browser = app.browser_of(&priya).await;
    let quiet = browser.get("/dashboard").await;
    quiet
        .assert_sees("This year in North pool")
        .assert_sees("No meetings are recorded since April 2026.")
        .assert_sees("No theme was named often enough to be shown");
    for month in 4..=12 {
        crate::returns::given::held(
            &app,
            pair.relationship,
            &format!("2026-{month:02}-20T09:00Z"),
            60 + month,
        )
        .await;
    }
    for statement in [
        "insert into theme_count (pool_id, month, term_id, count)
         select $1, '2026-10-01', term_id, 30 from term where vocabulary_code = 'theme' and term_code = 'workload'",
        "insert into theme_giver_count (pool_id, month, givers) values ($1, '2026-10-01', 9)",
        "insert into unmet_search (pool_id, month, term_id, count)
         select $1, '2026-10-01', term_id, 20 from term where vocabulary_code = 'development-area' order by position limit 4",
        "update relationship set nudges = 2, nudged_at = now() where pool_id = $1",
    ] {
        sqlx::query(statement).bind(pair.pool).execute(&app.app.db).await.expect(statement);
    }
    let (page, statements) = app.statements(browser.get("/dashboard")).await;
    assert!(statements.len() <= 6, "one more for the year of all pools: {statements:#?}");
    page.assert_sees("10.2 hours in sessions since April 2026.").assert_sees("Workload (about 30)");
    assert_eq!(page.text().matches("(about 20)").count(), 3, "the first three searches");
    assert_eq!(page.texts("svg.app-bars text.app-bars__label").len(), 12, "April to March");
    let text = page.text();
    let at = |words: &str| text.find(words).unwrap_or_else(|| panic!("{words}: {text}"));
    assert!(at("who have been silent for long") < at("Nothing is stuck"), "what waits comes first");
    assert!(at("Nothing is stuck") < at("Ready to print"));
}
