//! Journeys in a real browser: without scripts, and with the keyboard alone (A2).

use thirtyfour::prelude::*;

use crate::support::app::TestApp;
use crate::support::browser::{Browser, DESK, PHONE, Served, serve};
use crate::support::given;

mod hands;
mod requests;
mod together;

const PASSWORD: &str = "seven lanterns by the quiet canal";

async fn hub() -> (TestApp, Served, Browser) {
    let (app, served) = serve(false).await;
    let browser = Browser::start(&app.app.site.base_url).await;
    (app, served, browser)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a2_sign_in_by_password_and_out_again_without_scripts_on_a_phone() {
    let (app, served, browser) = hub().await;
    let amina = given::account(&app).with_password(PASSWORD).make().await;
    browser.resize(PHONE).await;
    browser.scripts(false).await;

    browser.open("/account/notices").await;
    assert!(browser.path().await.starts_with("/sign-in"), "a visitor is asked to sign in");
    browser.fill("email", &amina.email).await;
    browser.fill("password", "not the password at all").await;
    browser.press("Sign in").await;
    browser.wait_for_text("There is a problem").await;
    browser.fill("email", &amina.email).await;
    browser.fill("password", PASSWORD).await;
    browser.press("Sign in").await;
    browser.wait_for_path("/account/notices").await;

    browser.press("Menu").await;
    browser.press("Sign out").await;
    browser.wait_for_text("You are signed out").await;
    browser.driver.back().await.expect("back");
    assert!(!browser.text().await.contains("Which emails"), "nothing to see after signing out");
    browser.quit().await;
    served.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a2_sign_in_by_a_mailed_code_with_the_keyboard_alone() {
    let (app, served, browser) = hub().await;
    let amina = given::account(&app).make().await;
    browser.resize(DESK).await;
    browser.open("/sign-in/codes").await;

    browser.keys(Key::Tab).await;
    assert_eq!(browser.focused().await, "Skip to main content", "the first stop");
    browser.keys(Key::Enter).await;
    assert!(browser.path().await.ends_with("#maincontent"));
    browser.tab_to("email").await;
    browser.keys(amina.email.as_str()).await;
    browser.keys(Key::Enter).await;
    browser.wait_for_path("/sign-in/code").await;

    browser.keys(Key::Tab).await;
    browser.tab_to("code").await;
    let code = app.mail_to(&amina.email).await.sign_in_code();
    browser.keys(code.as_str()).await;
    browser.keys(Key::Enter).await;
    browser.wait_for_path("/dashboard").await;
    browser.quit().await;
    served.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a4_a_form_that_comes_back_moves_the_reader_to_what_is_wrong() {
    let (_app, served, browser) = hub().await;
    browser.resize(DESK).await;
    browser.open("/sign-in").await;
    browser.press("Sign in").await;
    browser.wait_for_text("There is a problem").await;
    assert!(browser.driver.title().await.expect("a title").starts_with("Error: "));
    assert!(browser.focused().await.contains("There is a problem"), "focus is on the summary");
    browser.keys(Key::Tab).await;
    browser.keys(Key::Enter).await;
    let field = browser.evaluate("document.activeElement.id").await;
    assert_eq!(field, "email", "its first link leads to the first field");
    browser.quit().await;
    served.stop().await;
}
