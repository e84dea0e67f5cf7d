//! Looking at how it goes.

use rapport::chemistry::model::Side;
use rapport::organisations::day_of;
use rapport::platform::clock::Day;
use rapport::platform::ids::RelationshipId;
use rapport::relationships::model::Wish;
use rapport::relationships::review::{self, Answer};
use rapport::relationships::{ActError, agreement, ending};

use super::hub::{arrange, begun, status, sweep};
use crate::chemistry::hub::{DAY, mentor, told, within};
use crate::search::hub::Hub;
use crate::support::given::Person;

async fn answer(hub: &Hub, by: &Person, id: RelationshipId, number: i16, wish: Wish) -> Result<(), ActError> {
    let more = (wish == Wish::Extend).then_some(3);
    within(&hub.app, async |db| {
        let answer =
            |side: Side| Answer { side, wish, more, reflection: "It helps.".to_owned(), shared: false };
        review::answer(db, &hub.app.app, by.account_id, id, number, answer).await
    })
    .await
}

async fn review_due(hub: &Hub, amina: &Person, grace: &Person) -> RelationshipId {
    let id = begun(hub, amina, grace).await;
    within(&hub.app, async |db| review::call(db, &hub.app.app, amina.account_id, id).await).await.unwrap();
    assert_eq!(status(&hub.app, id).await, "review-due");
    id
}

#[tokio::test]
async fn when_both_go_on_the_next_review_is_set() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
    let id = review_due(&hub, &amina, &grace).await;
    answer(&hub, &amina, id, 1, Wish::Continue).await.unwrap();
    answer(&hub, &amina, id, 1, Wish::Continue).await.expect("again");
    assert_eq!(status(&hub.app, id).await, "review-due");
    answer(&hub, &grace, id, 1, Wish::Continue).await.unwrap();
    assert_eq!(status(&hub.app, id).await, "active");
    answer(&hub, &grace, id, 1, Wish::Continue).await.expect("the same form sent twice");
    assert!(answer(&hub, &grace, id, 1, Wish::End).await.is_err(), "that review is done");
}

#[tokio::test]
async fn an_end_that_one_wishes_for_is_planned_with_time_for_a_last_session() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
    let id = review_due(&hub, &amina, &grace).await;
    for days in [20, 40] {
        arrange(&hub.app, &amina, id, 24 * days).await.unwrap();
    }
    answer(&hub, &amina, id, 1, Wish::End).await.unwrap();
    answer(&hub, &grace, id, 1, Wish::Continue).await.unwrap();
    assert_eq!(status(&hub.app, id).await, "ending");
    let statuses: Vec<String> = sqlx::query_scalar("select status from session order by starts_at")
        .fetch_all(&hub.app.app.db)
        .await
        .unwrap();
    assert_eq!(statuses, ["arranged", "cancelled"], "there is a last session, and none after the end");
    hub.app.advance(DAY * 30);
    sweep(&hub.app).await;
    assert_eq!(status(&hub.app, id).await, "ended");
}

#[tokio::test]
async fn a_review_nobody_answers_ends_after_two_weeks_and_it_goes_on() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
    let id = begun(&hub, &amina, &grace).await;
    hub.app.advance(DAY * 95);
    sweep(&hub.app).await;
    assert_eq!(status(&hub.app, id).await, "review-due");
    hub.app.advance(DAY * 15);
    sweep(&hub.app).await;
    assert_eq!(status(&hub.app, id).await, "active");
    assert_eq!(told(&hub.app, &amina, "How is it going").await, 1);
}

#[tokio::test]
async fn a_pause_in_a_review_keeps_what_was_answered_and_asks_nobody_again() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
    let id = review_due(&hub, &amina, &grace).await;
    answer(&hub, &amina, id, 1, Wish::Continue).await.unwrap();
    let to = Day::new(day_of(hub.app.now().plus(DAY * 30)).date());
    within(&hub.app, async |db| ending::pause(db, &hub.app.app, grace.account_id, id, to).await)
        .await
        .unwrap();
    hub.app.advance(DAY * 20);
    sweep(&hub.app).await;
    assert_eq!(status(&hub.app, id).await, "paused", "the two weeks of the review wait as well");
    hub.app.advance(DAY * 11);
    sweep(&hub.app).await;
    sweep(&hub.app).await;
    assert_eq!(status(&hub.app, id).await, "review-due");
    for person in [&amina, &grace] {
        assert_eq!(told(&hub.app, person, "How is it going").await, 1, "no second letter");
    }
    let page = hub.app.browser_of(&amina).await.get(&format!("/relationships/{id}/review")).await;
    page.assert_sees("It helps.");
    answer(&hub, &grace, id, 1, Wish::Continue).await.unwrap();
    assert_eq!(status(&hub.app, id).await, "active");
}

#[tokio::test]
async fn more_sessions_that_both_wish_for_hold_at_once_and_those_of_one_wait_for_the_other() {
    let hub = Hub::new().await;
    for both in [true, false] {
        let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
        let id = review_due(&hub, &amina, &grace).await;
        let mut content = rapport::relationships::model::Content::usual(rapport::pools::Offering::Coaching);
        content.words.purpose = "To lead well.".to_owned();
        sqlx::query("update agreement set sessions = 6 where relationship_id = $1")
            .bind(id)
            .execute(&hub.app.app.db)
            .await
            .unwrap();
        answer(&hub, &amina, id, 1, Wish::Extend).await.unwrap();
        answer(&hub, &grace, id, 1, if both { Wish::Extend } else { Wish::Continue }).await.unwrap();
        let (sessions, mentee, practitioner): (Option<i16>, bool, bool) = sqlx::query_as(
            "select sessions, mentee_signed_at is not null, practitioner_signed_at is not null from agreement
             where relationship_id = $1 order by agreement_version desc limit 1",
        )
        .bind(id)
        .fetch_one(&hub.app.app.db)
        .await
        .unwrap();
        assert_eq!((sessions, mentee, practitioner), (Some(9), true, both));
        if !both {
            within(&hub.app, async |db| agreement::sign(db, &hub.app.app, grace.account_id, id, 2).await)
                .await
                .unwrap();
        }
    }
}

#[tokio::test]
async fn s13_whoever_did_not_answer_a_review_does_not_read_the_others_words_afterwards() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
    let id = review_due(&hub, &amina, &grace).await;
    within(&hub.app, async |db| {
        let answer = |side: Side| Answer {
            side,
            wish: Wish::Continue,
            more: None,
            reflection: "canary, for you too".to_owned(),
            shared: true,
        };
        review::answer(db, &hub.app.app, amina.account_id, id, 1, answer).await
    })
    .await
    .unwrap();
    hub.app.advance(DAY * 15);
    sweep(&hub.app).await;
    assert_eq!(status(&hub.app, id).await, "active");
    let path = format!("/relationships/{id}/review");
    hub.app.browser_of(&amina).await.get(&path).await.assert_sees("canary, for you too");
    hub.app.browser_of(&grace).await.get(&path).await.assert_sees_not("canary");
}

#[tokio::test]
async fn the_one_who_completes_a_review_reads_what_came_of_it() {
    let hub = Hub::new().await;
    for (theirs, mine, says) in [
        (Wish::Extend, "continue", "Amina would like more sessions: read and sign."),
        (Wish::Continue, "continue", "Thank you. You both go on."),
        (Wish::End, "continue", "Your work together ends on"),
    ] {
        let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
        let id = review_due(&hub, &amina, &grace).await;
        sqlx::query("update agreement set sessions = 6 where relationship_id = $1")
            .bind(id)
            .execute(&hub.app.app.db)
            .await
            .unwrap();
        answer(&hub, &amina, id, 1, theirs).await.unwrap();
        let graces = hub.app.browser_of(&grace).await;
        let page = graces.get(&format!("/relationships/{id}/review")).await;
        graces.submit(&page, &[("wish", mine)]).await.assert_ok().assert_sees(says);
    }
}
