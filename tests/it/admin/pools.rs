use rapport::organisations::{RegionCode, day_of, id_of};
use rapport::pools::{self, Place};

use super::{LEICESTER, count, leeds, leicester, pool, system_pool};
use crate::support::app::TestApp;
use crate::support::given;

#[tokio::test]
async fn an_administrator_starts_a_pool_and_sees_that_it_needs_a_coordinator() {
    let app = TestApp::start().await;
    let ruth = given::account(&app).administrator().make().await;
    let browser = app.browser_of(&ruth).await;
    browser.get("/admin/pools").await.assert_ok().assert_sees("There is no pool yet");
    let page = browser.get("/admin/pools/new").await;
    let list = browser
        .submit(&page, &[("name", "Leicester coaching"), ("place", &format!("system:{LEICESTER}"))])
        .await;
    list.assert_ok().assert_path("/admin/pools");
    list.assert_sees("Leicester, Leicestershire and Rutland").assert_sees("None yet: give it one");
    browser.submit(&page, &[("name", "Leicester coaching"), ("place", "national")]).await.assert_ok();
    assert_eq!(count(&app, "select count(*) from pool").await, 1, "the same submission again");
    let page = browser.get("/admin/pools/new").await;
    let back = browser.submit(&page, &[("name", "leicester COACHING"), ("place", "national")]).await;
    back.assert_error("name", "There is already a pool of this name");
}

#[tokio::test]
async fn a_pool_form_says_what_is_missing() {
    let app = TestApp::start().await;
    let ruth = given::account(&app).administrator().make().await;
    let browser = app.browser_of(&ruth).await;
    let page = browser.get("/admin/pools/new").await;
    let empty = browser.submit(&page, &[("name", "")]).await;
    empty
        .assert_error("name", "Enter a name for the pool")
        .assert_error("place", "Select whom the pool serves");
    for place in ["system:E54000024", "region:atlantis", "organisation:x", "system:"] {
        let back = browser.post_only("/admin/pools", &[("name", "X1"), ("place", place)]).await;
        back.assert_error("place", "Select whom the pool serves");
    }
    assert_eq!(count(&app, "select count(*) from pool").await, 0);
}

#[tokio::test]
async fn an_organisations_own_pool_is_started_from_its_page() {
    let app = TestApp::start().await;
    let ruth = given::account(&app).administrator().make().await;
    let browser = app.browser_of(&ruth).await;
    let page = browser.get(&format!("/admin/pools/new?organisation={}", leicester())).await;
    page.assert_ok().assert_sees("It serves the people of University Hospitals of Leicester NHS Trust");
    browser.submit(&page, &[("name", "UHL mentoring")]).await.assert_path("/admin/pools");
    let stored: (String, uuid::Uuid) =
        sqlx::query_as("select level, organisation_id from pool").fetch_one(&app.app.db).await.unwrap();
    assert_eq!(stored, ("organisation".to_owned(), leicester().0));
    browser.get_only("/admin/pools/new?organisation=nonsense").await.assert_not_found();
}

#[tokio::test]
async fn the_pools_that_serve_an_organisation_come_nearest_first() {
    let app = TestApp::start().await;
    let national = pool(&app, "National", Place::National).await;
    let midlands = pool(&app, "Midlands", Place::Region(RegionCode::parse("midlands").unwrap())).await;
    let system = system_pool(&app, "Leicester", LEICESTER).await;
    let own = pool(&app, "UHL", Place::Organisation(leicester())).await;
    let mut db = app.app.db.acquire().await.unwrap();
    let today = day_of(app.now());
    let mut serving = async |organisation| pools::serving(&mut db, organisation, today).await.unwrap();
    assert_eq!(serving(leicester()).await, [own, system, midlands, national]);
    assert_eq!(serving(id_of("RT5")).await, [system, midlands, national]);
    assert_eq!(serving(id_of("RX1")).await, [midlands, national]);
    assert_eq!(serving(leeds()).await, [national]);
}

#[tokio::test]
async fn a_pools_coordinators_are_open_confirmed_accounts() {
    let app = TestApp::start().await;
    let pool_id = system_pool(&app, "Leicester", LEICESTER).await;
    given::account(&app)
        .named("Asha Patel")
        .with_email("asha@trust.example")
        .coordinator_of(pool_id)
        .make()
        .await;
    given::account(&app).named("Not Yet").unconfirmed().coordinator_of(pool_id).make().await;
    let closed = given::account(&app).named("Gone Away").coordinator_of(pool_id).make().await;
    sqlx::query("update account set closed_at = now() where account_id = $1")
        .bind(closed.account_id)
        .execute(&app.app.db)
        .await
        .unwrap();
    let coordinators = pools::coordinators(&mut app.app.db.acquire().await.unwrap(), pool_id).await.unwrap();
    let names: Vec<&str> = coordinators.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["Asha Patel"]);
}
