//! What a pool adds to the guidance for its people.

use rapport::platform::ids::PoolId;

use crate::support::app::TestApp;
use crate::support::client::Client;
use crate::support::given;

const TYPED: [(&str, &str); 6] = [
    ("introduction", "Mentoring here began in 2019.\n\n<b>Not bold</b>"),
    ("health_name", "Riverside wellbeing service"),
    ("health_telephone", "020 7946 0000"),
    ("link_1_name", "Our intranet"),
    ("link_1_address", "https://intranet.example.org/mentoring"),
    ("speak_up_name", ""),
];

async fn at_work(app: &TestApp, pool: PoolId) -> Client {
    let coordinator = given::account(app).coordinator_of(pool).make().await;
    app.browser_of(&coordinator).await
}

#[tokio::test]
async fn help_close_by_is_shown_to_the_people_a_pool_serves_beside_the_three_that_ship() {
    let app = TestApp::start().await;
    let pool = given::pool(&app, "North coaching pool").await;
    let trust = given::organisation(&app, "Riverside Trust").await;
    let browser = at_work(&app, pool).await;
    let form = browser.get(&format!("/pools/{pool}/setup/guidance")).await;
    browser.submit(&form, &TYPED).await.assert_path(&format!("/pools/{pool}/setup"));

    let mentee = given::account(&app).employed_by(trust).make().await;
    let reader = app.browser_of(&mentee).await;
    let page = reader.get("/guidance/coaching-or-mentoring").await;
    page.assert_sees("Close to you: North coaching pool")
        .assert_sees("Riverside wellbeing service, 020 7946 0000");
    page.assert_sees("999").assert_sees("116 123");
    let list = reader.get("/guidance").await;
    list.assert_sees("Mentoring here began in 2019.").assert_sees("<b>Not bold</b>");
    let linked = list.attributes("main a[rel='noreferrer']", "href");
    assert_eq!(linked, ["https://intranet.example.org/mentoring"]);
    let shown = app.another_browser().get(&format!("/pools/{pool}")).await;
    shown.assert_sees("Riverside wellbeing service").assert_sees("Our intranet");
    let visitor = app.another_browser().get("/guidance/coaching-or-mentoring").await;
    visitor.assert_sees_not("Riverside wellbeing service").assert_sees("116 123");
}

#[tokio::test]
async fn s11_addresses_and_numbers_are_checked_and_nothing_typed_is_lost() {
    let app = TestApp::start().await;
    let pool = given::pool(&app, "North coaching pool").await;
    let browser = at_work(&app, pool).await;
    let path = format!("/pools/{pool}/setup/guidance");
    let form = browser.get(&path).await;
    let refused = browser
        .submit(&form, &[("link_1_name", "Intranet"), ("link_1_address", "javascript:alert(1)")])
        .await;
    refused.assert_error("link_1_address", "Enter an address that begins https://");
    assert_eq!(refused.form_to(&path).value("link_1_name").as_deref(), Some("Intranet"));
    browser
        .submit(&form, &[("health_name", "Wellbeing")])
        .await
        .assert_error("health_telephone", "Enter a telephone number or an address");
    browser
        .submit(&form, &[("health_telephone", "999 <b>")])
        .await
        .assert_error("health_name", "Enter what it is called");
}

#[tokio::test]
async fn a_change_made_meanwhile_is_not_overwritten() {
    let app = TestApp::start().await;
    let pool = given::pool(&app, "North coaching pool").await;
    let (one, other) = (at_work(&app, pool).await, at_work(&app, pool).await);
    let path = format!("/pools/{pool}/setup/guidance");
    let stale = other.get(&path).await;
    one.submit(&one.get(&path).await, &[("introduction", "First")]).await;
    let refused = other.submit(&stale, &[("introduction", "Second")]).await;
    refused.assert_status(422).assert_sees("Somebody else changed this meanwhile");
    assert_eq!(refused.form_to(&path).value("introduction").as_deref(), Some("Second"));
    other.submit(&refused, &[("introduction", "Second")]).await.assert_path(&format!("/pools/{pool}/setup"));
    assert_eq!(other.get(&path).await.form_to(&path).value("introduction").as_deref(), Some("Second"));
}
