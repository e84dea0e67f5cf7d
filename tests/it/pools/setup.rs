use rapport::platform::ids::PoolId;

use crate::support::app::TestApp;
use crate::support::client::Client;
use crate::support::given;

async fn at_work(app: &TestApp, pool: PoolId) -> Client {
    let coordinator = given::account(app).named("Priya Sharma").coordinator_of(pool).make().await;
    app.browser_of(&coordinator).await
}

#[tokio::test]
async fn a_coordinator_says_what_the_pool_is_and_everybody_reads_it() {
    let app = TestApp::start().await;
    let pool = given::pool(&app, "Example pool").await;
    let browser = at_work(&app, pool).await;
    let form = browser.get(&format!("/pools/{pool}/setup/about")).await;
    let typed = [("summary", "For everybody who cares"), ("welcome", "Hello.\n\nCome in.")];
    browser.submit(&form, &typed).await.assert_path(&format!("/pools/{pool}/setup"));
    let visitor = app.another_browser();
    visitor.get("/pools").await.assert_sees("For everybody who cares");
    visitor
        .get(&format!("/pools/{pool}"))
        .await
        .assert_sees("Come in.")
        .assert_sees_not("Look after this pool");
    browser.get(&format!("/pools/{pool}")).await.assert_sees("Look after this pool");
}

#[tokio::test]
async fn a_change_made_meanwhile_is_not_overwritten_and_nothing_typed_is_lost() {
    let app = TestApp::start().await;
    let pool = given::pool(&app, "Example pool").await;
    let (one, other) = (at_work(&app, pool).await, at_work(&app, pool).await);
    let path = format!("/pools/{pool}/setup/about");
    let stale = other.get(&path).await;
    one.submit(&one.get(&path).await, &[("summary", "First")]).await;
    let refused = other.submit(&stale, &[("summary", "Second")]).await;
    refused.assert_status(422).assert_sees("Somebody else changed this pool");
    assert_eq!(refused.form_having(&[("summary", "")]).value("summary").as_deref(), Some("Second"));
    other.submit(&refused, &[("summary", "Second")]).await.assert_path(&format!("/pools/{pool}/setup"));
    app.another_browser().get("/pools").await.assert_sees("Second");
}

#[tokio::test]
async fn what_a_pool_asks_and_whom_it_lets_look_are_its_own() {
    let app = TestApp::start().await;
    let pool = given::pool(&app, "Example pool").await;
    let trust = given::organisation(&app, "Riverside Trust").await;
    let browser = at_work(&app, pool).await;
    let form = browser.get(&format!("/pools/{pool}/setup/offerings/coaching")).await;
    let typed = [("asks", "insurance"), ("supervision_a_year", "4"), ("cpd_a_year", "0")];
    let refused = browser.submit(&form, &[("supervision_a_year", "often")]).await;
    refused.assert_error("supervision_a_year", "Enter how many times a year, from 0 to 52");
    browser.submit(&refused, &typed).await.assert_sees("Insurance. ");
    let page = app.another_browser().get(&format!("/pools/{pool}")).await;
    page.assert_sees("supervision at least 4 times a year").assert_sees("professional insurance");

    let path = format!("/pools/{pool}/setup/audience");
    browser.post(&path, &[("organisation", &trust.to_string())]).await.assert_sees("Riverside Trust");
    browser.post(&path, &[("area", "region:midlands")]).await.assert_sees("Midlands");
    browser.post_only(&path, &[("area", "region:atlantis")]).await.assert_status(422);
    let page = browser.get(&path).await;
    browser.press(&page, "Take away Riverside Trust").await.assert_sees("They no longer look in the pool");
}

#[tokio::test]
async fn terms_are_kept_in_every_wording() {
    let app = TestApp::start().await;
    let pool = given::pool(&app, "Example pool").await;
    let browser = at_work(&app, pool).await;
    let path = format!("/pools/{pool}/setup/terms");
    let stale = browser.get(&path).await;
    browser.submit(&browser.get(&path).await, &[("wording", "Be kind.")]).await;
    let refused = browser.submit(&stale, &[("wording", "Be brief.")]).await;
    refused.assert_status(422).assert_sees("Be kind.").assert_sees("Somebody else changed the terms");
    let wordings: i64 = sqlx::query_scalar("select count(*) from pool_wording where pool_id = $1")
        .bind(pool)
        .fetch_one(&app.app.db)
        .await
        .expect("the wordings");
    assert_eq!(wordings, 2);
}

#[tokio::test]
async fn s1_coordinators_set_up_their_own_pool_only() {
    let app = TestApp::start().await;
    let (ours, theirs) = (given::pool(&app, "Example pool").await, given::pool(&app, "Another pool").await);
    let browser = at_work(&app, ours).await;
    for page in ["", "/about", "/limits", "/terms", "/audience", "/offerings/coaching"] {
        browser.get(&format!("/pools/{ours}/setup{page}")).await.assert_ok();
        browser.get(&format!("/pools/{theirs}/setup{page}")).await.assert_not_found();
    }
    browser.post_only(&format!("/pools/{theirs}/setup/terms"), &[("wording", "x")]).await.assert_not_found();
    browser.get(&format!("/pools/{ours}/setup/offerings/astrology")).await.assert_not_found();
}
