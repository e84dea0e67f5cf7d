//! A coach or mentor is there no more: a person finds somebody else for the mentee, from the list to the new agreement.

use jiff::SignedDuration;
use rapport::chemistry::actions;
use rapport::chemistry::model::Answer;
use rapport::platform::ids::ChemistryId;

use super::hub::{begun, outcome, places, status};
use crate::chemistry::hub::{DAY, accept_offering, in_hours, mentor, told, within};
use crate::search::hub::Hub;
use crate::support::client::Client;
use crate::support::given::{self, Person};

async fn desk(hub: &Hub) -> Client {
    let cora = given::account(&hub.app).named("Cora Wells").coordinator_of(hub.pool).make().await;
    hub.app.browser_of(&cora).await
}

fn list(hub: &Hub) -> String {
    format!("/pools/{}/relationships?which=to-rehome", hub.pool)
}

async fn leaves_the_pool(hub: &Hub, person: &Person) {
    let id: rapport::platform::ids::MembershipId =
        sqlx::query_scalar("select membership_id from membership where pool_id = $1 and account_id = $2")
            .bind(hub.pool)
            .bind(person.account_id)
            .fetch_one(&hub.app.app.db)
            .await
            .unwrap();
    let browser = hub.app.browser_of(person).await;
    let form = browser.get(&format!("/memberships/{id}/leaving")).await;
    browser.submit(&form, &[("leaving", "own-wish")]).await.assert_ok().assert_sees("You have left");
}

/// A coordinator proposes somebody by name; the mentee takes them, asks, meets, and both sign.
async fn rehomed(hub: &Hub, at_desk: &Client, amina: &Person, owen: &Person) {
    let page = at_desk.get(&list(hub)).await;
    let matching = page.attributes("main a[href*='/matching/']", "href")[0].clone();
    let shown = at_desk.get(&matching).await;
    let submission = shown.form_with_button("Find people").value("submission").unwrap();
    let person = owen.account_id.to_string();
    let fields = [
        ("submission", submission.as_str()),
        ("offering", "mentoring"),
        ("person", person.as_str()),
        ("why", ""),
    ];
    at_desk.post(&matching, &fields).await.assert_ok().assert_sees("Proposed.");
    let aminas = hub.app.browser_of(amina).await;
    let proposal =
        aminas.get("/dashboard").await.attributes("main a[href^='/proposals/']", "href")[0].clone();
    aminas.get(&proposal).await.assert_ok().assert_sees("Owen Price");
    let ask = aminas.get(&format!("/chemistry/new?practitioner={person}")).await;
    ask.assert_ok().assert_sees_not("You have agreed to work with somebody already");
    let fields = [("hope", "To go on where we stopped."), ("times", "suggest"), ("related", "no")];
    aminas.submit(&ask, &fields).await.assert_ok();
    let request: ChemistryId = sqlx::query_scalar(
        "select chemistry_request_id from chemistry_request where practitioner_id = $1 and mentee_id = $2",
    )
    .bind(owen.account_id)
    .bind(amina.account_id)
    .fetch_one(&hub.app.app.db)
    .await
    .expect("asked");
    accept_offering(&hub.app, owen, request, &[72]).await.unwrap();
    let span = in_hours(&hub.app, 72);
    within(&hub.app, async |db| actions::book(db, &hub.app.app, amina.account_id, request, span).await)
        .await
        .unwrap();
    hub.app.advance(SignedDuration::from_hours(73));
    within(&hub.app, async |db| actions::held(db, &hub.app.app, amina.account_id, request).await)
        .await
        .unwrap();
    for person in [amina, owen] {
        within(&hub.app, async |db| {
            actions::decide(db, &hub.app.app, person.account_id, request, Answer::Yes).await
        })
        .await
        .unwrap();
    }
    for person in [amina, owen] {
        let browser = hub.app.browser_of(person).await;
        let page = browser.get(&format!("/chemistry/{request}/agreement")).await;
        browser.press(&page, "Sign this agreement").await.assert_ok();
    }
    let status: String =
        sqlx::query_scalar("select status from relationship where chemistry_request_id = $1")
            .bind(request)
            .fetch_one(&hub.app.app.db)
            .await
            .unwrap();
    assert_eq!(status, "active", "the old pair does not keep them apart");
}

#[tokio::test]
async fn from_a_mentor_who_left_the_pool_to_a_new_agreement() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
    let owen = mentor(&hub, "Owen Price", 2).await;
    let old = begun(&hub, &amina, &grace).await;
    let at_desk = desk(&hub).await;
    at_desk.get(&list(&hub)).await.assert_sees("Nobody needs somebody else");
    leaves_the_pool(&hub, &grace).await;
    at_desk.get(&list(&hub)).await.assert_sees("1 pair").assert_sees("Grace Obi");
    at_desk.get("/dashboard").await.assert_sees("who need somebody else");
    rehomed(&hub, &at_desk, &amina, &owen).await;
    assert_eq!(
        status(&hub.app, old).await,
        "active",
        "the two may go on as they like until somebody ends it"
    );
}

#[tokio::test]
async fn a_coordinator_ends_what_cannot_go_on_and_the_mentee_is_told_how_to_find_another() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
    let id = begun(&hub, &amina, &grace).await;
    let at_desk = desk(&hub).await;
    let path = format!("/pools/{}/relationships/{id}/ending", hub.pool);
    at_desk.post_only(&path, &[]).await.assert_status(409);
    assert_eq!(status(&hub.app, id).await, "active", "only the two end what can go on");
    leaves_the_pool(&hub, &grace).await;
    let elsewhere = given::pool(&hub.app, "South coaching pool").await;
    let sven = given::account(&hub.app).named("Sven Holm").coordinator_of(elsewhere).make().await;
    let at_sven = hub.app.browser_of(&sven).await;
    for pool in [hub.pool, elsewhere] {
        for verb in ["ending", "helped"] {
            let path = format!("/pools/{pool}/relationships/{id}/{verb}");
            at_sven.post_only(&path, &[]).await.assert_not_found();
        }
    }
    let page = at_desk.get(&list(&hub)).await;
    for _ in 0..3 {
        let ended = at_desk.submit_form(&page.form_to(&path), &[]).await;
        ended.assert_ok().assert_sees("It has ended.");
    }
    assert_eq!(
        (outcome(&hub.app, id).await.as_deref(), places(&hub.app, &grace).await),
        (Some("left"), (0, 0))
    );
    assert_eq!(told(&hub.app, &amina, "Your work with Grace has ended").await, 1);
    let letter = hub.app.mail_to(&amina.email).await;
    assert!(
        letter.text.contains("/find") && letter.text.contains("not available for mentoring"),
        "{}",
        letter.text
    );
    let by: (String, i64) = sqlx::query_as(
        "select a.name, count(*) from event e join actor c on c.actor_key = e.actor_key join account a on a.account_id = c.account_id
         where e.kind = 'relationship.ended' group by a.name",
    )
    .fetch_one(&hub.app.app.db)
    .await
    .unwrap();
    assert_eq!(by, ("Cora Wells".to_owned(), 1), "audited as the coordinator's act");
}

#[tokio::test]
async fn whoever_was_left_is_listed_until_they_begin_again_or_are_helped_or_sixty_days_have_passed() {
    let hub = Hub::new().await;
    let (grace, owen) = (mentor(&hub, "Grace Obi", 4).await, mentor(&hub, "Owen Price", 4).await);
    let (amina, ben, eve) = (hub.mentee().await, hub.mentee().await, hub.mentee().await);
    for mentee in [&amina, &ben, &eve] {
        begun(&hub, mentee, &grace).await;
    }
    let now = hub.app.now();
    within::<_, rapport::platform::web::PageError>(&hub.app, async |db| {
        rapport::app::forget_account(db, &hub.app.app, now, grace.account_id).await
    })
    .await
    .unwrap();
    sqlx::query("update account set closed_at = $2, name = 'Closed account' where account_id = $1")
        .bind(grace.account_id)
        .bind(now)
        .execute(&hub.app.app.db)
        .await
        .unwrap();
    let at_desk = desk(&hub).await;
    at_desk.get(&list(&hub)).await.assert_sees("3 pairs").assert_sees("somebody who has left");
    begun(&hub, &amina, &owen).await;
    let at_desk = desk(&hub).await;
    let page = at_desk.get(&list(&hub)).await;
    page.assert_sees("2 pairs");
    let helped = page.attributes("main form[action$='/helped']", "action")[0].clone();
    at_desk.submit_form(&page.form_to(&helped), &[]).await.assert_ok().assert_sees("1 pair.");
    at_desk.post_only(&helped, &[]).await.assert_status(303);
    hub.app.advance(DAY * 61);
    desk(&hub).await.get(&list(&hub)).await.assert_sees("Nobody needs somebody else");
}
