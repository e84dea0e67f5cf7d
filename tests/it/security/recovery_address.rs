use super::{OTHER, PASSWORD, events, give_password, is_signed_in, sign_in};
use crate::support::app::TestApp;
use crate::support::given;

const PAGE: &str = "/account/security/recovery-address";
const HOME: &str = "amina@home.example";

#[tokio::test]
async fn a_recovery_address_counts_once_confirmed_and_can_then_choose_a_new_password() {
    let app = TestApp::start().await;
    let amina = given::account(&app).with_password(PASSWORD).make().await;
    sign_in(&app, &amina).await;
    let page = app.get(PAGE).await;
    let own = app.submit(&page, &[("recovery_email", &amina.email), ("current_password", PASSWORD)]).await;
    own.assert_status(422)
        .assert_error("recovery_email", "That is the address of your account. Enter a different one");
    app.submit(&page, &[("recovery_email", HOME), ("current_password", PASSWORD)])
        .await
        .assert_path("/account/security");
    let link = app.mail_to(HOME).await.link("/recovery-address/");
    let reset = |email: &'static str| async {
        let browser = app.another_browser();
        let page = browser.get("/password-reset").await;
        browser.submit(&page, &[("email", email)]).await;
    };
    reset(HOME).await;
    assert_eq!(app.mails_to(HOME).await.len(), 1, "not before it is confirmed");
    app.another_browser().get(&link).await.assert_heading("Confirm your recovery address");
    let page = app.get(&link).await;
    app.press(&page, "Use this address").await.assert_path("/account/security").assert_sees(HOME);
    assert!(is_signed_in(&app).await);
    app.post_only(&link, &[]).await.assert_status(422);
    assert_eq!(app.mail_to(&amina.email).await.subject, "Your Rapport account has a recovery address");
    reset(HOME).await;
    let link = app.mail_to(HOME).await.link("/password-reset/");
    let home = app.another_browser();
    let page = home.get(&link).await;
    home.submit(&page, &[("new_password", OTHER)]).await.assert_path("/sign-in");
    give_password(&home, &amina, OTHER).await.assert_path("/dashboard");

    let page = home.get("/account/security/recovery-address/removal").await;
    home.submit(&page, &[("current_password", OTHER)]).await.assert_path("/account/security");
    let before = app.mails_to(HOME).await.len();
    reset(HOME).await;
    assert_eq!(app.mails_to(HOME).await.len(), before, "not after it is removed");
    assert_eq!(events(&app, "account.recovery-address-removed").await, 1);
}

#[tokio::test]
async fn s8_a_stolen_cookie_alone_adds_no_recovery_address() {
    let app = TestApp::start().await;
    let amina = given::account(&app).with_password(PASSWORD).make().await;
    sign_in(&app, &amina).await;
    let thief = app.another_browser();
    thief.set_cookie("rapport_session", &app.cookie("rapport_session").expect("a cookie"));
    thief.post_only(PAGE, &[("recovery_email", "thief@evil.example")]).await.assert_status(422);
    thief.post_only("/account/security/recovery-address/removal", &[]).await.assert_status(422);
    assert!(app.mails_to("thief@evil.example").await.is_empty());
}
