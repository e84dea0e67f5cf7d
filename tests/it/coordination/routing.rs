//! Whose enquiry it is, by where the sender works, and whose bank holidays count.

use jiff::SignedDuration;
use rapport::platform::ids::PoolId;

use super::{MESSAGE, administrator, coordinator, count};
use crate::support::app::TestApp;
use crate::support::given;

const LEICESTERSHIRE: &str = "E54000015";

async fn pool(app: &TestApp, name: &str, level: &'static str, code: &'static str) -> PoolId {
    let pool_id = PoolId::new(app.now());
    sqlx::query(
        "insert into pool (pool_id, name, level, system_code, region_code, valid_from, created_at)
         values ($1, $2, $3, case $3 when 'system' then $4 end, case $3 when 'region' then $4 end, '2026-01-01', $5)",
    )
    .bind(pool_id)
    .bind(name)
    .bind(level)
    .bind(code)
    .bind(app.now())
    .execute(&app.app.db)
    .await
    .expect("a pool");
    pool_id
}

/// Writes as a visitor from an area, and says to which pool it went.
async fn pool_of(app: &TestApp, area: &str) -> Option<PoolId> {
    let form = app.get("/contact").await;
    let email = format!("{}@example.org", form.form_to("/contact").value("submission_id").expect("an id"));
    let fields = [
        ("name", "Siân"),
        ("email", email.as_str()),
        ("topic", "other"),
        ("area", area),
        ("message", MESSAGE),
    ];
    app.submit(&form, &fields).await.assert_path("/contact/received");
    sqlx::query_scalar("select pool_id from enquiry where email = $1")
        .bind(email)
        .fetch_one(&app.app.db)
        .await
        .expect("the enquiry")
}

#[tokio::test]
async fn the_nearest_pool_that_has_somebody_to_answer_gets_it() {
    let app = TestApp::start().await;
    let area = format!("system-{LEICESTERSHIRE}");
    assert_eq!(pool_of(&app, &area).await, None, "administrators answer until there is a pool");
    let system = pool(&app, "Leicestershire pool", "system", LEICESTERSHIRE).await;
    let region = pool(&app, "Midlands pool", "region", "midlands").await;
    let national = given::pool(&app, "National pool").await;
    assert_eq!(pool_of(&app, &area).await, None, "a pool without coordinators answers nobody");
    coordinator(&app, "Nina National", national).await;
    assert_eq!(pool_of(&app, &area).await, Some(national));
    coordinator(&app, "Ravi Regional", region).await;
    assert_eq!(pool_of(&app, &area).await, Some(region));
    let (sara, _) = coordinator(&app, "Sara System", system).await;
    assert_eq!(pool_of(&app, &area).await, Some(system));
    assert_eq!(app.mails_to(&sara.email).await.len(), 1);
    assert_eq!(pool_of(&app, "region-wales").await, Some(national));
    assert_eq!(pool_of(&app, "").await, Some(national));
    sqlx::query("update account set closed_at = $1 where account_id = $2")
        .bind(app.now())
        .bind(sara.account_id)
        .execute(&app.app.db)
        .await
        .expect("closed");
    assert_eq!(pool_of(&app, &area).await, Some(region));
}

#[tokio::test]
async fn bank_holidays_are_those_of_the_senders_nation() {
    let app = TestApp::start().await;
    // Thursday 25 March 2027. Good Friday is a holiday everywhere, Easter Monday everywhere but in Scotland.
    app.advance(SignedDuration::from_hours(21 * 24));
    let (_, at_work) = administrator(&app, "Grace Okafor").await;
    pool_of(&app, "region-scotland").await;
    at_work.get("/enquiries").await.assert_sees("Wednesday 31 March 2027").assert_sees("Scotland");
    pool_of(&app, "region-northern-ireland").await;
    pool_of(&app, "").await;
    at_work.get("/enquiries").await.assert_sees("Thursday 1 April 2027");
    let late = "select count(*) from enquiry where due_at = '2027-04-01 23:00Z'";
    assert_eq!(count(&app, late).await, 2);
}

#[tokio::test]
async fn an_area_that_the_form_does_not_offer_is_refused() {
    let app = TestApp::start().await;
    let form = app.get("/contact").await.form_to("/contact");
    assert!(form.options("area").contains(&"region-wales".to_owned()), "{form:?}");
    assert!(form.options("area").len() > 30, "{form:?}");
    let fields = [
        ("name", "Siân"),
        ("email", "a@b.uk"),
        ("topic", "other"),
        ("area", "system-X"),
        ("message", MESSAGE),
    ];
    let page = app.post("/contact", &fields).await;
    page.assert_error("area", "Choose an area from the list, or leave it at “I am not sure”");
}
