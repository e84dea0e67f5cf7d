//! One of two who work together has died: a coordinator writes first, and no machine says anything about the pair.

use rapport::platform::sweeps::run_due;

use super::hub::{arrange, begun, end, outcome, places, status};
use crate::chemistry::hub::{DAY, execute, mentor, told};
use crate::search::hub::Hub;
use crate::support::app::TestApp;
use crate::support::client::Client;
use crate::support::given::{self, Person};
use crate::support::page::Page;

async fn member_page(hub: &Hub, person: &Person) -> String {
    let id: rapport::platform::ids::MembershipId =
        sqlx::query_scalar("select membership_id from membership where pool_id = $1 and account_id = $2")
            .bind(hub.pool)
            .bind(person.account_id)
            .fetch_one(&hub.app.app.db)
            .await
            .expect("a membership");
    format!("/pools/{}/members/{id}", hub.pool)
}

async fn died(hub: &Hub, desk: &Client, person: &Person) -> Page {
    let form = desk.get(&format!("{}/leaving", member_page(hub, person).await)).await;
    let sure = desk.submit(&form, &[("leaving", "died")]).await;
    desk.press(&sure, "Yes, record it").await
}

async fn coordinator(hub: &Hub) -> (Person, Client) {
    let person = given::account(&hub.app).named("Cora Wells").coordinator_of(hub.pool).make().await;
    let desk = hub.app.browser_of(&person).await;
    (person, desk)
}

async fn sweep_all(app: &TestApp) {
    run_due(&app.app.db, app.now(), &rapport::app::sweeps(&app.app)).await;
}

async fn letters(app: &TestApp, person: &Person) -> usize {
    app.mails_to(&person.email).await.len()
}

#[tokio::test]
async fn a_coordinator_writes_first_and_the_pair_ends_quietly_with_it() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 3).await);
    let id = begun(&hub, &amina, &grace).await;
    // One that is over and was not logged, one tomorrow.
    arrange(&hub.app, &amina, id, 1).await.unwrap();
    hub.app.advance(DAY);
    arrange(&hub.app, &amina, id, 30).await.unwrap();
    let (_, desk) = coordinator(&hub).await;
    let before = letters(&hub.app, &amina).await;
    let page = died(&hub, &desk, &grace).await;
    page.assert_ok()
        .assert_heading("Write to people after the death of Grace Obi")
        .assert_sees("who worked with them");
    desk.get("/dashboard").await.assert_sees("after a death").assert_sees("1 person");

    // Nothing is sent, whatever is due: a reminder, "did you meet?".
    for _ in 0..3 {
        hub.app.advance(DAY);
        sweep_all(&hub.app).await;
    }
    assert_eq!(letters(&hub.app, &amina).await, before, "{:#?}", hub.app.mails_to(&amina.email).await.last());
    let aminas = hub.app.browser_of(&amina).await;
    let shown = aminas.get(&format!("/relationships/{id}")).await;
    shown.assert_ok().assert_sees("A coordinator will write to you about it soon").assert_sees_not("died");
    shown.assert_sees_not("Arrange a session").assert_sees_not("Take a break");
    aminas.get("/relationships").await.assert_sees("Nothing waits for you");
    let day = ("held-day", "1");
    for (path, fields) in [("/ending", [("when", "now")]), ("/pause", [("weeks", "2")]), ("/in-touch", [day])]
    {
        aminas.post_only(&format!("/relationships/{id}{path}"), &fields).await.assert_status(409);
    }
    assert_eq!(status(&hub.app, id).await, "active");

    let at = format!("/pools/{}/condolences/{}", hub.pool, grace.account_id);
    let desk = hub.app.browser_of(&coordinator(&hub).await.0).await;
    let form = desk.get(&at).await;
    form.assert_sees("You and Grace worked together");
    let words = "Grace died on Sunday. I am here if you would like to talk.";
    desk.submit_form(&form.form_having(&[("words", "")]), &[("words", words)])
        .await
        .assert_sees("Your letter is on its way to 1 person");
    let letter = hub.app.mail_to(&amina.email).await;
    assert_eq!(letter.subject, "About Grace Obi");
    assert!(letter.text.contains("Grace died on Sunday."), "{}", letter.text);
    assert_eq!(letters(&hub.app, &amina).await, before + 1, "that letter and no other");
    assert_eq!(
        (outcome(&hub.app, id).await.as_deref(), places(&hub.app, &grace).await),
        (Some("left"), (0, 0))
    );
    aminas
        .get(&format!("/relationships/{id}"))
        .await
        .assert_sees("What Cora Wells wrote to you")
        .assert_sees("on Sunday");
    for _ in 0..10 {
        hub.app.advance(DAY * 30);
        sweep_all(&hub.app).await;
    }
    let since: Vec<String> =
        hub.app.mails_to(&amina.email).await.into_iter().skip(before + 1).map(|mail| mail.subject).collect();
    assert!(since.iter().all(|subject| !subject.contains("Grace")), "{since:?}");
    assert!(hub.app.mails_to(&grace.email).await.iter().all(|mail| !mail.subject.contains("still in touch")));
}

#[tokio::test]
async fn when_nobody_writes_neutral_words_go_once_and_it_ends() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 3).await);
    let id = begun(&hub, &amina, &grace).await;
    let (_, desk) = coordinator(&hub).await;
    died(&hub, &desk, &grace).await;
    for _ in 0..12 {
        hub.app.advance(DAY);
        sweep_all(&hub.app).await;
    }
    assert_eq!(told(&hub.app, &amina, "not available any more").await, 1);
    assert_eq!(outcome(&hub.app, id).await.as_deref(), Some("left"));
}

#[tokio::test]
async fn a_mentee_who_has_died_and_was_a_member_is_mourned_the_same() {
    let hub = Hub::new().await;
    let (amina, grace) = (mentor(&hub, "Amina Khan", 2).await, mentor(&hub, "Grace Obi", 3).await);
    execute(
        &hub.app,
        &format!(
            "update account set employment_proof = 'mail-domain', employment_proven_at = created_at where account_id = '{}'",
            amina.account_id
        ),
    )
    .await;
    let id = begun(&hub, &amina, &grace).await;
    arrange(&hub.app, &amina, id, 30).await.unwrap();
    let (_, desk) = coordinator(&hub).await;
    let before = letters(&hub.app, &grace).await;
    let page = died(&hub, &desk, &amina).await;
    page.assert_heading("Write to people after the death of Amina Khan")
        .assert_sees("Grace Obi, who worked with them");
    hub.app.advance(DAY);
    sweep_all(&hub.app).await;
    assert_eq!(letters(&hub.app, &grace).await, before);
}

#[tokio::test]
async fn a_mistake_leaves_them_together() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 3).await);
    let id = begun(&hub, &amina, &grace).await;
    arrange(&hub.app, &amina, id, 60).await.unwrap();
    let (_, desk) = coordinator(&hub).await;
    died(&hub, &desk, &grace).await;
    let at = member_page(&hub, &grace).await;
    let page = desk.get(&at).await;
    desk.submit_form(&page.form_to(&format!("{at}/mistaken-death")), &[]).await.assert_ok();
    assert_eq!(status(&hub.app, id).await, "active");
    for person in [&amina, &grace] {
        assert_eq!(told(&hub.app, person, "arrange your sessions with").await, 1);
    }
    arrange(&hub.app, &amina, id, 90).await.expect("they go on");
}

/// What ended long before is not asked about either.
#[tokio::test]
async fn nobody_is_asked_six_months_later_about_somebody_who_has_died() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 3).await);
    let id = begun(&hub, &amina, &grace).await;
    end(&hub.app, &amina, id).await.unwrap();
    execute(
        &hub.app,
        &format!(
            "insert into evaluation (relationship_id, side, fit, recommend, changed, may_be_read, answered_at)
             values ('{id}', 'mentee', 5, 5, ''::bytea, false, '{}')",
            hub.app.now().in_london().timestamp()
        ),
    )
    .await;
    let (_, desk) = coordinator(&hub).await;
    died(&hub, &desk, &grace).await;
    hub.app.advance(DAY * 190);
    sweep_all(&hub.app).await;
    assert_eq!(told(&hub.app, &amina, "Six months after").await, 0);
}
