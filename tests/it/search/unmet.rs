//! What people look for and hardly find is counted for the pools they may look in, and nothing says who looked.

use super::hub::Hub;
use crate::support::given;

async fn counted(hub: &Hub) -> Vec<(String, i32)> {
    hub.app.app.exposure.flush(&hub.app.app.db).await.expect("written");
    sqlx::query_as("select t.term_code, u.count from unmet_search u join term t using (term_id) where u.pool_id = $1 order by 1")
        .bind(hub.pool)
        .fetch_all(&hub.app.app.db)
        .await
        .expect("counts")
}

#[tokio::test]
async fn a_thin_search_is_counted_and_shown_to_coordinators_once_many_made_it() {
    let hub = Hub::new().await;
    let mut everybody = Vec::new();
    for _ in 0..9 {
        everybody.push(hub.mentee().await);
    }
    hub.app.follow().await;
    let amina = hub.app.browser_of(&everybody[0]).await;
    amina.get("/find/results?offering=mentoring").await.assert_ok();
    assert!(counted(&hub).await.is_empty(), "nothing in particular was looked for");
    for _ in 0..9 {
        amina.get("/find/results?offering=mentoring&area=delegation").await.assert_ok();
    }
    assert_eq!(counted(&hub).await, [("delegation".to_owned(), 1)], "who looks again is no second person");
    for person in &everybody[1..] {
        let browser = hub.app.browser_of(person).await;
        browser.get("/find/results?offering=mentoring&area=delegation").await.assert_ok();
    }
    assert_eq!(counted(&hub).await, [("delegation".to_owned(), 9)]);
    let asha = given::account(&hub.app).named("Asha Patel").coordinator_of(hub.pool).make().await;
    let year = rapport::returns::FinancialYear::now(hub.app.now()).april();
    let path = format!("/pools/{}/report?year={year}", hub.pool);
    let early = hub.app.browser_of(&asha).await.get(&path).await;
    early.assert_sees_not("Delegation");
    hub.app.advance(jiff::SignedDuration::from_hours(24 * 32));
    let report = hub.app.browser_of(&asha).await.get(&path).await;
    report
        .assert_ok()
        .assert_sees("What people looked for and hardly found")
        .assert_sees("Delegation")
        .assert_sees("about 10");
}
