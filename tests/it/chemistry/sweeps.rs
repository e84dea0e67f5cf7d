//! What is kept of a request once it is over, and for how long.

use rapport::chemistry::actions;

use super::hub::{DAY, mentor, send, sweep, within};
use crate::search::hub::Hub;

#[tokio::test]
async fn texts_go_a_year_after_the_end_and_the_rest_after_two() {
    let hub = Hub::new().await;
    let (mentee, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
    let id = send(&hub.app, &mentee, &grace).await.unwrap();
    within(&hub.app, async |db| actions::withdraw(db, &hub.app.app, mentee.account_id, id).await)
        .await
        .unwrap();
    let kept = async || -> Option<i32> {
        sqlx::query_scalar("select length(hope) from chemistry_request")
            .fetch_optional(&hub.app.app.db)
            .await
            .unwrap()
    };
    hub.app.advance(DAY * 364);
    sweep(&hub.app).await;
    assert!(kept().await.is_some_and(|length| length > 0));
    hub.app.advance(DAY * 2);
    sweep(&hub.app).await;
    assert_eq!(kept().await, Some(0));
    hub.app.advance(DAY * 365);
    sweep(&hub.app).await;
    assert_eq!(kept().await, None);
}
