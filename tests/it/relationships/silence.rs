//! Silence follows the rhythm that was agreed: asked, told, proposed, and only then closed.

use super::hub::{arrange, begun, outcome, places, status, sweep};
use crate::chemistry::hub::{DAY, mentor, told};
use crate::search::hub::Hub;

#[tokio::test]
async fn a_regular_rhythm_that_falls_silent_is_asked_about_before_it_is_closed() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 1).await);
    let id = begun(&hub, &amina, &grace).await;
    let mut weeks = Vec::new();
    for week in 1..=21 {
        hub.app.advance(DAY * 7);
        sweep(&hub.app).await;
        sweep(&hub.app).await;
        let nudges = told(&hub.app, &amina, "still in touch").await;
        let proposals = told(&hub.app, &amina, "Shall we close").await;
        weeks.push((week, nudges, proposals));
    }
    let first =
        |which: fn(&(i32, usize, usize)) -> bool| weeks.iter().find(|one| which(one)).map(|one| one.0);
    assert_eq!(first(|one| one.1 == 1), Some(8), "{weeks:?}");
    assert_eq!(first(|one| one.2 == 1), Some(16), "{weeks:?}");
    assert_eq!(
        (outcome(&hub.app, id).await.as_deref(), places(&hub.app, &grace).await),
        (Some("dormant"), (0, 0))
    );
}

#[tokio::test]
async fn whoever_says_that_all_is_well_is_not_asked_again_for_now() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 1).await);
    let id = begun(&hub, &amina, &grace).await;
    hub.app.advance(DAY * 57);
    sweep(&hub.app).await;
    let browser = hub.app.browser_of(&amina).await;
    let page = browser.get(&format!("/relationships/{id}")).await;
    browser.press(&page, "Yes, we are in touch").await.assert_ok().assert_sees("We do not ask again");
    hub.app.advance(DAY * 50);
    sweep(&hub.app).await;
    assert_eq!(told(&hub.app, &amina, "still in touch").await, 1);
}

#[tokio::test]
async fn a_session_to_come_is_being_in_touch_and_as_and_when_is_asked_after_half_a_year() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
    let id = begun(&hub, &amina, &grace).await;
    arrange(&hub.app, &amina, id, 24 * 90).await.unwrap();
    hub.app.advance(DAY * 80);
    sweep(&hub.app).await;
    assert_eq!(told(&hub.app, &amina, "still in touch").await, 0);
    let free = begun(&hub, &hub.mentee().await, &grace).await;
    sqlx::query("update agreement set every_weeks = null, review_months = 24 where relationship_id = $1")
        .bind(free)
        .execute(&hub.app.app.db)
        .await
        .unwrap();
    let before = told(&hub.app, &grace, "still in touch").await;
    hub.app.advance(DAY * 181);
    sweep(&hub.app).await;
    assert_eq!(status(&hub.app, free).await, "review-due", "it goes on: only the review came round");
    assert_eq!(told(&hub.app, &grace, "still in touch").await, before + 1, "of the other one");
    hub.app.advance(DAY * 5);
    sweep(&hub.app).await;
    assert!(told(&hub.app, &grace, "still in touch").await > before);
}
