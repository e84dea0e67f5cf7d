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
