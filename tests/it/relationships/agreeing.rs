//! What two agree: drafted, changed, signed by both, and by when.

use rapport::events::Actor;
use rapport::platform::ids::SubmissionId;
use rapport::pools::Offering;
use rapport::relationships::model::Content;
use rapport::relationships::{ActError, agreement};

use super::hub::{agreeing, begun, end, outcome, places, sign, status};
use crate::chemistry::hub::{self, DAY, mentor, told, within};
use crate::search::hub::Hub;

#[tokio::test]
async fn two_who_said_yes_begin_when_both_have_signed() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
    let (request, id) = agreeing(&hub, &amina, &grace).await;
    assert_eq!((status(&hub.app, id).await.as_str(), places(&hub.app, &grace).await), ("agreeing", (0, 1)));
    sign(&hub.app, &amina, id, 1).await.unwrap();
    sign(&hub.app, &amina, id, 1).await.expect("signing again changes nothing");
    assert_eq!(
        (status(&hub.app, id).await.as_str(), told(&hub.app, &grace, "has signed").await),
        ("agreeing", 1)
    );
    sign(&hub.app, &grace, id, 1).await.unwrap();
    assert_eq!((status(&hub.app, id).await.as_str(), places(&hub.app, &grace).await), ("active", (1, 0)));
    assert_eq!(hub::outcome(&hub.app, request).await.as_deref(), Some("begun"));
    for person in [&amina, &grace] {
        assert_eq!(told(&hub.app, person, "can begin").await, 1);
    }
}

#[tokio::test]
async fn changes_need_both_again_and_never_touch_the_limits_of_confidentiality() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
    let (_, id) = agreeing(&hub, &amina, &grace).await;
    sign(&hub.app, &grace, id, 1).await.unwrap();
    let mut content = Content::usual(Offering::Mentoring);
    content.words.purpose = "To find my feet.".to_owned();
    content.words.confidentiality = "Nothing is confidential.".to_owned();
    content.terms.sessions = Some(8);
    let submission = SubmissionId::new(hub.app.now());
    for _ in 0..2 {
        within(&hub.app, async |db| {
            agreement::propose(db, &hub.app.app, amina.account_id, id, 1, &content, submission).await
        })
        .await
        .expect("the same form again is the success it was");
    }
    let signed: Vec<(i32, bool, bool, Option<i16>)> = sqlx::query_as(
        "select agreement_version, mentee_signed_at is not null, practitioner_signed_at is not null, sessions
         from agreement where relationship_id = $1 order by 1",
    )
    .bind(id)
    .fetch_all(&hub.app.app.db)
    .await
    .unwrap();
    assert_eq!(signed, [(1, false, true, None), (2, true, false, Some(8))]);
    let old = sign(&hub.app, &amina, id, 1).await;
    assert!(
        matches!(old, Err(ActError::OtherVersion)),
        "what is not the latest any more is not signed: {old:?}"
    );
    let page = hub.app.browser_of(&grace).await.get(&format!("/relationships/{id}/agreement")).await;
    page.assert_ok()
        .assert_sees("To find my feet.")
        .assert_sees("risk of harm")
        .assert_sees_not("Nothing is confidential");
    sign(&hub.app, &grace, id, 2).await.unwrap();
    assert_eq!(status(&hub.app, id).await, "active");
}

#[tokio::test]
async fn an_agreement_that_is_not_signed_in_time_closes_and_gives_the_place_back() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 1).await);
    let (request, id) = agreeing(&hub, &amina, &grace).await;
    sign(&hub.app, &grace, id, 1).await.unwrap();
    hub.app.advance(DAY * 30);
    hub::sweep(&hub.app).await;
    assert_eq!(hub::outcome(&hub.app, request).await.as_deref(), Some("not-agreed"));
    assert_eq!((status(&hub.app, id).await.as_str(), places(&hub.app, &grace).await), ("not-begun", (0, 0)));
    assert_eq!(outcome(&hub.app, id).await.as_deref(), Some("not-agreed"));
    let late = sign(&hub.app, &amina, id, 1).await;
    assert!(matches!(late, Err(ActError::Refused(_))), "{late:?}");
    for person in [&amina, &grace] {
        assert_eq!(told(&hub.app, person, "was not signed").await, 1);
    }
}

#[tokio::test]
async fn one_relationship_in_an_offering_and_another_when_a_coordinator_allows_it_or_the_first_has_ended() {
    let hub = Hub::new().await;
    let amina = hub.mentee().await;
    let (grace, luke) = (mentor(&hub, "Grace Obi", 2).await, mentor(&hub, "Luke Marsh", 2).await);
    let (first, second) = (agreeing(&hub, &amina, &grace).await.1, agreeing_too(&hub, &amina, &luke).await);
    for (mentor, id) in [(&grace, first), (&luke, second)] {
        sign(&hub.app, mentor, id, 1).await.unwrap();
    }
    // Both at once: one begins, the other learns why not.
    let (one, other) = tokio::join!(sign(&hub.app, &amina, first, 1), sign(&hub.app, &amina, second, 1));
    let outcomes = [&one, &other];
    assert_eq!(outcomes.iter().filter(|done| done.is_ok()).count(), 1, "{outcomes:?}");
    assert_eq!(
        outcomes.iter().filter(|done| matches!(done, Err(ActError::AtCap))).count(),
        1,
        "{outcomes:?}"
    );
    let (begun, refused) = if one.is_ok() { (first, second) } else { (second, first) };
    end(&hub.app, &amina, begun).await.unwrap();
    sign(&hub.app, &amina, refused, 1).await.expect("the first has ended");
    assert_eq!(status(&hub.app, refused).await, "active");
}

/// The same for somebody who agrees with another one while the first is not signed yet: a request that was sent before.
async fn agreeing_too(
    hub: &Hub,
    mentee: &crate::support::given::Person,
    mentor: &crate::support::given::Person,
) -> rapport::platform::ids::RelationshipId {
    crate::support::together::agreeing(&hub.app, hub.pool, mentee.account_id, mentor.account_id).await
}

#[tokio::test]
async fn who_calls_it_off_before_signing_frees_the_place() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 1).await);
    let (request, id) = agreeing(&hub, &amina, &grace).await;
    within(&hub.app, async |db| {
        let stop = rapport::chemistry::model::Outcome::Stopped;
        rapport::chemistry::actions::stop(db, &hub.app.app, Actor::System, request, stop).await
    })
    .await
    .unwrap();
    assert_eq!((status(&hub.app, id).await.as_str(), places(&hub.app, &grace).await), ("not-begun", (0, 0)));
}

#[tokio::test]
async fn a_mentee_who_works_with_somebody_cannot_ask_another_in_the_same_offering() {
    let hub = Hub::new().await;
    let (amina, grace, luke) =
        (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await, mentor(&hub, "Luke Marsh", 2).await);
    let id = begun(&hub, &amina, &grace).await;
    let refused = hub::send(&hub.app, &amina, &luke).await;
    assert!(refused.is_err(), "{refused:?}");
    end(&hub.app, &grace, id).await.unwrap();
    hub::send(&hub.app, &amina, &luke).await.expect("asked again after the end");
}
