use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use http::{Method, StatusCode};
use rapport::accounts::hasher::{HashCost, Hasher};
use rapport::app::{self, App};
use rapport::platform::clock::Clock;
use rapport::platform::key_ring::KeyRing;
use rapport::platform::mail::Outbox;
use rapport::platform::secrets::Secret;
use rapport::platform::turns::Turns;
use rapport::platform::web::{Limits, PageError, Routes, Site, Who, layers};
use rapport::profiles::exposure::Exposure;
use rapport::search::Live;
use sqlx::PgPool;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};

use crate::support::app::{BASE_URL, TestApp, noon};
use crate::support::client::Client;
use crate::support::given;

/// A pool whose server is not there.
fn no_database() -> PgPool {
    let nowhere = PgConnectOptions::new().host("127.0.0.1").port(1).username("nobody").database("nothing");
    PgPoolOptions::new().acquire_timeout(Duration::from_millis(300)).connect_lazy_with(nowhere)
}

pub fn site(base_url: &str) -> Site {
    Site {
        base_url: base_url.to_owned(),
        demo: false,
        operator: None,
        navigation: rapport::navigation::links,
    }
}

/// The whole hub, its database gone.
pub fn without_database() -> (Router, String) {
    let secret = Secret::from_bytes(std::array::from_fn(|index| u8::try_from(index).unwrap()));
    let site = site(BASE_URL);
    let app = App {
        db: no_database(),
        clock: Clock::standing(noon()),
        outbox: Outbox::new(
            secret.clone(),
            site.base_url.clone(),
            "Rapport <hub@rapport.example>".parse().expect("a mailbox"),
        ),
        hasher: Hasher::new(HashCost::CHEAP).expect("a hasher"),
        note_keys: KeyRing::new(&secret, None, vec![]),
        secret,
        site: Arc::new(site),
        limits: Limits::default(),
        live: Live::new(),
        exposure: Exposure::new(),
        turns: Turns::default(),
    };
    (app::router(&app), BASE_URL.to_owned())
}

#[derive(serde::Deserialize)]
struct Numbers {
    #[expect(dead_code, reason = "only parsed")]
    number: u32,
}

async fn failing(Path(how): Path<String>, State(db): State<PgPool>) -> Result<Response, PageError> {
    Err(match how.as_str() {
        "not-found" => PageError::NotFound,
        "sign-in" => PageError::SignInRequired,
        "fresh" => PageError::FreshSignInRequired,
        "conflict" => PageError::Conflict("Grace has accepted somebody else.".to_owned()),
        "bad" => PageError::BadRequest("secret-detail".to_owned()),
        "large" => PageError::TooLarge,
        "many" => PageError::TooMany { retry_after_seconds: 600 },
        "unavailable" => PageError::Unavailable,
        "internal" => PageError::internal("secret-detail"),
        "raw" => return Ok((StatusCode::IM_A_TEAPOT, "secret-detail").into_response()),
        "database" => sqlx::query("select 1").execute(&db).await.unwrap_err().into(),
        _ => panic!("secret-detail"),
    })
}

async fn counting(_: Query<Numbers>) -> &'static str {
    "counted"
}

async fn reading(form: axum::Form<Numbers>) -> &'static str {
    drop(form);
    "read"
}

/// The layers around routes that fail in every way.
pub fn failing_hub(limits: &Limits) -> Client {
    let site = Arc::new(site(BASE_URL));
    let routes = Routes::new()
        .get("/fail/{how}", Who::Public, failing)
        .get("/count", Who::Public, counting)
        .get("/item/{number}", Who::Public, async |_: Path<u32>| "item")
        .post("/read", Who::Public, reading)
        .post_up_to(2_000, "/read-more", Who::Public, async |body: String| body.len().to_string())
        .post_one_click("/one-click/{token}", async || "done");
    let declared = routes.declared();
    let whole = routes.into_router(|_, method| method).with_state(no_database());
    Client::new(layers::around(whole, &declared, &site, limits), BASE_URL)
}

#[tokio::test]
async fn every_failure_is_a_page_that_says_what_to_do_and_hides_what_happened() {
    let hub = failing_hub(&Limits::default());
    for (how, status, words) in [
        ("not-found", 404, "Page not found"),
        ("sign-in", 401, "Sign in to see this page"),
        ("fresh", 403, "Sign in again to go on"),
        ("conflict", 409, "Grace has accepted somebody else."),
        ("bad", 400, "We could not read that"),
        ("large", 413, "That is too much to send at once"),
        ("many", 429, "pausing it for 10 minutes"),
        ("unavailable", 503, "Rapport cannot answer just now"),
        ("internal", 500, "Something went wrong on our side"),
        ("panic", 500, "Something went wrong on our side"),
        ("raw", 418, "We could not read that"),
        ("database", 503, "Rapport cannot answer just now"),
    ] {
        let page = hub.get_only(&format!("/fail/{how}")).await;
        assert_eq!(page.status.as_u16(), status, "{page}");
        assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"), "{page}");
        assert!(page.body.contains(words), "{page}");
        assert!(page.body.contains(page.header("x-request-id").unwrap()), "{page}");
        assert!(!page.body.contains("secret-detail"), "{page}");
    }
}

#[tokio::test]
async fn whoever_has_to_wait_is_told_how_long() {
    let hub = failing_hub(&Limits::default());
    assert_eq!(hub.get_only("/fail/many").await.header("retry-after"), Some("600"));
    for how in ["unavailable", "database"] {
        let page = hub.get_only(&format!("/fail/{how}")).await;
        assert_eq!(page.header("retry-after"), Some("5"), "{page}");
    }
}

#[tokio::test]
async fn the_frameworks_own_refusals_are_our_pages_too() {
    let hub = failing_hub(&Limits::default());
    let form = Some("number=many".to_owned());
    for (page, status) in [
        (hub.get_only("/count?number=many").await, 400),
        (hub.get_only("/item/many").await, 400),
        (hub.send(Method::POST, "/read", &[], form.clone()).await, 422),
        (hub.send(Method::POST, "/read", &[("content-type", "text/plain")], form).await, 415),
        (hub.send(Method::POST, "/count", &[], None).await, 405),
        (hub.get_only("/nowhere").await, 404),
    ] {
        assert_eq!(page.status.as_u16(), status, "{page}");
        assert!(page.body.contains("<h1"), "{page}");
        assert!(!page.body.contains("many"), "nothing of the raw refusal: {page}");
    }
    let refused = hub.send(Method::POST, "/count", &[], None).await;
    assert_eq!(refused.header("allow"), Some("GET,HEAD"));
}

#[tokio::test]
async fn programs_get_failures_as_json() {
    let hub = failing_hub(&Limits::default());
    let (status, value) = hub.get_json("/fail/internal").await;
    assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(value["status"], 500);
    assert!(value["reference"].as_str().unwrap().len() == 36, "{value}");
    assert!(!value.to_string().contains("secret-detail"), "{value}");
}

#[tokio::test]
async fn bodies_are_taken_up_to_the_limit_of_their_route() {
    let hub = failing_hub(&Limits { body: 1_000, ..Limits::default() });
    let sized = |bytes: usize| Some("x".repeat(bytes));
    let post = |path, bytes| hub.send(Method::POST, path, &[], sized(bytes));
    assert_eq!(post("/read", 1_001).await.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_ne!(post("/read", 1_000).await.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(post("/read-more", 2_000).await.body, "2000");
    assert_eq!(post("/read-more", 2_001).await.status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn s9_only_a_route_declared_for_mail_programs_takes_posts_from_nowhere() {
    let hub = failing_hub(&Limits::default()).with_header("sec-fetch-site", "").with_header("origin", "");
    assert_eq!(hub.send(Method::POST, "/one-click/abc", &[], None).await.status, StatusCode::OK);
    assert_eq!(hub.send(Method::POST, "/read-more", &[], None).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn work_that_takes_too_long_is_given_up() {
    let hub = failing_hub(&Limits { request_timeout: Duration::from_millis(50), ..Limits::default() });
    let page = hub.get_only("/fail/database").await;
    assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(page.header("retry-after"), Some("5"));
}

#[tokio::test]
async fn r5_without_the_database_the_hub_answers_503_with_retry_after() {
    let (router, base_url) = without_database();
    let client = Client::new(router, &base_url);
    let page = client.get("/health/ready").await;
    assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(page.header("retry-after"), Some("5"));
}

#[tokio::test]
async fn an_error_page_knows_its_reader() {
    let app = TestApp::start().await;
    let amina = given::account(&app).with_password("fifteen letters or more").make().await;
    let visitor = app.get_only("/nowhere").await;
    assert!(visitor.body.contains("href=\"/sign-in\""), "{visitor}");
    let form = app.get("/sign-in").await;
    app.submit(&form, &[("email", &amina.email), ("password", "fifteen letters or more")]).await;
    let missing = app.get_only("/nowhere").await;
    let refused = app.send(Method::POST, "/nowhere", &[("sec-fetch-site", "cross-site")], None).await;
    assert_eq!((missing.status, refused.status), (StatusCode::NOT_FOUND, StatusCode::FORBIDDEN));
    assert!(missing.body.contains("href=\"/account\""), "{missing}");
    assert!(!missing.body.contains("href=\"/sign-in\""), "{missing}");
}
