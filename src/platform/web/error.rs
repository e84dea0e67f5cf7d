//! What can go wrong with a page, in the terms a reader is told it. One outer layer renders the page; what
//! happened inside is logged once and never shown.

use axum::response::{IntoResponse, Response};
use http::StatusCode;

use crate::platform::mail::EnqueueError;
use crate::platform::telemetry::describe;

/// Why a page could not be given.
#[derive(Debug, thiserror::Error)]
pub enum PageError {
    /// It does not exist, or is not this reader's to know of (S1).
    #[error("not found")]
    NotFound,
    /// The request came from another site (S9).
    #[error("refused: the request came from another site")]
    CrossSite,
    /// Nobody is signed in.
    #[error("sign-in required")]
    SignInRequired,
    /// Somebody is, but too long ago for this page.
    #[error("a fresh sign-in is required")]
    FreshSignInRequired,
    /// The thing changed meanwhile; the sentence says what the reader can do.
    #[error("conflict: {0}")]
    Conflict(String),
    /// The request cannot be read.
    #[error("bad request: {0}")]
    BadRequest(String),
    /// Larger than the page takes.
    #[error("too large")]
    TooLarge,
    /// Too many of these; how many seconds to wait.
    #[error("too many requests")]
    TooMany { retry_after_seconds: u32 },
    /// The hub cannot answer now; try again soon.
    #[error("unavailable")]
    Unavailable,
    /// Our fault.
    #[error("internal: {0}")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl PageError {
    /// Wraps a failure that is ours.
    pub fn internal(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Internal(error.into())
    }

    #[must_use]
    pub const fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::CrossSite | Self::FreshSignInRequired => StatusCode::FORBIDDEN,
            Self::SignInRequired => StatusCode::UNAUTHORIZED,
            Self::Conflict(_) => StatusCode::CONFLICT,
            Self::BadRequest(_) => StatusCode::BAD_REQUEST,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl From<sqlx::Error> for PageError {
    fn from(error: sqlx::Error) -> Self {
        let passes = match &error {
            sqlx::Error::RowNotFound => return Self::NotFound,
            sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed
            | sqlx::Error::Io(_)
            | sqlx::Error::Tls(_) => true,
            sqlx::Error::Database(refused) => refused.code().is_some_and(|code| is_passing(&code)),
            _ => false,
        };
        if passes {
            tracing::warn!(error = describe(&error), "the database is not there for a page");
            Self::Unavailable
        } else {
            Self::internal(error)
        }
    }
}

/// Postgres's codes for what goes away by itself (appendix A of its manual): connection failures, a serialisation
/// failure or deadlock, a server that is full, shutting down, starting or read-only, a statement or lock that took
/// too long.
fn is_passing(code: &str) -> bool {
    ["08", "53", "57P"].iter().any(|class| code.starts_with(class))
        || ["25006", "40001", "40P01", "55P03", "57014"].contains(&code)
}

impl From<askama::Error> for PageError {
    fn from(error: askama::Error) -> Self {
        Self::internal(error)
    }
}

impl From<EnqueueError> for PageError {
    fn from(error: EnqueueError) -> Self {
        match error {
            EnqueueError::Database(error) => error.into(),
            other => Self::internal(other),
        }
    }
}

/// Carried in the response's extensions to the outer layer that renders the page.
#[derive(Debug, Clone)]
pub struct Failed(pub std::sync::Arc<PageError>);

impl IntoResponse for PageError {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(Failed(std::sync::Arc::new(self)));
        response
    }
}
