//! Which optional mails an account gets, and the link in a mail that stops them.

use http::{Method, StatusCode};
use rapport::platform::ids::AccountId;
use rapport::platform::mail::{EmailAddress, Envelope, Letter, MailClass, Topic, Written, stops};

use crate::support::app::TestApp;
use crate::support::given;

struct News;

impl Letter for News {
    const KIND: &'static str = "test-news";
    const CLASS: MailClass = MailClass::Weekly(Topic::PoolNews);

    fn write(&self, _: &str, unsubscribe_url: Option<&str>) -> Result<Written, askama::Error> {
        let stop = unsubscribe_url.unwrap_or("nothing");
        Ok(Written { subject: "News".into(), text: format!("Stop: {stop}"), html: format!("<p>{stop}</p>") })
    }
}

/// A weekly mail to somebody, and the path of the link in it that stops it.
async fn weekly_mail(app: &TestApp, account_id: AccountId) -> String {
    let to = EmailAddress::parse("amina@trust.example").expect("an address");
    let envelope = Envelope { to, account_id: Some(account_id), dedupe_key: None };
    let mut tx = app.app.db.begin().await.expect("a transaction");
    app.app.outbox.enqueue(&mut tx, app.now(), &envelope, &News).await.expect("enqueued");
    tx.commit().await.expect("committed");
    app.mail_to("amina@trust.example").await.link("/unsubscribe/")
}

async fn stopped(app: &TestApp, account_id: AccountId) -> Vec<Topic> {
    let mut db = app.app.db.acquire().await.expect("a connection");
    let stopped = stops::stopped(&mut db, account_id).await.expect("the topics");
    Topic::ALL.into_iter().filter(|topic| stopped.contains(topic)).collect()
}

#[tokio::test]
async fn s7_opening_the_link_stops_nothing_and_choosing_does() {
    let app = TestApp::start().await;
    let amina = given::account(&app).make().await.account_id;
    let link = weekly_mail(&app, amina).await;
    for _ in 0..3 {
        app.get(&link).await.assert_ok();
    }
    app.send(Method::HEAD, &link, &[], None).await;
    assert_eq!(stopped(&app, amina).await, []);

    let page = app.get(&link).await;
    let again = app.submit(&page, &[]).await;
    again.assert_status(422).assert_error("which", "Choose which emails to stop");
    let done = app.submit(&page, &[("which", "this")]).await;
    assert!(done.text().contains("Stopped. You get no more emails about this."), "{done}");
    assert_eq!(stopped(&app, amina).await, [Topic::PoolNews]);
    let done = app.submit(&done, &[("which", "all")]).await;
    assert!(done.text().contains("You get no weekly emails from Rapport"), "{done}");
    assert_eq!(stopped(&app, amina).await, Topic::ALL);
}

#[tokio::test]
async fn one_click_in_a_mail_program_stops_all_weekly_mail_without_a_session_or_an_origin() {
    let app = TestApp::start().await;
    let amina = given::account(&app).make().await.account_id;
    let link = weekly_mail(&app, amina).await;
    let program = app.another_browser().with_header("sec-fetch-site", "").with_header("origin", "");
    for _ in 0..2 {
        let answer = program.post_only(&link, &[("List-Unsubscribe", "One-Click")]).await;
        assert_eq!(answer.status, StatusCode::OK, "no redirect, and a repeat is harmless: {answer}");
    }
    assert_eq!(stopped(&app, amina).await, Topic::ALL);
    let kinds: Vec<(String, String)> = sqlx::query_as("select kind, actor_kind from event order by event_id")
        .fetch_all(&app.app.db)
        .await
        .expect("the events");
    assert_eq!(kinds[0], ("account.unsubscribed".to_owned(), "visitor".to_owned()));
}

#[tokio::test]
async fn s7_a_link_that_was_never_mailed_is_not_found() {
    let app = TestApp::start().await;
    let amina = given::account(&app).make().await.account_id;
    let link = weekly_mail(&app, amina).await;
    let other: String = link.chars().take(link.len() - 1).chain(['A']).collect();
    let mut missing = vec!["/unsubscribe/x".to_owned(), format!("/unsubscribe/{}", "A".repeat(43))];
    if other != link {
        missing.push(other);
    }
    for path in missing {
        assert_eq!(app.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
        let posted = app.post_only(&path, &[("List-Unsubscribe", "One-Click")]).await;
        assert_eq!(posted.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(stopped(&app, amina).await, []);
}

#[tokio::test]
async fn the_reader_chooses_which_weekly_mails_come() {
    let app = TestApp::start().await;
    let password = "four quiet herons wade";
    let amina = given::account(&app).with_email("amina@trust.example").with_password(password).make().await;
    let sign_in = app.get("/sign-in").await;
    app.submit(&sign_in, &[("email", "amina@trust.example"), ("password", password)]).await;
    let page = app.get("/account/notices").await;
    page.assert_ok();
    let all = page.attributes("input[type=checkbox][checked]", "value");
    assert_eq!(
        all,
        ["working-together", "saved-searches", "pool-news", "tips"],
        "everything is on until the reader says otherwise"
    );

    let saved = app.post("/account/notices", &[("topics", "tips")]).await;
    saved.assert_sees("You get the weekly emails you chose, at most one a week.");
    assert_eq!(saved.attributes("input[type=checkbox][checked]", "value"), ["tips"]);
    assert_eq!(
        stopped(&app, amina.account_id).await,
        [Topic::WorkingTogether, Topic::SavedSearches, Topic::PoolNews]
    );

    let odd = app.post("/account/notices", &[("topics", "security")]).await;
    odd.assert_status(422).assert_error("topics", "Choose from the emails listed here");
    let none = app.post("/account/notices", &[]).await;
    none.assert_sees("You get no weekly emails.");
    assert_eq!(stopped(&app, amina.account_id).await, Topic::ALL);
    let kept: i64 = sqlx::query_scalar("select count(*) from event where kind = 'account.notices-changed'")
        .fetch_one(&app.app.db)
        .await
        .expect("a count");
    assert_eq!(kept, 2);
}

#[tokio::test]
async fn s1_notices_are_for_their_owner_only() {
    let app = TestApp::start().await;
    let amina = given::account(&app).make().await.account_id;
    let visitor = app.another_browser();
    visitor.get("/account/notices").await.assert_path("/sign-in");
    visitor.post("/account/notices", &[]).await.assert_path("/sign-in");
    assert_eq!(stopped(&app, amina).await, []);
}
