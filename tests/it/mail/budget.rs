//! The mail budget: what is sent at once, what waits for its week, what is stopped, and what is forgotten.

use jiff::SignedDuration;
use rapport::platform::mail::{Envelope, Memory, Topic, Transport, clean_up, forget, stops};

use super::{Answer, Hint, News, post, state, to_account, worker, worker_for};
use crate::support::app::TestApp;
use crate::support::given;
use crate::support::smtp::{Behaviour, MailServer};

#[tokio::test]
async fn an_account_gets_one_weekly_mail_a_week_beside_what_it_must_get() {
    let (app, server) = (TestApp::start().await, MailServer::start().await);
    let amina = given::account(&app).make().await.account_id;
    let grace = given::account(&app).named("Grace Okafor").make().await.account_id;
    for title in ["First", "Second", "Third"] {
        post(&app, &to_account(amina), &News(title)).await;
        post(&app, &to_account(amina), &Answer(format!("Answer to {title}"))).await;
    }
    post(&app, &to_account(grace), &News("First")).await;
    let workers = (0..4).map(|_| async { worker_for(&app, &server).drain().await.expect("drained") });
    futures_util::future::join_all(workers).await;
    let weekly = || server.received().iter().filter(|mail| mail.header("List-Unsubscribe").is_some()).count();
    assert_eq!((server.received().len(), weekly()), (5, 2), "three answers, and one weekly mail for each");

    let worker = worker_for(&app, &server);
    for (days, expected) in [(6, 2), (1, 3), (6, 3), (1, 4), (30, 4)] {
        app.advance(SignedDuration::from_hours(24 * days) + SignedDuration::from_mins(2));
        worker.drain().await.expect("drained");
        assert_eq!(weekly(), expected, "after {days} more days");
    }
}

#[tokio::test]
async fn a_weekly_mail_that_is_tried_again_keeps_its_week() {
    let (app, server) = (TestApp::start().await, MailServer::start().await);
    let amina = given::account(&app).make().await.account_id;
    post(&app, &to_account(amina), &News("First")).await;
    server.next([Behaviour::Refuse(451)]);
    let worker = worker_for(&app, &server);
    worker.drain().await.expect("drained");
    post(&app, &to_account(amina), &News("Second")).await;
    app.advance(SignedDuration::from_mins(2));
    worker.drain().await.expect("drained");
    let subjects: Vec<_> = server.received().iter().filter_map(|mail| mail.header("Subject")).collect();
    assert_eq!(subjects, ["First"]);
}

#[tokio::test]
async fn a_topic_that_was_stopped_is_not_sent_even_when_it_waited_already() {
    let (app, memory) = (TestApp::start().await, Memory::default());
    let amina = given::account(&app).make().await.account_id;
    post(&app, &to_account(amina), &News("Waiting")).await;
    let mut db = app.app.db.acquire().await.expect("a connection");
    stops::set_stopped(&mut db, app.now(), amina, &[Topic::PoolNews]).await.expect("stopped");
    post(&app, &to_account(amina), &News("Later")).await;
    post(&app, &to_account(amina), &Hint).await;
    worker(&app, Transport::Memory(memory.clone())).drain().await.expect("drained");
    let sent = memory.delivered();
    assert_eq!(sent.len(), 1);
    assert!(sent[0].raw.contains("A hint"), "{}", sent[0].raw);
    assert_eq!(state(&app).await, (1, 0, 0));
    stops::set_stopped(&mut db, app.now(), amina, &[]).await.expect("started again");
    assert_eq!(stops::stopped(&mut db, amina).await.expect("a list"), []);
}

#[tokio::test]
async fn old_mail_is_cleaned_away_and_a_closed_account_is_forgotten() {
    let (app, memory) = (TestApp::start().await, Memory::default());
    let amina = given::account(&app).make().await.account_id;
    post(&app, &to_account(amina), &News("Old")).await;
    let worker = worker(&app, Transport::Memory(memory));
    worker.drain().await.expect("drained");
    app.advance(SignedDuration::from_hours(24 * 91));
    post(&app, &to_account(amina), &Answer("Waiting".into())).await;
    let mut db = app.app.db.acquire().await.expect("a connection");
    let before = app.now().minus(SignedDuration::from_hours(24 * 90));
    assert_eq!(clean_up(&mut db, before, before).await.expect("cleaned"), 2, "the mail and its link");
    assert_eq!(state(&app).await, (0, 0, 1));
    forget(&mut db, amina).await.expect("forgotten");
    assert_eq!(state(&app).await, (0, 0, 0));
    let left: i64 = sqlx::query_scalar(
        "select (select count(*) from mail_week) + (select count(*) from mail_stop) + (select count(*) from mail_unsubscribe)",
    )
    .fetch_one(&app.app.db)
    .await
    .expect("a count");
    assert_eq!(left, 0);
}

#[tokio::test]
async fn r3_a_weekly_mail_that_is_told_twice_has_one_link_that_works() {
    let (app, memory) = (TestApp::start().await, Memory::default());
    let amina = given::account(&app).make().await.account_id;
    let envelope = Envelope { dedupe_key: Some("news/1".into()), ..to_account(amina) };
    for _ in 0..5 {
        post(&app, &envelope, &News("Once")).await;
    }
    worker(&app, Transport::Memory(memory.clone())).drain().await.expect("drained");
    let links: i64 = sqlx::query_scalar("select count(*) from mail_unsubscribe")
        .fetch_one(&app.app.db)
        .await
        .expect("a count");
    assert_eq!((memory.delivered().len(), links), (1, 1));
    let raw = memory.delivered().remove(0).raw;
    let header = raw.lines().find(|line| line.starts_with("List-Unsubscribe: ")).expect("the header");
    let path = header.trim_start_matches("List-Unsubscribe: <http://127.0.0.1:3000").trim_end_matches('>');
    app.get(path).await.assert_heading("Stop weekly emails");
}
