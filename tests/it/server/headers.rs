use http::{HeaderMap, Method, StatusCode};

use super::errors::site;
use crate::support::app::TestApp;

const EVERYWHERE: &[(&str, &str)] = &[
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("cache-control", "no-store"),
];

fn assert_guarded(headers: &HeaderMap) {
    for (name, value) in EVERYWHERE {
        assert_eq!(
            headers.get(*name).and_then(|found| found.to_str().ok()),
            Some(*value),
            "{name}: {headers:?}"
        );
    }
    let policy = headers["content-security-policy"].to_str().unwrap();
    for part in ["default-src 'none'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"] {
        assert!(policy.contains(part), "{policy}");
    }
    assert!(!policy.contains("unsafe"), "{policy}");
    assert!(!policy.contains('*'), "{policy}");
    assert!(headers.contains_key("permissions-policy"));
    assert!(headers.contains_key("x-request-id"));
    assert!(!headers.contains_key("server"));
}

#[tokio::test]
async fn s10_every_response_carries_the_security_headers() {
    let app = TestApp::start().await;
    for (method, path) in [
        (Method::GET, "/health/live"),
        (Method::GET, "/nowhere"),
        (Method::POST, "/nowhere"),
        (Method::POST, "/health/live"),
        (Method::HEAD, "/health/live"),
        (Method::TRACE, "/nowhere"),
    ] {
        assert_guarded(&app.send(method, path, &[], None).await.headers);
    }
    let refused = app.send(Method::POST, "/nowhere", &[("sec-fetch-site", "cross-site")], None).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert_guarded(&refused.headers);
}

#[tokio::test]
async fn s10_browsers_are_told_to_insist_on_tls_only_where_there_is_tls() {
    let plain = TestApp::start().await;
    assert_eq!(plain.get("/health/live").await.header("strict-transport-security"), None);
    let site = site("https://rapport.example");
    let secure = TestApp::with(site).await;
    let told = secure.get("/health/live").await;
    assert_eq!(told.header("strict-transport-security"), Some("max-age=63072000; includeSubDomains"));
}

#[tokio::test]
async fn s9_a_request_that_says_nothing_of_where_it_comes_from_is_refused() {
    let app = TestApp::start().await;
    let silent = app.another_browser().with_header("sec-fetch-site", "").with_header("origin", "");
    let refused = silent.post_only("/nowhere", &[]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(refused.body.contains("Nothing was changed"), "{refused}");
}

#[tokio::test]
async fn s9_the_configured_origin_counts_and_the_host_header_does_not() {
    let app = TestApp::start().await;
    let old = app.another_browser().with_header("sec-fetch-site", "");
    assert_eq!(old.post_only("/nowhere", &[]).await.status, StatusCode::NOT_FOUND);
    let poisoned = app
        .another_browser()
        .with_header("sec-fetch-site", "")
        .with_header("host", "evil.example")
        .with_header("origin", "http://evil.example");
    assert_eq!(poisoned.post_only("/nowhere", &[]).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_request_id_sent_by_a_client_is_ignored() {
    let app = TestApp::start().await;
    let page = app.another_browser().with_header("x-request-id", "forged").get("/nowhere").await;
    let id = page.header("x-request-id").unwrap();
    assert_ne!(id, "forged");
    assert!(page.body.contains(id), "the page names its request: {page}");
}

/// S7: the address of a page that holds a secret is told to nobody, by whatever route and whatever comes of it.
#[tokio::test]
async fn s7_pages_with_a_secret_in_their_address_send_no_referrer() {
    let world = crate::support::world::World::new().await;
    let app = &world.app;
    let mut walked = 0;
    for route in rapport::app::routes(&app.app).declared() {
        let secret = ["{token}", "{secret}"].iter().any(|name| route.path.contains(name));
        if !secret && route.path != "/calendar/{file}" {
            continue;
        }
        walked += 1;
        let method = Method::from_bytes(route.method.as_str().as_bytes()).unwrap();
        let subject = crate::support::subjects::subject(&world, route.path).await;
        for path in [&subject.path, &subject.missing] {
            let modern = [("sec-fetch-site", "same-origin")];
            let answer = app.send(method.clone(), path, &modern, None).await;
            let sent = answer.headers.get("referrer-policy").map(|value| value.to_str().unwrap().to_owned());
            assert_eq!(sent.as_deref(), Some("no-referrer"), "{method} {path}");
        }
    }
    assert!(walked >= 15, "{walked} routes");
    let others = app.send(Method::GET, "/sign-in", &[("sec-fetch-site", "none")], None).await;
    assert_eq!(others.headers["referrer-policy"], "same-origin");
}
