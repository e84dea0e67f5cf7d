//! What a supervisor asks: is the process alive, and can it serve (R12).

use std::time::Duration;

use axum::extract::{FromRef, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde_json::json;
use sqlx::PgPool;

use super::web::limits::RETRY_AFTER_SECONDS;
use super::web::{Routes, Who};

/// Longer than this and the database counts as gone: supervisors ask every few seconds.
const PATIENCE: Duration = Duration::from_secs(1);

/// What the application itself says, beside its database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Readiness {
    Ready,
    /// It has started and cannot serve yet; what it waits for, in words.
    WaitsFor(&'static str),
}

/// The two routes. For any application that has a pool and knows when it is ready.
#[must_use]
pub fn routes<S>() -> Routes<S>
where
    S: Clone + Send + Sync + 'static,
    PgPool: FromRef<S>,
    Readiness: FromRef<S>,
{
    Routes::new().get("/health/live", Who::Public, live).get("/health/ready", Who::Public, ready)
}

/// Alive, whatever the database does: restarting this process would not bring it back.
async fn live() -> Response {
    axum::Json(json!({ "status": "live" })).into_response()
}

async fn ready(State(db): State<PgPool>, State(readiness): State<Readiness>) -> Response {
    let asked = tokio::time::timeout(PATIENCE, sqlx::query_scalar!("select 1").fetch_one(&db)).await;
    let waits_for = match readiness {
        _ if !matches!(asked, Ok(Ok(_))) => "the database",
        Readiness::WaitsFor(what) => what,
        Readiness::Ready => return axum::Json(json!({ "status": "ready" })).into_response(),
    };
    tracing::warn!("not ready: waiting for {waits_for}");
    (
        StatusCode::SERVICE_UNAVAILABLE,
        [("retry-after", RETRY_AFTER_SECONDS.to_string())],
        axum::Json(json!({ "status": format!("waiting for {waits_for}") })),
    )
        .into_response()
}
