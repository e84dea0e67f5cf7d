//! What one installation takes on at once, so that too much work is turned away early and cheaply instead of
//! slowing everybody down (R7).

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::body::{Body, HttpBody};
use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::header::CONTENT_LENGTH;
use http::{HeaderMap, StatusCode};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use tokio::sync::Semaphore;
use tokio::time::timeout;

use super::client::TrustedProxies;
use super::error::PageError;
use super::error_pages::BusyPage;
use crate::platform::telemetry::metrics;

/// The limits of one running hub.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Open connections. Beyond them a newcomer waits a moment, then is told to come back.
    pub connections: usize,
    /// Requests being worked on at the same time. Well above the queue of passwords waiting to be checked, so that a
    /// flood of sign-ins leaves room for readers.
    pub in_flight: usize,
    /// Requests that may wait for one of those places; the next is turned away at once.
    pub waiting: usize,
    /// How long a request waits for a place before it is turned away.
    pub wait: Duration,
    /// Bodies being received at the same time; they hold no place among `in_flight` meanwhile.
    pub uploads: usize,
    /// Bytes of a request's body, unless its route declares another figure.
    pub body: usize,
    /// How long a client may take to send a request's head, and how long an unused connection is kept.
    pub header_timeout: Duration,
    /// How long a client may take to send a request's body.
    pub body_timeout: Duration,
    /// How long the hub may work on a request.
    pub request_timeout: Duration,
    /// How long a client may leave a response unread before its connection is dropped.
    pub write_timeout: Duration,
    /// From the signal to stop until every connection is closed, finished or not.
    pub shutdown: Duration,
    /// Whose `X-Forwarded-For` is believed.
    pub trusted_proxies: TrustedProxies,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 4096,
            in_flight: 128,
            waiting: 512,
            wait: Duration::from_secs(1),
            uploads: 256,
            body: 256 * 1024,
            header_timeout: Duration::from_secs(10),
            body_timeout: Duration::from_secs(15),
            request_timeout: Duration::from_secs(15),
            write_timeout: Duration::from_secs(20),
            shutdown: Duration::from_secs(8),
            trusted_proxies: TrustedProxies::default(),
        }
    }
}

/// Seconds after which a request that was turned away may come again.
pub const RETRY_AFTER_SECONDS: u32 = 5;

/// Files being received at the same time, on routes that take more than a form.
const FILES: usize = 8;

/// How much of a file that is too large is read before its sender is hung up on.
const PASSED_OVER: usize = 64 * 1024 * 1024;

/// Marks a response that was made without doing any work, so that the layers around it stay cheap too.
#[derive(Debug, Clone, Copy)]
pub struct Shed;

/// Lets requests in.
#[derive(Clone)]
pub struct Door(Arc<Inner>);

struct Inner {
    limits: Limits,
    /// Routes that take more (or less) than `limits.body`.
    body_limits: HashMap<&'static str, usize>,
    places: Semaphore,
    uploads: Semaphore,
    files: Semaphore,
    waiting: AtomicUsize,
    busy: BusyPage,
}

impl Door {
    #[must_use]
    pub fn new(limits: &Limits, body_limits: HashMap<&'static str, usize>, busy: BusyPage) -> Self {
        Self(Arc::new(Inner {
            places: Semaphore::new(limits.in_flight),
            uploads: Semaphore::new(limits.uploads),
            files: Semaphore::new(FILES),
            waiting: AtomicUsize::new(0),
            limits: limits.clone(),
            body_limits,
            busy,
        }))
    }

    fn body_limit(&self, request: &Request) -> usize {
        request
            .extensions()
            .get::<MatchedPath>()
            .and_then(|path| self.0.body_limits.get(path.as_str()).copied())
            .unwrap_or(self.0.limits.body)
    }

    /// Receives the whole body, so that a slow sender costs a buffer and not a place among the working.
    async fn receive(&self, request: Request) -> Result<Request, Refused> {
        if request.body().is_end_stream() {
            return Ok(request);
        }
        let limit = self.body_limit(&request);
        let is_file = limit > self.0.limits.body;
        // Files are few and large: what they hold in memory is bounded apart from forms.
        let files = if is_file { &self.0.files } else { &self.0.uploads };
        let _upload = files.try_acquire().map_err(|_| Refused::Busy)?;
        if declared_length(request.headers()).is_some_and(|length| length > limit as u64) {
            if is_file {
                self.pass_over(request.into_body()).await;
            }
            return Err(Refused::Page(PageError::TooLarge));
        }
        let (parts, body) = request.into_parts();
        let received = timeout(self.0.limits.body_timeout, Limited::new(body, limit).collect()).await;
        let body = match received {
            Ok(Ok(body)) => body.to_bytes(),
            Ok(Err(error)) if error.is::<LengthLimitError>() => {
                return Err(Refused::Page(PageError::TooLarge));
            }
            Ok(Err(_)) => return Err(Refused::Page(PageError::BadRequest("the body broke off".to_owned()))),
            Err(_) => return Err(Refused::Slow),
        };
        Ok(Request::from_parts(parts, Body::from(body)))
    }

    /// Reads a file that is too large and keeps none of it: a browser shows the answer only once it has sent everything.
    async fn pass_over(&self, mut body: Body) {
        let read = async {
            let mut left = PASSED_OVER;
            while let Some(Ok(frame)) = body.frame().await {
                let length = frame.data_ref().map_or(0, bytes::Bytes::len);
                let Some(rest) = left.checked_sub(length) else { return };
                left = rest;
            }
        };
        let _ = timeout(self.0.limits.body_timeout, read).await;
    }

    /// Waits for a place among the working, if few enough wait already.
    async fn place(&self) -> Result<tokio::sync::SemaphorePermit<'_>, Refused> {
        if let Ok(place) = self.0.places.try_acquire() {
            return Ok(place);
        }
        let _waiting = Waiting::join(&self.0.waiting, self.0.limits.waiting).ok_or(Refused::Busy)?;
        match timeout(self.0.limits.wait, self.0.places.acquire()).await {
            Ok(Ok(place)) => Ok(place),
            Ok(Err(_)) | Err(_) => Err(Refused::Busy),
        }
    }
}

enum Refused {
    Busy,
    Slow,
    Page(PageError),
}

/// One waiting request; leaves the count when it stops waiting, also because its client went away.
struct Waiting<'a>(&'a AtomicUsize);

impl<'a> Waiting<'a> {
    fn join(count: &'a AtomicUsize, most: usize) -> Option<Self> {
        count
            .fetch_update(Ordering::AcqRel, Ordering::Acquire, |waiting| {
                (waiting < most).then_some(waiting + 1)
            })
            .ok()
            .map(|_| Self(count))
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

/// The layer: receives the body, waits for a place, and bounds how long the work takes.
pub async fn bound(State(door): State<Door>, request: Request, next: Next) -> Response {
    match admit(&door, request, next).await {
        Ok(response) => response,
        Err(Refused::Page(error)) => error.into_response(),
        Err(Refused::Slow) => StatusCode::REQUEST_TIMEOUT.into_response(),
        Err(Refused::Busy) => {
            metrics::shed();
            door.0.busy.response()
        }
    }
}

async fn admit(door: &Door, request: Request, next: Next) -> Result<Response, Refused> {
    let request = door.receive(request).await?;
    // An overloaded hub that looks dead to its supervisor would be restarted, which helps nobody.
    let _place = if request.uri().path().starts_with("/health/") { None } else { Some(door.place().await?) };
    timeout(door.0.limits.request_timeout, next.run(request)).await.map_err(|_| {
        tracing::warn!("gave up on a request that took too long");
        Refused::Page(PageError::Unavailable)
    })
}

fn declared_length(headers: &HeaderMap) -> Option<u64> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}
