//! Endings: places come back at once, nothing is left in the calendars, and whoever is left is told kindly.

use rapport::organisations::day_of;
use rapport::platform::clock::Day;
use rapport::relationships::ending;

use super::hub::{agreeing, arrange, begun, end, log, outcome, places, sign, status, sweep};
use crate::chemistry::hub::{DAY, mentor, told, within};
use crate::search::hub::Hub;

#[tokio::test]
async fn an_end_frees_the_place_and_both_calendars() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 1).await);
    let id = begun(&hub, &amina, &grace).await;
    arrange(&hub.app, &amina, id, 48).await.unwrap();
    for _ in 0..2 {
        end(&hub.app, &amina, id).await.expect("ending again changes nothing");
    }
    assert_eq!(
        (outcome(&hub.app, id).await.as_deref(), places(&hub.app, &grace).await),
        (Some("early"), (0, 0))
    );
    let live: i64 = sqlx::query_scalar(
        "select count(*) from booking b join meeting m using (meeting_id) where b.live and m.kind = 'session'",
    )
    .fetch_one(&hub.app.app.db)
    .await
    .unwrap();
    assert_eq!((live, told(&hub.app, &grace, "has ended").await), (0, 1));
}

#[tokio::test]
async fn what_was_agreed_and_done_is_an_end_as_planned() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 1).await);
    let id = begun(&hub, &amina, &grace).await;
    sqlx::query("update agreement set sessions = 1").execute(&hub.app.app.db).await.unwrap();
    let made = arrange(&hub.app, &amina, id, 24).await.unwrap();
    hub.app.advance(DAY * 2);
    log(&hub.app, &amina, id, made, 60).await.unwrap();
    end(&hub.app, &grace, id).await.unwrap();
    assert_eq!(outcome(&hub.app, id).await.as_deref(), Some("planned"));
}

/// Ending while the other signs a change: one order, and nothing holds that has ended.
#[tokio::test]
async fn ending_while_the_other_signs_comes_to_one_order() {
    let hub = Hub::new().await;
    for _ in 0..6 {
        let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 3).await);
        let (_, id) = agreeing(&hub, &amina, &grace).await;
        sign(&hub.app, &amina, id, 1).await.unwrap();
        let (signed, ended) = tokio::join!(sign(&hub.app, &grace, id, 1), end(&hub.app, &amina, id));
        signed.unwrap();
        let status = status(&hub.app, id).await;
        let expected = if ended.is_ok() { ("ended", (0, 0)) } else { ("active", (1, 0)) };
        assert_eq!((status.as_str(), places(&hub.app, &grace).await), expected);
    }
}

#[tokio::test]
async fn a_pause_asks_nothing_and_ends_by_itself() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 1).await);
    let id = begun(&hub, &amina, &grace).await;
    arrange(&hub.app, &amina, id, 200).await.unwrap();
    let to = Day::new(day_of(hub.app.now().plus(DAY * 60)).date());
    within(&hub.app, async |db| ending::pause(db, &hub.app.app, grace.account_id, id, to).await)
        .await
        .unwrap();
    assert_eq!((status(&hub.app, id).await.as_str(), places(&hub.app, &grace).await), ("paused", (1, 0)));
    assert!(arrange(&hub.app, &amina, id, 300).await.is_err());
    hub.app.advance(DAY * 62);
    sweep(&hub.app).await;
    assert_eq!(status(&hub.app, id).await, "active");
    assert_eq!(told(&hub.app, &amina, "still in touch").await, 0);
}

#[tokio::test]
async fn an_account_closed_in_mid_relationship_leaves_the_other_a_place_and_a_kind_word() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 1).await);
    let id = begun(&hub, &amina, &grace).await;
    arrange(&hub.app, &amina, id, 48).await.unwrap();
    let now = hub.app.now();
    let mut tx = hub.app.app.db.begin().await.unwrap();
    rapport::app::forget_account(&mut tx, &hub.app.app, now, amina.account_id).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(
        (outcome(&hub.app, id).await.as_deref(), places(&hub.app, &grace).await),
        (Some("left"), (0, 0))
    );
    assert_eq!(told(&hub.app, &grace, "not available any more").await, 1);
}

#[tokio::test]
async fn no_contact_ends_it() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 1).await);
    let id = begun(&hub, &amina, &grace).await;
    within(&hub.app, async |db| {
        rapport::chemistry::apart::block(db, &hub.app.app, amina.account_id, grace.account_id).await
    })
    .await
    .unwrap();
    assert_eq!(
        (outcome(&hub.app, id).await.as_deref(), places(&hub.app, &grace).await),
        (Some("stopped"), (0, 0))
    );
}
