//! Clients that take their time: to send a head, to send a body, to read what they asked for.

use std::time::{Duration, Instant};

use rapport::platform::web::Limits;

use super::wire::{LARGE, Server};

fn impatient() -> Limits {
    Limits {
        header_timeout: Duration::from_millis(400),
        body_timeout: Duration::from_millis(400),
        write_timeout: Duration::from_millis(400),
        ..Limits::default()
    }
}

#[tokio::test]
async fn r7_a_head_that_does_not_come_ends_the_connection() {
    let server = Server::start(&impatient()).await;
    let mut silent = server.connect().await;
    let mut dripping = server.connect().await;
    dripping.send("GET /quick HTTP/1.1\r\nhost: ra").await.unwrap();
    for connection in [&mut silent, &mut dripping] {
        assert!(connection.is_closed_within(Duration::from_secs(3)).await);
    }
}

#[tokio::test]
async fn r7_a_head_that_drips_in_is_given_up_although_bytes_arrive() {
    let server = Server::start(&impatient()).await;
    let mut dripping = server.connect().await;
    let began = Instant::now();
    dripping.send("GET /quick HTTP/1.1\r\nx: ").await.unwrap();
    while dripping.send("a").await.is_ok() {
        assert!(began.elapsed() < Duration::from_secs(5), "still listening");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn a_body_that_does_not_come_is_answered_with_a_page() {
    let server = Server::start(&impatient()).await;
    let mut connection = server.connect().await;
    connection
        .send(
            "POST /read HTTP/1.1\r\nhost: r\r\nsec-fetch-site: same-origin\r\ncontent-length: 10\r\n\r\nonly",
        )
        .await
        .unwrap();
    let answer = connection.answer().await.unwrap();
    assert_eq!(answer.status, 408);
    assert!(answer.body.contains("That took too long to arrive"), "{answer:?}");
}

#[tokio::test]
async fn r7_slow_bodies_take_no_place_from_those_who_only_read() {
    let limits =
        Limits { in_flight: 2, uploads: 4, body_timeout: Duration::from_secs(5), ..Limits::default() };
    let server = Server::start(&limits).await;
    let mut senders = Vec::new();
    for _ in 0..6 {
        let mut sender = server.connect().await;
        sender
            .send(
                "POST /read HTTP/1.1\r\nhost: r\r\nsec-fetch-site: same-origin\r\ncontent-length: 10\r\n\r\n",
            )
            .await
            .unwrap();
        senders.push(sender);
    }
    assert_eq!(server.connect().await.get("/quick").await.unwrap().status, 200);
    // Beyond four bodies at once the next is told to come back.
    let mut turned_away = 0;
    for sender in &mut senders {
        if let Ok(Some(answer)) = tokio::time::timeout(Duration::from_millis(300), sender.answer()).await {
            assert_eq!(answer.status, 503);
            assert!(answer.head.contains("retry-after: 5"), "{}", answer.head);
            turned_away += 1;
        }
    }
    assert_eq!(turned_away, 2);
}

#[tokio::test]
async fn r7_a_client_that_reads_nothing_loses_its_connection() {
    let server = Server::start(&impatient()).await;
    let mut connection = server.connect().await;
    connection.send("GET /large HTTP/1.1\r\nhost: r\r\n\r\n").await.unwrap();
    tokio::time::sleep(Duration::from_millis(1500)).await;
    assert!(connection.drain().await < LARGE);
}

#[tokio::test]
async fn a_client_that_reads_slowly_but_steadily_gets_everything() {
    let server = Server::start(&impatient()).await;
    let mut connection = server.connect().await;
    connection.send("GET /large HTTP/1.1\r\nhost: r\r\nconnection: close\r\n\r\n").await.unwrap();
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(connection.drain().await > LARGE);
}
