//! Saved searches and the letters they bring, and waiting for a place.

use jiff::SignedDuration;
use rapport::platform::mail::{Topic, stops};
use rapport::search::saved::{tell_news, tell_places};

use super::hub::{Hub, Made};
use crate::profiles::execute;
use crate::support::client::Client;
use crate::support::given;

const RESULTS: &str = "/find/results?offering=mentoring&area=delegation&area-weight=must";
const DAY: SignedDuration = SignedDuration::from_hours(24);

async fn delegates(hub: &Hub, name: &str) -> crate::support::given::Person {
    hub.mentor(Made { name, areas: &["delegation"], ..Made::default() }).await
}

async fn save(browser: &Client) {
    let results = browser.get(RESULTS).await;
    browser
        .press(&results, "Tell me when somebody new matches")
        .await
        .assert_ok()
        .assert_heading("Saved searches");
}

/// Runs the sweep on the hub's clock; returns how many letters it wrote.
async fn sweep(hub: &Hub) -> u64 {
    hub.app.app.live.caught_up(&hub.app.app.db).await.unwrap();
    let mut tx = hub.app.app.db.begin().await.unwrap();
    let letters = tell_news(&mut tx, &hub.app.app, hub.app.now()).await.unwrap();
    tx.commit().await.unwrap();
    letters
}

async fn sweep_places(hub: &Hub) -> u64 {
    let mut tx = hub.app.app.db.begin().await.unwrap();
    let letters = tell_places(&mut tx, &hub.app.app, hub.app.now()).await.unwrap();
    tx.commit().await.unwrap();
    letters
}

#[tokio::test]
async fn a_search_is_saved_from_its_results_once_and_says_what_it_asks() {
    let hub = Hub::new().await;
    delegates(&hub, "Ada Bell").await;
    let browser = hub.browser().await;
    browser.get("/saved-searches").await.assert_ok().assert_sees("You have saved no search yet");
    let results = browser.get(RESULTS).await;
    for _ in 0..2 {
        let saved = browser.press(&results, "Tell me when somebody new matches").await;
        saved.assert_ok().assert_sees("Mentor: Delegation").assert_sees("Must have: Delegation");
        assert_eq!(saved.texts(".app-entry").len(), 1, "a repeat is the same act");
    }
    save(&browser).await;
    let (page, statements) = hub.app.statements(browser.get("/saved-searches")).await;
    assert_eq!(page.texts(".app-entry").len(), 1, "the same search again is there already");
    assert!(statements.len() <= 4, "{statements:#?}");
    let again = browser.get(&page.attributes(".app-entry a.nhsuk-button", "href")[0]).await;
    again.assert_ok().assert_heading("1 mentor has all you must have");
}

#[tokio::test]
async fn somebody_new_is_told_of_once_and_at_most_weekly_and_the_letter_names_nobody() {
    let hub = Hub::new().await;
    delegates(&hub, "Ada Bell").await;
    let amina = hub.mentee().await;
    hub.app.follow().await;
    let browser = hub.app.browser_of(&amina).await;
    save(&browser).await;
    hub.app.advance(DAY);
    assert_eq!(sweep(&hub).await, 0, "who was there already is no news");
    delegates(&hub, "Ben Cole").await;
    hub.mentor(Made { name: "Not Asked", ..Made::default() }).await;
    hub.app.advance(DAY);
    assert_eq!(sweep(&hub).await, 1);
    assert_eq!(sweep(&hub).await, 0);
    let mail = hub.app.mail_to(&amina.email).await;
    assert_eq!((mail.kind.as_str(), mail.subject.as_str()), ("search-news", "News from your saved searches"));
    assert!(mail.text.contains("1 new person matches one of your saved searches"), "{mail:?}");
    for secret in ["Ben", "Cole", "elegation", "Mentor:"] {
        assert!(!mail.text.contains(secret) && !mail.html.contains(secret), "{secret}: {mail:?}");
    }
    delegates(&hub, "Cat Dean").await;
    delegates(&hub, "Dev East").await;
    hub.app.advance(DAY * 2);
    assert_eq!(sweep(&hub).await, 0, "not again within the week");
    hub.app.advance(DAY * 5);
    assert_eq!(sweep(&hub).await, 1, "and nobody of the meantime is lost");
    assert!(hub.app.mail_to(&amina.email).await.text.contains("2 new people match"));
    hub.app.advance(DAY * 8);
    assert_eq!(sweep(&hub).await, 0);
    // One step out of the letter stops them.
    let link = mail.link("/unsubscribe/");
    let stop = hub.app.another_browser();
    stop.submit(&stop.get(&link).await, &[("which", "this")]).await.assert_ok();
    delegates(&hub, "Eve Ford").await;
    hub.app.advance(DAY * 8);
    assert_eq!(sweep(&hub).await, 0);
    browser_after(&hub, &amina).await;
}

async fn browser_after(hub: &Hub, amina: &crate::support::given::Person) {
    let browser = hub.app.browser_of(amina).await;
    browser.get("/saved-searches").await.assert_sees("You stopped these emails");
    let mut db = hub.app.app.db.acquire().await.unwrap();
    assert_eq!(stops::stopped(&mut db, amina.account_id).await.unwrap(), [Topic::SavedSearches]);
}

#[tokio::test]
async fn what_is_private_in_a_search_is_sealed_and_runs_again() {
    let hub = Hub::new().await;
    hub.mentor(Made { name: "Ada Bell", areas: &["conflict"], ..Made::default() }).await;
    let amina = hub.mentee().await;
    hub.app.follow().await;
    let browser = hub.app.browser_of(&amina).await;
    let mut tx = hub.app.app.db.begin().await.unwrap();
    let private = rapport::search::drafts::Private {
        areas: vec!["conflict".into()],
        weight: "must".into(),
        words: vec!["zebra".into()],
        ..Default::default()
    };
    let owner = rapport::search::drafts::Owner::Account(amina.account_id);
    let (secret, now) = (&hub.app.app.secret, hub.app.now());
    let draft = rapport::search::drafts::save(&mut tx, secret, now, &owner, None, &private).await.unwrap();
    let draft = draft.expect("something private");
    tx.commit().await.unwrap();
    let results = browser.get(&format!("/find/results?offering=mentoring&draft={draft}")).await;
    results.assert_ok();
    let saved = browser.press(&results, "Tell me when somebody new matches").await;
    saved.assert_ok().assert_sees("Must have: Conflict").assert_sees("Mentor, in your own words");
    let (name, address, sealed): (String, String, Vec<u8>) =
        sqlx::query_as("select name, address, sealed from saved_search")
            .fetch_one(&hub.app.app.db)
            .await
            .unwrap();
    assert!(!name.to_lowercase().contains("conflict"), "{name}");
    assert_eq!(address, "offering=mentoring");
    assert!(!sealed.windows(5).any(|part| part == b"zebra"), "sealed");
    execute(&hub.app, "delete from search_draft").await;
    let again = browser.press(&saved, "See who matches now").await;
    again.assert_ok().assert_sees("Conflict").assert_sees("Ada Bell");
    hub.mentor(Made { name: "Ben Cole", areas: &["conflict"], ..Made::default() }).await;
    hub.mentor(Made { name: "Cat Dean", areas: &["delegation"], ..Made::default() }).await;
    hub.app.advance(DAY);
    assert_eq!(sweep(&hub).await, 1);
    let mail = hub.app.mail_to(&amina.email).await;
    assert!(mail.text.contains("1 new person matches"), "the private part counts: {mail:?}");
}

#[tokio::test]
async fn s1_a_saved_search_is_its_owners_alone() {
    let hub = Hub::new().await;
    delegates(&hub, "Ada Bell").await;
    let browser = hub.browser().await;
    save(&browser).await;
    let id: uuid::Uuid = sqlx::query_scalar("select saved_search_id from saved_search")
        .fetch_one(&hub.app.app.db)
        .await
        .unwrap();
    let path = format!("/saved-searches/{id}");
    let owen = given::account(&hub.app).named("Owen Price").make().await;
    let other = hub.app.browser_of(&owen).await;
    other.get("/saved-searches").await.assert_sees_not("Delegation");
    other.get_only(&path).await.assert_not_found();
    for end in ["", "/run", "/removal"] {
        other.post_only(&format!("{path}{end}"), &[("name", "x"), ("version", "1")]).await.assert_not_found();
    }
    let (first, second) = (browser.get(&path).await, browser.get(&path).await);
    browser.submit(&first, &[("name", "Letting go")]).await.assert_ok().assert_sees("Letting go");
    let late = browser.submit(&second, &[("name", "Another")]).await;
    late.assert_status(409).assert_sees("It is now called “Letting go”");
    browser.submit(&late, &[("name", "")]).await.assert_status(422).assert_error("name", "Enter a name");
    browser
        .post(&format!("{path}/removal"), &[])
        .await
        .assert_ok()
        .assert_sees("You have saved no search yet");
    browser.post_only(&format!("{path}/removal"), &[]).await.assert_not_found();
}

#[tokio::test]
async fn ten_searches_are_enough_and_a_very_broad_one_is_refused_kindly() {
    let hub = Hub::new().await;
    let amina = hub.mentee().await;
    hub.app.follow().await;
    let browser = hub.app.browser_of(&amina).await;
    let post = async |address: &str| {
        let submission = uuid::Uuid::new_v4().to_string();
        browser.post("/saved-searches", &[("submission", &submission), ("address", address)]).await
    };
    for level in 1..=10 {
        post(&format!("offering=mentoring&qualification={level}")).await.assert_ok();
    }
    post("offering=coaching").await.assert_status(409).assert_sees("You have 10 saved searches");
    browser.post_only("/saved-searches", &[("address", "offering=coaching")]).await.assert_status(400);
    execute(&hub.app, "delete from saved_search").await;
    execute(&hub.app, "insert into account (account_id, name, email, email_confirmed_at, organisation_id, created_at)
        select gen_random_uuid(), 'Many', 'many' || n || '@example.org', created_at, organisation_id, created_at
        from account, generate_series(1, 501) n where account.name = 'Amina Khan'").await;
    execute(&hub.app, "insert into profile (account_id, created_at, updated_at) select account_id, created_at, created_at from account where name = 'Many'").await;
    execute(&hub.app, "insert into place (account_id, updated_at) select account_id, created_at from account where name = 'Many'").await;
    execute(&hub.app, "insert into membership (membership_id, pool_id, account_id, kind, status, since, terms_version, changed_at)
        select account_id, (select pool_id from pool where name = 'A pool for everybody'), account_id, 'employee', 'active', created_at, 1, created_at from account where name = 'Many'").await;
    execute(&hub.app, "insert into membership_offering (pool_id, membership_id, offering) select pool_id, membership_id, 'mentoring' from membership").await;
    hub.app.app.live.caught_up(&hub.app.app.db).await.unwrap();
    post("offering=mentoring")
        .await
        .assert_status(409)
        .assert_sees("Add something you must have, then save it");
}

#[tokio::test]
async fn who_waits_is_told_once_when_there_is_a_place_without_a_name() {
    let hub = Hub::new().await;
    let ada = delegates(&hub, "Ada Bell").await;
    let gone = delegates(&hub, "Ben Cole").await;
    hub.set_active(&ada, 2).await;
    hub.set_active(&gone, 2).await;
    let amina = hub.mentee().await;
    hub.app.follow().await;
    let browser = hub.app.browser_of(&amina).await;
    let results = browser.get(RESULTS).await;
    browser.press(&results, "Tell me when there is a place with Ada Bell").await.assert_ok();
    let results = browser.get(RESULTS).await;
    results.assert_sees("We tell you when there is a place");
    browser.press(&results, "Tell me when there is a place with Ben Cole").await.assert_ok();
    let page = browser.get("/saved-searches").await;
    page.assert_sees("Ada Bell").assert_sees("Ben Cole").assert_sees("They are not told that you wait");
    assert_eq!(sweep_places(&hub).await, 0, "still full");
    hub.set_active(&ada, 1).await;
    execute(&hub.app, "update membership set status = 'left', left_at = now(), leaving = 'retired' where account_id = (select account_id from account where name = 'Ben Cole')").await;
    assert_eq!(sweep_places(&hub).await, 1);
    assert_eq!(sweep_places(&hub).await, 0, "once");
    let mail = hub.app.mail_to(&amina.email).await;
    assert_eq!((mail.kind.as_str(), mail.subject.as_str()), ("place-free", "There is a place again"));
    assert!(mail.text.contains("Others may have asked to be told as well"), "{mail:?}");
    assert!(!mail.text.contains("Ada") && !mail.html.contains("Ada"), "{mail:?}");
    browser.get(&mail.link("/practitioners/")).await.assert_ok().assert_heading("Ada Bell");
    browser.get("/saved-searches").await.assert_sees("Nobody. When somebody you like has no place left");
    let id = ada.account_id.to_string();
    let now = browser.post("/place-watches", &[("practitioner", &id)]).await;
    now.assert_ok().assert_sees("There is a place right now");
    let stranger = uuid::Uuid::new_v4().to_string();
    browser.post_only("/place-watches", &[("practitioner", &stranger)]).await.assert_not_found();
}

#[tokio::test]
async fn nobody_waits_for_somebody_they_may_not_see_or_for_longer_than_a_year() {
    let hub = Hub::new().await;
    let ada = delegates(&hub, "Ada Bell").await;
    hub.set_active(&ada, 2).await;
    let browser = hub.browser().await;
    let id = ada.account_id.to_string();
    browser.post("/place-watches", &[("practitioner", &id)]).await.assert_ok();
    execute(&hub.app, "update membership set status = 'paused', paused_to = '2028-01-01'").await;
    hub.set_active(&ada, 0).await;
    assert_eq!(sweep_places(&hub).await, 0, "paused: shown to nobody, and still waited for");
    browser.get("/saved-searches").await.assert_sees("No longer available").assert_sees_not("Ada Bell");
    execute(&hub.app, "update membership set status = 'active', paused_to = null").await;
    hub.set_active(&ada, 2).await;
    hub.app.advance(DAY * 366);
    assert_eq!(sweep_places(&hub).await, 0);
    let left: i64 =
        sqlx::query_scalar("select count(*) from place_watch").fetch_one(&hub.app.app.db).await.unwrap();
    assert_eq!(left, 0);
}

#[tokio::test]
async fn closing_an_account_takes_what_it_saved_and_waited_for() {
    let hub = Hub::new().await;
    let ada = delegates(&hub, "Ada Bell").await;
    let ben = delegates(&hub, "Ben Cole").await;
    hub.set_active(&ada, 2).await;
    hub.set_active(&ben, 2).await;
    let amina = hub.mentee().await;
    hub.app.follow().await;
    let browser = hub.app.browser_of(&amina).await;
    save(&browser).await;
    for person in [&ada, &ben] {
        let id = person.account_id.to_string();
        browser.post("/place-watches", &[("practitioner", &id)]).await.assert_ok();
    }
    let left = async || -> (i64, i64, i64) {
        sqlx::query_as(
            "select (select count(*) from saved_search), (select count(*) from place_watch),
               (select coalesce(sum(cardinality(known)), 0) from saved_search)",
        )
        .fetch_one(&hub.app.app.db)
        .await
        .unwrap()
    };
    assert_eq!(left().await, (1, 2, 2));
    for (person, expected) in [(&ada, (1, 1, 1)), (&amina, (0, 0, 0))] {
        let mut tx = hub.app.app.db.begin().await.unwrap();
        rapport::app::forget_account(&mut tx, &hub.app.app, hub.app.now(), person.account_id).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(left().await, expected);
    }
}
