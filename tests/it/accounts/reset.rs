use jiff::SignedDuration;

use crate::support::app::TestApp;
use crate::support::given;

const OLD: &str = "four quiet herons wade";
const NEW: &str = "nine loud magpies argue";

async fn ask(app: &TestApp, email: &str) -> String {
    let page = app.get("/password-reset").await;
    app.submit(&page, &[("email", email)]).await.assert_heading("Check your email");
    app.mail_to(email).await.link("/password-reset/")
}

#[tokio::test]
async fn s5_a_reset_changes_the_password_ends_every_login_session_and_tells_the_owner() {
    let app = TestApp::start().await;
    let amina = given::account(&app).with_password(OLD).make().await;
    let ward = app.another_browser();
    let page = ward.get("/sign-in").await;
    ward.submit(&page, &[("email", &amina.email), ("password", OLD)]).await.assert_path("/dashboard");
    let link = ask(&app, &amina.email).await;
    let page = app.get(&link).await;
    let short = app.submit(&page, &[("new_password", "too short")]).await;
    assert!(short.error_on("new_password").is_some(), "{short}");
    app.submit(&page, &[("new_password", NEW)]).await.assert_path("/sign-in");
    ward.get("/sign-in/again").await.assert_heading("Sign in");
    assert_eq!(app.mail_to(&amina.email).await.subject, "Your Rapport password was changed");
    let page = app.get("/sign-in").await;
    let refused = app.submit(&page, &[("email", &amina.email), ("password", OLD)]).await;
    refused.assert_status(422);
    app.submit(&page, &[("email", &amina.email), ("password", NEW)]).await.assert_path("/dashboard");
}

#[tokio::test]
async fn s7_a_reset_link_works_once_for_half_an_hour_and_opening_it_changes_nothing() {
    let app = TestApp::start().await;
    let amina = given::account(&app).with_password(OLD).make().await;
    let first = ask(&app, &amina.email).await;
    let second = ask(&app, &amina.email).await;
    app.get(&first).await.assert_heading("Choose a new password");
    app.post(&second, &[("new_password", NEW)]).await.assert_path("/sign-in");
    // The older link must not undo the newer one.
    app.post_only(&first, &[("new_password", OLD)]).await.assert_status(422);
    app.post_only(&second, &[("new_password", OLD)]).await.assert_status(422);
    let third = ask(&app, &amina.email).await;
    app.advance(SignedDuration::from_mins(30));
    app.get(&third).await.assert_heading("This link no longer works");
}

#[tokio::test]
async fn two_addresses_in_one_reset_are_refused() {
    let app = TestApp::start().await;
    let amina = given::account(&app).make().await;
    let both = [("email", amina.email.as_str()), ("email", "thief@example.org")];
    app.post_only("/password-reset", &both).await.assert_status(400);
    assert!(app.mails().await.is_empty());
}

#[tokio::test]
async fn s7_links_come_from_the_base_url_whatever_the_host_header_says() {
    let app = TestApp::start().await;
    let amina = given::account(&app).make().await;
    let poisoned = app
        .another_browser()
        .with_header("host", "evil.example")
        .with_header("x-forwarded-host", "evil.example");
    poisoned.post_only("/password-reset", &[("email", &amina.email)]).await.assert_status(303);
    let mail = app.mail_to(&amina.email).await;
    assert!(!mail.text.contains("evil.example") && !mail.html.contains("evil.example"), "{mail:#?}");
    mail.link("/password-reset/");
}
