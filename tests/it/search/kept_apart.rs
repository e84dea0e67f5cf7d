//! Who may not be matched with somebody at this moment is simply not there, and nothing says why.

use jiff::SignedDuration;
use rapport::platform::ids::AccountId;

use super::hub::{Hub, Made};
use crate::support::given::Person;
use crate::support::threads::thread;

const RESULTS: &str = "/find/results?offering=mentoring";

async fn block(hub: &Hub, by: AccountId, whom: AccountId) {
    sqlx::query("insert into contact_block (account_id, blocked_id, blocked_at) values ($1, $2, $3)")
        .bind(by)
        .bind(whom)
        .bind(hub.app.now())
        .execute(&hub.app.app.db)
        .await
        .unwrap();
}

async fn conflict(hub: &Hub, by: AccountId, other: AccountId) {
    sqlx::query(
        "insert into declared_conflict (one_id, other_id, declared_by, declared_at) values (least($1, $2), greatest($1, $2), $1, $3)",
    )
    .bind(by)
    .bind(other)
    .bind(hub.app.now())
    .execute(&hub.app.app.db)
    .await
    .unwrap();
}

/// The mentor declined, and the pool lets the mentee ask again after ninety days.
async fn declined(hub: &Hub, mentee: AccountId, mentor: AccountId) {
    let id = thread(&hub.app.app, hub.pool, mentee, mentor, "closed").await;
    sqlx::query("update chemistry_request set cool_off_to = $2 where chemistry_request_id = $1")
        .bind(id)
        .bind(hub.app.now().plus(SignedDuration::from_hours(24 * 90)))
        .execute(&hub.app.app.db)
        .await
        .unwrap();
}

async fn five(hub: &Hub) -> Vec<Person> {
    let mut people = Vec::new();
    for name in ["Ada Bell", "Ben Cole", "Cai Rhys", "Dev Shah", "Zoe Young"] {
        people.push(hub.mentor(Made { name, ..Made::default() }).await);
    }
    people
}

#[tokio::test]
async fn blocked_either_way_conflicted_and_cooling_off_are_not_in_results_nor_on_the_shortlist() {
    let hub = Hub::new().await;
    let people = five(&hub).await;
    let amina = hub.mentee().await;
    hub.app.follow().await;
    let browser = hub.app.browser_of(&amina).await;
    for person in &people {
        let id = person.account_id.to_string();
        browser.post("/shortlist", &[("practitioner", &id), ("offering", "mentoring")]).await.assert_ok();
    }
    assert_eq!(browser.get(RESULTS).await.texts(".app-match__name").len(), 5);
    let (own, of) = (amina.account_id, |at: usize| people[at].account_id);
    block(&hub, own, of(0)).await;
    block(&hub, of(1), own).await;
    conflict(&hub, of(2), own).await;
    declined(&hub, own, of(3)).await;
    assert_eq!(browser.get(RESULTS).await.texts(".app-match__name"), ["Zoe Young"]);
    let list = browser.get("/shortlist").await;
    assert_eq!(list.texts(".app-shortlist .app-match__name").iter().filter(|name| *name == "Zoe Young").count(), 1);
    for hidden in ["Ada Bell", "Ben Cole", "Cai Rhys", "Dev Shah"] {
        list.assert_sees_not(hidden);
    }
    let why = format!("/find/why/{}?offering=mentoring", of(1));
    browser.get(&why).await.assert_not_found();
    let page = browser.get("/find/people-to-avoid").await;
    page.assert_sees("Nobody is on your list");
    // What somebody does with a page they have open must not tell that they are kept apart.
    let id = of(1).to_string();
    browser.post("/shortlist", &[("practitioner", &id)]).await.assert_ok();
    browser.post("/find/people-to-avoid", &[("practitioner", &id)]).await.assert_ok().assert_sees("They are on your list");
}

#[tokio::test]
async fn after_the_cool_off_they_are_found_again() {
    let hub = Hub::new().await;
    let ada = hub.mentor(Made { name: "Ada Bell", ..Made::default() }).await;
    let amina = hub.mentee().await;
    hub.app.follow().await;
    declined(&hub, amina.account_id, ada.account_id).await;
    let shown = async || hub.app.browser_of(&amina).await.get(RESULTS).await.texts(".app-match__name").len();
    assert_eq!(shown().await, 0);
    hub.app.advance(SignedDuration::from_hours(24 * 90));
    assert_eq!(shown().await, 1);
}

#[tokio::test]
async fn no_letter_tells_of_a_place_with_somebody_who_blocked_the_reader() {
    let hub = Hub::new().await;
    let ada = hub.mentor(Made { name: "Ada Bell", ..Made::default() }).await;
    let amina = hub.mentee().await;
    hub.set_active(&ada, 2).await;
    let browser = hub.app.browser_of(&amina).await;
    let id = ada.account_id.to_string();
    block(&hub, ada.account_id, amina.account_id).await;
    let waiting = browser.post("/place-watches", &[("practitioner", &id), ("offering", "mentoring")]).await;
    waiting.assert_sees("We will write to you once when there is a place");
    hub.set_active(&ada, 0).await;
    let mut db = hub.app.app.db.acquire().await.unwrap();
    let told = rapport::search::saved::tell_places(&mut db, &hub.app.app, hub.app.now()).await.unwrap();
    assert_eq!(told, 0);
}
