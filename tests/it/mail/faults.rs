//! What happens when servers refuse, stall and vanish, and workers die (R4, R8).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::SignedDuration;
use rapport::platform::mail::{Memory, Step as Done, Transport, queue_depth};
use sqlx::Connection;

use super::{Answer, post, post_many, state, to, worker, worker_for};
use crate::support::app::TestApp;
use crate::support::smtp::{Behaviour, MailServer, Received, Step};

#[tokio::test]
async fn r4_nothing_is_lost_and_only_the_gap_after_250_makes_duplicates() {
    let (app, server) = (TestApp::start().await, MailServer::start().await);
    post_many(&app, 60).await;
    let plan = [
        Behaviour::Accept,
        Behaviour::Refuse(451),
        Behaviour::DropUnkept,
        Behaviour::DropKept,
        Behaviour::AnswerAndClose,
        Behaviour::Refuse(421),
    ];
    server.next(plan.into_iter().cycle().take(90));
    server.next([Behaviour::StallAt(Step::End); 2]);
    server.next([Behaviour::StallAt(Step::Recipient); 2]);
    let worker = worker_for(&app, &server);
    for _ in 0..40 {
        worker.drain().await.expect("a step");
        if state(&app).await == (60, 0, 0) {
            break;
        }
        app.advance(SignedDuration::from_mins(30));
    }
    assert_eq!(state(&app).await, (60, 0, 0));
    let mut copies = BTreeMap::<String, BTreeSet<String>>::new();
    let received = server.received();
    for mail in &received {
        copies.entry(mail.header("Subject").expect("a subject")).or_default().insert(mail.message_id());
    }
    assert_eq!(copies.len(), 60, "every mail arrived");
    assert!(copies.values().all(|ids| ids.len() == 1), "a duplicate has its first copy's Message-ID");
    let gaps = plan.iter().cycle().take(90).filter(|behaviour| **behaviour == Behaviour::DropKept).count();
    assert_eq!(received.len(), 60 + gaps, "one more copy for each answer that was lost, and no other");
}

#[tokio::test]
async fn r4_a_worker_killed_at_any_step_loses_nothing_and_only_the_gap_makes_a_duplicate() {
    use Step::{Data, End, Greeting, Kept, Recipient, Sender};
    for step in [Greeting, Sender, Recipient, Data, End, Kept] {
        let (app, server) = (TestApp::start().await, MailServer::start().await);
        post(&app, &to("amina@trust.example"), &Answer("Held".into())).await;
        server.next([Behaviour::StallAt(step)]);
        let doomed = worker_for(&app, &server);
        let under_way = tokio::spawn(async move { doomed.step(1).await });
        server.wait_for_stall().await;
        under_way.abort();
        let other = worker_for(&app, &server);
        assert_eq!(other.drain().await.expect("a step").seen, 0, "the lease holds after {step:?}");
        app.advance(SignedDuration::from_secs(121));
        assert_eq!(other.drain().await.expect("a step").sent, 1, "killed at {step:?}");
        let ids: Vec<String> = server.received().iter().map(Received::message_id).collect();
        assert_eq!(ids.len(), if step == Kept { 2 } else { 1 }, "killed at {step:?}");
        assert!(ids.iter().all(|id| *id == ids[0]));
    }
}

#[tokio::test]
async fn r8_workers_side_by_side_send_each_mail_once() {
    let (app, server) = (TestApp::start().await, MailServer::start().await);
    post_many(&app, 120).await;
    let workers = (0..3).map(|_| async { worker_for(&app, &server).drain().await.expect("drained").sent });
    let sent: Vec<usize> = futures_util::future::join_all(workers).await;
    assert_eq!(sent.iter().sum::<usize>(), 120);
    let ids: BTreeSet<String> = server.received().iter().map(Received::message_id).collect();
    assert_eq!((ids.len(), server.received().len()), (120, 120));
}

#[tokio::test]
async fn a_recipient_that_does_not_exist_is_given_up_at_once() {
    let (app, server) = (TestApp::start().await, MailServer::start().await);
    post(&app, &to("nobody@trust.example"), &Answer("Hello".into())).await;
    server.next([Behaviour::Refuse(550)]);
    let worker = worker_for(&app, &server);
    assert_eq!(worker.drain().await.expect("a step").failed, 1);
    let (failure, reply): (String, i16) =
        sqlx::query_as("select failure, last_reply from mail").fetch_one(&app.app.db).await.expect("a row");
    assert_eq!((failure.as_str(), reply), ("refused", 550));
    app.advance(SignedDuration::from_hours(24 * 7));
    assert_eq!(worker.drain().await.expect("a step"), Done::default());
    assert_eq!(queue_depth(&app.app.db, app.now()).await.expect("a depth").failed, 1);
}

#[tokio::test]
async fn a_mail_that_fails_waits_longer_each_time_and_is_given_up_after_days() {
    let (app, server) = (TestApp::start().await, MailServer::start().await);
    post(&app, &to("amina@trust.example"), &Answer("Hello".into())).await;
    server.always(Behaviour::Refuse(451));
    let (worker, begun) = (worker_for(&app, &server), app.now());
    worker.drain().await.expect("a step");
    app.advance(SignedDuration::from_secs(20));
    assert_eq!(worker.drain().await.expect("a step").seen, 0, "not before its time");
    let depth = queue_depth(&app.app.db, app.now()).await.expect("a depth");
    assert_eq!((depth.due, depth.later), (0, 1));
    for _ in 0..400 {
        app.advance(SignedDuration::from_mins(30));
        if worker.drain().await.expect("a step").failed == 1 {
            break;
        }
    }
    let (attempts, failure): (i32, String) =
        sqlx::query_as("select attempts, failure from mail").fetch_one(&app.app.db).await.expect("a row");
    assert_eq!((attempts, failure.as_str()), (32, "exhausted"));
    let days = app.now().since(begun).as_hours() / 24;
    assert!((3..=6).contains(&days), "{days} days");
}

#[tokio::test]
async fn a_wrong_password_is_no_reason_to_give_a_mail_up() {
    let app = TestApp::start().await;
    let server = MailServer::with_password("hub", "p@ss/word").await;
    post(&app, &to("amina@trust.example"), &Answer("Hello".into())).await;
    let wrong = worker(&app, Transport::smtp(&server.url_as("hub", "guess")).expect("a transport"));
    assert_eq!(wrong.drain().await.expect("a step").retried, 1);
    assert_eq!(server.refused_senders(), 1);
    app.advance(SignedDuration::from_mins(1));
    let right = worker(&app, Transport::smtp(&server.url_as("hub", "p@ss/word")).expect("a transport"));
    assert_eq!(right.drain().await.expect("a step").sent, 1);
}

#[tokio::test]
async fn a_running_worker_outlives_a_broken_connection_to_the_database() {
    let (app, server) = (TestApp::start().await, MailServer::start().await);
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let running = tokio::spawn(worker_for(&app, &server).run(async {
        let _ = stopped.await;
    }));
    post(&app, &to("amina@trust.example"), &Answer("Before".into())).await;
    server.wait_for(1).await;
    let mut admin = sqlx::PgConnection::connect_with(&app.database.as_admin()).await.expect("the admin");
    crate::support::database::execute(
        &mut admin,
        "select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and application_name = 'rapport'",
    )
    .await;
    tokio::time::sleep(Duration::from_millis(1_200)).await;
    post(&app, &to("amina@trust.example"), &Answer("After".into())).await;
    server.wait_for(2).await;
    stop.send(()).expect("running");
    running.await.expect("stops");
}

#[tokio::test]
async fn a_body_sealed_with_another_secret_is_given_up_and_not_sent() {
    let (app, memory) = (TestApp::start().await, Memory::default());
    post(&app, &to("amina@trust.example"), &Answer("Hello".into())).await;
    sqlx::query("update mail set sealed = '\\x00'").execute(&app.app.db).await.expect("spoiled");
    assert_eq!(worker(&app, Transport::Memory(memory.clone())).drain().await.expect("drained").failed, 1);
    assert!(memory.delivered().is_empty());
}

#[tokio::test]
async fn s13_logs_of_mail_that_fails_hold_no_address_and_no_text() {
    let (app, server) = (TestApp::start().await, MailServer::start().await);
    post(&app, &to("canary-mailbox@trust.example"), &Answer("canary subject".into())).await;
    // The server's answer repeats the recipient, as real ones do.
    server.next([Behaviour::Refuse(451), Behaviour::Refuse(550)]);
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt()
        .with_ansi(false)
        .with_max_level(tracing::Level::TRACE)
        .with_writer(log.clone());
    let scope = tracing::subscriber::set_default(subscriber.finish());
    let worker = worker_for(&app, &server);
    worker.drain().await.expect("a step");
    app.advance(SignedDuration::from_mins(1));
    worker.drain().await.expect("a step");
    drop(scope);
    let text = log.text();
    assert!(text.contains("mail not sent; trying again later") && text.contains("mail given up"), "{text}");
    assert!(text.contains("reply=451") && text.contains("reply=550"), "{text}");
    assert!(!text.contains("canary"), "{text}");
}

/// A log kept in memory.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().expect("the log")).into_owned()
    }
}

impl std::io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("the log").extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> tracing_subscriber::fmt::MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}
