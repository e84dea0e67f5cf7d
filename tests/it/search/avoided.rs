//! People somebody would rather not be matched with: kept away, never told, and nothing says whether they exist.

use rapport::search::avoided::{self, MOST};

use super::hub::{Hub, Made};
use crate::profiles::execute;
use crate::support::given;

const PAGE: &str = "/find/people-to-avoid";
const RESULTS: &str = "/find/results?offering=mentoring";

#[tokio::test]
async fn whoever_is_written_down_is_not_in_the_results() {
    let hub = Hub::new().await;
    let sian = hub.mentor(Made { name: "Siân O’Neill-Smith", ..Made::default() }).await;
    let ben = hub.mentor(Made { name: "Ben Cole", ..Made::default() }).await;
    hub.mentor(Made { name: "Zoe Young", ..Made::default() }).await;
    execute(&hub.app, "update account set recovery_email = 'ben.at.home@example.org', recovery_email_confirmed_at = created_at where name = 'Ben Cole'").await;
    let amina = hub.mentee().await;
    hub.app.follow().await;
    let browser = hub.app.browser_of(&amina).await;
    let shown = async || browser.get(RESULTS).await.texts(".app-match__name").len();
    assert_eq!(shown().await, 3);
    let page = browser.get(PAGE).await;
    page.assert_sees("Nobody is on your list").assert_sees("They are never told");
    for (written, left) in [
        ("sian  oneill smith", 2),
        ("BEN.AT.HOME@example.org", 1),
        ("Nobody Whatsoever", 1),
        ("nobody@nowhere.example", 1),
    ] {
        let added = browser.submit(&browser.get(PAGE).await, &[("written", written)]).await;
        added.assert_ok().assert_sees("They are on your list. You will not be matched with them");
        added.assert_sees(written.split_whitespace().next().unwrap());
        assert_eq!(shown().await, left, "{written}");
    }
    let mut db = hub.app.app.db.acquire().await.unwrap();
    let mut expected = vec![sian.account_id, ben.account_id];
    expected.sort_unstable();
    assert_eq!(avoided::excluded(&mut db, amina.account_id).await.unwrap(), expected);
    let list = avoided::list(&mut db, amina.account_id).await.unwrap();
    for one in list {
        let id = one.avoided_id.to_string();
        browser.post("/find/people-to-avoid/removals", &[("avoided", &id)]).await.assert_ok();
    }
    assert_eq!(shown().await, 3);
}

#[tokio::test]
async fn somebody_can_be_put_on_the_list_from_a_page_that_shows_them() {
    let hub = Hub::new().await;
    let ben = hub.mentor(Made { name: "Ben Cole", ..Made::default() }).await;
    let browser = hub.browser().await;
    let id = ben.account_id.to_string();
    for _ in 0..2 {
        let form = [("practitioner", id.as_str()), ("next", RESULTS)];
        browser.post(PAGE, &form).await.assert_ok().assert_sees_not("Ben Cole");
    }
    let page = browser.get(PAGE).await;
    assert_eq!(page.texts(".app-order b"), ["Ben Cole"], "once, by the name the reader may see");
    let nobody = uuid::Uuid::new_v4().to_string();
    browser.post_only(PAGE, &[("practitioner", &nobody)]).await.assert_not_found();
}

#[tokio::test]
async fn s1_names_tried_one_by_one_tell_nothing_before_employment_is_proven() {
    let hub = Hub::new().await;
    let ben = hub.mentor(Made { name: "Ben Cole", ..Made::default() }).await;
    let zoe = hub.mentor(Made { name: "Zoe Young", ..Made::default() }).await;
    execute(&hub.app, "update account set recovery_email = 'ben.at.home@example.org', recovery_email_confirmed_at = created_at where name = 'Ben Cole'").await;
    let amina = hub.unproven().await;
    hub.app.follow().await;
    let browser = hub.app.browser_of(&amina).await;
    let shown = async || browser.get(RESULTS).await.texts(".app-match__name").len();
    assert_eq!(shown().await, 2);
    browser.get(PAGE).await.assert_sees("Names and email addresses count once your employment is confirmed");
    for written in ["Ben Cole", ben.email.as_str(), "ben.at.home@example.org", "Nobody Whatsoever"] {
        let added = browser.submit(&browser.get(PAGE).await, &[("written", written)]).await;
        added.assert_ok().assert_sees("It counts once your employment is confirmed");
        assert_eq!(shown().await, 2, "{written}");
    }
    let chosen = zoe.account_id.to_string();
    browser
        .post(PAGE, &[("practitioner", &chosen)])
        .await
        .assert_ok()
        .assert_sees("You will not be matched with them");
    assert_eq!(shown().await, 1, "whoever was chosen on a page is left out at once");
    execute(&hub.app, "update account set employment_proof = 'join-code', employment_proven_at = created_at where name = 'Amina Khan'").await;
    assert_eq!(shown().await, 0, "and whoever was written down, once employment is proven");
    browser.get(PAGE).await.assert_sees_not("Names and email addresses count once");
}

#[tokio::test]
async fn s1_a_list_is_its_owners_alone() {
    let hub = Hub::new().await;
    hub.mentor(Made { name: "Ben Cole", ..Made::default() }).await;
    let amina = hub.mentee().await;
    hub.app.follow().await;
    let browser = hub.app.browser_of(&amina).await;
    browser.submit(&browser.get(PAGE).await, &[("written", "Ben Cole")]).await.assert_ok();
    let mut db = hub.app.app.db.acquire().await.unwrap();
    let id = avoided::list(&mut db, amina.account_id).await.unwrap()[0].avoided_id.to_string();
    let asha = given::account(&hub.app).named("Asha Patel").coordinator_of(hub.pool).make().await;
    let coordinator = hub.app.browser_of(&asha).await;
    coordinator.get(PAGE).await.assert_ok().assert_sees_not("Ben Cole");
    coordinator.post("/find/people-to-avoid/removals", &[("avoided", &id)]).await.assert_ok();
    browser.get(PAGE).await.assert_sees("Ben Cole");
    assert_eq!(hub.app.mails().await.len(), 0, "nobody is told");
    let recorded: i64 = sqlx::query_scalar("select count(*) from event where kind like '%avoid%'")
        .fetch_one(&hub.app.app.db)
        .await
        .unwrap();
    assert_eq!(recorded, 0);
}

#[tokio::test]
async fn s11_what_cannot_be_a_name_comes_back_with_a_reason() {
    let hub = Hub::new().await;
    let amina = hub.mentee().await;
    hub.app.follow().await;
    let browser = hub.app.browser_of(&amina).await;
    for (written, message) in [
        ("", "Enter an email address or a full name"),
        ("Jo", "Enter an email address or a full name, of at least 3 characters"),
        ("a\r\nb", "An email address or a full name must be on one line, without control characters"),
    ] {
        let page = browser.submit(&browser.get(PAGE).await, &[("written", written)]).await;
        page.assert_status(422).assert_error("written", message);
    }
    let hostile = "<script>alert(1)</script>' or 1=1";
    let page = browser.submit(&browser.get(PAGE).await, &[("written", hostile)]).await;
    page.assert_ok().assert_sees(hostile);
    assert!(!page.body.contains("<script>alert"), "{page}");
    let mut tx = hub.app.app.db.begin().await.unwrap();
    for number in 1..MOST {
        let whom = avoided::Whom::Written(format!("Person {number}"));
        avoided::add(&mut tx, hub.app.now(), amina.account_id, &whom).await.unwrap();
    }
    tx.commit().await.unwrap();
    let full = browser.submit(&browser.get(PAGE).await, &[("written", "One More")]).await;
    full.assert_status(422).assert_sees("Your list holds 50 people");
    let mut tx = hub.app.app.db.begin().await.unwrap();
    avoided::forget(&mut tx, amina.account_id).await.unwrap();
    assert!(avoided::list(&mut tx, amina.account_id).await.unwrap().is_empty());
}
