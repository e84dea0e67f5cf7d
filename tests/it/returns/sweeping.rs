//! Months that open and close by themselves, whenever the worker comes back.

use super::given::{figures, held, ledger, pair, relationship, standing, sweep};
use crate::support::app::TestApp;
use crate::support::given;

fn one(month: &str, status: &str) -> Vec<(String, String)> {
    vec![(month.to_owned(), status.to_owned())]
}

#[tokio::test]
async fn on_the_first_a_month_is_opened_with_its_hours_and_told_once() {
    let app = TestApp::start().await;
    let pair = pair(&app, "2027-01-10").await;
    held(&app, pair.relationship, "2027-02-10T09:00Z", 60).await;
    held(&app, pair.relationship, "2027-02-20T09:00Z", 45).await;
    ledger(&app, pair.mentor.account_id, "supervision-received", "2027-02-03", 90).await;
    ledger(&app, pair.mentor.account_id, "training", "2027-02-04", 30).await;
    ledger(&app, pair.mentor.account_id, "cpd", "2027-03-01", 600).await;
    sweep(&app, "2027-02-28T23:59:00Z").await;
    assert_eq!(
        standing(&app, pair.mentor.account_id).await,
        one("2027-01", "open"),
        "January is not over twice"
    );
    sweep(&app, "2027-03-01T00:00:00Z").await;
    let figures = figures(&app, pair.mentor.account_id, "2027-02").await;
    let expected = [("cpd", 30, 30), ("mentoring", 105, 105), ("supervision-received", 90, 90)];
    assert_eq!(figures, expected.map(|(kind, minutes, said)| (kind.to_owned(), minutes, said)));
    let mails = app.mails_to(&pair.mentor.email).await;
    assert_eq!(mails.len(), 2, "one for each month");
    assert_eq!(mails[1].kind, "return-opened");
    assert_eq!(mails[1].subject, "February 2027: please confirm your hours");
    assert!(mails[1].text.contains("- Mentoring: 1 hour 45 minutes\n"), "{}", mails[1].text);
    assert!(
        mails[1]
            .text
            .contains("You have until the end of Tuesday 9 March 2027; then it is taken as it stands.")
    );
    assert_eq!(mails[1].link("/returns"), "/returns/2027-02");
}

#[tokio::test]
async fn whoever_did_nothing_gets_no_return_and_no_mail() {
    let app = TestApp::start().await;
    let pair = pair(&app, "2027-03-02").await;
    let learner = given::account(&app).named("Lena Ford").practitioner().make().await;
    sqlx::query(
        "insert into membership (membership_id, pool_id, account_id, kind, status, since, terms_version, changed_at)
         values (gen_random_uuid(), $1, $2, 'employee', 'active', $3, 1, $3)",
    )
    .bind(pair.pool)
    .bind(learner.account_id)
    .bind(app.now())
    .execute(&app.app.db)
    .await
    .expect("a member");
    ledger(&app, learner.account_id, "cpd", "2027-02-04", 30).await;
    sweep(&app, "2027-03-04T00:00:00Z").await;
    let returns: i64 = sqlx::query_scalar("select count(*) from monthly_return")
        .fetch_one(&app.app.db)
        .await
        .expect("returns");
    assert_eq!((returns, app.mails().await.len()), (0, 0), "a relationship of March, and CPD alone");
    sweep(&app, "2027-04-01T00:00:00Z").await;
    assert_eq!(
        standing(&app, pair.mentor.account_id).await,
        one("2027-03", "open"),
        "live, though without a session"
    );
    assert!(
        app.mail_to(&pair.mentor.email).await.text.contains("Nothing is recorded for March 2027 so far.")
    );
}

#[tokio::test]
async fn r8_running_it_again_and_again_changes_nothing_and_mails_nobody_twice() {
    let app = TestApp::start().await;
    let pair = pair(&app, "2027-02-10").await;
    held(&app, pair.relationship, "2027-02-10T09:00Z", 60).await;
    for hour in 0..24 {
        sweep(&app, &format!("2027-03-01T{hour:02}:05:00Z")).await;
    }
    assert_eq!(sweep(&app, "2027-03-09T23:59:00Z").await, 0);
    assert_eq!(standing(&app, pair.mentor.account_id).await, one("2027-02", "open"));
    assert_eq!(sweep(&app, "2027-03-10T00:00:00Z").await, 1);
    assert_eq!(sweep(&app, "2027-03-10T01:00:00Z").await, 0);
    assert_eq!(standing(&app, pair.mentor.account_id).await, one("2027-02", "unconfirmed"));
    assert_eq!(app.mails().await.len(), 1, "one notice, and none on the 10th");
    let events: Vec<String> =
        sqlx::query_scalar("select kind from event where kind like 'monthly-return%' order by occurred_at")
            .fetch_all(&app.app.db)
            .await
            .expect("events");
    assert_eq!(events, ["monthly-return.opened", "monthly-return.taken-unconfirmed"]);
}

#[tokio::test]
async fn a_worker_that_was_away_over_the_first_and_the_tenth_opens_late_and_leaves_nine_days() {
    let app = TestApp::start().await;
    let pair = pair(&app, "2027-02-10").await;
    held(&app, pair.relationship, "2027-02-10T09:00Z", 60).await;
    sweep(&app, "2027-03-15T12:00:00Z").await;
    assert_eq!(standing(&app, pair.mentor.account_id).await, one("2027-02", "open"));
    assert!(
        app.mail_to(&pair.mentor.email)
            .await
            .text
            .contains("until the end of Tuesday 23 March 2027; then it is taken")
    );
    sweep(&app, "2027-03-23T12:00:00Z").await;
    assert_eq!(standing(&app, pair.mentor.account_id).await, one("2027-02", "open"));
    sweep(&app, "2027-03-24T12:00:00Z").await;
    assert_eq!(standing(&app, pair.mentor.account_id).await, one("2027-02", "unconfirmed"));
    assert_eq!(app.mails().await.len(), 1);
}

#[tokio::test]
async fn a_month_is_londons_month() {
    let app = TestApp::start().await;
    let pair = pair(&app, "2026-09-01").await;
    held(&app, pair.relationship, "2026-09-30T22:59Z", 60).await;
    held(&app, pair.relationship, "2026-09-30T23:01Z", 45).await;
    held(&app, pair.relationship, "2026-10-31T23:59Z", 30).await;
    sweep(&app, "2026-10-31T23:00:00Z").await;
    assert_eq!(figures(&app, pair.mentor.account_id, "2026-09").await, [("mentoring".to_owned(), 60, 60)]);
    sweep(&app, "2026-11-01T00:00:00Z").await;
    assert_eq!(figures(&app, pair.mentor.account_id, "2026-10").await, [("mentoring".to_owned(), 75, 75)]);
}

#[tokio::test]
async fn what_is_recorded_late_is_followed_until_it_is_sent_and_not_where_its_owner_said_otherwise() {
    let app = TestApp::start().await;
    let pair = pair(&app, "2027-02-10").await;
    let coachee = given::account(&app).named("Owen Price").make().await;
    let coaching =
        relationship(&app, pair.pool, pair.mentor.account_id, coachee.account_id, "coaching", "2027-02-01")
            .await;
    let first = held(&app, pair.relationship, "2027-02-10T09:00Z", 60).await;
    sweep(&app, "2027-03-01T00:00:00Z").await;
    let browser = app.browser_of(&pair.mentor).await;
    let month = browser.get("/returns/2027-02").await;
    let field = format!("coaching-{}", pair.pool);
    browser
        .submit(&month, &[(field.as_str(), "2:00"), ("step", "keep")])
        .await
        .assert_path("/returns/2027-02");
    held(&app, pair.relationship, "2027-02-20T09:00Z", 30).await;
    held(&app, coaching, "2027-02-21T09:00Z", 50).await;
    let month = browser.get("/returns/2027-02").await;
    assert_eq!(
        month.attributes(&format!("[id='mentoring-{}']", pair.pool), "value"),
        ["1:30"],
        "the page follows at once"
    );
    sweep(&app, "2027-03-02T00:00:00Z").await;
    let expected = [("coaching".to_owned(), 120, 50), ("mentoring".to_owned(), 90, 90)];
    assert_eq!(figures(&app, pair.mentor.account_id, "2027-02").await, expected);
    sqlx::query("update session set status = 'missed', minutes = null where session_id = $1")
        .bind(first)
        .execute(&app.app.db)
        .await
        .expect("a session that was not held after all");
    sweep(&app, "2027-03-10T00:00:00Z").await;
    let expected = [("coaching".to_owned(), 120, 50), ("mentoring".to_owned(), 30, 30)];
    assert_eq!(
        figures(&app, pair.mentor.account_id, "2027-02").await,
        expected,
        "looked at again as it is taken"
    );
    held(&app, pair.relationship, "2027-02-22T09:00Z", 60).await;
    sweep(&app, "2027-03-11T00:00:00Z").await;
    assert_eq!(
        figures(&app, pair.mentor.account_id, "2027-02").await,
        expected,
        "what was sent does not change by itself"
    );
    browser
        .get("/returns/2027-02")
        .await
        .assert_sees("Something was recorded after this month was sent.")
        .assert_sees("Mentoring, North pool: 1 hour 30 minutes recorded now, 30 minutes in your figures");
}

#[tokio::test]
async fn a_month_that_first_shows_activity_later_is_still_opened() {
    let app = TestApp::start().await;
    let pair = pair(&app, "2027-03-02").await;
    sweep(&app, "2027-03-05T00:00:00Z").await;
    assert_eq!(standing(&app, pair.mentor.account_id).await, []);
    held(&app, pair.relationship, "2027-02-22T09:00Z", 60).await;
    sweep(&app, "2027-03-06T00:00:00Z").await;
    assert_eq!(standing(&app, pair.mentor.account_id).await, one("2027-02", "open"));
    assert!(app.mail_to(&pair.mentor.email).await.text.contains("until the end of Sunday 14 March 2027"));
}

#[tokio::test]
async fn however_many_people_there_are_the_statements_are_as_many() {
    let mut counts = Vec::new();
    for people in [1, 40] {
        let app = TestApp::start().await;
        let pool = given::pool(&app, "North pool").await;
        let mentee = given::account(&app).make().await;
        for _ in 0..people {
            let mentor = given::account(&app).named("Grace Obi").make().await;
            let pair =
                relationship(&app, pool, mentor.account_id, mentee.account_id, "mentoring", "2027-02-01")
                    .await;
            held(&app, pair, "2027-02-10T09:00Z", 60).await;
        }
        let (_, opened) = app.statements(sweep(&app, "2027-03-01T00:00:00Z")).await;
        let (_, taken) = app.statements(sweep(&app, "2027-03-10T00:00:00Z")).await;
        assert_eq!(app.mails().await.len(), people);
        counts.push((opened.len(), taken.len()));
    }
    assert_eq!(counts[0], counts[1]);
}
