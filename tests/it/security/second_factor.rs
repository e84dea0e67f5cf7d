use futures_util::future::join_all;
use jiff::SignedDuration;

use super::{OTHER, PASSWORD, events, give_password, is_signed_in, next_code, set_up_app, sign_in};
use crate::support::app::TestApp;
use crate::support::given;

const STEP: &str = "/sign-in/second-factor";

#[tokio::test]
async fn s4_setting_up_shows_a_key_and_a_picture_and_signing_in_then_asks_for_a_code() {
    let app = TestApp::start().await;
    let amina = given::account(&app).with_password(PASSWORD).make().await;
    sign_in(&app, &amina).await;
    let page = app.get("/account/security/second-factor").await;
    let page = app.submit(&page, &[("current_password", PASSWORD)]).await;
    assert_eq!(page.texts(".app-key").join("").split(' ').count(), 8, "eight groups of four");
    assert_eq!(page.attributes("svg.app-qr", "role"), ["img"]);
    assert!(page.attributes("svg.app-qr path", "d").iter().any(|path| path.len() > 500));
    let wrong = app.submit(&page, &[("code", "000000")]).await;
    wrong.assert_status(422);
    assert_eq!(wrong.texts(".app-key"), page.texts(".app-key"), "a wrong code does not change the key");
    let (authenticator, codes) = set_up_app(&app, &app).await;
    assert_eq!(codes.len(), 10);
    assert_eq!(app.mail_to(&amina.email).await.subject, "Signing in to Rapport now asks for a code");
    assert_eq!(events(&app, "account.second-factor-set-up").await, 1);
    let elsewhere = app.another_browser();
    let page = give_password(&elsewhere, &amina, PASSWORD).await;
    page.assert_path(STEP);
    let page = elsewhere.submit(&page, &[("code", &next_code(&app, &authenticator))]).await;
    page.assert_path("/dashboard");
    assert!(is_signed_in(&elsewhere).await);
}

#[tokio::test]
async fn s4_a_session_before_the_second_step_reaches_nothing_else() {
    let app = TestApp::start().await;
    let amina = given::account(&app).with_password(PASSWORD).make().await;
    sign_in(&app, &amina).await;
    set_up_app(&app, &app).await;
    let thief = app.another_browser();
    give_password(&thief, &amina, PASSWORD).await.assert_path(STEP);
    for path in [
        "/account/security",
        "/account/security/password",
        "/account/security/second-factor",
        "/account/security/second-factor/enrolment",
        "/account/security/recovery-codes",
        "/sign-in/again",
    ] {
        thief.get(path).await.assert_heading("Sign in");
    }
    for path in [
        "/account/security/second-factor/removal",
        "/account/security/second-factor/enrolment",
        "/account/security/second-factor",
        "/account/security/recovery-codes",
        "/account/security/password",
        "/account/security/email",
        "/sign-in/again",
    ] {
        let answer = thief.post_only(path, &[("current_password", PASSWORD), ("password", PASSWORD)]).await;
        answer.assert_status(303);
        assert!(answer.header("location").is_some_and(|to| to.starts_with("/sign-in")), "{answer}");
    }
    assert!(!is_signed_in(&thief).await);
    let named: Option<uuid::Uuid> = sqlx::query_scalar(
        "select account_id from login_session where data ? 'pending' and account_id is not null limit 1",
    )
    .fetch_optional(&app.app.db)
    .await
    .expect("an answer");
    assert_eq!(named, None, "the waiting session belongs to nobody");
}

#[tokio::test]
async fn s4_a_code_is_used_once_also_by_two_at_once() {
    let app = TestApp::start().await;
    let amina = given::account(&app).with_password(PASSWORD).make().await;
    sign_in(&app, &amina).await;
    let (authenticator, _) = set_up_app(&app, &app).await;
    let code = next_code(&app, &authenticator);
    let browsers: Vec<_> = (0..5).map(|_| app.another_browser()).collect();
    for browser in &browsers {
        give_password(browser, &amina, PASSWORD).await.assert_path(STEP);
    }
    let fields = [("code", code.as_str())];
    let answers = join_all(browsers.iter().map(|browser| browser.post_only(STEP, &fields))).await;
    let won = answers.iter().filter(|answer| answer.header("location") == Some("/dashboard")).count();
    assert_eq!(won, 1, "{:?}", answers.iter().map(|answer| answer.status).collect::<Vec<_>>());
    let later = app.another_browser();
    give_password(&later, &amina, PASSWORD).await.assert_path(STEP);
    app.advance(SignedDuration::from_secs(30));
    let reused = later.post_only(STEP, &fields).await;
    assert_ne!(reused.header("location"), Some("/dashboard"), "a code of the step before, used already");
}

#[tokio::test]
async fn s4_five_tries_and_then_a_wait_and_the_owner_is_told_once() {
    let app = TestApp::start().await;
    let amina = given::account(&app).with_password(PASSWORD).make().await;
    sign_in(&app, &amina).await;
    let (authenticator, _) = set_up_app(&app, &app).await;
    let thief = app.another_browser();
    give_password(&thief, &amina, PASSWORD).await.assert_path(STEP);
    let right = next_code(&app, &authenticator);
    let wrong = if right == "123456" { "654321" } else { "123456" };
    for _ in 0..5 {
        thief.post_only(STEP, &[("code", wrong)]).await.assert_status(422);
    }
    let refused = thief.post_only(STEP, &[("code", &right)]).await;
    let said = refused.assert_status(422).error_on("code").expect("an error");
    assert!(said.contains("wrong too often. Wait 3 minutes"), "{said}");
    // Starting over buys no more tries, and neither does another address.
    let again = app.another_browser().at([203, 0, 113, 9]);
    give_password(&again, &amina, PASSWORD).await.assert_path(STEP);
    again.post_only(STEP, &[("code", &right)]).await.assert_status(422);
    again.post_only("/sign-in/recovery-code", &[("code", "7k2m-90xw-p4dj-h3qt")]).await.assert_status(422);
    let warnings = |mails: Vec<crate::support::app::ReadMail>| {
        mails.iter().filter(|mail| mail.subject.contains("tried to sign in")).count()
    };
    assert_eq!(warnings(app.mails_to(&amina.email).await), 1);
    assert_eq!(events(&app, "account.second-factor-refused").await, 1);
    // The owner is let in meanwhile, where they signed in before.
    app.post_only("/sign-out", &[]).await.assert_status(303);
    let page = give_password(&app, &amina, PASSWORD).await;
    app.submit(&page, &[("code", &right)]).await.assert_path("/dashboard");
    // And anywhere once the wait is over.
    app.advance(SignedDuration::from_mins(3));
    thief.post_only(STEP, &[("code", &next_code(&app, &authenticator))]).await;
    assert!(is_signed_in(&thief).await);
}

#[tokio::test]
async fn s4_neither_a_reset_nor_a_mailed_code_nor_a_link_skips_the_second_step() {
    let app = TestApp::start().await;
    let amina = given::account(&app).with_password(PASSWORD).make().await;
    sign_in(&app, &amina).await;
    set_up_app(&app, &app).await;
    let thief = app.another_browser();
    let page = thief.get("/password-reset").await;
    thief.submit(&page, &[("email", &amina.email)]).await;
    let link = app.mail_to(&amina.email).await.link("/password-reset/");
    let page = thief.get(&link).await;
    thief.submit(&page, &[("new_password", OTHER)]).await.assert_path("/sign-in");
    assert!(!is_signed_in(&thief).await);
    give_password(&thief, &amina, OTHER).await.assert_path(STEP);
    assert!(!is_signed_in(&thief).await);

    let other = app.another_browser();
    let page = other.get("/sign-in/codes").await;
    let page = other.submit(&page, &[("email", &amina.email)]).await;
    let mail = app.mail_to(&amina.email).await;
    other.submit(&page, &[("code", &mail.sign_in_code())]).await.assert_path(STEP);
    assert!(!is_signed_in(&other).await);

    let third = app.another_browser();
    let page = third.get("/sign-in/codes").await;
    third.submit(&page, &[("email", &amina.email)]).await;
    let link = app.mail_to(&amina.email).await.link("/sign-in/link/");
    let page = third.get(&link).await;
    third.press(&page, "Sign in").await.assert_path(STEP);
    assert!(!is_signed_in(&third).await);
}

#[tokio::test]
async fn s4_a_first_step_ends_after_a_while_and_with_a_new_password() {
    let app = TestApp::start().await;
    let amina = given::account(&app).with_password(PASSWORD).make().await;
    sign_in(&app, &amina).await;
    let (authenticator, codes) = set_up_app(&app, &app).await;
    let thief = app.another_browser();
    give_password(&thief, &amina, PASSWORD).await.assert_path(STEP);
    let page = app.get("/account/security/password").await;
    app.submit(&page, &[("current_password", PASSWORD), ("new_password", OTHER)])
        .await
        .assert_path("/account/security");
    thief.post_only(STEP, &[("code", &next_code(&app, &authenticator))]).await;
    thief.post_only("/sign-in/recovery-code", &[("code", &codes[0])]).await;
    assert!(!is_signed_in(&thief).await, "a first step with the old password");
    let slow = app.another_browser();
    give_password(&slow, &amina, OTHER).await.assert_path(STEP);
    app.advance(SignedDuration::from_mins(15));
    slow.get(STEP).await.assert_heading("Sign in");
    slow.post_only(STEP, &[("code", &next_code(&app, &authenticator))]).await;
    assert!(!is_signed_in(&slow).await);
}

#[tokio::test]
async fn s4_a_recovery_code_signs_in_once_and_new_ones_end_the_old() {
    let app = TestApp::start().await;
    let amina = given::account(&app).with_password(PASSWORD).make().await;
    sign_in(&app, &amina).await;
    let (_, codes) = set_up_app(&app, &app).await;
    let phone = app.another_browser();
    let page = give_password(&phone, &amina, PASSWORD).await;
    page.assert_sees("use a recovery code");
    let page = phone.get("/sign-in/recovery-code").await;
    phone.submit(&page, &[("code", "not a code")]).await.assert_status(422);
    phone.submit(&page, &[("code", &codes[3].to_uppercase())]).await.assert_path("/dashboard");
    let mail = app.mail_to(&amina.email).await;
    assert!(mail.text.contains("You have 9 left"), "{mail:#?}");
    assert_eq!(events(&app, "account.recovery-code-used").await, 1);
    let again = app.another_browser();
    give_password(&again, &amina, PASSWORD).await.assert_path(STEP);
    again.post_only("/sign-in/recovery-code", &[("code", &codes[3])]).await.assert_status(422);
    let page = app.get("/account/security/recovery-codes").await;
    page.assert_sees("You have 9 recovery codes left");
    let made = app.submit(&page, &[("current_password", PASSWORD)]).await;
    made.assert_heading("Keep your recovery codes");
    again.post_only("/sign-in/recovery-code", &[("code", &codes[4])]).await;
    assert!(!is_signed_in(&again).await);
    give_password(&again, &amina, PASSWORD).await.assert_path(STEP);
    again.post_only("/sign-in/recovery-code", &[("code", &made.texts("ol .app-key")[0])]).await;
    assert!(is_signed_in(&again).await);
}

#[tokio::test]
async fn s8_a_stolen_cookie_alone_neither_sets_up_nor_removes_nor_replaces() {
    let app = TestApp::start().await;
    let amina = given::account(&app).with_password(PASSWORD).make().await;
    sign_in(&app, &amina).await;
    let thief = app.another_browser();
    thief.set_cookie("rapport_session", &app.cookie("rapport_session").expect("a cookie"));
    thief.post_only("/account/security/second-factor/enrolment", &[]).await.assert_status(422);
    thief
        .get("/account/security/second-factor/enrolment")
        .await
        .assert_path("/account/security/second-factor");
    set_up_app(&app, &app).await;
    assert!(!is_signed_in(&thief).await, "the copy of the cookie is worth nothing after a change");
    thief.set_cookie("rapport_session", &app.cookie("rapport_session").expect("a cookie"));
    thief.post_only("/account/security/second-factor/removal", &[]).await.assert_status(422);
    thief.post_only("/account/security/recovery-codes", &[]).await.assert_status(422);
    give_password(&app.another_browser(), &amina, PASSWORD).await.assert_path(STEP);
}

#[tokio::test]
async fn a_second_factor_can_be_replaced_and_turned_off_and_a_short_password_stands_in_the_way() {
    let app = TestApp::start().await;
    let amina = given::account(&app).with_password(PASSWORD).make().await;
    sign_in(&app, &amina).await;
    let (old, _) = set_up_app(&app, &app).await;
    app.advance(SignedDuration::from_secs(30));
    let (new, _) = set_up_app(&app, &app).await;
    let phone = app.another_browser();
    give_password(&phone, &amina, PASSWORD).await.assert_path(STEP);
    phone.post_only(STEP, &[("code", &next_code(&app, &old))]).await.assert_status(422);
    phone.post_only(STEP, &[("code", &new.code(&app))]).await.assert_status(303);

    let page = app.get("/account/security/password").await;
    app.submit(&page, &[("current_password", PASSWORD), ("new_password", "vK9#mQ2!")])
        .await
        .assert_path("/account/security");
    let page = app.get("/account/security/second-factor/removal").await;
    let refused = app.submit(&page, &[("current_password", "vK9#mQ2!")]).await;
    refused.assert_status(422).assert_error(
        "current_password",
        "Without a second step your password must have 15 characters or more. Change it first",
    );
    let page = app.get("/account/security/password").await;
    app.submit(&page, &[("current_password", "vK9#mQ2!"), ("new_password", OTHER)])
        .await
        .assert_path("/account/security");
    let page = app.get("/account/security/second-factor/removal").await;
    app.submit(&page, &[("current_password", OTHER)]).await.assert_path("/account/security");
    assert_eq!(app.mail_to(&amina.email).await.subject, "Signing in to Rapport no longer asks for a code");
    give_password(&app.another_browser(), &amina, OTHER).await.assert_path("/dashboard");
}

#[tokio::test]
async fn s4_coordinators_and_administrators_set_one_up_before_anything_else_and_keep_it() {
    let app = TestApp::start().await;
    let pool = given::pool(&app, "North").await;
    let people = [
        given::account(&app)
            .named("Carys Pugh")
            .coordinator_of(pool)
            .without_second_factor()
            .with_password(PASSWORD)
            .make()
            .await,
        given::account(&app)
            .named("Ade Bello")
            .administrator()
            .without_second_factor()
            .with_password(PASSWORD)
            .make()
            .await,
    ];
    for person in people {
        let browser = app.another_browser();
        give_password(&browser, &person, PASSWORD).await;
        // A page of another slice, whatever is behind it.
        let elsewhere = "/drafts/01a41069-4a00-73b5-b2cd-43641d96bc08";
        let page = browser.get(elsewhere).await;
        page.assert_path("/account/security/second-factor").assert_sees("Set it up now to go on");
        let answer = browser
            .post_only("/account/security/second-factor/removal", &[("current_password", PASSWORD)])
            .await;
        answer.assert_status(422);
        set_up_app(&app, &browser).await;
        browser.get(elsewhere).await.assert_not_found();
        let page = browser.get("/account/security/second-factor/removal").await;
        page.assert_sees("it cannot be turned off");
        let refused = browser
            .post_only("/account/security/second-factor/removal", &[("current_password", PASSWORD)])
            .await;
        refused.assert_status(422);
        give_password(&app.another_browser(), &person, PASSWORD).await.assert_path(STEP);
        app.advance(SignedDuration::from_secs(60));
    }
}

#[tokio::test]
async fn s13_secrets_and_codes_are_stored_sealed_or_hashed() {
    let app = TestApp::start().await;
    let amina = given::account(&app).with_password(PASSWORD).make().await;
    sign_in(&app, &amina).await;
    let page = app.get("/account/security/second-factor").await;
    let page = app.submit(&page, &[("current_password", PASSWORD)]).await;
    let key: String = page.texts(".app-key").join("").split_whitespace().collect();
    let secret = data_encoding::BASE32_NOPAD.decode(key.as_bytes()).expect("a key");
    let (_, codes) = set_up_app(&app, &app).await;
    let stored: Vec<Vec<u8>> = sqlx::query_scalar(
        "select sealed_secret from second_factor union all select code_hash from recovery_code
         union all select token_hash from known_device",
    )
    .fetch_all(&app.app.db)
    .await
    .expect("rows");
    assert_eq!(stored.len(), 12);
    let device = app.cookie("rapport_device").expect("the device's cookie");
    let plain: Vec<Vec<u8>> = codes
        .iter()
        .map(|code| code.replace('-', "").into_bytes())
        .chain([secret, device.into_bytes()])
        .collect();
    for row in &stored {
        assert!(plain.iter().all(|plain| !row.windows(plain.len()).any(|part| part == plain.as_slice())));
    }
}
