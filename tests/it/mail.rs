//! The outbox and its worker, against a real mail server on loopback (R3, R4).

mod budget;
mod faults;
mod measure;
mod secure;

use std::time::Duration;

use rapport::platform::ids::AccountId;
use rapport::platform::mail::{
    EmailAddress, Envelope, Letter, MailClass, Sender, Step, Topic, Transport, Worker, Written,
};
use sqlx::Row;

use crate::support::app::TestApp;
use crate::support::smtp::MailServer;

struct Answer(String);
struct News(&'static str);
struct Hint;

fn written(subject: &str, unsubscribe_url: Option<&str>) -> Written {
    Written {
        subject: subject.to_owned(),
        text: format!("{subject}\n.\nStop: {}\n", unsubscribe_url.unwrap_or("cannot be stopped")),
        html: format!("<p>{subject}</p>"),
    }
}

impl Letter for Answer {
    const KIND: &'static str = "test-answer";
    const CLASS: MailClass = MailClass::Action;

    fn write(&self, _: &str, unsubscribe_url: Option<&str>) -> Result<Written, askama::Error> {
        Ok(written(&self.0, unsubscribe_url))
    }
}

impl Letter for News {
    const KIND: &'static str = "test-news";
    const CLASS: MailClass = MailClass::Weekly(Topic::PoolNews);

    fn write(&self, _: &str, unsubscribe_url: Option<&str>) -> Result<Written, askama::Error> {
        Ok(written(self.0, unsubscribe_url))
    }
}

impl Letter for Hint {
    const KIND: &'static str = "test-hint";
    const CLASS: MailClass = MailClass::Weekly(Topic::Tips);

    fn write(&self, _: &str, unsubscribe_url: Option<&str>) -> Result<Written, askama::Error> {
        Ok(written("A hint", unsubscribe_url))
    }
}

fn to(address: &str) -> Envelope {
    Envelope { to: EmailAddress::parse(address).expect("an address"), account_id: None, dedupe_key: None }
}

fn to_account(account_id: AccountId) -> Envelope {
    Envelope { account_id: Some(account_id), ..to("amina@trust.example") }
}

async fn post<L: Letter>(app: &TestApp, envelope: &Envelope, letter: &L) {
    let mut tx = app.app.db.begin().await.expect("a transaction");
    app.app.outbox.enqueue(&mut tx, app.now(), envelope, letter).await.expect("enqueued");
    tx.commit().await.expect("committed");
}

async fn post_many(app: &TestApp, count: usize) {
    let mut tx = app.app.db.begin().await.expect("a transaction");
    for index in 0..count {
        let letter = Answer(format!("Answer {index}"));
        app.app
            .outbox
            .enqueue(&mut tx, app.now(), &to("amina@trust.example"), &letter)
            .await
            .expect("enqueued");
    }
    tx.commit().await.expect("committed");
}

fn worker(app: &TestApp, transport: Transport) -> Worker {
    let sender = Sender::new("Rapport <hub@rapport.example>".parse().expect("a mailbox"), None);
    Worker::new(app.app.db.clone(), app.app.clock.clone(), app.app.secret.clone(), sender, transport)
}

fn worker_for(app: &TestApp, server: &MailServer) -> Worker {
    worker(app, Transport::smtp(&server.url()).expect("a transport"))
}

async fn state(app: &TestApp) -> (i64, i64, i64) {
    let row = sqlx::query(
        "select count(*) filter (where sent_at is not null), count(*) filter (where failed_at is not null),
                count(*) filter (where sent_at is null and failed_at is null) from mail",
    )
    .fetch_one(&app.app.db)
    .await
    .expect("a row");
    (row.get(0), row.get(1), row.get(2))
}

#[tokio::test]
async fn a_real_mail_server_receives_both_texts_and_the_body_is_then_gone() {
    let (app, server) = (TestApp::start().await, MailServer::start().await);
    post(&app, &to("amina@trust.example"), &Answer("Grace said yes".into())).await;
    let step = worker_for(&app, &server).drain().await.expect("sent");
    assert_eq!(step, Step { seen: 1, sent: 1, retried: 0, failed: 0 });
    let received = server.received();
    let mail = &received[0];
    assert_eq!(
        (mail.from.as_str(), mail.to.as_slice()),
        ("hub@rapport.example", &["amina@trust.example".to_owned()][..])
    );
    assert_eq!(mail.header("Subject").as_deref(), Some("Grace said yes"));
    assert_eq!(mail.header("Auto-Submitted").as_deref(), Some("auto-generated"));
    assert_eq!(mail.header("List-Unsubscribe"), None);
    assert!(mail.raw.contains("text/plain") && mail.raw.contains("<p>Grace said yes</p>"), "{}", mail.raw);
    assert!(mail.raw.contains("\r\n.\r\nStop: cannot"), "a line that is a dot arrives: {}", mail.raw);
    let kept: i64 = sqlx::query_scalar("select count(*) from mail where sealed is not null")
        .fetch_one(&app.app.db)
        .await
        .expect("a count");
    assert_eq!(kept, 0);
}

#[tokio::test]
async fn r4_nothing_is_sent_for_a_write_that_was_rolled_back() {
    let (app, server) = (TestApp::start().await, MailServer::start().await);
    let mut tx = app.app.db.begin().await.expect("a transaction");
    let letter = Answer("Never happened".into());
    app.app.outbox.enqueue(&mut tx, app.now(), &to("amina@trust.example"), &letter).await.expect("enqueued");
    let worker = worker_for(&app, &server);
    assert_eq!(worker.drain().await.expect("a step"), Step::default(), "nor before the write is committed");
    tx.rollback().await.expect("rolled back");
    assert_eq!(worker.drain().await.expect("a step"), Step::default());
    assert!(server.received().is_empty());
}

#[tokio::test]
async fn r3_one_key_fifty_times_in_parallel_is_one_mail() {
    let (app, server) = (TestApp::start().await, MailServer::start().await);
    let envelope = Envelope { dedupe_key: Some("answer:1".into()), ..to("amina@trust.example") };
    let letter = Answer("Once".into());
    let posts = (0..50).map(|_| post(&app, &envelope, &letter));
    futures_util::future::join_all(posts).await;
    worker_for(&app, &server).drain().await.expect("sent");
    post(&app, &envelope, &letter).await;
    worker_for(&app, &server).drain().await.expect("nothing more");
    assert_eq!(server.received().len(), 1);
}

#[tokio::test]
async fn a_commit_wakes_the_worker_and_the_mail_is_there_within_a_second() {
    let (app, server) = (TestApp::start().await, MailServer::start().await);
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let running = tokio::spawn(worker_for(&app, &server).run(async {
        let _ = stopped.await;
    }));
    post(&app, &to("amina@trust.example"), &Answer("Warm up".into())).await;
    server.wait_for(1).await;
    let mut slowest = Duration::ZERO;
    for count in 2..=6 {
        tokio::time::sleep(Duration::from_millis(30)).await;
        let begun = std::time::Instant::now();
        post(&app, &to("amina@trust.example"), &Answer("Confirm".into())).await;
        let received = server.wait_for(count).await;
        slowest = slowest.max(received[count - 1].at.duration_since(begun));
    }
    println!("slowest of 5 from commit to received: {slowest:?}");
    assert!(slowest < Duration::from_secs(1), "{slowest:?}");
    stop.send(()).expect("running");
    running.await.expect("stops");
}

#[tokio::test]
async fn mail_written_to_a_folder_is_whole_and_one_file_each() {
    let (app, folder) = (TestApp::start().await, tempfile::tempdir().expect("a folder"));
    post_many(&app, 3).await;
    worker(&app, Transport::Folder(folder.path().join("mail"))).drain().await.expect("drained");
    let files: Vec<_> =
        std::fs::read_dir(folder.path().join("mail")).expect("the folder").flatten().collect();
    assert_eq!(files.len(), 3);
    for file in files {
        assert_eq!(file.path().extension().and_then(std::ffi::OsStr::to_str), Some("eml"));
        assert!(std::fs::read_to_string(file.path()).expect("a mail").contains("Subject: Answer"));
    }
}
