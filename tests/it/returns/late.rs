//! Months that open late, those nobody confirmed, and themes of a month that is kept.

use rapport::organisations::day_of;
use rapport::pools::Offering;
use rapport::returns;

use super::given::{counted, figures, held, ledger, pair, standing, sweep};
use crate::chemistry::hub::within;
use crate::memberships::member;
use crate::support::app::TestApp;
use crate::support::given;

#[tokio::test]
async fn a_pairing_recorded_as_begun_long_ago_opens_no_month_before_the_hub_knew_of_it() {
    let app = TestApp::start().await;
    let pair = pair(&app, "2026-03-01").await;
    sqlx::query("update relationship set created_at = '2027-03-02T12:00:00Z'")
        .execute(&app.app.db)
        .await
        .unwrap();
    sweep(&app, "2027-03-04T12:00:00Z").await;
    assert_eq!(standing(&app, pair.mentor.account_id).await, []);
    sweep(&app, "2027-04-01T00:00:00Z").await;
    assert_eq!(standing(&app, pair.mentor.account_id).await, [("2027-03".to_owned(), "open".to_owned())]);
    // Known in March, and signed in April: March gives no reason.
    sqlx::query("delete from monthly_return").execute(&app.app.db).await.unwrap();
    sqlx::query(
        "insert into agreement (relationship_id, agreement_version, minutes, review_after, review_months, words, drafted_at,
           mentee_signed_at, practitioner_signed_at, submission_id)
         select relationship_id, 1, 60, 3, 3, ''::bytea, now(), '2027-03-20T12:00:00Z', '2027-04-02T12:00:00Z', gen_random_uuid() from relationship",
    )
    .execute(&app.app.db)
    .await
    .unwrap();
    sweep(&app, "2027-04-03T00:00:00Z").await;
    assert_eq!(standing(&app, pair.mentor.account_id).await, []);
    sweep(&app, "2027-05-01T00:00:00Z").await;
    assert_eq!(standing(&app, pair.mentor.account_id).await, [("2027-04".to_owned(), "open".to_owned())]);
}

#[tokio::test]
async fn several_months_that_open_at_once_make_one_letter_that_names_them_all() {
    let app = TestApp::start().await;
    let pair = pair(&app, "2027-03-02").await;
    held(&app, pair.relationship, "2026-12-10T09:00Z", 60).await;
    held(&app, pair.relationship, "2027-02-10T09:00Z", 45).await;
    ledger(&app, pair.mentor.account_id, "supervision-received", "2027-01-03", 90).await;
    sweep(&app, "2027-03-04T12:00:00Z").await;
    let open: Vec<String> =
        standing(&app, pair.mentor.account_id).await.into_iter().map(|(month, _)| month).collect();
    assert_eq!(open, ["2026-12", "2027-01", "2027-02"]);
    let mails = app.mails_to(&pair.mentor.email).await;
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].subject, "December 2026, January 2027 and February 2027: please confirm your hours");
    for text in [
        "This is recorded for December 2026:",
        "- Mentoring: 1 hour\n",
        "This is recorded for January 2027:",
        "- Supervision you received: 1 hour 30 minutes",
        "/returns/2026-12",
        "/returns/2027-01",
        "/returns/2027-02",
    ] {
        assert!(mails[0].text.contains(text), "{text}: {}", mails[0].text);
    }
    sweep(&app, "2027-03-04T13:00:00Z").await;
    assert_eq!(app.mails_to(&pair.mentor.email).await.len(), 1, "told once");
}

#[tokio::test]
async fn a_coordinator_sees_whose_months_nobody_confirmed_and_can_write_to_them() {
    let app = TestApp::start().await;
    let pair = pair(&app, "2027-02-01").await;
    let membership = member(&app, pair.pool, &pair.mentor, &[Offering::Mentoring]).await;
    let priya = given::account(&app).named("Priya Sharma").coordinator_of(pair.pool).make().await;
    let south = given::pool(&app, "South pool").await;
    let ben = given::account(&app).named("Ben Lewis").coordinator_of(south).make().await;
    let path = format!("/pools/{}/unconfirmed", pair.pool);
    let browser = app.browser_of(&priya).await;
    browser.get(&path).await.assert_sees("Every month that was due is confirmed.");
    held(&app, pair.relationship, "2027-02-10T09:00Z", 60).await;
    sweep(&app, "2027-03-01T00:00:00Z").await;
    sweep(&app, "2027-03-10T00:00:00Z").await;
    let dashboard = browser.get("/dashboard").await;
    dashboard.assert_sees("Monthly activity nobody confirmed in North pool").assert_sees("1 to see");
    let activity = browser.get(&format!("/pools/{}/activity?year=2026", pair.pool)).await;
    assert!(activity.attributes("main a", "href").contains(&path), "{activity}");
    // A month of nothing in this pool is nobody's to confirm for it.
    let none = "update monthly_return_figure set minutes = 0";
    let kept = "update monthly_return_figure set minutes = 60 where kind = 'mentoring'";
    for (statement, listed) in [(none, false), (kept, true)] {
        sqlx::query(statement).execute(&app.app.db).await.unwrap();
        let dashboard = browser.get("/dashboard").await;
        assert_eq!(dashboard.text().contains("Monthly activity nobody confirmed"), listed, "{dashboard}");
    }
    assert!(dashboard.attributes("a", "href").contains(&path), "{dashboard}");
    let (page, statements) = app.statements(browser.get(&path)).await;
    assert!(statements.len() <= 4, "{statements:#?}");
    page.assert_sees("Grace Obi")
        .assert_sees("February 2027")
        .assert_sees("10 March 2027")
        .assert_sees_not("1 hour");
    let write = format!("/pools/{}/members/message?whom=chosen&member={membership}", pair.pool);
    assert!(page.attributes("a", "href").contains(&write), "{page}");
    browser.get(&write).await.assert_heading("Write to members").assert_sees("Grace Obi");
    app.browser_of(&ben).await.get(&path).await.assert_not_found();
    app.browser_of(&pair.mentor).await.get(&path).await.assert_not_found();
}

#[tokio::test]
async fn s13_themes_of_a_month_that_is_kept_for_later_are_not_kept_and_it_is_said() {
    let app = TestApp::start().await;
    let pair = pair(&app, "2027-02-01").await;
    held(&app, pair.relationship, "2027-02-10T09:00Z", 60).await;
    sweep(&app, "2027-03-01T00:00:00Z").await;
    let browser = app.browser_of(&pair.mentor).await;
    let month = browser.get("/returns/2027-02").await;
    month.assert_sees(
        "Tick them when you confirm: if you keep the month for later, they are deliberately not kept.",
    );
    let theme = month.form_with_button("Keep and confirm later").options("theme")[0].clone();
    browser
        .submit(&month, &[("theme", theme.as_str()), ("step", "keep")])
        .await
        .assert_path("/returns/2027-02")
        .assert_sees("The themes you ticked are not, so that nothing leads from them to you");
    assert_eq!(counted(&app, pair.pool).await, []);
    let month = browser.get("/returns/2027-02").await;
    browser
        .submit(&month, &[("step", "keep")])
        .await
        .assert_sees("Your figures are kept. Confirm them when they are complete.");
}

/// What was right when the page was opened is not taken for a figure that was lowered.
#[tokio::test]
async fn r3_confirming_over_what_was_recorded_meanwhile_asks_to_look_again() {
    let app = TestApp::start().await;
    let pair = pair(&app, "2027-02-01").await;
    held(&app, pair.relationship, "2027-02-10T09:00Z", 60).await;
    sweep(&app, "2027-03-01T00:00:00Z").await;
    let browser = app.browser_of(&pair.mentor).await;
    let seen = browser.get("/returns/2027-02").await;
    held(&app, pair.relationship, "2027-02-20T09:00Z", 60).await;
    for button in ["Keep and confirm later", "Confirm February 2027"] {
        browser
            .press(&seen, button)
            .await
            .assert_status(409)
            .assert_sees("It changed while you typed")
            .assert_sees("Sessions recorded here: 2 hours");
    }
    let figure = format!("mentoring-{}", pair.pool);
    let again = browser.press(&seen, "Confirm February 2027").await;
    browser
        .submit(&again, &[(figure.as_str(), "2 hours"), ("step", "confirm")])
        .await
        .assert_path("/returns");
    let expected = [("mentoring".to_owned(), 120, 120)];
    assert_eq!(figures(&app, pair.mentor.account_id, "2027-02").await, expected);
    let month = browser.get("/returns/2027-02").await;
    browser
        .press(&month, "Change the figures")
        .await
        .assert_sees("Nothing was different, so nothing is changed.");
}

/// A coach of two pools who worked in one alone is listed to that one alone.
#[tokio::test]
async fn s13_a_pool_is_not_told_of_months_without_hours_in_it() {
    let app = TestApp::start().await;
    let pair = pair(&app, "2027-02-01").await;
    held(&app, pair.relationship, "2027-02-10T09:00Z", 60).await;
    let south = given::pool(&app, "South pool").await;
    member(&app, south, &pair.mentor, &[Offering::Mentoring]).await;
    sweep(&app, "2027-03-01T00:00:00Z").await;
    sweep(&app, "2027-03-10T00:10:00Z").await;
    for (pool, listed) in [(pair.pool, 1), (south, 0)] {
        let found = within::<_, sqlx::Error>(&app, async |db| {
            returns::unconfirmed(db, pool, day_of(app.now())).await
        });
        assert_eq!(found.await.unwrap().len(), listed);
    }
}
