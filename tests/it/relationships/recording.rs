//! A pairing that began outside the hub.

use rapport::platform::ids::RelationshipId;

use super::hub::{places, status};
use crate::chemistry::hub::{DAY, count, execute, mentor, told};
use crate::search::hub::Hub;
use crate::support::app::TestApp;
use crate::support::client::Client;
use crate::support::given::{self, Person};
use crate::support::page::Page;

const SINCE: [(&str, &str); 4] =
    [("since-day", "1"), ("since-month", "9"), ("since-year", "2026"), ("related", "no")];

/// Records somebody by their address, with a form of its own; the page they come to.
async fn record(browser: &Client, email: &str) -> Page {
    let page = browser.get("/relationships/new").await;
    browser.submit(&page, &[&SINCE[..], &[("email", email)]].concat()).await
}

async fn waits_for(app: &TestApp, person: &Person) -> String {
    let page = app.browser_of(person).await.get("/relationships").await;
    page.attributes("main a[href^='/pairings/']", "href").first().cloned().unwrap_or_default()
}

#[tokio::test]
async fn what_began_elsewhere_is_recorded_when_both_confirm() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
    let graces = hub.app.browser_of(&grace).await;
    let page = graces.get("/relationships/new").await;
    let wrong = graces.submit(&page, &[("email", "nobody"), ("since-day", "1")]).await;
    wrong.assert_status(422).assert_sees("There is a problem");
    let typed = [&SINCE[..], &[("email", amina.email.as_str())]].concat();
    for _ in 0..2 {
        graces.submit(&page, &typed).await.assert_ok().assert_sees("asked to confirm it");
    }
    assert_eq!(told(&hub.app, &amina, "Do you and Grace Obi work together").await, 1);
    let aminas = hub.app.browser_of(&amina).await;
    aminas
        .get("/relationships")
        .await
        .assert_sees("Grace says that you work together")
        .assert_sees("One waits for you");
    let path = waits_for(&hub.app, &amina).await;
    let page = aminas.get(&path).await;
    let form = page.form_with_button("Yes, we work together");
    aminas.submit_form(&form, &[]).await.assert_status(422).assert_sees("There is a problem");
    let page = aminas.submit_form(&form, &[("related", "no")]).await;
    page.assert_ok().assert_sees("Confirmed.");
    let again = aminas.post(&format!("{path}/confirmation"), &[("related", "no")]).await;
    again.assert_ok().assert_path(page.path.as_str());
    aminas.press(&page, "Sign this agreement").await.assert_ok();
    let id: RelationshipId = sqlx::query_scalar("select relationship_id from relationship")
        .fetch_one(&hub.app.app.db)
        .await
        .unwrap();
    let page = graces.get(&format!("/relationships/{id}/agreement")).await;
    graces.press(&page, "Sign this agreement").await.assert_ok().assert_sees("can begin");
    assert_eq!((status(&hub.app, id).await.as_str(), places(&hub.app, &grace).await), ("active", (1, 0)));
}

/// What of a page does not depend on when and by what id it was made.
fn without_ids(page: &Page, email: &str) -> String {
    let body = page.body.replace(&email.to_lowercase(), "ADDRESS").replace(email, "ADDRESS");
    body.split('"')
        .flat_map(|part| part.split('/'))
        .filter(|part| uuid::Uuid::parse_str(part).is_err())
        .collect::<Vec<_>>()
        .join("/")
}

#[tokio::test]
async fn s6_whose_an_address_is_no_page_tells() {
    let hub = Hub::new().await;
    let amina = hub.mentee().await;
    let (kept_apart, died) = (hub.mentee().await, hub.mentee().await);
    let mut shown: Vec<Vec<String>> = Vec::new();
    for (number, email) in
        ["nobody.here@example.org", &amina.email, &kept_apart.email, &died.email].into_iter().enumerate()
    {
        let grace = mentor(&hub, "Grace Obi", 2).await;
        execute(
            &hub.app,
            &format!(
                "insert into contact_block (account_id, blocked_id, blocked_at) values ('{}', '{}', '{now}') on conflict do nothing;
                 insert into mail_silence (account_id, since) values ('{}', '{now}') on conflict do nothing",
                kept_apart.account_id,
                grace.account_id,
                died.account_id,
                now = hub.app.now().in_london().timestamp(),
            ),
        )
        .await;
        let graces = hub.app.browser_of(&grace).await;
        let mut pages = vec![record(&graces, email).await];
        pages.push(graces.get("/relationships").await);
        let path = pages[1].attributes("main a[href^='/pairings/']", "href")[0].clone();
        pages.push(graces.get(&path).await);
        pages.push(graces.get("/dashboard").await);
        pages.push(graces.get("/relationships/new").await);
        pages.push(graces.get("/chemistry/blocked").await);
        for verb in ["confirmation", "refusal"] {
            graces.post(&format!("{path}/{verb}"), &[("related", "no")]).await.assert_not_found();
        }
        for page in &pages {
            page.assert_sees_not(&amina.name);
        }
        // Recording it again while it waits, and taking it back.
        pages.push(record(&graces, email).await);
        pages.push(graces.post(&format!("{path}/withdrawal"), &[]).await);
        shown.push(pages.iter().map(|page| without_ids(page, email)).collect());
        for (one, other) in shown[0].iter().zip(&shown[number]) {
            assert_eq!(one, other, "{email}");
        }
    }
    let letters = [
        hub.app.mails_to("nobody.here@example.org").await.len(),
        told(&hub.app, &amina, "work together").await,
        told(&hub.app, &kept_apart, "work together").await,
        told(&hub.app, &died, "work together").await,
    ];
    assert_eq!(
        letters,
        [1, 1, 0, 0],
        "the same letter whoever's address it is; none to those who are kept apart"
    );
}

#[tokio::test]
async fn s7_an_address_without_an_account_is_invited_and_whoever_registers_finds_it() {
    let hub = Hub::new().await;
    let grace = mentor(&hub, "Grace Obi", 2).await;
    let graces = hub.app.browser_of(&grace).await;
    record(&graces, "Zoe.New@Example.org").await.assert_ok();
    let letter = hub.app.mail_to("Zoe.New@example.org").await;
    let link = letter.link("/pairing-invitations/");
    let visitor = hub.app.another_browser();
    for _ in 0..2 {
        visitor
            .get(&link)
            .await
            .assert_ok()
            .assert_sees("Do you and Grace work together?")
            .assert_sees("Register");
    }
    assert_eq!(
        count(&hub.app, "select count(*) from pairing where status = 'waiting'").await,
        1,
        "a GET acts on nothing"
    );
    let hashed: Vec<u8> =
        sqlx::query_scalar("select token_hash from pairing").fetch_one(&hub.app.app.db).await.unwrap();
    assert_eq!(hashed.len(), 32);
    // Somebody else who has the link cannot answer.
    let eve = hub.mentee().await;
    let id: uuid::Uuid =
        sqlx::query_scalar("select pairing_id from pairing").fetch_one(&hub.app.app.db).await.unwrap();
    let eves = hub.app.browser_of(&eve).await;
    eves.get(&format!("/pairings/{id}")).await.assert_not_found();
    for verb in ["confirmation", "refusal", "withdrawal"] {
        eves.post_only(&format!("/pairings/{id}/{verb}"), &[("related", "no")]).await.assert_not_found();
        eves.post_only(&format!("/pairings/{id}/{verb}"), &[("related", "yes")]).await.assert_not_found();
    }
    let unconfirmed = given::account(&hub.app)
        .named("Zoe New")
        .with_email("zoe.new@example.org")
        .unconfirmed()
        .make()
        .await;
    hub.app.browser_of(&unconfirmed).await.get(&format!("/pairings/{id}")).await.assert_not_found();
    sqlx::query("update account set email_confirmed_at = $2 where account_id = $1")
        .bind(unconfirmed.account_id)
        .bind(hub.app.now())
        .execute(&hub.app.app.db)
        .await
        .unwrap();
    let zoes = hub.app.browser_of(&unconfirmed).await;
    let home = zoes.get("/dashboard").await;
    assert!(
        home.attributes("nav a", "href").iter().any(|href| href == "/relationships"),
        "it is in the navigation"
    );
    let path = waits_for(&hub.app, &unconfirmed).await;
    zoes.post(&format!("{path}/confirmation"), &[("related", "no")])
        .await
        .assert_ok()
        .assert_sees("Confirmed.");
    visitor.get(&link).await.assert_not_found();
    graces.get("/relationships").await.assert_sees("Zoe New");
}

#[tokio::test]
async fn a_link_and_what_waits_end_after_thirty_days_and_nothing_is_kept_for_good() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
    record(&hub.app.browser_of(&grace).await, &amina.email).await.assert_ok();
    let link = hub.app.mail_to(&amina.email).await.link("/pairing-invitations/");
    hub.app.advance(DAY * 30);
    hub.app.another_browser().get(&link).await.assert_not_found();
    assert_eq!(waits_for(&hub.app, &amina).await, "");
    let graces = hub.app.browser_of(&grace).await;
    graces.get("/relationships").await.assert_sees("Not confirmed in time");
    record(&graces, &amina.email).await.assert_ok();
    assert_eq!(told(&hub.app, &amina, "work together").await, 2, "once in thirty days");
    hub.app.advance(DAY * 121);
    super::hub::sweep(&hub.app).await;
    assert_eq!(count(&hub.app, "select count(*) from pairing").await, 0);
}

#[tokio::test]
async fn a_no_stops_the_same_asker_for_ninety_days_and_they_see_the_same_page() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
    let graces = hub.app.browser_of(&grace).await;
    let first = record(&graces, &amina.email).await;
    let aminas = hub.app.browser_of(&amina).await;
    let path = waits_for(&hub.app, &amina).await;
    for _ in 0..2 {
        aminas.post(&format!("{path}/refusal"), &[]).await.assert_ok().assert_sees("for 90 days");
    }
    assert_eq!(hub.app.mails_to(&grace.email).await.len(), 0, "the asker is not told");
    hub.app.advance(DAY * 40);
    let graces = hub.app.browser_of(&grace).await;
    let again = record(&graces, &amina.email).await;
    let said = |page: &Page| page.texts(".app-flash, .nhsuk-notification-banner__content");
    assert!(!said(&first).is_empty(), "{first}");
    assert_eq!(said(&first), said(&again));
    let titles = |page: &Page| page.texts(".app-thread__title");
    assert_eq!(titles(&first), titles(&again));
    assert_eq!(told(&hub.app, &amina, "work together").await, 1);
    assert_eq!(waits_for(&hub.app, &amina).await, "", "she is asked nothing");
    // Another coach or mentor may ask, and the same one after the 90 days.
    let owen = mentor(&hub, "Owen Price", 2).await;
    record(&hub.app.browser_of(&owen).await, &amina.email).await.assert_ok();
    assert_eq!(told(&hub.app, &amina, "Owen Price").await, 1);
    hub.app.advance(DAY * 60);
    record(&hub.app.browser_of(&grace).await, &amina.email).await.assert_ok();
    assert_eq!(told(&hub.app, &amina, "Grace Obi").await, 2);
}

#[tokio::test]
async fn who_manages_or_appraises_the_other_stops_it_on_either_side() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
    let graces = hub.app.browser_of(&grace).await;
    let page = graces.get("/relationships/new").await;
    let typed = [&SINCE[..3], &[("email", amina.email.as_str())]].concat();
    graces.submit(&page, &typed).await.assert_status(422);
    let related = [&typed[..], &[("related", "yes")]].concat();
    graces.submit(&page, &related).await.assert_ok().assert_heading("Thank you for saying so");
    assert_eq!(count(&hub.app, "select count(*) from pairing").await, 0);
    record(&graces, &amina.email).await.assert_ok();
    let path = waits_for(&hub.app, &amina).await;
    let aminas = hub.app.browser_of(&amina).await;
    for _ in 0..2 {
        let told = aminas.post(&format!("{path}/confirmation"), &[("related", "yes")]).await;
        told.assert_ok().assert_heading("Thank you for saying so");
    }
    assert_eq!(count(&hub.app, "select count(*) from declared_conflict").await, 1);
    assert_eq!(count(&hub.app, "select count(*) from relationship").await, 0);
    aminas.get(&path).await.assert_not_found();
}

/// Whoever needs it finds it: in the navigation, beside the places seen elsewhere, and on the first page.
#[tokio::test]
async fn a_coach_or_mentor_with_nobody_yet_finds_where_to_record() {
    let hub = Hub::new().await;
    let grace = mentor(&hub, "Grace Obi", 2).await;
    let graces = hub.app.browser_of(&grace).await;
    let home = graces.get("/dashboard").await;
    assert!(home.attributes("nav a", "href").iter().any(|href| href == "/relationships"));
    for page in [home, graces.get("/availability").await, graces.get("/relationships").await] {
        assert!(page.attributes("main a", "href").iter().any(|href| href == "/relationships/new"), "{page}");
    }
}

#[tokio::test]
async fn r3_the_same_form_fifty_times_records_once_and_is_answered_as_the_success_it_was() {
    let hub = Hub::new().await;
    let grace = mentor(&hub, "Grace Obi", 2).await;
    let graces = hub.app.browser_of(&grace).await;
    let page = graces.get("/relationships/new").await;
    let typed = [&SINCE[..], &[("email", "somebody@example.org")]].concat();
    let sent = page.form_having(&typed).filled(&typed);
    let sent: Vec<(&str, &str)> = sent.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    for _ in 0..50 {
        graces.post_only("/relationships", &sent).await.assert_status(303);
    }
    assert_eq!(count(&hub.app, "select count(*) from pairing").await, 1);
    for number in 0..9 {
        record(&graces, &format!("another.{number}@example.org")).await.assert_ok();
    }
    assert_eq!(
        count(&hub.app, "select count(*) from pairing").await,
        10,
        "the day's allowance is not used up"
    );
}

#[tokio::test]
async fn who_is_asked_reads_it_on_their_first_page() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
    record(&hub.app.browser_of(&grace).await, &amina.email).await.assert_ok();
    let page = hub.app.browser_of(&amina).await.get("/dashboard").await;
    page.assert_sees("Grace says that you work together. Is that so?");
    assert!(page.attributes("main a", "href").contains(&waits_for(&hub.app, &amina).await), "{page}");
}
