use crate::support::app::TestApp;
use crate::support::given;

const PASSWORD: &str = "four quiet herons wade";

#[tokio::test]
async fn a_right_password_signs_in_and_leads_to_where_one_was_going() {
    let app = TestApp::start().await;
    let amina = given::account(&app).with_password(PASSWORD).make().await;
    let page = app.get("/sign-in/again").await;
    page.assert_heading("Sign in");
    let page = app.submit(&page, &[("email", &amina.email), ("password", PASSWORD)]).await;
    page.assert_path("/dashboard");
    app.get("/sign-in/again").await.assert_heading("Confirm it is you");
}

#[tokio::test]
async fn s6_a_wrong_password_and_an_unknown_address_look_alike_and_cost_one_verification_each() {
    let app = TestApp::start().await;
    let amina = given::account(&app).with_password(PASSWORD).make().await;
    let no_password = given::account(&app).named("Bilal Shah").make().await;
    let mut bodies = Vec::new();
    for email in [amina.email.as_str(), no_password.email.as_str(), "nobody@example.org"] {
        let page = app.get("/sign-in").await;
        let before = app.app.hasher.verifications();
        let refused = app.submit(&page, &[("email", email), ("password", "not the password at all")]).await;
        assert_eq!(app.app.hasher.verifications() - before, 1, "{email}");
        refused.assert_status(422);
        assert!(refused.error_on("password").is_some());
        bodies.push(refused.body.replace(email, "…"));
    }
    assert_eq!(bodies[0], bodies[1]);
    assert_eq!(bodies[0], bodies[2]);
}

#[tokio::test]
async fn a4_a_mistake_keeps_the_address_and_never_the_password() {
    let app = TestApp::start().await;
    let page = app.get("/sign-in").await;
    let refused = app.submit(&page, &[("email", "amina@example.org"), ("password", "")]).await;
    refused.assert_status(422).assert_error("password", "Enter your password");
    assert!(refused.title().starts_with("Error: "), "{}", refused.title());
    let form = refused.form_to("/sign-in");
    assert_eq!(form.value("email").as_deref(), Some("amina@example.org"));
    assert_eq!(form.value("password").unwrap_or_default(), "");
}

#[tokio::test]
async fn an_address_of_another_site_is_not_followed_after_sign_in() {
    let app = TestApp::start().await;
    let amina = given::account(&app).with_password(PASSWORD).make().await;
    let page = app.get("/sign-in?next=https%3A%2F%2Fevil.example%2F").await;
    let page = app.submit(&page, &[("email", &amina.email), ("password", PASSWORD)]).await;
    page.assert_path("/dashboard");
}
