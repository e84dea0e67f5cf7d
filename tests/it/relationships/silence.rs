//! Silence follows the rhythm that was agreed: asked, told, proposed, and only then closed.

use rapport::platform::ids::RelationshipId;
use rapport::platform::span::Span;
use rapport::relationships::sessions;

use super::hub::{arrange, begun, outcome, places, status, sweep};
use crate::chemistry::hub::{DAY, in_hours, mentor, told, within};
use crate::search::hub::Hub;
use crate::support::app::TestApp;
use crate::support::given;

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

async fn touched(app: &TestApp, id: RelationshipId) -> bool {
    sqlx::query_scalar("select touched_at = $2 and nudges = 0 from relationship where relationship_id = $1")
        .bind(id)
        .bind(app.now())
        .fetch_one(&app.app.db)
        .await
        .unwrap()
}

/// Whatever runs by itself may have stood still: nobody is told that both were asked before both had time to answer.
#[tokio::test]
async fn a_worker_that_was_away_takes_one_step_at_a_time_with_four_weeks_between() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 1).await);
    let asha = given::account(&hub.app).named("Asha Patel").coordinator_of(hub.pool).make().await;
    let id = begun(&hub, &amina, &grace).await;
    let steps = async || {
        [
            told(&hub.app, &amina, "still in touch").await,
            told(&hub.app, &asha, "have not been heard of").await,
            told(&hub.app, &grace, "Shall we close").await,
            usize::from(outcome(&hub.app, id).await.is_some()),
        ]
    };
    hub.app.advance(DAY * 300);
    for expected in [[1, 0, 0, 0], [1, 1, 0, 0], [1, 1, 1, 0], [1, 1, 1, 1]] {
        for _ in 0..6 {
            sweep(&hub.app).await;
            hub.app.advance(DAY / 6);
        }
        assert_eq!(steps().await, expected, "within a day");
        hub.app.advance(DAY * 26);
        sweep(&hub.app).await;
        assert_eq!(steps().await, expected, "not before four weeks are over");
        hub.app.advance(DAY);
    }
    let letter = hub.app.mails_to(&asha.email).await;
    let letter = letter.iter().find(|mail| mail.subject.contains("have not been heard of")).unwrap();
    assert!(letter.text.contains("Both were asked and neither answered"), "{}", letter.text);
    assert!(letter.text.contains("for 46 weeks"), "{}", letter.text);
    assert_eq!(outcome(&hub.app, id).await.as_deref(), Some("dormant"));
}

#[tokio::test]
async fn silence_counts_from_when_a_session_was_to_be_not_from_when_it_was_booked() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
    let id = begun(&hub, &amina, &grace).await;
    arrange(&hub.app, &amina, id, 24 * 70).await.unwrap();
    let nudges = async || told(&hub.app, &amina, "still in touch").await;
    for (days, expected) in [(71, 0), (54, 0), (2, 1)] {
        hub.app.advance(DAY * days);
        sweep(&hub.app).await;
        assert_eq!(nudges().await, expected, "{days} days on; nobody has logged it");
    }
}

#[tokio::test]
async fn moving_and_cancelling_are_being_in_touch_and_what_was_cancelled_counts_no_more() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
    let id = begun(&hub, &amina, &grace).await;
    let made = arrange(&hub.app, &amina, id, 24 * 60).await.unwrap();
    hub.app.advance(DAY * 30);
    let to = Span::of_minutes(in_hours(&hub.app, 24 * 40).starts(), 60);
    within(&hub.app, async |db| sessions::move_to(db, &hub.app.app, amina.account_id, id, made, to).await)
        .await
        .unwrap();
    assert!(touched(&hub.app, id).await);
    hub.app.advance(DAY * 10);
    within(&hub.app, async |db| sessions::cancel(db, &hub.app.app, grace.account_id, id, made).await)
        .await
        .unwrap();
    assert!(touched(&hub.app, id).await);
    for (days, expected) in [(55, 0), (2, 1)] {
        hub.app.advance(DAY * days);
        sweep(&hub.app).await;
        assert_eq!(told(&hub.app, &amina, "still in touch").await, expected);
    }
}
