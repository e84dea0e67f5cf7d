//! What a coordinator enters for a mentee, until the mentee has decided.

use rapport::chemistry::ActError;
use rapport::chemistry::actions::{self, SendError};
use rapport::platform::ids::ChemistryId;

use super::hub::{mentor, outcome, request, status, told, within};
use crate::search::hub::Hub;
use crate::support::given::{self, Person};

async fn entered(hub: &Hub, mentee: &Person, to: &Person) -> ChemistryId {
    let asha = given::account(&hub.app).named("Asha Patel").coordinator_of(hub.pool).make().await;
    let new = request(&[to], &[], hub.app.now());
    within(&hub.app, async |db| {
        actions::enter(db, &hub.app.app, asha.account_id, hub.pool, mentee.account_id, &new).await
    })
    .await
    .unwrap()[0]
}

#[tokio::test]
async fn it_goes_only_when_neither_manages_the_other() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
    let id = entered(&hub, &amina, &grace).await;
    let browser = hub.app.browser_of(&amina).await;
    let path = format!("/chemistry/{id}");
    let page = browser.get(&path).await;
    let asked = browser.submit(&page, &[("confirm", "yes")]).await;
    asked
        .assert_status(422)
        .assert_error("related", "Select no, or yes if one of you manages, assesses or appraises the other");
    assert_eq!(status(&hub.app, id).await, "entered");
    browser
        .submit(&page, &[("confirm", "yes"), ("related", "yes")])
        .await
        .assert_ok()
        .assert_sees("Nothing was sent.");
    assert_eq!(outcome(&hub.app, id).await.as_deref(), Some("stopped"));
    assert!(hub.app.mails_to(&grace.email).await.is_empty(), "nobody asked her");
}

#[tokio::test]
async fn r3_confirming_and_dropping_twice_is_once() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
    let browser = hub.app.browser_of(&amina).await;
    let id = entered(&hub, &amina, &grace).await;
    let path = format!("/chemistry/{id}/confirmation");
    for _ in 0..3 {
        browser.post_only(&path, &[("confirm", "yes"), ("related", "no")]).await.assert_status(303);
    }
    assert_eq!(told(&hub.app, &grace, "Amina asks you").await, 1);
    let luke = mentor(&hub, "Luke Fox", 2).await;
    let id = entered(&hub, &amina, &luke).await;
    let path = format!("/chemistry/{id}/confirmation");
    for _ in 0..3 {
        browser.post_only(&path, &[("confirm", "drop")]).await.assert_status(303);
    }
    assert_eq!(outcome(&hub.app, id).await.as_deref(), Some("withdrawn"));
}

#[tokio::test]
async fn it_is_not_sent_to_somebody_who_takes_nobody_by_then() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
    let id = entered(&hub, &amina, &grace).await;
    let confirm = async || {
        within(&hub.app, async |db| actions::confirm(db, &hub.app.app, amina.account_id, id).await).await
    };
    sqlx::query("update place set accepting = false").execute(&hub.app.app.db).await.unwrap();
    assert!(matches!(confirm().await, Err(ActError::Invalid(_))), "paused");
    sqlx::query("update place set accepting = true, active = 2").execute(&hub.app.app.db).await.unwrap();
    assert!(matches!(confirm().await, Err(ActError::Invalid(_))), "full");
    sqlx::query("update place set active = 1").execute(&hub.app.app.db).await.unwrap();
    confirm().await.expect("she takes people again");
}

#[tokio::test]
async fn s1_a_coordinator_enters_nobody_to_themselves() {
    let hub = Hub::new().await;
    let (amina, asha) = (hub.mentee().await, mentor(&hub, "Asha Patel", 2).await);
    let new = request(&[&asha], &[], hub.app.now());
    let own = within(&hub.app, async |db| {
        actions::enter(db, &hub.app.app, asha.account_id, hub.pool, amina.account_id, &new).await
    })
    .await;
    assert!(matches!(own, Err(SendError::NotTheirs(_))), "{own:?}");
}
