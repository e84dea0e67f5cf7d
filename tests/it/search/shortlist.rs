//! Shortlists: order, notes that are their writer's alone, comparing, and what is left of somebody who went.

use http::StatusCode;
use rapport::platform::ids::AccountId;
use rapport::pools::Offering;
use rapport::search::shortlist::{self, MOST};

use super::hub::{Hub, Made, leicester};
use crate::profiles::execute;
use crate::support::client::Client;
use crate::support::given::{self, Person};

async fn keep(browser: &Client, person: &Person) {
    let id = person.account_id.to_string();
    let added = browser
        .post("/shortlist", &[("practitioner", &id), ("offering", "mentoring"), ("next", "/shortlist")])
        .await;
    added.assert_ok().assert_sees("Added to your shortlist");
}

fn names(page: &crate::support::page::Page) -> Vec<String> {
    page.texts(".app-shortlist .app-match__name")
}

async fn three(hub: &Hub) -> [Person; 3] {
    let ada = hub.mentor(Made { name: "Ada Bell", employer: leicester(), ..Made::default() }).await;
    let ben = hub.mentor(Made { name: "Ben Cole", areas: &["delegation"], ..Made::default() }).await;
    let zoe = hub.mentor(Made { name: "Zoe Young", band: "afc-8d", ..Made::default() }).await;
    [ada, ben, zoe]
}

#[tokio::test]
async fn an_empty_shortlist_says_what_it_is_for() {
    let hub = Hub::new().await;
    let page = hub.browser().await.get("/shortlist").await;
    page.assert_ok().assert_sees("Nobody is on your shortlist yet").assert_sees("Only you see it");
    assert!(page.attributes("main a", "href").contains(&"/find".to_owned()), "{page}");
}

#[tokio::test]
async fn people_are_kept_in_order_moved_and_removed_without_scripts() {
    let hub = Hub::new().await;
    let people = three(&hub).await;
    let browser = hub.browser().await;
    for person in &people {
        keep(&browser, person).await;
    }
    keep(&browser, &people[0]).await;
    let (page, statements) = hub.app.statements(browser.get("/shortlist")).await;
    assert_eq!(names(&page), ["Ada Bell", "Ben Cole", "Zoe Young"], "kept once, in the order they came");
    assert!(
        statements.len() <= 5,
        "the viewer, the list, how many may be asked, who asks, the cards: {statements:#?}"
    );
    hub.app.app.exposure.flush(&hub.app.app.db).await.unwrap();
    let counted: Vec<i32> =
        sqlx::query_scalar("select shortlisted from exposure").fetch_all(&hub.app.app.db).await.unwrap();
    assert_eq!(counted, [1, 1, 1], "counted once each, of nobody in particular");
    let id = people[2].account_id.to_string();
    let moved = browser.post("/shortlist/moves", &[("practitioner", &id), ("direction", "up")]).await;
    assert_eq!(names(&moved), ["Ada Bell", "Zoe Young", "Ben Cole"]);
    assert_eq!(moved.redirects, [format!("/shortlist#p-{id}")], "the focus goes on from whom it was about");
    let top = people[0].account_id.to_string();
    browser.post("/shortlist/moves", &[("practitioner", &top), ("direction", "up")]).await.assert_ok();
    let removed = browser.post("/shortlist/removals", &[("practitioner", &top)]).await;
    assert_eq!(names(&removed), ["Zoe Young", "Ben Cole"]);
    browser.post("/shortlist/removals", &[("practitioner", &top)]).await.assert_ok();
    let odd = browser.post("/shortlist/moves", &[("practitioner", &id), ("direction", "sideways")]).await;
    odd.assert_status(400);
}

#[tokio::test]
async fn s1_only_who_the_reader_may_be_shown_can_be_kept_and_only_local_paths_are_followed() {
    let hub = Hub::new().await;
    let ada = hub.mentor(Made { name: "Ada Bell", ..Made::default() }).await;
    let stranger = given::account(&hub.app).named("Nobody Here").make().await;
    let browser = hub.browser().await;
    for id in [stranger.account_id.to_string(), uuid::Uuid::new_v4().to_string()] {
        browser.post_only("/shortlist", &[("practitioner", &id)]).await.assert_not_found();
    }
    browser.post_only("/shortlist", &[("practitioner", "x")]).await.assert_status(400);
    let id = ada.account_id.to_string();
    let form = [("practitioner", id.as_str()), ("next", "https://evil.example/")];
    let sent = browser.post_only("/shortlist", &form).await;
    assert_eq!(sent.header("location"), Some(format!("/dashboard#p-{id}").as_str()));
    let other = given::account(&hub.app).named("Owen Price").employed_by(super::hub::leeds()).make().await;
    let theirs = hub.app.browser_of(&other).await;
    theirs.get("/shortlist").await.assert_sees("Nobody is on your shortlist yet");
    theirs.get_only(&format!("/shortlist/{id}/note")).await.assert_not_found();
    theirs.post_only(&format!("/shortlist/{id}/note"), &[("note", "x")]).await.assert_not_found();
}

/// Assurance, special-category data 6: notes are their author's alone, in the database too.
#[tokio::test]
async fn s13_a_note_is_its_writers_alone_whatever_a_query_says() {
    let hub = Hub::new().await;
    let ada = hub.mentor(Made { name: "Ada Bell", ..Made::default() }).await;
    let amina = hub.mentee().await;
    hub.app.follow().await;
    let browser = hub.app.browser_of(&amina).await;
    keep(&browser, &ada).await;
    let path = format!("/shortlist/{}/note", ada.account_id);
    let page = browser.get(&path).await;
    let saved = browser.submit(&page, &[("note", "CANARY asks good questions <b>")]).await;
    saved.assert_ok().assert_sees("Your note is saved").assert_sees("CANARY asks good questions <b>");
    let db = &hub.app.app.db;
    let count = "select count(*) from shortlist_note";
    let without: i64 = sqlx::query_scalar(count).fetch_one(db).await.unwrap();
    assert_eq!(without, 0, "no setting, no notes");
    let mut tx = db.begin().await.unwrap();
    let other = given::account(&hub.app).make().await;
    for (account, sees) in [(other.account_id, 0), (ada.account_id, 0), (amina.account_id, 1)] {
        sqlx::query("select set_config('rapport.account_id', $1, true)")
            .bind(account.to_string())
            .execute(&mut *tx)
            .await
            .unwrap();
        let seen: i64 = sqlx::query_scalar(count).fetch_one(&mut *tx).await.unwrap();
        assert_eq!(seen, sees, "{account}");
        let others = shortlist::entries(&mut tx, amina.account_id).await.unwrap();
        assert_eq!(others[0].note.is_some(), sees == 1, "not even by asking for the owner's list");
    }
    sqlx::query("select set_config('rapport.account_id', $1, true)")
        .bind(other.account_id.to_string())
        .execute(&mut *tx)
        .await
        .unwrap();
    let written = sqlx::query("update shortlist_note set note = 'x'").execute(&mut *tx).await.unwrap();
    assert_eq!(written.rows_affected(), 0, "and nobody else writes it");
    let forged = sqlx::query(
        "insert into shortlist_note (account_id, practitioner_id, note, written_at) values ($1, $2, 'x', now())",
    )
    .bind(amina.account_id)
    .bind(ada.account_id)
    .execute(&mut *tx)
    .await;
    assert!(forged.is_err());
}

#[tokio::test]
async fn a_note_changed_meanwhile_is_not_overwritten_and_nothing_typed_is_lost() {
    let hub = Hub::new().await;
    let ada = hub.mentor(Made { name: "Ada Bell", ..Made::default() }).await;
    let browser = hub.browser().await;
    keep(&browser, &ada).await;
    let path = format!("/shortlist/{}/note", ada.account_id);
    let (first, second) = (browser.get(&path).await, browser.get(&path).await);
    browser.submit(&first, &[("note", "from my phone")]).await.assert_sees("from my phone");
    let late = browser.submit(&second, &[("note", "from the ward")]).await;
    late.assert_status(StatusCode::CONFLICT.as_u16()).assert_sees("This note was changed meanwhile");
    late.assert_sees("from my phone").assert_sees("from the ward");
    let saved = browser.submit(&late, &[("note", "from the ward")]).await;
    saved.assert_ok().assert_sees("from the ward").assert_sees_not("from my phone");
    let long = browser.submit(&browser.get(&path).await, &[("note", &"x".repeat(2_001))]).await;
    long.assert_status(422).assert_error("note", "Your note must be 2000 characters or fewer; it has 2001");
    let gone = browser.submit(&browser.get(&path).await, &[("note", " ")]).await;
    gone.assert_ok().assert_sees("Your note is gone").assert_sees_not("from the ward");
}

#[tokio::test]
async fn who_left_shows_without_a_name_and_who_is_full_can_be_waited_for() {
    let hub = Hub::new().await;
    let people = three(&hub).await;
    let browser = hub.browser().await;
    for person in &people {
        keep(&browser, person).await;
    }
    hub.set_active(&people[1], 2).await;
    execute(&hub.app, "update membership set status = 'suspended' where account_id = (select account_id from account where name = 'Ada Bell')").await;
    let page = browser.get("/shortlist").await;
    assert_eq!(names(&page), ["No longer available", "Ben Cole", "Zoe Young"]);
    assert!(!page.body.contains("Ada"), "the name is withheld: {page}");
    page.assert_sees("No place left for now");
    let waiting = browser.press(&page, "Tell me when there is a place with Ben Cole").await;
    waiting.assert_ok().assert_sees("We tell you when there is a place");
    browser
        .post("/shortlist/removals", &[("practitioner", &people[0].account_id.to_string())])
        .await
        .assert_sees_not("No longer available");
}

#[tokio::test]
async fn an_unproven_reader_keeps_people_without_their_names() {
    let hub = Hub::new().await;
    let ada = hub.mentor(Made { name: "Ada Bell", ..Made::default() }).await;
    let amina = hub.unproven().await;
    hub.app.follow().await;
    let browser = hub.app.browser_of(&amina).await;
    keep(&browser, &ada).await;
    let page = browser.get("/shortlist").await;
    assert_eq!(names(&page), ["Mentor"]);
    let note = browser.get(&format!("/shortlist/{}/note", ada.account_id)).await;
    for page in [page, note] {
        assert!(!page.body.contains("Ada") && !page.body.contains("Bell"), "{page}");
    }
}

#[tokio::test]
async fn three_stand_side_by_side_and_say_how_they_fit() {
    let hub = Hub::new().await;
    let people = three(&hub).await;
    let browser = hub.browser().await;
    for person in &people {
        keep(&browser, person).await;
    }
    let page = browser.get("/shortlist?offering=mentoring&area=delegation&seniority=above-2").await;
    let compared = browser.submit_form(&page.form_with_button("Compare side by side"), &[]).await;
    compared.assert_ok().assert_sees("Tick two or three people");
    let who: Vec<String> = people.iter().map(|person| format!("who={}", person.account_id)).collect();
    let address = "offering=mentoring&area=delegation&seniority=above-2";
    let path = format!("/shortlist/comparison?{}&{address}", who.join("&"));
    let (compared, statements) = hub.app.statements(browser.get(&path)).await;
    assert_eq!(compared.texts("thead th a"), ["Ada Bell", "Ben Cole", "Zoe Young"]);
    compared
        .assert_sees("Match with what you asked for")
        .assert_sees("Delegation")
        .assert_sees("helps with this");
    compared.assert_sees("University Hospitals of Leicester").assert_sees("Agenda for Change band 8d");
    assert!(statements.len() <= 4, "{statements:#?}");
    let stranger = hub.mentor(Made { name: "Not Kept", ..Made::default() }).await;
    let forged = browser.get(&format!("{path}&who={}", stranger.account_id)).await;
    forged.assert_ok().assert_sees_not("Not Kept");
    browser.get("/shortlist/comparison?who=nobody").await.assert_ok().assert_sees("Tick two or three people");
}

#[tokio::test]
async fn a_search_goes_along_from_the_results_to_the_comparison() {
    let hub = Hub::new().await;
    let people = three(&hub).await;
    let browser = hub.browser().await;
    for person in &people {
        keep(&browser, person).await;
    }
    let search = "offering=mentoring&area=delegation";
    let results = browser.get(&format!("/find/results?{search}")).await;
    let link = results.attributes(".app-match a[href^='/shortlist']", "href").remove(0);
    assert!(link.starts_with(&format!("/shortlist?{search}#p-")), "{link}");
    let list = browser.get(link.split('#').next().unwrap()).await;
    let moved = browser.press(&list, "Move down Ada Bell, 1").await;
    assert_eq!(moved.path, format!("/shortlist?{search}"));
    let note = browser.get(&moved.attributes("a[href*='/note?']", "href")[0]).await;
    let noted = browser.submit(&note, &[("note", "Ask about the ward")]).await;
    assert_eq!(noted.path, format!("/shortlist?{search}"));
    noted.assert_sees("Ask about the ward");
    let form = noted.form_with_button("Compare side by side");
    assert_eq!(form.action, "/shortlist/comparison");
    let kept = noted.attributes("form[action='/shortlist/comparison'] input[name='area']", "value");
    assert_eq!(kept, ["delegation"]);
}

#[tokio::test]
async fn a_profile_offers_to_keep_to_wait_and_to_stay_apart() {
    let hub = Hub::new().await;
    let offerings = &[Offering::Mentoring, Offering::Coaching];
    let ada = hub.mentor(Made { name: "Ada Bell", offerings, ..Made::default() }).await;
    let amina = hub.mentee().await;
    hub.app.follow().await;
    let browser = hub.app.browser_of(&amina).await;
    let path = format!("/practitioners/{}", ada.account_id);
    let (page, statements) = hub.app.statements(browser.get(&path)).await;
    assert!(statements.len() <= 5, "{statements:#?}");
    page.assert_sees("Add to shortlist for coaching").assert_sees("Add to shortlist for mentoring");
    page.assert_sees_not("Tell me when there is a place");
    let kept = browser.press(&page, "Add to shortlist for mentoring").await;
    kept.assert_path(&path).assert_sees("Added to your shortlist").assert_sees("On your shortlist");
    let again = [("practitioner", ada.account_id.to_string()), ("offering", "coaching".to_owned())];
    let again: Vec<(&str, &str)> = again.iter().map(|(name, value)| (*name, value.as_str())).collect();
    browser.post("/shortlist", &again).await.assert_ok();
    assert_eq!(names(&browser.get("/shortlist").await), ["Ada Bell"], "a repeat is the success it was");
    hub.set_active(&ada, 2).await;
    let waits = browser.press(&browser.get(&path).await, "Tell me when there is a place").await;
    waits.assert_path(&path).assert_sees("We tell you when there is a place");
    let apart = browser.press(&waits, "I would rather not be matched with this person").await;
    apart.assert_path(&path).assert_sees("You would rather not be matched with them");
    let own = hub.app.browser_of(&ada).await.get(&path).await;
    own.assert_ok().assert_sees_not("Add to shortlist").assert_sees_not("I would rather not");
    let asha = given::account(&hub.app).named("Asha Patel").coordinator_of(hub.pool).make().await;
    hub.app.browser_of(&asha).await.get(&path).await.assert_ok().assert_sees_not("Add to shortlist");
}

#[tokio::test]
async fn r3_a_shortlist_holds_twenty_however_many_come_at_once() {
    let hub = Hub::new().await;
    let amina = hub.mentee().await;
    let mut people: Vec<AccountId> = Vec::new();
    for _ in 0..MOST + 4 {
        people.push(given::account(&hub.app).practitioner().make().await.account_id);
    }
    let adding = people.iter().map(|person| async {
        let mut tx = hub.app.app.db.begin().await.unwrap();
        let added =
            shortlist::add(&mut tx, hub.app.now(), amina.account_id, *person, Offering::Coaching).await;
        tx.commit().await.unwrap();
        added.is_ok()
    });
    let added = futures_util::future::join_all(adding).await.into_iter().filter(|added| *added).count();
    assert_eq!(added, MOST);
    let mut db = hub.app.app.db.acquire().await.unwrap();
    assert_eq!(shortlist::count(&mut db, amina.account_id).await.unwrap(), 20);
    let ada = hub.mentor(Made { name: "Ada Bell", ..Made::default() }).await;
    hub.app.follow().await;
    let refused = hub
        .app
        .browser_of(&amina)
        .await
        .post("/shortlist", &[("practitioner", &ada.account_id.to_string())])
        .await;
    refused.assert_status(409).assert_sees("Your shortlist holds 20 people");
}

#[tokio::test]
async fn closing_an_account_takes_its_shortlist_and_it_from_those_of_others() {
    let hub = Hub::new().await;
    let people = three(&hub).await;
    let amina = hub.mentee().await;
    hub.app.follow().await;
    let browser = hub.app.browser_of(&amina).await;
    for person in &people {
        keep(&browser, person).await;
        let path = format!("/shortlist/{}/note", person.account_id);
        browser.submit(&browser.get(&path).await, &[("note", "a note")]).await.assert_ok();
    }
    let forget = async |person: &Person| {
        let mut tx = hub.app.app.db.begin().await.unwrap();
        rapport::app::forget_account(&mut tx, &hub.app.app, hub.app.now(), person.account_id).await.unwrap();
        tx.commit().await.unwrap();
    };
    let left = async |table: &str| -> i64 {
        let mut owner = hub.app.database.owner().await;
        let count = sqlx::AssertSqlSafe(format!("select count(*) from {table}"));
        sqlx::query_scalar(count).fetch_one(&mut owner).await.unwrap()
    };
    forget(&people[0]).await;
    assert_eq!(left("shortlist_entry").await, 2);
    assert_eq!(names(&browser.get("/shortlist").await), ["Ben Cole", "Zoe Young"]);
    forget(&amina).await;
    assert_eq!((left("shortlist_entry").await, left("shortlist_note").await), (0, 0));
}
