//! Changing one's mind: what is said with it, how often, and what is true of it.

use rapport::chemistry::ActError;
use rapport::chemistry::actions::{self, Refusing, SendError};
use rapport::chemistry::model::{Answer, Change, Declining};

use super::hub::{DAY, accept_offering, booked, in_hours, mentor, met, outcome, send, status, within};
use crate::search::hub::Hub;

#[tokio::test]
async fn words_with_a_change_are_read_at_once_and_are_no_last_words() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
    let id = booked(&hub.app, &amina, &grace).await;
    within(&hub.app, async |db| {
        actions::cancel_meeting(db, &hub.app.app, grace.account_id, id, Change::Work, "The ward is short.")
            .await
    })
    .await
    .unwrap();
    let path = format!("/chemistry/{id}");
    let browser = hub.app.browser_of(&amina).await;
    browser.get(&path).await.assert_sees("The ward is short.").assert_sees("Something at work needs me.");
    for _ in 0..20 {
        hub.app.advance(DAY);
        super::hub::sweep(&hub.app).await;
    }
    assert_eq!(outcome(&hub.app, id).await.as_deref(), Some("not-arranged"));
    let browser = hub.app.browser_of(&amina).await;
    browser.get(&path).await.assert_sees("The ward is short.").assert_sees_not("What Grace wrote");
}

#[tokio::test]
async fn s12_nobody_is_flooded_by_requests_sent_and_taken_back() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
    for _ in 0..3 {
        let id = send(&hub.app, &amina, &grace).await.unwrap();
        within(&hub.app, async |db| actions::withdraw(db, &hub.app.app, amina.account_id, id).await)
            .await
            .unwrap();
    }
    let fourth = send(&hub.app, &amina, &grace).await;
    assert!(matches!(fourth, Err(SendError::TooMany { .. })), "{fourth:?}");
    let browser = hub.app.browser_of(&amina).await;
    let form = browser.get(&format!("/chemistry/new?practitioner={}", grace.account_id)).await;
    let fields = [("hope", "To find my feet."), ("times", "suggest"), ("related", "no"), ("step", "send")];
    let refused = browser.submit(&form, &fields).await;
    refused.assert_status(429).assert_sees("It is still here");
    assert!(refused.body.contains("To find my feet."), "what was typed stays");
    let luke = mentor(&hub, "Luke Fox", 2).await;
    send(&hub.app, &amina, &luke).await.expect("somebody else is asked");
    hub.app.advance(DAY * 7);
    send(&hub.app, &amina, &grace).await.expect("a week later");
}

#[tokio::test]
async fn s12_nobody_is_flooded_by_times_that_change() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
    let id = send(&hub.app, &amina, &grace).await.unwrap();
    accept_offering(&hub.app, &grace, id, &[72]).await.unwrap();
    let mut done = 0;
    for round in 0..20 {
        let times = [in_hours(&hub.app, 80 + round)];
        let offered =
            within(&hub.app, async |db| actions::offer(db, &hub.app.app, grace.account_id, id, &times).await)
                .await;
        match offered {
            Ok(()) => done += 1,
            Err(ActError::TooMany { .. }) => {}
            Err(other) => panic!("{other}"),
        }
    }
    assert_eq!(done, 12);
    let span = in_hours(&hub.app, 91);
    within(&hub.app, async |db| actions::book(db, &hub.app.app, amina.account_id, id, span).await)
        .await
        .expect("the other is not kept from it");
    let meeting: uuid::Uuid = sqlx::query_scalar("select meeting_id from chemistry_request")
        .fetch_one(&hub.app.app.db)
        .await
        .unwrap();
    let browser = hub.app.browser_of(&amina).await;
    let mut last = None;
    for room in 0..11 {
        let page = browser.get(&format!("/calendar/meetings/{meeting}")).await;
        last = Some(browser.submit(&page, &[("joining", &format!("Room {room}"))]).await);
    }
    let last = last.unwrap();
    last.assert_status(429).assert_sees("It is still here");
    assert!(last.body.contains("Room 10"), "what was typed stays");
}

#[tokio::test]
async fn what_another_did_first_is_not_said_to_be_ones_own_doing() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
    let id = send(&hub.app, &amina, &grace).await.unwrap();
    let how = Refusing { why: Declining::NoTime, words: String::new(), suggested: None };
    within(&hub.app, async |db| actions::decline(db, &hub.app.app, grace.account_id, id, &how).await)
        .await
        .unwrap();
    let browser = hub.app.browser_of(&amina).await;
    let late = browser.post_only(&format!("/chemistry/{id}/withdrawal"), &[]).await;
    late.assert_status(409).assert_sees("Nothing was changed, because this request is closed now.");
    let off = [("after", "call-off"), ("reason", "no-longer")];
    browser.post_only(&format!("/chemistry/{id}/cancellation"), &off).await.assert_status(409);
    let luke = mentor(&hub, "Luke Fox", 2).await;
    let id = send(&hub.app, &amina, &luke).await.unwrap();
    for _ in 0..3 {
        browser.post_only(&format!("/chemistry/{id}/withdrawal"), &[]).await.assert_status(303);
    }
}

#[tokio::test]
async fn opening_again_minds_the_cap_and_what_was_agreed() {
    let hub = Hub::new().await;
    let amina = hub.mentee().await;
    let grace = mentor(&hub, "Grace Obi", 2).await;
    let id = met(&hub.app, &amina, &grace).await;
    for person in [&amina, &grace] {
        within(&hub.app, async |db| {
            actions::decide(db, &hub.app.app, person.account_id, id, Answer::No).await
        })
        .await
        .unwrap();
    }
    let mut others = Vec::new();
    for name in ["Luke Fox", "Tom Reed", "Zoe Hall"] {
        let other = mentor(&hub, name, 2).await;
        others.push((send(&hub.app, &amina, &other).await.unwrap(), other));
    }
    let reopen = async |by: &crate::support::given::Person| {
        within(&hub.app, async |db| actions::reopen(db, &hub.app.app, by.account_id, id).await).await
    };
    assert!(matches!(reopen(&amina).await, Err(ActError::Invalid(_))), "a fourth open request");
    let (first, luke) = &others[0];
    within(&hub.app, async |db| actions::withdraw(db, &hub.app.app, amina.account_id, *first).await)
        .await
        .unwrap();
    let agreed = met(&hub.app, &amina, luke).await;
    for person in [&amina, luke] {
        within(&hub.app, async |db| {
            actions::decide(db, &hub.app.app, person.account_id, agreed, Answer::Yes).await
        })
        .await
        .unwrap();
    }
    assert_eq!(status(&hub.app, agreed).await, "agreed");
    for person in [&amina, &grace] {
        assert!(matches!(reopen(person).await, Err(ActError::Invalid(_))), "she works with Luke");
    }
    within(&hub.app, async |db| {
        actions::call_off(db, &hub.app.app, amina.account_id, agreed, Change::NoLonger, "").await
    })
    .await
    .unwrap();
    reopen(&amina).await.expect("she is free again");
}

#[tokio::test]
async fn a_message_that_comes_too_late_is_still_there() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
    let id = send(&hub.app, &amina, &grace).await.unwrap();
    let browser = hub.app.browser_of(&amina).await;
    let page = browser.get(&format!("/chemistry/{id}")).await;
    within(&hub.app, async |db| actions::withdraw(db, &hub.app.app, amina.account_id, id).await)
        .await
        .unwrap();
    let late = browser.submit(&page, &[("message", "I am free on Fridays too.")]).await;
    late.assert_status(409).assert_sees("This request is closed").assert_sees("I am free on Fridays too.");
}
