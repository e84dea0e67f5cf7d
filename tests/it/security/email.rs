use jiff::SignedDuration;

use super::{OTHER, PASSWORD, events, give_password, is_signed_in, set_up_app, sign_in};
use crate::support::app::TestApp;
use crate::support::given;

const PAGE: &str = "/account/security/email";
const NEW: &str = "amina.khan@newtrust.example";

async fn ask(app: &TestApp, new: &str) {
    let page = app.get(PAGE).await;
    let page = app.submit(&page, &[("email", new), ("current_password", PASSWORD)]).await;
    page.assert_path("/account/security").assert_sees("We have sent a link to");
}

async fn address(app: &TestApp, person: &given::Person) -> String {
    sqlx::query_scalar("select email from account where account_id = $1")
        .bind(person.account_id)
        .fetch_one(&app.app.db)
        .await
        .expect("an address")
}

#[tokio::test]
async fn s8_the_new_address_confirms_and_the_old_one_is_told_before_and_after() {
    let app = TestApp::start().await;
    let amina = given::account(&app).with_password(PASSWORD).make().await;
    sign_in(&app, &amina).await;
    let ward = app.another_browser();
    sign_in(&ward, &amina).await;
    ask(&app, NEW).await;
    assert_eq!(address(&app, &amina).await, amina.email, "nothing changes before the link is followed");
    let told = app.mail_to(&amina.email).await;
    assert_eq!(told.subject, "Somebody asked to change your Rapport email address");
    let link = app.mail_to(NEW).await.link("/email-change/");
    for _ in 0..3 {
        app.another_browser().get(&link).await.assert_heading("Confirm your new email address");
    }
    assert_eq!(address(&app, &amina).await, amina.email, "a mail scanner changes nothing (S7)");
    let page = app.get(&link).await;
    app.press(&page, "Use this address").await.assert_path("/account/security");
    assert_eq!(address(&app, &amina).await, NEW);
    assert!(is_signed_in(&app).await && !is_signed_in(&ward).await, "the other login sessions end");
    assert_eq!(app.mail_to(&amina.email).await.subject, "Your Rapport email address was changed");
    assert_eq!(events(&app, "account.email-changed").await, 1);
    app.another_browser().post_only(&link, &[]).await.assert_status(422);
    give_password(&app.another_browser(), &amina, PASSWORD).await.assert_status(422);
    let renamed = given::Person { email: NEW.to_owned(), ..amina };
    give_password(&app.another_browser(), &renamed, PASSWORD).await.assert_path("/dashboard");
}

#[tokio::test]
async fn s8_a_stolen_cookie_alone_changes_no_address() {
    let app = TestApp::start().await;
    let amina = given::account(&app).with_password(PASSWORD).make().await;
    sign_in(&app, &amina).await;
    let thief = app.another_browser();
    thief.set_cookie("rapport_session", &app.cookie("rapport_session").expect("a cookie"));
    thief.post_only(PAGE, &[("email", NEW)]).await.assert_status(422);
    thief.post_only(PAGE, &[("email", NEW), ("current_password", "a guess")]).await.assert_status(422);
    assert!(app.mails_to(NEW).await.is_empty());
    // Without a password, a mailed code just now is the proof; an hour-old cookie is none.
    let bilal = given::account(&app).named("Bilal Shah").make().await;
    let owner = app.another_browser();
    let page = owner.get("/sign-in/codes").await;
    let page = owner.submit(&page, &[("email", &bilal.email)]).await;
    owner
        .submit(&page, &[("code", &app.mail_to(&bilal.email).await.sign_in_code())])
        .await
        .assert_path("/dashboard");
    thief.set_cookie("rapport_session", &owner.cookie("rapport_session").expect("a cookie"));
    app.advance(SignedDuration::from_mins(6));
    thief.post(PAGE, &[("email", NEW)]).await.assert_heading("Confirm it is you");
    assert!(app.mails_to(NEW).await.is_empty());
}

#[tokio::test]
async fn s7_the_link_works_for_half_an_hour_once_and_a_newer_one_ends_it() {
    let app = TestApp::start().await;
    let amina = given::account(&app).with_password(PASSWORD).make().await;
    sign_in(&app, &amina).await;
    ask(&app, NEW).await;
    let first = app.mail_to(NEW).await.link("/email-change/");
    ask(&app, "another@newtrust.example").await;
    app.get(&first).await.assert_heading("This link no longer works");
    app.post_only(&first, &[]).await.assert_status(422);
    let second = app.mail_to("another@newtrust.example").await.link("/email-change/");
    app.advance(SignedDuration::from_mins(30));
    app.post_only(&second, &[]).await.assert_status(422);
    assert_eq!(address(&app, &amina).await, amina.email);
}

#[tokio::test]
async fn s6_an_address_of_another_account_is_answered_the_same_and_not_given_away() {
    let app = TestApp::start().await;
    let amina = given::account(&app).with_password(PASSWORD).make().await;
    let bilal = given::account(&app).named("Bilal Shah").with_email("Bilal@trust.example").make().await;
    sign_in(&app, &amina).await;
    let page = app.get(PAGE).await;
    let own = app.submit(&page, &[("email", &amina.email), ("current_password", PASSWORD)]).await;
    own.assert_status(422).assert_error("email", "That is your email address already");
    ask(&app, "bilal@trust.example").await;
    let link = app.mail_to("bilal@trust.example").await.link("/email-change/");
    let page = app.get(&link).await;
    let taken = app.press(&page, "Use this address").await;
    taken.assert_status(422).assert_heading("That address is in use");
    assert_eq!(address(&app, &amina).await, amina.email);
    assert_eq!(address(&app, &bilal).await, "Bilal@trust.example");
}

#[tokio::test]
async fn s8_the_old_address_undoes_what_a_thief_with_the_password_did() {
    let app = TestApp::start().await;
    let amina = given::account(&app).with_password(PASSWORD).make().await;
    let owner = app.another_browser();
    sign_in(&owner, &amina).await;
    // The thief knows the password: changes the address, adds an app and a recovery address.
    sign_in(&app, &amina).await;
    ask(&app, NEW).await;
    let link = app.mail_to(NEW).await.link("/email-change/");
    app.post_only(&link, &[]).await.assert_status(303);
    let undo = app.mail_to(&amina.email).await.link("/email-change/undo/");
    app.advance(SignedDuration::from_mins(1));
    set_up_app(&app, &app).await;
    let page = app.get("/account/security/recovery-address").await;
    app.submit(&page, &[("recovery_email", "thief@evil.example"), ("current_password", PASSWORD)]).await;
    let recovery = app.mail_to("thief@evil.example").await.link("/recovery-address/");
    app.post_only(&recovery, &[]).await.assert_status(303);
    assert!(is_signed_in(&app).await);

    app.advance(SignedDuration::from_hours(71));
    owner.get(&undo).await.assert_heading("Undo the change of your email address");
    assert_eq!(address(&app, &amina).await, NEW, "opening the link changes nothing");
    let page = owner.get(&undo).await;
    owner.press(&page, "Undo the change").await.assert_path("/sign-in/codes");
    assert_eq!(address(&app, &amina).await, amina.email);
    assert!(!is_signed_in(&app).await);
    give_password(&app.another_browser(), &amina, PASSWORD).await.assert_status(422);
    let page = owner.get("/password-reset").await;
    owner.submit(&page, &[("email", "thief@evil.example")]).await;
    assert!(
        app.mails_to("thief@evil.example").await.iter().all(|mail| mail.kind != "account-password-reset")
    );
    // Back in by a mailed code, without the thief's app.
    let page = owner.get("/sign-in/codes").await;
    let page = owner.submit(&page, &[("email", &amina.email)]).await;
    owner
        .submit(&page, &[("code", &app.mail_to(&amina.email).await.sign_in_code())])
        .await
        .assert_path("/dashboard");
    let page = owner.get("/account/security/password").await;
    owner.submit(&page, &[("new_password", OTHER)]).await.assert_path("/account/security");
    owner.post_only(&undo, &[]).await.assert_status(422);
    assert_eq!(events(&app, "account.email-change-undone").await, 1);
}

#[tokio::test]
async fn s4_undoing_an_address_leaves_an_older_second_factor_in_place_and_ends_after_72_hours() {
    let app = TestApp::start().await;
    let amina = given::account(&app).with_password(PASSWORD).make().await;
    sign_in(&app, &amina).await;
    set_up_app(&app, &app).await;
    app.advance(SignedDuration::from_mins(1));
    ask(&app, NEW).await;
    let link = app.mail_to(NEW).await.link("/email-change/");
    app.post_only(&link, &[]).await.assert_status(303);
    let undo = app.mail_to(&amina.email).await.link("/email-change/undo/");
    let visitor = app.another_browser();
    visitor.post_only(&undo, &[]).await.assert_status(303);
    let page = visitor.get("/sign-in/codes").await;
    let page = visitor.submit(&page, &[("email", &amina.email)]).await;
    let page = visitor.submit(&page, &[("code", &app.mail_to(&amina.email).await.sign_in_code())]).await;
    page.assert_path("/sign-in/second-factor");

    let late = given::account(&app).named("Bilal Shah").with_password(PASSWORD).make().await;
    let browser = app.another_browser();
    sign_in(&browser, &late).await;
    let page = browser.get(PAGE).await;
    browser.submit(&page, &[("email", "bilal@new.example"), ("current_password", PASSWORD)]).await;
    let link = app.mail_to("bilal@new.example").await.link("/email-change/");
    browser.post_only(&link, &[]).await.assert_status(303);
    let undo = app.mail_to(&late.email).await.link("/email-change/undo/");
    app.advance(SignedDuration::from_hours(72));
    browser.get(&undo).await.assert_heading("This link no longer works");
    browser.post_only(&undo, &[]).await.assert_status(422);
    assert_eq!(address(&app, &late).await, "bilal@new.example");
}

#[tokio::test]
async fn proof_of_employment_by_mail_domain_goes_with_the_address_and_comes_with_it() {
    let app = TestApp::start().await;
    let trust = given::organisation(&app, "St Mary’s").await;
    sqlx::query("insert into organisation_domain (domain, organisation_id, added_at) values ('newtrust.example', $1, $2)")
        .bind(trust)
        .bind(app.now())
        .execute(&app.app.db)
        .await
        .expect("a domain");
    let amina = given::account(&app).employed_by(trust).with_password(PASSWORD).make().await;
    sign_in(&app, &amina).await;
    let proof = || async {
        sqlx::query_scalar::<_, Option<String>>("select employment_proof from account where account_id = $1")
            .bind(amina.account_id)
            .fetch_one(&app.app.db)
            .await
            .expect("a proof")
    };
    ask(&app, NEW).await;
    app.post_only(&app.mail_to(NEW).await.link("/email-change/"), &[]).await.assert_status(303);
    assert_eq!(proof().await.as_deref(), Some("mail-domain"));
    ask(&app, "amina@home.example").await;
    app.post_only(&app.mail_to("amina@home.example").await.link("/email-change/"), &[])
        .await
        .assert_status(303);
    assert_eq!(proof().await, None);
}
