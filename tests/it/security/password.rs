use futures_util::future::join_all;
use rapport::accounts::sessions::LoginSessionStore;
use tower_sessions::SessionStore;

use super::{OTHER, PASSWORD, events, give_password, is_signed_in, set_up_app, sign_in};
use crate::support::app::TestApp;
use crate::support::given;

const PAGE: &str = "/account/security/password";

#[tokio::test]
async fn s3_a_new_password_is_told_what_is_wrong_with_it_and_then_taken() {
    let app = TestApp::start().await;
    let amina = given::account(&app).with_password(PASSWORD).make().await;
    sign_in(&app, &amina).await;
    let page = app.get(PAGE).await;
    for (typed, said) in [
        ("", "Enter a password"),
        (
            "fourteen chars",
            "Your password must be 15 characters or more; it has 14. Three or four unrelated words are easy to remember",
        ),
        (
            "aminakhanaminakhan",
            "This password is easy to guess because it is made of your name, your email address, your organisation or “Rapport”. Choose words that have nothing to do with you or this site",
        ),
        (
            "passwordpassword",
            "This password is easy to guess because it is common or repeats itself. Three or four unrelated words are harder to guess",
        ),
    ] {
        let refused = app.submit(&page, &[("current_password", PASSWORD), ("new_password", typed)]).await;
        refused.assert_status(422).assert_error("new_password", said);
        assert!(!refused.body.contains("fourteen chars"), "a password is never sent back");
    }
    let changed = app.submit(&page, &[("current_password", PASSWORD), ("new_password", OTHER)]).await;
    changed.assert_path("/account/security").assert_sees("Your password is changed");
    let mail = app.mail_to(&amina.email).await;
    assert_eq!(mail.subject, "Your Rapport password was changed");
    assert!(!mail.text.contains(OTHER) && mail.text.contains("/password-reset"), "{mail:#?}");
    assert_eq!(events(&app, "account.password-changed").await, 1);
    let elsewhere = app.another_browser();
    give_password(&elsewhere, &amina, PASSWORD).await.assert_status(422);
    give_password(&elsewhere, &amina, OTHER).await.assert_path("/dashboard");
}

#[tokio::test]
async fn s3_a_hundred_and_twenty_eight_characters_work_and_eight_do_beside_a_second_factor() {
    let app = TestApp::start().await;
    let amina = given::account(&app).with_password(PASSWORD).make().await;
    sign_in(&app, &amina).await;
    let long: String = "violet kettle marching sideways through fog ".chars().cycle().take(128).collect();
    let page = app.get(PAGE).await;
    app.submit(&page, &[("current_password", PASSWORD), ("new_password", &long)])
        .await
        .assert_path("/account/security");
    let elsewhere = app.another_browser();
    give_password(&elsewhere, &amina, &long).await.assert_path("/dashboard");
    let page = app.get(PAGE).await;
    app.submit(&page, &[("current_password", &long), ("new_password", PASSWORD)])
        .await
        .assert_path("/account/security");
    set_up_app(&app, &app).await;
    let page = app.get(PAGE).await;
    page.assert_sees("At least 8 characters");
    app.submit(&page, &[("current_password", PASSWORD), ("new_password", "vK9#mQ2!")])
        .await
        .assert_path("/account/security");
}

#[tokio::test]
async fn s8_a_stolen_cookie_alone_changes_no_password() {
    let app = TestApp::start().await;
    let amina = given::account(&app).with_password(PASSWORD).make().await;
    sign_in(&app, &amina).await;
    let thief = app.another_browser();
    thief.set_cookie("rapport_session", &app.cookie("rapport_session").expect("a cookie"));
    for guess in ["", "a guess at the password", "another guess at it"] {
        let refused = thief.post_only(PAGE, &[("current_password", guess), ("new_password", OTHER)]).await;
        refused.assert_status(422);
        assert!(refused.error_on("current_password").is_some(), "{refused}");
    }
    for _ in 0..5 {
        thief.post_only(PAGE, &[("current_password", "guess"), ("new_password", OTHER)]).await;
    }
    let right = thief.post_only(PAGE, &[("current_password", PASSWORD), ("new_password", OTHER)]).await;
    let said = right.assert_status(422).error_on("current_password").expect("an error");
    assert!(
        said.starts_with("Error: That was wrong too often") || said.starts_with("That was wrong too often"),
        "{said}"
    );
    let elsewhere = app.another_browser();
    give_password(&elsewhere, &amina, PASSWORD).await.assert_path("/dashboard");
}

#[tokio::test]
async fn s5_no_login_session_survives_a_new_password_and_the_owners_gets_a_new_id() {
    let app = TestApp::start().await;
    let amina = given::account(&app).with_password(PASSWORD).make().await;
    sign_in(&app, &amina).await;
    let ward = app.another_browser();
    sign_in(&ward, &amina).await;
    let thief = app.another_browser();
    thief.set_cookie("rapport_session", &app.cookie("rapport_session").expect("a cookie"));
    // A request of the ward's that has read its session and not yet saved it.
    let store = LoginSessionStore::new(app.app.db.clone(), app.app.clock.clone());
    let id = ward.cookie("rapport_session").expect("a cookie").parse().expect("an id");
    let mut slow = store.load(&id).await.expect("the store").expect("the session");
    let page = app.get(PAGE).await;
    app.submit(&page, &[("current_password", PASSWORD), ("new_password", OTHER)])
        .await
        .assert_path("/account/security");
    store.save(&slow).await.expect("a save that changes nothing");
    // And one that would give it a new id, as a fresh sign-in does.
    slow.id = tower_sessions::session::Id::default();
    store.create(&mut slow).await.expect("a session of nobody's");
    let revived = app.another_browser();
    revived.set_cookie("rapport_session", &slow.id.to_string());
    for (browser, whose) in [(&ward, "the ward's"), (&thief, "the thief's"), (&revived, "the slow request's")]
    {
        assert!(!is_signed_in(browser).await, "{whose} survived");
    }
    assert!(is_signed_in(&app).await, "who changed it stays");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn s5_a_sign_in_with_the_old_password_that_races_the_change_is_not_completed() {
    let app = TestApp::start().await;
    let amina = given::account(&app).with_password(PASSWORD).make().await;
    sign_in(&app, &amina).await;
    let page = app.get(PAGE).await;
    let racers: Vec<_> = (0..12).map(|_| app.another_browser()).collect();
    let fields = [("email", amina.email.as_str()), ("password", PASSWORD)];
    let sign_ins = join_all(racers.iter().map(|browser| browser.post_only("/sign-in", &fields)));
    let change = app.submit(&page, &[("current_password", PASSWORD), ("new_password", OTHER)]);
    let (_, changed) = tokio::join!(sign_ins, change);
    changed.assert_path("/account/security");
    let open: i64 =
        sqlx::query_scalar("select count(*) from login_session where account_id = $1 and ended_at is null")
            .bind(amina.account_id)
            .fetch_one(&app.app.db)
            .await
            .expect("a count");
    assert_eq!(open, 1, "only the one that made the change");
    for racer in &racers {
        assert!(!is_signed_in(racer).await);
    }
}

#[tokio::test]
async fn somebody_who_signs_in_by_mailed_codes_can_set_a_password_just_after_one() {
    let app = TestApp::start().await;
    let amina = given::account(&app).make().await;
    let page = app.get("/sign-in/codes").await;
    let page = app.submit(&page, &[("email", &amina.email)]).await;
    let code = app.mail_to(&amina.email).await.sign_in_code();
    app.submit(&page, &[("code", &code)]).await.assert_path("/dashboard");
    let page = app.get(PAGE).await;
    page.assert_heading("Set a password").assert_sees_not("Your password now");
    app.advance(jiff::SignedDuration::from_mins(6));
    app.get(PAGE).await.assert_heading("Confirm it is you");
    let stale = app.post(PAGE, &[("new_password", OTHER)]).await;
    stale.assert_heading("Confirm it is you");
    app.advance(-jiff::SignedDuration::from_mins(6));
    app.submit(&page, &[("new_password", OTHER)]).await.assert_path("/account/security");
    give_password(&app.another_browser(), &amina, OTHER).await.assert_path("/dashboard");
}
