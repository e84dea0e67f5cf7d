//! One line and one measurement a request: which route, how it went, how long it took. The path as it was typed, its
//! query, cookies, forms and addresses may name people, so none of them is written down (S13).

use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::Response;
use http::{HeaderName, HeaderValue, Method};
use tracing::Instrument;
use uuid::Uuid;

use super::limits::Shed;
use crate::platform::telemetry::metrics;

static HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// Names one request in the log, in the response's header and on error pages. Made here for every request: one that
/// a client sends along is ignored, or it could forge lines of others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RequestId(pub Uuid);

impl std::fmt::Display for RequestId {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(formatter)
    }
}

/// The layer.
pub async fn observe(mut request: Request, next: Next) -> Response {
    let began = Instant::now();
    let id = RequestId(Uuid::new_v4());
    let method = method(request.method());
    let route = request.extensions().get::<MatchedPath>().cloned();
    let route = route.as_ref().map_or("unmatched", MatchedPath::as_str);
    request.extensions_mut().insert(id);

    let span = tracing::info_span!("request", request_id = %id, method, route);
    let in_flight = metrics::InFlight::enter();
    let mut response = next.run(request).instrument(span.clone()).await;
    drop(in_flight);

    let took = began.elapsed();
    let status = response.status().as_u16();
    metrics::request(method, route, status, took);
    if response.extensions().get::<Shed>().is_none() {
        let milliseconds = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        span.in_scope(|| tracing::info!(status, milliseconds, "answered"));
    }
    if let Ok(value) = HeaderValue::try_from(id.to_string()) {
        response.headers_mut().insert(HEADER.clone(), value);
    }
    response
}

/// The method, from a short list: anything may be sent as a method.
fn method(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}
