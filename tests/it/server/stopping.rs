//! R6: stops gracefully, and stops.

use std::time::{Duration, Instant};

use rapport::platform::web::Limits;
use tokio::net::TcpStream;
use tokio::time::sleep;

use super::wire::Server;

#[tokio::test]
async fn r6_what_is_in_flight_is_finished_and_nothing_new_is_taken() {
    let server = Server::start(&Limits::default()).await;
    let address = server.address;
    let mut busy = Vec::new();
    for _ in 0..20 {
        let mut connection = server.connect().await;
        busy.push(tokio::spawn(async move { connection.get("/slow").await }));
    }
    let mut kept = server.connect().await;
    kept.get("/quick").await.unwrap();
    sleep(Duration::from_millis(100)).await;

    let began = Instant::now();
    let stopped = server.stop();
    sleep(Duration::from_millis(50)).await;
    // Sent in the moment of leaving, on a connection that was open: answered too, and told to reconnect.
    let last = kept.get("/quick").await.unwrap();
    assert_eq!(last.status, 200);
    assert!(last.head.contains("connection: close"), "{}", last.head);
    assert!(TcpStream::connect(address).await.is_err(), "still accepting");
    for connection in busy {
        let answer = connection.await.unwrap().expect("a request in flight was cut off");
        assert_eq!((answer.status, answer.body.as_str()), (200, "slow"));
    }
    stopped.await.unwrap();
    assert!(began.elapsed() < Duration::from_secs(3), "{:?}", began.elapsed());
}

#[tokio::test]
async fn r6_whoever_has_connected_before_the_end_is_served() {
    let server = Server::start(&Limits::default()).await;
    let mut waiting = Vec::new();
    for _ in 0..30 {
        let mut connection = server.connect().await;
        connection.send("GET /quick HTTP/1.1\r\nhost: r\r\n\r\n").await.unwrap();
        waiting.push(connection);
    }
    let stopped = server.stop();
    for mut connection in waiting {
        assert_eq!(connection.answer().await.expect("lost in the queue").status, 200);
    }
    stopped.await.unwrap();
}

#[tokio::test]
async fn r6_slow_clients_do_not_hold_the_hub_back() {
    let server = Server::start(&Limits { shutdown: Duration::from_secs(2), ..Limits::default() }).await;
    let mut head = server.connect().await;
    head.send("GET /quick HTTP/1.1\r\nx:").await.unwrap();
    let mut body = server.connect().await;
    body.send("POST /read HTTP/1.1\r\nhost: r\r\nsec-fetch-site: same-origin\r\ncontent-length: 9\r\n\r\n")
        .await
        .unwrap();
    let mut reader = server.connect().await;
    reader.send("GET /large HTTP/1.1\r\nhost: r\r\n\r\n").await.unwrap();
    sleep(Duration::from_millis(200)).await;

    let began = Instant::now();
    server.stop().await.unwrap();
    assert!(began.elapsed() < Duration::from_secs(4), "{:?}", began.elapsed());
}

#[test]
fn r6_the_usual_limit_leaves_time_to_close_the_rest_within_ten_seconds() {
    assert!(Limits::default().shutdown <= Duration::from_secs(8));
}
