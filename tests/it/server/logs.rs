use std::io::Write;
use std::sync::{Arc, Mutex};

use http::Method;
use rapport::platform::telemetry::describe;
use rapport::platform::telemetry::logs::{self, LogFormat};
use rapport::platform::web::Limits;
use tracing_subscriber::fmt::MakeWriter;

use super::errors::failing_hub;
use crate::support::app::TestApp;
use crate::support::given;

#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<u8>>>);

impl Kept {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Kept {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// Everything a request can carry, marked.
fn marked() -> Vec<(&'static str, &'static str)> {
    vec![
        ("cookie", "rapport_session=canary-cookie; rapport_flash=canary-flash"),
        ("authorization", "Bearer canary-token"),
        ("user-agent", "canary-agent"),
        ("referer", "http://127.0.0.1:3000/canary-referer"),
        ("x-forwarded-for", "203.0.113.99"),
        ("x-request-id", "canary-id"),
        ("host", "canary.example"),
    ]
}

#[tokio::test]
async fn s13_nothing_a_request_carries_is_written_down() {
    let app = TestApp::start().await;
    let failing = failing_hub(&Limits { body: 100, ..Limits::default() });
    for filter in ["", "trace"] {
        let kept = Kept::default();
        let subscriber = logs::subscriber(LogFormat::Json, filter, kept.clone()).unwrap();
        let scope = tracing::subscriber::set_default(subscriber);
        let form = Some("email=canary%40example.org&password=canary-password".to_owned());
        for path in ["/canary-path?q=canary-query", "/health/live?token=canary-query", "/item/canary"] {
            for client in [&*app, &failing] {
                client.send(Method::GET, path, &marked(), None).await;
                client.send(Method::POST, path, &marked(), form.clone()).await;
            }
        }
        failing.send(Method::POST, "/read", &marked(), form).await;
        failing.send(Method::POST, "/read", &marked(), Some("canary ".repeat(99))).await;
        failing.get_only("/fail/internal").await;
        drop(scope);
        let text = kept.text();
        assert!(text.contains("\"route\":\"/health/live\""), "{text}");
        assert!(text.contains("\"status\":413"), "{text}");
        assert!(text.contains("\"request_id\":"), "{text}");
        for word in ["canary", "203.0.113.99"] {
            assert!(!text.contains(word), "{filter:?}: {word} in {text}");
        }
    }
}

#[tokio::test]
async fn a_failure_is_logged_once_with_its_request() {
    let failing = failing_hub(&Limits::default());
    let kept = Kept::default();
    let subscriber = logs::subscriber(LogFormat::Json, "", kept.clone()).unwrap();
    let scope = tracing::subscriber::set_default(subscriber);
    let page = failing.get_only("/fail/internal").await;
    drop(scope);
    let text = kept.text();
    let told: Vec<&str> = text.lines().filter(|line| line.contains("secret-detail")).collect();
    assert_eq!(told.len(), 1, "{text}");
    assert!(told[0].contains(page.header("x-request-id").unwrap()), "{text}");
}

#[tokio::test]
async fn s13_a_refusal_by_the_database_is_told_without_the_row() {
    let app = TestApp::start().await;
    let mut db = app.app.db.acquire().await.unwrap();
    let bad = sqlx::query(
        "insert into event (event_id, occurred_at, actor_kind, kind, subject_noun, subject_id, data)
         values (gen_random_uuid(), now(), 'canary', 'canary', 'canary', gen_random_uuid(), '{}')",
    )
    .execute(&mut *db)
    .await
    .unwrap_err();
    let told = describe(&bad);
    assert!(told.contains("23514") && told.contains("event_actor_kind_known"), "{told}");
    assert!(!told.contains("canary"), "{told}");
}

#[tokio::test]
async fn s13_nothing_people_type_into_the_hubs_forms_is_written_down() {
    let app = TestApp::start().await;
    let known = given::account(&app)
        .named("Canary Finch")
        .with_email("canary.finch@hospital.example")
        .with_password("canary canary canary")
        .make()
        .await;
    let kept = Kept::default();
    let subscriber = logs::subscriber(LogFormat::Json, "trace", kept.clone()).unwrap();
    let scope = tracing::subscriber::set_default(subscriber);
    for (path, fields) in [
        ("/sign-in", vec![("email", known.email.as_str()), ("password", "canary wrong")]),
        ("/sign-in", vec![("email", "canary@nowhere.example"), ("password", "canary wrong")]),
        ("/sign-in/codes", vec![("email", known.email.as_str())]),
        ("/password-reset", vec![("email", known.email.as_str())]),
        ("/register", vec![("name", "Canary Two"), ("email", "canary.two@hospital.example")]),
        ("/contact", vec![("name", "Canary"), ("email", "canary@x.example"), ("message", "canary")]),
        ("/sign-in", vec![("email", known.email.as_str()), ("password", "canary canary canary")]),
    ] {
        let answer = app.post_only(path, &fields).await;
        assert!(!answer.status.is_server_error(), "{answer}");
        assert_ne!(answer.status, http::StatusCode::FORBIDDEN, "{answer}");
    }
    app.get("/dashboard").await;
    drop(scope);
    let text = kept.text();
    assert!(text.contains("\"status\":303"), "{text}");
    assert!(!text.to_lowercase().contains("canary"), "{text}");
}
