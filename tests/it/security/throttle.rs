use super::{PASSWORD, give_password, is_signed_in, sign_in};
use crate::support::app::TestApp;
use crate::support::given;

/// The whole of it over HTTP: an attacker from two hundred networks uses up every try at an account; the owner gets in
/// at once where they signed in before, and by a mailed link on a device that is new.
#[tokio::test]
async fn s12_an_attacker_cannot_lock_the_owner_out() {
    let app = TestApp::start().await;
    let amina = given::account(&app).with_password(PASSWORD).make().await;
    sign_in(&app, &amina).await;
    app.post_only("/sign-out", &[]).await.assert_status(303);
    let mut refused = 0;
    for network in 0..200_u8 {
        let attacker = app.another_browser().at([10, 0, network, 1]);
        let answer =
            attacker.post_only("/sign-in", &[("email", &amina.email), ("password", "a guess at it")]).await;
        refused += u32::from(answer.status == 429);
        attacker.post_only("/sign-in/codes", &[("email", &amina.email)]).await;
    }
    assert!(refused >= 100, "{refused} of 200 guesses were refused");
    assert!(app.mails_to(&amina.email).await.len() <= 7, "nor is the owner flooded with mail");

    sign_in(&app, &amina).await;
    let new = app.another_browser().at([198, 51, 100, 7]);
    give_password(&new, &amina, PASSWORD).await.assert_status(429);
    new.post("/sign-in/codes", &[("email", &amina.email)]).await;
    let link = app.mail_to(&amina.email).await.link("/sign-in/link/");
    let page = new.get(&link).await;
    new.press(&page, "Sign in").await.assert_path("/dashboard");
    assert!(is_signed_in(&new).await);
    new.post_only("/sign-out", &[]).await.assert_status(303);
    sign_in(&new, &amina).await;
}

#[tokio::test]
async fn s12_a_shared_address_locks_nobody_out() {
    let app = TestApp::start().await;
    let amina = given::account(&app).with_password(PASSWORD).make().await;
    let bilal = given::account(&app).named("Bilal Shah").with_password(PASSWORD).make().await;
    for _ in 0..30 {
        let fields = [("email", amina.email.as_str()), ("password", "a guess at it")];
        app.another_browser().post_only("/sign-in", &fields).await;
    }
    give_password(&app.another_browser(), &amina, PASSWORD).await.assert_status(429);
    sign_in(&app.another_browser(), &bilal).await;
}

#[tokio::test]
async fn s6_an_address_without_an_account_is_refused_after_as_many_tries() {
    let app = TestApp::start().await;
    let amina = given::account(&app).with_password(PASSWORD).make().await;
    let mut answers = Vec::new();
    for email in [amina.email.as_str(), "nobody@example.org"] {
        let mut statuses = Vec::new();
        for _ in 0..12 {
            let fields = [("email", email), ("password", "a guess at it")];
            let answer = app.another_browser().post_only("/sign-in", &fields).await;
            statuses.push((answer.status.as_u16(), answer.body.replace(email, "…")));
        }
        answers.push(statuses);
    }
    assert_eq!(answers[0], answers[1]);
    assert!(answers[0].iter().any(|(status, _)| *status == 429));
}
