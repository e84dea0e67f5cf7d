//! A pairing that began outside the hub.

use super::hub::{places, status, sweep};
use crate::chemistry::hub::{DAY, mentor, told};
use crate::search::hub::Hub;

#[tokio::test]
async fn what_began_elsewhere_is_recorded_when_both_confirm() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
    let graces = hub.app.browser_of(&grace).await;
    let page = graces.get("/relationships/new").await;
    let wrong = graces.submit(&page, &[("email", "nobody"), ("since-day", "1")]).await;
    wrong.assert_status(422).assert_sees("There is a problem");
    let typed =
        [("email", amina.email.as_str()), ("since-day", "1"), ("since-month", "9"), ("since-year", "2026")];
    graces.submit(&page, &typed).await.assert_ok().assert_sees("asked to confirm");
    graces.submit(&page, &typed).await.assert_ok();
    assert_eq!(told(&hub.app, &amina, "Do you and").await, 1);
    let id: rapport::platform::ids::RelationshipId =
        sqlx::query_scalar("select relationship_id from relationship")
            .fetch_one(&hub.app.app.db)
            .await
            .unwrap();
    let aminas = hub.app.browser_of(&amina).await;
    let page = aminas.get(&format!("/relationships/{id}")).await;
    let page = aminas.press(&page, "Yes, we work together").await;
    page.assert_ok().assert_path(&format!("/relationships/{id}/agreement"));
    aminas.press(&page, "Sign this agreement").await.assert_ok();
    let page = graces.get(&format!("/relationships/{id}/agreement")).await;
    graces.press(&page, "Sign this agreement").await.assert_ok().assert_sees("can begin");
    assert_eq!((status(&hub.app, id).await.as_str(), places(&hub.app, &grace).await), ("active", (1, 0)));
}

#[tokio::test]
async fn s6_an_address_that_nobody_has_is_answered_the_same_and_nobody_confirms_their_own() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
    let graces = hub.app.browser_of(&grace).await;
    let page = graces.get("/relationships/new").await;
    let date = [("since-day", "1"), ("since-month", "9"), ("since-year", "2026")];
    let answer = |email: &str| {
        let mut typed = vec![("email", email.to_owned())];
        typed.extend(date.map(|(name, value)| (name, value.to_owned())));
        typed
    };
    let mut shown = Vec::new();
    for email in ["nobody.here@example.org", amina.email.as_str()] {
        let typed = answer(email);
        let typed: Vec<(&str, &str)> = typed.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let after = graces.submit(&page, &typed).await;
        shown.push(after.texts(".app-flash, .nhsuk-notification-banner__content"));
    }
    assert_eq!(shown[0], shown[1]);
    let id: rapport::platform::ids::RelationshipId =
        sqlx::query_scalar("select relationship_id from relationship")
            .fetch_one(&hub.app.app.db)
            .await
            .unwrap();
    let own = graces.post(&format!("/relationships/{id}/confirmation"), &[]).await;
    own.assert_status(409);
    hub.app.advance(DAY * 29);
    sweep(&hub.app).await;
    assert_eq!(status(&hub.app, id).await, "not-begun");
}
