use jiff::SignedDuration;

use super::{PASSWORD, is_signed_in, sign_in};
use crate::support::app::TestApp;
use crate::support::given;

#[tokio::test]
async fn s5_login_sessions_are_listed_and_ended_by_their_owner_only() {
    let app = TestApp::start().await;
    let amina = given::account(&app).with_password(PASSWORD).make().await;
    let bilal = given::account(&app).named("Bilal Shah").with_password(PASSWORD).make().await;
    sign_in(&app, &amina).await;
    let phone =
        app.another_browser().with_header("user-agent", "Mozilla/5.0 (iPhone) Version/17.5 Safari/604");
    sign_in(&phone, &amina).await;
    let ward = app.another_browser();
    sign_in(&ward, &amina).await;
    let stranger = app.another_browser();
    sign_in(&stranger, &bilal).await;

    let page = app.get("/account/security").await;
    page.assert_sees("Firefox on Linux This one").assert_sees("Safari on an iPhone");
    let endings: Vec<String> =
        page.attributes("form", "action").into_iter().filter(|action| action.ends_with("/ending")).collect();
    assert_eq!(endings.len(), 2, "this one is ended by signing out");
    for ending in &endings {
        stranger.post_only(ending, &[]).await.assert_not_found();
    }
    assert!(is_signed_in(&phone).await && is_signed_in(&ward).await);
    let of_phone = page
        .forms()
        .into_iter()
        .find(|form| form.action.ends_with("/ending") && format!("{form:?}").contains("iPhone"))
        .map(|form| form.action);
    let ending = of_phone.unwrap_or_else(|| endings[0].clone());
    app.post(&ending, &[]).await.assert_path("/account/security");
    let left = [is_signed_in(&phone).await, is_signed_in(&ward).await];
    assert_eq!(left.iter().filter(|signed_in| **signed_in).count(), 1, "one was ended");
    app.post_only(&ending, &[]).await.assert_not_found();

    let page = app.get("/account/security").await;
    app.press(&page, "Sign out everywhere else")
        .await
        .assert_path("/account/security")
        .assert_sees("nowhere else");
    assert!(!is_signed_in(&phone).await && !is_signed_in(&ward).await && is_signed_in(&app).await);
    assert!(is_signed_in(&stranger).await);
    // What is left still counts as signed in and can be made fresh again.
    app.advance(SignedDuration::from_mins(20));
    let page = app.get("/account/security").await;
    page.assert_heading("Confirm it is you");
    app.submit(&page, &[("password", PASSWORD)]).await.assert_path("/account/security");
}

#[tokio::test]
async fn the_security_page_makes_at_most_three_statements_however_many_sessions_there_are() {
    let app = TestApp::start().await;
    let amina = given::account(&app).with_password(PASSWORD).make().await;
    sign_in(&app, &amina).await;
    let (_, few) = app.statements(app.get("/account/security")).await;
    for _ in 0..10 {
        sign_in(&app.another_browser(), &amina).await;
    }
    let (_, many) = app.statements(app.get("/account/security")).await;
    assert_eq!(few.len(), many.len());
    assert!(few.len() <= 4, "{few:#?}");
}

#[tokio::test]
async fn s5_on_my_own_phone_security_pages_ask_for_a_fresh_sign_in() {
    let app = TestApp::start().await;
    let amina = given::account(&app).with_password(PASSWORD).make().await;
    let page = app.get("/sign-in").await;
    let fields = [("email", amina.email.as_str()), ("password", PASSWORD), ("own_phone", "yes")];
    app.submit(&page, &fields).await.assert_path("/dashboard");
    app.advance(SignedDuration::from_hours(24 * 7));
    for path in ["/account/security", "/account/security/password", "/account/security/email"] {
        app.get(path).await.assert_heading("Confirm it is you");
    }
}
