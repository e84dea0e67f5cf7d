//! What keeps two people apart, and what happens while a request is on its way.

use rapport::chemistry::actions::{self, SendError};
use rapport::chemistry::apart;

use super::hub::{accept_offering, mentor, outcome, request, send, within};
use crate::search::hub::Hub;

#[tokio::test]
async fn s12_no_request_slips_past_somebody_who_stops_contact() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
    let mut blocking = hub.app.app.db.begin().await.unwrap();
    apart::block(&mut blocking, &hub.app.app, grace.account_id, amina.account_id).await.unwrap();
    let sending = send(&hub.app, &amina, &grace);
    let commit = async {
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        blocking.commit().await.unwrap();
    };
    let (sent, ()) = tokio::join!(sending, commit);
    assert!(matches!(sent, Err(SendError::Refused(..))), "{sent:?}");
    let open: i64 = sqlx::query_scalar("select count(*) from chemistry_request where status <> 'closed'")
        .fetch_one(&hub.app.app.db)
        .await
        .unwrap();
    assert_eq!(open, 0);
}

#[tokio::test]
async fn r1_what_is_sent_while_the_last_place_goes_is_told_so() {
    let hub = Hub::new().await;
    let grace = mentor(&hub, "Grace Obi", 1).await;
    let (amina, zara) = (hub.mentee().await, hub.mentee().await);
    let id = send(&hub.app, &amina, &grace).await.unwrap();
    let new = request(&[&grace], &[], hub.app.now());
    let mut sending = hub.app.app.db.begin().await.unwrap();
    let late = actions::send(&mut sending, &hub.app.app, zara.account_id, &new).await.unwrap()[0];
    let accepting = accept_offering(&hub.app, &grace, id, &[72]);
    let commit = async {
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        sending.commit().await.unwrap();
    };
    let (accepted, ()) = tokio::join!(accepting, commit);
    accepted.unwrap();
    assert_eq!(outcome(&hub.app, late).await.as_deref(), Some("full"));
}

#[tokio::test]
async fn a_conflict_that_both_declared_lasts_until_both_take_it_back() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
    let (one, other) = (amina.account_id, grace.account_id);
    within(&hub.app, async |db| apart::declare(db, &hub.app.app, one, other).await).await.unwrap();
    within(&hub.app, async |db| apart::declare(db, &hub.app.app, other, one).await).await.unwrap();
    let apart = async || {
        let mut db = hub.app.app.db.acquire().await.unwrap();
        apart::is_apart(&mut db, one, other).await.unwrap()
    };
    within(&hub.app, async |db| apart::take_back(db, one, other).await).await.unwrap();
    assert!(apart().await, "Grace said so too");
    within(&hub.app, async |db| apart::take_back(db, other, one).await).await.unwrap();
    assert!(!apart().await);
}
