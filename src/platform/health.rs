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

/// The two routes. For any application that has a pool.
#[must_use]
pub fn routes<S>() -> Routes<S>
where
    S: Clone + Send + Sync + 'static,
    PgPool: FromRef<S>,
{
    Routes::new().get("/health/live", Who::Public, live).get("/health/ready", Who::Public, ready)
}

/// Alive, whatever the database does: restarting this process would not bring it back.
async fn live() -> Response {
    axum::Json(json!({ "status": "live" })).into_response()
}

async fn ready(State(db): State<PgPool>) -> Response {
    let asked = tokio::time::timeout(PATIENCE, sqlx::query_scalar!("select 1").fetch_one(&db)).await;
    if matches!(asked, Ok(Ok(_))) {
        axum::Json(json!({ "status": "ready" })).into_response()
    } else {
        tracing::warn!("not ready: the database does not answer");
        (
            StatusCode::SERVICE_UNAVAILABLE,
            [("retry-after", RETRY_AFTER_SECONDS.to_string())],
            axum::Json(json!({ "status": "waiting for the database" })),
        )
            .into_response()
    }
}
