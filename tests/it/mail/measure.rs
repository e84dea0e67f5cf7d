//! Figures, not pass or fail: run with `cargo nextest run --run-ignored only mail::measure --no-capture`.

use std::time::{Duration, Instant};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use super::{Answer, post, post_many, to, worker_for};
use crate::support::app::TestApp;
use crate::support::smtp::{MailServer, Received};

/// As many as the worker opens unless told otherwise.
const CONNECTIONS: usize = 8;

/// Gives mails to a server, one after the other over one connection.
async fn feed(port: u16, mails: Vec<Received>) {
    let stream = TcpStream::connect(("127.0.0.1", port)).await.expect("a connection");
    stream.set_nodelay(true).expect("no delay");
    let mut stream = BufReader::new(stream);
    answered(&mut stream).await;
    said(&mut stream, "EHLO measure").await;
    for mail in mails {
        said(&mut stream, &format!("MAIL FROM:<{}>", mail.from)).await;
        said(&mut stream, &format!("RCPT TO:<{}>", mail.to[0])).await;
        said(&mut stream, "DATA").await;
        let body = mail.raw.replace("\r\n.", "\r\n..");
        said(&mut stream, &format!("{}\r\n.", body.trim_end_matches("\r\n"))).await;
    }
}

async fn said(stream: &mut BufReader<TcpStream>, text: &str) {
    stream.get_mut().write_all(format!("{text}\r\n").as_bytes()).await.expect("written");
    answered(stream).await;
}

async fn answered(stream: &mut BufReader<TcpStream>) {
    let mut line = String::new();
    loop {
        line.clear();
        stream.read_line(&mut line).await.expect("an answer");
        assert!(line.starts_with(['2', '3']), "{line}");
        if line.as_bytes().get(3) == Some(&b' ') {
            return;
        }
    }
}

/// The outbox beside its floor: the same mails, as they travelled, given to the same server over as many connections and by
/// nobody who leases, seals or notes anything.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "a measurement"]
async fn mails_a_second_beside_the_same_server_fed_directly() {
    const MAILS: usize = 1_000;
    let (app, server) = (TestApp::start().await, MailServer::start().await);
    post_many(&app, MAILS).await;
    let begun = Instant::now();
    let worker = worker_for(&app, &server);
    assert_eq!(worker.drain().await.expect("drained").sent, MAILS);
    let outbox = begun.elapsed();

    let mails = server.received();
    let other = MailServer::start().await;
    let begun = Instant::now();
    let mut feeding = JoinSet::new();
    for share in mails.chunks(MAILS.div_ceil(CONNECTIONS)) {
        feeding.spawn(feed(other.port(), share.to_vec()));
    }
    feeding.join_all().await;
    let floor = begun.elapsed();
    assert_eq!(other.received().len(), MAILS);
    let rate = |took: Duration| f64::from(u32::try_from(MAILS).expect("a count")) / took.as_secs_f64();
    println!(
        "{MAILS} mails over {CONNECTIONS} connections: outbox {:.0} a second, directly {:.0} a second, {:.2} times as long",
        rate(outbox),
        rate(floor),
        outbox.as_secs_f64() / floor.as_secs_f64()
    );
}

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
