//! What pools see of a ledger, and what becomes of standing by it.

use rapport::memberships::{self, Status, check_evidence};
use rapport::platform::ids::EvidenceId;
use rapport::pools::Offering;

use super::{added, coach, count, entry_path, execute, pool_of_coaches};
use crate::memberships::{load, member};
use crate::support::app::TestApp;
use crate::support::given;

async fn dates(app: &TestApp) -> Vec<String> {
    sqlx::query_scalar(
        "select dated_on::text || ' ' || title || ' ' || awarding_body from evidence order by 1",
    )
    .fetch_all(&app.app.db)
    .await
    .unwrap()
}

#[tokio::test]
async fn evidence_follows_an_entry_as_it_is_added_changed_and_removed() {
    let app = TestApp::start().await;
    let (_, _, browser) = coach(&app).await;
    browser
        .get("/supervision")
        .await
        .assert_sees("0 of 2 in the last twelve months. Two more are asked for.");
    let done = added(&browser, &[]).await;
    done.assert_sees("1 of 2 in the last twelve months. One more is asked for.");
    done.assert_sees("Counts in North coaching pool.");
    browser.get("/memberships").await.assert_sees("Add 1 more supervision").assert_sees("Managing endings");
    assert_eq!(dates(&app).await, ["2027-02-01 Managing endings Tom Hale"]);
    let path = entry_path(&browser, "Managing endings").await;
    let form = browser.get(&path).await.form_to(&path);
    browser.submit_form(&form, &[("held-day", "3"), ("with_whom", "")]).await.assert_path("/supervision");
    assert_eq!(dates(&app).await, ["2027-02-03 Managing endings "]);
    // What pools do not see leaves theirs as it is.
    let before: EvidenceId =
        sqlx::query_scalar("select evidence_id from evidence").fetch_one(&app.app.db).await.unwrap();
    let form = browser.get(&path).await.form_to(&path);
    browser
        .submit_form(&form, &[("length", "2 hours"), ("learned", "To wait.")])
        .await
        .assert_path("/supervision");
    let after: EvidenceId =
        sqlx::query_scalar("select evidence_id from evidence").fetch_one(&app.app.db).await.unwrap();
    assert_eq!(before, after);
    // Another kind is other evidence.
    let form = browser.get(&path).await.form_to(&path);
    browser.submit_form(&form, &[("kind", "cpd")]).await.assert_sees("1 of 2 in the last twelve months.");
    assert_eq!(count(&app, "select count(*) from evidence where kind = 'cpd'").await, 1);
    assert_eq!(count(&app, "select count(*) from evidence").await, 1);
    let page = browser.get(&path).await;
    browser.press(&page, "Remove it").await.assert_path("/supervision").assert_sees("Nothing yet.");
    assert_eq!(count(&app, "select count(*) from evidence").await, 0);
    let kinds: Vec<String> =
        sqlx::query_scalar("select kind from event where subject_noun = 'ledger-entry' order by event_id")
            .fetch_all(&app.app.db)
            .await
            .unwrap();
    assert_eq!(kinds.first().map(String::as_str), Some("ledger-entry.recorded"));
    assert_eq!(kinds.last().map(String::as_str), Some("ledger-entry.removed"));
}

#[tokio::test]
async fn whoever_had_lapsed_is_found_again_once_the_ledger_says_enough() {
    let app = TestApp::start().await;
    let pool = pool_of_coaches(&app, "North coaching pool").await;
    let grace = given::account(&app).named("Grace Obi").make().await;
    let id = member(&app, pool, &grace, &[Offering::Coaching]).await;
    execute(
        &app,
        &format!(
            "update membership set status = 'lapsed' where membership_id = '{id}' and status = 'active'"
        ),
    )
    .await;
    let browser = app.browser_of(&grace).await;
    for (kind, title) in [("supervision-received", "One"), ("supervision-received", "Two"), ("cpd", "Three")]
    {
        added(&browser, &[("kind", kind), ("title", title)]).await.assert_path("/supervision");
        assert_eq!(load(&app, pool, id).await.status, Status::Lapsed);
    }
    let done = added(&browser, &[("kind", "cpd"), ("title", "Four")]).await;
    assert_eq!(done.texts(".app-chart__table .nhsuk-tag"), ["Met", "Met"]);
    let now = load(&app, pool, id).await;
    assert_eq!(now.status, Status::Active);
    assert_eq!(now.evidence_to, Some(crate::memberships::day("2028-01-31")));
}

#[tokio::test]
async fn what_a_coordinator_checked_stands_and_the_page_says_why() {
    let app = TestApp::start().await;
    let (pool, grace, browser) = coach(&app).await;
    added(&browser, &[]).await;
    let path = entry_path(&browser, "Managing endings").await;
    let before = browser.get(&path).await;
    let asha = given::account(&app).named("Asha Patel").coordinator_of(pool).make().await;
    let evidence: EvidenceId =
        sqlx::query_scalar("select evidence_id from evidence").fetch_one(&app.app.db).await.unwrap();
    let membership: uuid::Uuid =
        sqlx::query_scalar("select membership_id from membership where account_id = $1")
            .bind(grace.account_id)
            .fetch_one(&app.app.db)
            .await
            .unwrap();
    // How long it was counts in the passport as confirmed, so whoever checks it sees it.
    let shown = app.browser_of(&asha).await.get(&format!("/pools/{pool}/members/{membership}")).await;
    shown.assert_sees("Mark as checked").assert_sees("1 hour 30 minutes");
    let mut tx = app.app.db.begin().await.unwrap();
    check_evidence(&mut tx, asha.account_id, app.now(), pool, grace.account_id, evidence).await.unwrap();
    tx.commit().await.unwrap();
    // From a page that was open before: refused, and nothing changes.
    let refused = browser.submit_form(&before.form_to(&format!("{path}/deletion")), &[]).await;
    refused.assert_status(409).assert_sees("A coordinator has checked this entry");
    let kept =
        browser.submit_form(&before.form_to(&path), &[("title", "Else"), ("learned", "To wait.")]).await;
    kept.assert_status(409).assert_sees("This was not saved yet").assert_sees_not("Else");
    browser.press(&kept, "Save").await.assert_path("/supervision").assert_sees("Managing endings");
    let page = browser.get(&path).await;
    page.assert_sees("A coordinator has checked this")
        .assert_sees("1 hour 30 minutes")
        .assert_sees("To wait.");
    assert!(page.forms().iter().all(|form| form.action != format!("{path}/deletion")));
    browser.submit(&page, &[("learned", "To wait longer.")]).await.assert_path("/supervision");
    assert_eq!(dates(&app).await, ["2027-02-01 Managing endings Tom Hale"]);
}

#[tokio::test]
async fn one_entry_counts_in_every_pool_that_asks_or_in_one_or_in_none() {
    let app = TestApp::start().await;
    let (north, grace, browser) = coach(&app).await;
    let south = pool_of_coaches(&app, "South coaching pool").await;
    member(&app, south, &grace, &[Offering::Coaching]).await;
    let quiet = given::pool(&app, "Mentoring pool").await;
    member(&app, quiet, &grace, &[Offering::Mentoring]).await;
    let done = added(&browser, &[("shown", "all")]).await;
    done.assert_sees("Counts in North coaching pool and South coaching pool.");
    done.assert_sees("This pool does not ask for supervision or CPD by the year.");
    let path = entry_path(&browser, "Managing endings").await;
    let pools = "select coalesce(string_agg(p.name, ', ' order by p.name), '') from evidence e join pool p using (pool_id)";
    let shown = async |to: &str| {
        let form = browser.get(&path).await.form_to(&path);
        browser.submit_form(&form, &[("shown", to)]).await.assert_path("/supervision");
        let names: String = sqlx::query_scalar(pools).fetch_one(&app.app.db).await.unwrap();
        names
    };
    assert_eq!(shown(&south.to_string()).await, "South coaching pool");
    assert_eq!(shown(&north.to_string()).await, "North coaching pool");
    assert_eq!(shown("none").await, "");
    assert_eq!(shown("all").await, "North coaching pool, South coaching pool");
    let foreign = given::pool(&app, "Foreign pool").await.to_string();
    let form = browser.get(&path).await.form_to(&path);
    let mut sent = form.filled(&[]);
    sent.retain(|(name, _)| name != "shown");
    sent.push(("shown".to_owned(), foreign));
    let sent: Vec<(&str, &str)> = sent.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    browser.post(&path, &sent).await.assert_status(422).assert_error("shown", "Select who sees it");
    // The other pool's evidence removed by hand: the entry stays, and shows it no more.
    execute(&app, &format!("delete from evidence where pool_id = '{south}'")).await;
    browser.get("/supervision").await.assert_sees("Counts in North coaching pool.");
}

#[tokio::test]
async fn a_ledger_follows_when_two_pools_become_one() {
    let app = TestApp::start().await;
    let (north, grace, browser) = coach(&app).await;
    let south = pool_of_coaches(&app, "South coaching pool").await;
    member(&app, south, &grace, &[Offering::Coaching]).await;
    added(&browser, &[("shown", &north.to_string())]).await;
    super::groups::supervised(&app, north, &["Grace Obi"]).await;
    let mut tx = app.app.db.begin().await.unwrap();
    memberships::merge_pools(&mut tx, app.now(), north, south, 1).await.unwrap();
    rapport::ledger::move_to_pool(&mut tx, north, south).await.unwrap();
    tx.commit().await.unwrap();
    let page = browser.get("/supervision").await;
    page.assert_sees("2 of 2 in the last twelve months.").assert_sees("Counts in South coaching pool.");
    assert_eq!(count(&app, &format!("select count(*) from ledger_entry where pool_id = '{north}'")).await, 0);
    let path = entry_path(&browser, "Managing endings").await;
    let page = browser.get(&path).await;
    browser.submit(&page, &[("learned", "To wait.")]).await.assert_path("/supervision");
    assert_eq!(count(&app, "select count(*) from evidence").await, 2);
}
