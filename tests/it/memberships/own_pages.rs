use rapport::memberships::{EvidenceKind, Status};
use rapport::platform::sweeps::run_due;
use rapport::pools::Offering;

use super::{ask_for_insurance, count, day, evidence, load, member, mentor, show};
use crate::support::app::TestApp;
use crate::support::given;

#[tokio::test]
async fn somebody_in_no_pool_is_shown_the_way() {
    let app = TestApp::start().await;
    let owen = given::account(&app).named("Owen Price").make().await;
    app.sign_in_as(&owen).await;
    app.get("/memberships")
        .await
        .assert_sees("You are not a coach or mentor in any pool")
        .assert_sees("Find a pool to join");
}

#[tokio::test]
async fn renewing_asks_only_for_what_is_missing_and_brings_somebody_back() {
    let app = TestApp::start().await;
    let (pool, grace, id) = mentor(&app).await;
    ask_for_insurance(&app, pool).await;
    show(&app, pool, &grace, &evidence(EvidenceKind::Insurance, None, Some("2027-03-05"))).await;
    app.advance(jiff::SignedDuration::from_hours(48));
    run_due(&app.app.db, app.now(), &rapport::app::sweeps(&app.app)).await;
    let lapsed = app.mail_to(&grace.email).await;
    app.sign_in_as(&grace).await;
    app.get("/memberships")
        .await
        .assert_sees("Mentees do not find you")
        .assert_sees("It ran out on 5 March 2027.");
    let page = app.get(&lapsed.link("/memberships/")).await;
    page.assert_heading("North coaching pool Bring your evidence up to date")
        .assert_sees("Insurance")
        .assert_sees_not("Supervision");
    let again = app.submit(&page, &[("insurance1-title", "MDU")]).await;
    again.assert_status(422).assert_sees("Enter the last day on which the insurance covers you");
    assert_eq!(
        again.form_to(&lapsed.link("/memberships/")).value("insurance1-title").as_deref(),
        Some("MDU")
    );
    let done = app
        .submit(
            &again,
            &[
                ("insurance1-expires-day", "5"),
                ("insurance1-expires-month", "3"),
                ("insurance1-expires-year", "2028"),
            ],
        )
        .await;
    done.assert_path("/memberships").assert_sees("Everything this pool asks for is up to date.");
    assert_eq!(load(&app, pool, id).await.status, Status::Active);
}

#[tokio::test]
async fn two_supervisions_are_two_groups_and_one_may_be_left_blank() {
    let app = TestApp::start().await;
    let pool = given::pool(&app, "North coaching pool").await;
    let grace = given::account(&app).named("Grace Obi").make().await;
    let id = member(&app, pool, &grace, &[Offering::Coaching]).await;
    app.sign_in_as(&grace).await;
    let path = format!("/memberships/{id}/renewal");
    let page = app.get(&path).await;
    page.assert_sees("Supervision, 2 of 2");
    let blank = app.submit_form(&page.form_to(&path), &[]).await;
    blank.assert_error("qualification1-qualification", "Fill in at least one of these");
    let typed = [
        ("supervision1-dated-day", "1"),
        ("supervision1-dated-month", "Feb"),
        ("supervision1-dated-year", "2027"),
    ];
    app.submit(&page, &typed)
        .await
        .assert_sees("Something is still missing")
        .assert_sees("Add 1 more supervision");
    assert_eq!(count(&app, "select count(*) from evidence").await, 1);
}

#[tokio::test]
async fn evidence_is_added_and_removed() {
    let app = TestApp::start().await;
    let (pool, grace, id) = mentor(&app).await;
    ask_for_insurance(&app, pool).await;
    app.sign_in_as(&grace).await;
    let path = format!("/memberships/{id}/evidence");
    let page = app.get(&path).await;
    page.assert_sees("What are you adding?");
    let form = app.get(&format!("{path}?kind=insurance")).await;
    let hostile = app.submit(&form, &[("link", "javascript:alert(1)")]).await;
    hostile.assert_status(422);
    assert!(hostile.error_on("link").is_some(), "{hostile}");
    assert_eq!(hostile.form_to(&path).value("link").as_deref(), Some("javascript:alert(1)"));
    let typed = [
        ("link", "https://trust.example/a.pdf"),
        ("expires-day", "1"),
        ("expires-month", "1"),
        ("expires-year", "2028"),
    ];
    let done = app.submit(&hostile, &typed).await;
    done.assert_path("/memberships").assert_sees("It is added.").assert_sees("Counts until 1 January 2028.");
    assert_eq!(load(&app, pool, id).await.evidence_to, Some(day("2028-01-01")));
    app.press(&done, "Remove Insurance").await.assert_sees("It is removed.");
    assert_eq!(count(&app, "select count(*) from evidence").await, 0);
}

#[tokio::test]
async fn a_pause_and_the_way_back() {
    let app = TestApp::start().await;
    let (pool, grace, id) = mentor(&app).await;
    app.sign_in_as(&grace).await;
    let page = app.get(&format!("/memberships/{id}/pause")).await;
    let wrong = app.submit(&page, &[("until-day", "1"), ("until-month", "1"), ("until-year", "2030")]).await;
    wrong.assert_status(422).assert_sees("A pause lasts at most 12 months");
    let done = app.submit(&wrong, &[("until-day", "1"), ("until-month", "6"), ("until-year", "2027")]).await;
    done.assert_sees("You are paused until Tuesday 1 June 2027.");
    app.press(&done, "Come back now").await.assert_sees("Welcome back.");
    assert_eq!(load(&app, pool, id).await.status, Status::Active);
}

#[tokio::test]
async fn one_offering_stops_and_then_somebody_leaves() {
    let app = TestApp::start().await;
    let (pool, grace, id) = mentor(&app).await;
    member(&app, pool, &grace, &[Offering::Coaching]).await;
    app.sign_in_as(&grace).await;
    let page = app.get("/memberships").await;
    app.press(&page, "Stop offering coaching").await.assert_sees("You no longer offer coaching");
    let page = app.get(&format!("/memberships/{id}/leaving")).await;
    let form = page.form_to(&format!("/memberships/{id}/leaving"));
    app.submit_form(&form, &[]).await.assert_error("leaving", "Choose what fits best");
    let done = app.submit(&page, &[("leaving", "retired")]).await;
    done.assert_path("/memberships")
        .assert_sees("Thank you for what you gave.")
        .assert_sees("Pools you have left");
    assert_eq!(load(&app, pool, id).await.status, Status::Left);
}

#[tokio::test]
async fn s1_nobody_elses_membership_exists_and_pages_make_three_statements() {
    let app = TestApp::start().await;
    let (_, grace, id) = mentor(&app).await;
    let owen = given::account(&app).named("Owen Price").make().await;
    let stranger = app.browser_of(&owen).await;
    for below in ["renewal", "evidence", "pause", "leaving"] {
        stranger.get(&format!("/memberships/{id}/{below}")).await.assert_not_found();
    }
    for pool in ["South", "East", "West"] {
        let pool = given::pool(&app, pool).await;
        member(&app, pool, &grace, &[Offering::Coaching]).await;
    }
    app.sign_in_as(&grace).await;
    // The viewer is one of the four.
    for path in ["/memberships".to_owned(), format!("/memberships/{id}/renewal")] {
        let (page, statements) = app.statements(app.get(&path)).await;
        page.assert_ok();
        assert!(statements.len() <= 4, "{path}: {statements:#?}");
    }
}
