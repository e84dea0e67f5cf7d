//! Figures, not pass or fail: run with `cargo nextest run --run-ignored only mail::measure --no-capture`.

use std::time::{Duration, Instant};

use super::{Answer, post, post_many, to, worker_for};
use crate::support::app::TestApp;
use crate::support::smtp::MailServer;

#[tokio::test(flavor = "multi_thread")]
#[ignore = "a measurement"]
async fn mails_a_second_and_from_commit_to_received() {
    const MAILS: usize = 2_000;
    let (app, server) = (TestApp::start().await, MailServer::start().await);
    post_many(&app, MAILS).await;
    let begun = Instant::now();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let running = tokio::spawn(worker_for(&app, &server).run(async {
        let _ = stopped.await;
    }));
    server.wait_for(MAILS).await;
    let rate = f64::from(u32::try_from(MAILS).expect("a count")) / begun.elapsed().as_secs_f64();
    println!("{rate:.0} mails a second over loopback, {MAILS} mails");

    let mut delays = Vec::new();
    for sent in 1..=200 {
        tokio::time::sleep(Duration::from_millis(10)).await;
        let begun = Instant::now();
        post(&app, &to("amina@trust.example"), &Answer("Confirm".into())).await;
        let received = server.wait_for(MAILS + sent).await;
        delays.push(received[MAILS + sent - 1].at.duration_since(begun));
    }
    delays.sort();
    println!(
        "from the start of the write to received: median {:?}, worst of 200 {:?}",
        delays[100], delays[199]
    );
    stop.send(()).expect("running");
    running.await.expect("stops");
}
