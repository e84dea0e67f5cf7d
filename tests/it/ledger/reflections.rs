//! What a mentee writes down about a session, and a CPD statement of the days they ask for.

use jiff::SignedDuration;
use uuid::Uuid;

use super::{coach, count, execute, held};
use crate::returns::given::relationship;
use crate::support::app::TestApp;
use crate::support::client::Client;
use crate::support::given::{self, Person};

const CANARY: &str = "I waited, said the canary.";

struct Mentee {
    app: TestApp,
    grace: Person,
    at_grace: Client,
    amina: Person,
    at_amina: Client,
    session: String,
}

/// Amina had a session with Grace in February 2027.
async fn mentee() -> Mentee {
    let app = TestApp::start().await;
    let (pool, grace, at_grace) = coach(&app).await;
    let amina = given::account(&app).named("Amina Khan").make().await;
    let at_amina = app.browser_of(&amina).await;
    let relationship = held(&app, pool, (&amina, &grace), "2027-02-03T10:00:00Z", 60).await;
    let id: Uuid = sqlx::query_scalar("select session_id from session").fetch_one(&app.app.db).await.unwrap();
    let session = format!("/relationships/{relationship}/sessions/{id}");
    Mentee { app, grace, at_grace, amina, at_amina, session }
}

impl Mentee {
    async fn written(&self, shown: &str) {
        let page = self.at_amina.get(&format!("{}/reflection", self.session)).await;
        self.at_amina
            .submit_form(
                &page.form_to(&format!("{}/reflection", self.session)),
                &[("learned", CANARY), ("in_statement", shown)],
            )
            .await
            .assert_path(&self.session);
    }
}

#[tokio::test]
async fn a_reflection_on_a_session_is_in_its_writers_statement_when_they_choose_it() {
    let one = mentee().await;
    let page = one.at_amina.get(&one.session).await;
    page.assert_sees("Your reflection on this session");
    one.at_grace.get(&one.session).await.assert_sees_not("Your reflection on this session");
    one.written("yes").await;
    let statement = one.at_amina.get("/cpd-statement").await;
    statement
        .assert_sees("1 hour in all, of which 1 hour in coaching, mentoring and supervision")
        .assert_sees("1 reflective account.")
        .assert_sees(&format!("What I learned: {CANARY}"));
    one.written("").await;
    one.at_amina
        .get("/cpd-statement")
        .await
        .assert_sees_not("canary")
        .assert_sees("0 reflective accounts.")
        .assert_sees("3 February 2027: Coaching, 1 hour");
    let page = one.at_amina.get(&format!("{}/reflection", one.session)).await;
    page.assert_sees("canary");
    let empty = [("learned", "")];
    let refused =
        one.at_amina.submit_form(&page.form_to(&format!("{}/reflection", one.session)), &empty).await;
    refused.assert_status(422);
    assert!(refused.error_on("happened").is_some());
    one.at_amina.press(&page, "Delete it").await.assert_path(&one.session);
    assert_eq!(count(&one.app, "select count(*) from session_reflection").await, 0);
}

#[tokio::test]
async fn s1_s13_nobody_else_reads_it_and_the_database_does_not_hold_it_open() {
    let one = mentee().await;
    one.written("yes").await;
    let path = format!("{}/reflection", one.session);
    let priya = given::account(&one.app).named("Priya Sharma").administrator().make().await;
    for person in [&one.grace, &priya] {
        let browser = one.app.browser_of(person).await;
        browser.get(&path).await.assert_not_found();
        browser.post(&path, &[("learned", "Mine"), ("version", "1")]).await.assert_not_found();
        browser.post(&format!("{path}/deletion"), &[]).await.assert_not_found();
    }
    for page in [one.session.as_str(), "/cpd-statement", "/passport", "/supervision"] {
        one.at_grace.get(page).await.assert_sees_not("canary");
    }
    assert!(!one.app.database.everything_as_text().await.contains("canary"));
    assert_eq!(count(&one.app, "select count(*) from session_reflection").await, 1);
}

#[tokio::test]
async fn r3_sent_twice_it_is_one_and_what_is_stale_is_asked_about() {
    let one = mentee().await;
    let path = format!("{}/reflection", one.session);
    let page = one.at_amina.get(&path).await;
    let form = page.form_to(&path);
    for _ in 0..2 {
        one.at_amina.submit_form(&form, &[("learned", CANARY)]).await.assert_path(&one.session);
    }
    let stale = one.at_amina.submit_form(&form, &[("learned", "Another thought")]).await;
    stale.assert_status(409).assert_sees("This was not saved yet").assert_sees("Another thought");
    one.at_amina.submit_form(&stale.form_to(&path), &[]).await.assert_path(&one.session);
    one.at_amina.get(&path).await.assert_sees("Another thought");
    assert_eq!(count(&one.app, "select count(*) from session_reflection").await, 1);
}

#[tokio::test]
async fn s14_it_goes_with_the_account_and_twelve_months_after_the_ending() {
    let one = mentee().await;
    one.written("yes").await;
    execute(
        &one.app,
        "update relationship set status = 'ended', outcome = 'planned', ended_at = '2027-03-04T12:00:00Z'",
    )
    .await;
    let mut db = one.app.app.db.acquire().await.unwrap();
    let days = |days: i64| one.app.now().plus(SignedDuration::from_hours(24 * days));
    assert_eq!(rapport::ledger::forget_ended_reflections(&mut db, days(364)).await.unwrap(), 0);
    assert_eq!(rapport::ledger::forget_ended_reflections(&mut db, days(367)).await.unwrap(), 1);
    let path = format!("{}/reflection", one.session);
    one.written("yes").await;
    let page = one.at_amina.get(&path).await;
    rapport::ledger::forget(&mut db, one.amina.account_id).await.unwrap();
    assert_eq!(count(&one.app, "select count(*) from session_reflection").await, 0);
    one.app.advance(SignedDuration::from_hours(24 * 367));
    let late = one.app.browser_of(&one.amina).await;
    let sent = page.form_to(&path).filled(&[("learned", "Late")]);
    let sent: Vec<(&str, &str)> = sent.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    late.post(&path, &sent).await.assert_status(409);
    assert_eq!(count(&one.app, "select count(*) from session_reflection").await, 0);
}

#[tokio::test]
async fn a_statement_covers_the_days_asked_for_and_a_supervision_counts_once() {
    let one = mentee().await;
    let pool = sqlx::query_scalar("select pool_id from pool").fetch_one(&one.app.app.db).await.unwrap();
    for at in ["2025-01-01T00:30:00Z", "2026-06-01T10:00:00Z", "2024-12-31T23:30:00Z"] {
        held(&one.app, pool, (&one.amina, &one.grace), at, 30).await;
    }
    for at in ["2024-03-04T23:30:00Z", "2024-03-05T00:30:00Z"] {
        held(&one.app, pool, (&one.amina, &one.grace), at, 30).await;
    }
    let page = one.at_amina.get("/cpd-statement").await;
    page.assert_sees("From 5 March 2026 to 4 March 2027")
        .assert_sees("1 hour, all of it learning with others");
    let years = ["2027", "2026", "2025"];
    let links: Vec<String> = page
        .attributes("main a", "href")
        .into_iter()
        .filter(|link| link.starts_with("/cpd-statement?"))
        .collect();
    assert_eq!(links.len(), 1 + years.len(), "three years, and each of the latest of their own: {links:?}");
    let three = one.at_amina.get(&links[0]).await;
    three
        .assert_heading("Amina Khan: continuing professional development")
        .assert_sees("From 5 March 2024 to 4 March 2027")
        .assert_sees("2 hours 30 minutes, all of it");
    one.at_amina.get(&links[1]).await.assert_sees("From 1 January 2027 to 4 March 2027");
    one.at_amina.get(&links[2]).await.assert_sees("30 minutes, all of it");
    one.at_amina
        .get("/cpd-statement?from-year=x")
        .await
        .assert_status(422)
        .assert_sees("Enter the day and the month");
    // A session of supervision is in the ledger too: its hours count once, and its reflection is there.
    let id =
        relationship(&one.app, pool, one.grace.account_id, one.amina.account_id, "supervision", "2027-01-01")
            .await;
    let path = format!("/relationships/{id}/sessions");
    let page = one.at_amina.get(&path).await;
    let fields = [
        ("held-day", "2"),
        ("held-month", "2"),
        ("held-year", "2027"),
        ("began", "10am"),
        ("took", "90 min"),
    ];
    one.at_amina.submit_form(&page.form_to(&format!("{path}/past")), &fields).await.assert_ok();
    one.at_amina.get("/cpd-statement").await.assert_sees("2 hours 30 minutes in all");
    let session: Uuid = sqlx::query_scalar("select session_id from session where relationship_id = $1")
        .bind(id)
        .fetch_one(&one.app.app.db)
        .await
        .unwrap();
    let page = one.at_amina.get(&format!("{path}/{session}/reflection")).await;
    page.assert_sees("This session is in your ledger.").assert_sees("Your reflection");
}
