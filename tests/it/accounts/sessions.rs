use jiff::SignedDuration;
use tower_sessions::SessionStore;

use crate::support::app::TestApp;
use crate::support::client::Client;
use crate::support::given::{self, Person};

const PASSWORD: &str = "four quiet herons wade";

async fn sign_in(browser: &Client, person: &Person, own_phone: bool) {
    let page = browser.get("/sign-in").await;
    let mut fields = vec![("email", person.email.as_str()), ("password", PASSWORD)];
    if own_phone {
        fields.push(("own_phone", "yes"));
    }
    browser.submit(&page, &fields).await.assert_path("/dashboard");
}

async fn is_signed_in(browser: &Client) -> bool {
    browser.get("/sign-in/again").await.heading() == "Confirm it is you"
}

#[tokio::test]
async fn s5_a_session_id_planted_before_sign_in_is_worth_nothing_after_it() {
    let app = TestApp::start().await;
    let amina = given::account(&app).with_password(PASSWORD).make().await;
    // Asking for a code gives the browser a session before anybody is signed in.
    app.post("/sign-in/codes", &[("email", &amina.email)]).await;
    let planted = app.cookie("rapport_session").expect("a session cookie");
    sign_in(&app, &amina, false).await;
    let after = app.cookie("rapport_session").expect("a session cookie");
    assert_ne!(planted, after);
    let thief = app.another_browser();
    thief.set_cookie("rapport_session", &planted);
    assert!(!is_signed_in(&thief).await);
}

#[tokio::test]
async fn s5_sessions_end_when_idle_or_old() {
    let app = TestApp::start().await;
    let amina = given::account(&app).with_password(PASSWORD).make().await;
    sign_in(&app, &amina, false).await;
    app.advance(SignedDuration::from_mins(59));
    assert!(is_signed_in(&app).await);
    app.advance(SignedDuration::from_mins(60));
    assert!(!is_signed_in(&app).await);
    sign_in(&app, &amina, false).await;
    for _ in 0..23 {
        app.advance(SignedDuration::from_mins(31));
        assert!(is_signed_in(&app).await);
    }
    app.advance(SignedDuration::from_mins(31));
    assert!(!is_signed_in(&app).await, "twelve hours have passed");
}

#[tokio::test]
async fn s5_my_own_phone_stays_signed_in_for_thirty_days() {
    let app = TestApp::start().await;
    let amina = given::account(&app).with_password(PASSWORD).make().await;
    sign_in(&app, &amina, true).await;
    app.advance(SignedDuration::from_hours(29 * 24));
    assert!(is_signed_in(&app).await);
    app.advance(SignedDuration::from_hours(24));
    assert!(!is_signed_in(&app).await);
}

#[tokio::test]
async fn s5_signing_out_ends_the_session_on_the_server_and_a_slow_request_cannot_bring_it_back() {
    let app = TestApp::start().await;
    let amina = given::account(&app).with_password(PASSWORD).make().await;
    sign_in(&app, &amina, false).await;
    let cookie = app.cookie("rapport_session").expect("a session cookie");
    let store =
        rapport::accounts::sessions::LoginSessionStore::new(app.app.db.clone(), app.app.clock.clone());
    let id = cookie.parse().expect("a session id");
    let slow = store.load(&id).await.expect("the store").expect("the session");
    let out = app.post_only("/sign-out", &[]).await;
    out.assert_status(303);
    assert_eq!(out.header("clear-site-data"), Some("\"cache\""));
    store.save(&slow).await.expect("a save that changes nothing");
    let back_button = app.another_browser();
    back_button.set_cookie("rapport_session", &cookie);
    assert!(!is_signed_in(&back_button).await);
    assert!(!is_signed_in(&app).await);
}

#[tokio::test]
async fn a_page_never_writes_the_session_and_last_seen_moves_every_five_minutes_at_most() {
    let app = TestApp::start().await;
    let amina = given::account(&app).with_password(PASSWORD).make().await;
    sign_in(&app, &amina, false).await;
    let (page, statements) = app.statements(app.get("/sign-in/again")).await;
    page.assert_ok();
    assert!(statements.iter().all(|sql| sql.starts_with("select")), "{statements:#?}");
    app.advance(SignedDuration::from_mins(5));
    let (_, statements) = app.statements(app.get("/sign-in/again")).await;
    assert_eq!(statements.iter().filter(|sql| sql.starts_with("update login_session")).count(), 1);
    let (_, statements) = app.statements(app.get("/sign-in/again")).await;
    assert!(statements.iter().all(|sql| sql.starts_with("select")), "{statements:#?}");
}

#[tokio::test]
async fn a5_a_form_sent_after_the_session_ran_out_comes_back_after_signing_in_to_its_owner_only() {
    let app = TestApp::start().await;
    let amina = given::account(&app).with_password(PASSWORD).make().await;
    let bilal = given::account(&app).named("Bilal Shah").with_password(PASSWORD).make().await;
    sign_in(&app, &amina, false).await;
    app.advance(SignedDuration::from_mins(61));
    let page = app
        .post("/sign-in/again", &[("next", "/account"), ("note", "what I hope for"), ("password", "x")])
        .await;
    page.assert_heading("Sign in");
    let stored: Vec<u8> =
        sqlx::query_scalar("select sealed from draft").fetch_one(&app.app.db).await.unwrap();
    assert!(!String::from_utf8_lossy(&stored).contains("hope"), "the draft is encrypted");
    let draft = page.form_to("/sign-in").value("next").expect("where to go next");
    assert!(draft.starts_with("/drafts/"), "{draft}");
    let other = app.another_browser();
    sign_in(&other, &bilal, false).await;
    other.get(&draft).await.assert_not_found();
    let kept = app.submit(&page, &[("email", &amina.email), ("password", PASSWORD)]).await;
    kept.assert_heading("We kept what you typed");
    let form = kept.form_with_button("Send it now");
    assert_eq!(form.value("note").as_deref(), Some("what I hope for"));
    assert_eq!(form.value("password"), None, "passwords are typed again");
    let sent = app.post_only(&form.action, &[("note", "what I hope for")]).await;
    assert_eq!((sent.status.as_u16(), sent.header("location")), (307, Some("/sign-in/again")));
    app.get(&draft).await.assert_not_found();
}
