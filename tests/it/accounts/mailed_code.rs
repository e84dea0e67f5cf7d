use jiff::SignedDuration;

use crate::support::app::TestApp;
use crate::support::given;

async fn ask(app: &TestApp, email: &str) {
    let page = app.get("/sign-in/codes").await;
    app.submit(&page, &[("email", email)]).await.assert_path("/sign-in/code");
}

#[tokio::test]
async fn a_mailed_code_signs_in_once() {
    let app = TestApp::start().await;
    let amina = given::account(&app).make().await;
    ask(&app, &amina.email).await;
    let mail = app.mail_to(&amina.email).await;
    let page = app.get("/sign-in/code").await;
    app.submit(&page, &[("code", &mail.sign_in_code())]).await.assert_path("/dashboard");
    app.get("/sign-in/again").await.assert_heading("Confirm it is you");
}

#[tokio::test]
async fn s7_a_code_is_worth_nothing_in_another_browser_and_ends_after_five_wrong_tries() {
    let app = TestApp::start().await;
    let amina = given::account(&app).make().await;
    ask(&app, &amina.email).await;
    let code = app.mail_to(&amina.email).await.sign_in_code();
    let thief = app.another_browser();
    thief.post("/sign-in/code", &[("code", &code)]).await.assert_path("/sign-in/codes");
    let wrong = if code == "00000000" { "00000001" } else { "00000000" };
    for _ in 0..5 {
        app.post_only("/sign-in/code", &[("code", wrong)]).await.assert_status(422);
    }
    let over = app.post_only("/sign-in/code", &[("code", &code)]).await;
    over.assert_status(422).assert_error("code", "That code can no longer be used. Ask for a new one");
}

#[tokio::test]
async fn s7_opening_the_link_does_nothing_and_pressing_its_button_works_once_in_any_browser() {
    let app = TestApp::start().await;
    let amina = given::account(&app).make().await;
    ask(&app, &amina.email).await;
    let link = app.mail_to(&amina.email).await.link("/sign-in/link/");
    for _ in 0..3 {
        app.another_browser().get(&link).await.assert_heading("Sign in with this link");
    }
    let phone = app.another_browser();
    let page = phone.get(&link).await;
    phone.press(&page, "Sign in").await.assert_path("/dashboard");
    app.another_browser().post_only(&link, &[]).await.assert_status(422);
    app.get(&link).await.assert_heading("This link no longer works");
}

#[tokio::test]
async fn s7_a_code_and_its_link_end_after_half_an_hour() {
    let app = TestApp::start().await;
    let amina = given::account(&app).make().await;
    ask(&app, &amina.email).await;
    let mail = app.mail_to(&amina.email).await;
    app.advance(SignedDuration::from_mins(30));
    let over = app.post_only("/sign-in/code", &[("code", &mail.sign_in_code())]).await;
    over.assert_status(422);
    app.post_only(&mail.link("/sign-in/link/"), &[]).await.assert_status(422);
}

#[tokio::test]
async fn s6_an_unknown_address_is_answered_the_same_and_gets_no_mail() {
    let app = TestApp::start().await;
    let amina = given::account(&app).make().await;
    let mut answers = Vec::new();
    for email in [amina.email.as_str(), "nobody@example.org"] {
        let browser = app.another_browser();
        let (answer, statements) =
            app.statements(browser.post_only("/sign-in/codes", &[("email", email)])).await;
        answers.push((answer.status, answer.body, statements));
        browser.get("/sign-in/code").await.assert_heading("Enter your code");
    }
    assert_eq!(answers[0], answers[1]);
    assert_eq!(app.mails_to("nobody@example.org").await.len(), 0);
    assert_eq!(app.mails_to(&amina.email).await.len(), 1);
}
