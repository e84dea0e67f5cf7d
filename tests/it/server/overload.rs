//! R7: too much at once is turned away, and what is taken on is done as fast as before. The figures are small here;
//! `RAPPORT_SOAK=1` runs them at full size.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use rapport::platform::web::Limits;

use super::wire::{Server, WORK};

fn soaking() -> bool {
    std::env::var_os("RAPPORT_SOAK").is_some()
}

#[derive(Debug, Default)]
struct Tally {
    served: usize,
    turned_away: usize,
    other: Vec<String>,
}

impl Tally {
    fn add(&mut self, more: Self) {
        self.served += more.served;
        self.turned_away += more.turned_away;
        self.other.extend(more.other);
    }
}

/// How long a client that was turned away waits before it asks again: as long as makes forty of them offer ten times
/// what four can have.
const PAUSE: Duration = Duration::from_millis(40);

/// So many clients, each asking again as soon as it is served.
async fn offer(server: &Server, clients: usize, time: Duration) -> Tally {
    let over = Arc::new(AtomicBool::new(false));
    let mut running = Vec::new();
    for _ in 0..clients {
        let mut connection = server.connect().await;
        let over = Arc::clone(&over);
        running.push(tokio::spawn(async move {
            let mut tally = Tally::default();
            while !over.load(Ordering::Relaxed) {
                match connection.get("/work").await {
                    Some(answer) if answer.status == 200 => tally.served += 1,
                    Some(answer) if answer.status == 503 && answer.head.contains("retry-after: ") => {
                        tally.turned_away += 1;
                        tokio::time::sleep(PAUSE).await;
                    }
                    other => tally.other.push(format!("{other:?}")),
                }
            }
            tally
        }));
    }
    tokio::time::sleep(time).await;
    over.store(true, Ordering::Relaxed);
    let mut all = Tally::default();
    for client in running {
        all.add(client.await.unwrap());
    }
    all
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r7_ten_times_the_load_is_shed_and_goodput_stays() {
    let limits = Limits { in_flight: 4, waiting: 4, wait: Duration::from_millis(200), ..Limits::default() };
    let server = Server::start(&limits).await;
    let time = Duration::from_millis(if soaking() { 10_000 } else { 700 });
    let (mut peak, mut overload) = (Tally::default(), Tally::default());
    // By turns, so that whatever else this machine does touches both.
    for _ in 0..3 {
        peak.add(offer(&server, limits.in_flight, time).await);
        overload.add(offer(&server, limits.in_flight * 10, time).await);
    }
    println!("peak {peak:?}, at ten times the load {overload:?}");
    assert!(peak.other.is_empty() && overload.other.is_empty(), "{:?} {:?}", peak.other, overload.other);
    assert!(overload.turned_away > overload.served, "hardly anything was shed: {overload:?}");
    assert!(
        overload.served * 10 >= peak.served * 8,
        "{} served, of {} at peak",
        overload.served,
        peak.served
    );
    assert!(server.busiest.load(Ordering::SeqCst) <= limits.in_flight);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r7_whoever_waits_is_served_in_turn_or_told_soon() {
    let limits = Limits { in_flight: 1, waiting: 2, wait: Duration::from_millis(200), ..Limits::default() };
    let server = Server::start(&limits).await;
    let mut holding = server.connect().await;
    let held = tokio::spawn(async move { holding.get("/slow").await.unwrap().status });
    tokio::time::sleep(Duration::from_millis(50)).await;
    let began = Instant::now();
    let answer = server.connect().await.get("/quick").await.unwrap();
    assert_eq!(answer.status, 503);
    assert!(answer.head.contains("retry-after: 5"), "{}", answer.head);
    assert!(answer.head.contains("content-security-policy: default-src 'none'"), "{}", answer.head);
    assert!(answer.body.contains("Rapport cannot answer just now"), "{}", answer.body);
    assert!(began.elapsed() < Duration::from_millis(600), "{:?}", began.elapsed());
    // A supervisor still hears that the hub is alive.
    assert_eq!(server.connect().await.get("/health/live").await.unwrap().status, 200);
    assert_eq!(held.await.unwrap(), 200);
    assert_eq!(server.connect().await.get("/quick").await.unwrap().status, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r7_slow_senders_in_crowds_keep_nobody_out() {
    let senders = if soaking() { 2_000 } else { 150 };
    let limits = Limits { connections: senders + 50, ..Limits::default() };
    let server = Server::start(&limits).await;
    let mut crowd = Vec::new();
    for _ in 0..senders {
        let mut sender = server.connect().await;
        sender.send("GET /work HTTP/1.1\r\nx: ").await.unwrap();
        crowd.push(sender);
    }
    for _ in 0..20 {
        for sender in &mut crowd {
            let _ = sender.send("a").await;
        }
        let began = Instant::now();
        assert_eq!(server.connect().await.get("/work").await.unwrap().status, 200);
        assert!(began.elapsed() < WORK + Duration::from_secs(1), "{:?}", began.elapsed());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r7_beyond_the_cap_newcomers_wait_a_moment_and_are_told() {
    let limits = Limits { connections: 4, header_timeout: Duration::from_millis(1_500), ..Limits::default() };
    let server = Server::start(&limits).await;
    let mut crowd = Vec::new();
    for _ in 0..4 {
        let mut member = server.connect().await;
        member.send("GET /quick HTTP/1.1\r\n").await.unwrap();
        crowd.push(member);
    }
    tokio::time::sleep(Duration::from_millis(50)).await;
    let answer = server.connect().await.get("/quick").await.unwrap();
    assert_eq!(answer.status, 503);
    assert!(answer.head.contains("retry-after: 5"), "{}", answer.head);
    // The silent ones are given up, and there is room again.
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    assert_eq!(server.connect().await.get("/quick").await.unwrap().status, 200);
}
