use http::Method;
use rapport::platform::telemetry::metrics::Metrics;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::support::app::TestApp;

#[tokio::test]
async fn figures_are_served_on_their_own_listener_and_name_routes_not_people() {
    let figures = Metrics::start().unwrap();
    let app = TestApp::start().await;
    app.get("/health/live?token=canary").await;
    app.send(Method::from_bytes(b"CANARY").unwrap(), "/canary", &[], None).await;
    let queued = "insert into mail (mail_id, kind, class, queued_at, due_at)
                  values (gen_random_uuid(), 'test', 'action', $1, $1)";
    let minute_ago = app.now().minus(jiff::SignedDuration::from_mins(1));
    sqlx::query(queued).bind(minute_ago).execute(&app.app.db).await.unwrap();

    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let serving = tokio::spawn(figures.serve(
        listener,
        app.app.db.clone(),
        app.app.clock.clone(),
        std::future::pending(),
    ));
    let mut connection = TcpStream::connect(address).await.unwrap();
    connection.write_all(b"GET /metrics HTTP/1.1\r\nhost: r\r\nconnection: close\r\n\r\n").await.unwrap();
    let mut text = String::new();
    connection.read_to_string(&mut text).await.unwrap();
    serving.abort();

    for line in [
        "rapport_requests_total{method=\"GET\",route=\"/health/live\",status=\"200\"} 1",
        "rapport_requests_total{method=\"other\",route=\"unmatched\",status=\"404\"} 1",
        "rapport_request_duration_seconds_bucket{method=\"GET\",route=\"/health/live\",le=\"+Inf\"} 1",
        "rapport_requests_in_flight 0",
        "rapport_mail_waiting{state=\"due\"} 1",
        "rapport_mail_oldest_waiting_seconds 60",
        "rapport_mail_failed 0",
        "rapport_database_connections{state=\"idle\"}",
        "process_resident_memory_bytes ",
    ] {
        assert!(text.contains(line), "{line} is missing: {text}");
    }
    assert!(!text.to_lowercase().contains("canary"), "{text}");
    assert_eq!(app.get("/metrics").await.status, 404);
}
