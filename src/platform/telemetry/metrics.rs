//! Figures for Prometheus, served on a listener of their own that the public never reaches. Labels are routes,
//! methods and statuses: nothing that names a person, and a bounded number of them.

use std::time::Duration;

use axum::Router;
use axum::routing::get;
use metrics::{counter, gauge, histogram};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use sqlx::PgPool;
use tokio::net::TcpListener;
use tokio::time::timeout;

use crate::platform::clock::Clock;
use crate::platform::web::Limits;
use crate::platform::{mail, server};

const REQUESTS: &str = "rapport_requests_total";
const DURATION: &str = "rapport_request_duration_seconds";
const IN_FLIGHT: &str = "rapport_requests_in_flight";
const SHED: &str = "rapport_requests_shed_total";
const CONNECTIONS: &str = "rapport_connections_open";
const TURNED_AWAY: &str = "rapport_connections_turned_away_total";
const POOL: &str = "rapport_database_connections";
const MAIL: &str = "rapport_mail_waiting";
const MAIL_AGE: &str = "rapport_mail_oldest_waiting_seconds";
const MAIL_FAILED: &str = "rapport_mail_failed";
const MEMORY: &str = "process_resident_memory_bytes";

/// Upper ends of the duration buckets, in seconds.
const BUCKETS: &[f64] = &[0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0];

/// How long a scrape waits for the database.
const PATIENCE: Duration = Duration::from_secs(1);

/// How often samples are folded into buckets when nobody scrapes; without it they would pile up.
const UPKEEP: Duration = Duration::from_secs(5);

/// A request was answered.
pub fn request(method: &'static str, route: &str, status: u16, took: Duration) {
    counter!(REQUESTS, "method" => method, "route" => route.to_owned(), "status" => status.to_string())
        .increment(1);
    histogram!(DURATION, "method" => method, "route" => route.to_owned()).record(took.as_secs_f64());
}

/// A request was turned away before any work was done on it.
pub fn shed() {
    counter!(SHED).increment(1);
}

/// A connection was opened; it is closed when the value is dropped.
#[derive(Debug)]
pub struct InFlight(&'static str);

impl InFlight {
    /// A request being worked on, or waiting for that.
    #[must_use]
    pub fn enter() -> Self {
        Self::of(IN_FLIGHT)
    }

    /// An open connection.
    #[must_use]
    pub fn connection() -> Self {
        Self::of(CONNECTIONS)
    }

    fn of(name: &'static str) -> Self {
        gauge!(name).increment(1.0);
        Self(name)
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        gauge!(self.0).decrement(1.0);
    }
}

/// A connection was answered "busy" because as many as allowed are open.
pub fn turned_away() {
    counter!(TURNED_AWAY).increment(1);
}

/// Collects the figures of this process.
#[derive(Clone)]
pub struct Metrics(PrometheusHandle);

/// Why figures cannot be collected.
#[derive(Debug, thiserror::Error)]
#[error("the metrics could not be started: {0}")]
pub struct MetricsError(String);

impl Metrics {
    /// Starts collecting. Once a process.
    ///
    /// # Errors
    /// When something collects already.
    pub fn start() -> Result<Self, MetricsError> {
        let refused = |error: metrics_exporter_prometheus::BuildError| MetricsError(error.to_string());
        let handle = PrometheusBuilder::new()
            .set_buckets_for_metric(Matcher::Full(DURATION.to_owned()), BUCKETS)
            .map_err(refused)?
            .install_recorder()
            .map_err(refused)?;
        describe();
        Ok(Self(handle))
    }

    /// Answers `GET /metrics` on `listener` until `stop` resolves. Bind it where only the monitoring reaches. The
    /// state of the pool, the outbox and the memory is looked up when asked for.
    pub async fn serve(
        self,
        listener: TcpListener,
        db: PgPool,
        clock: Clock,
        stop: impl Future<Output = ()> + Send + 'static,
    ) {
        let handle = self.0.clone();
        let upkeep = tokio::spawn(async move {
            loop {
                tokio::time::sleep(UPKEEP).await;
                handle.run_upkeep();
            }
        });
        let limits = Limits { connections: 16, shutdown: Duration::from_secs(1), ..Limits::default() };
        server::run(listener, self.router(db, clock), &limits, stop).await;
        upkeep.abort();
    }

    fn router(self, db: PgPool, clock: Clock) -> Router {
        let text = [("content-type", "text/plain; version=0.0.4; charset=utf-8")];
        Router::new().route(
            "/metrics",
            get(async move || {
                observe_pool(&db);
                observe_mail(&db, &clock).await;
                observe_memory();
                (text, self.0.render())
            }),
        )
    }
}

fn describe() {
    metrics::describe_counter!(REQUESTS, "Requests answered, by route and status");
    metrics::describe_histogram!(
        DURATION,
        metrics::Unit::Seconds,
        "Time from a request's head to its answer"
    );
    metrics::describe_gauge!(IN_FLIGHT, "Requests being worked on or waiting for that");
    metrics::describe_counter!(SHED, "Requests turned away because the hub was busy");
    metrics::describe_gauge!(CONNECTIONS, "Open connections");
    metrics::describe_counter!(TURNED_AWAY, "Connections turned away because too many were open");
    metrics::describe_gauge!(POOL, "Database connections, by state");
    metrics::describe_gauge!(MAIL, "Letters waiting to be sent, by state");
    metrics::describe_gauge!(MAIL_AGE, metrics::Unit::Seconds, "How long the oldest due letter has been due");
    metrics::describe_gauge!(MAIL_FAILED, "Letters given up on");
    metrics::describe_gauge!(MEMORY, metrics::Unit::Bytes, "Resident memory of the process");
}

fn observe_pool(db: &PgPool) {
    let idle = u64::try_from(db.num_idle()).unwrap_or_default();
    gauge!(POOL, "state" => "idle").set(as_figure(idle));
    gauge!(POOL, "state" => "busy").set(as_figure(u64::from(db.size()).saturating_sub(idle)));
}

/// Without the database the figures stay what they were.
async fn observe_mail(db: &PgPool, clock: &Clock) {
    if let Ok(Ok(depth)) = timeout(PATIENCE, mail::queue_depth(db, clock.now())).await {
        gauge!(MAIL, "state" => "due").set(as_figure(depth.due.unsigned_abs()));
        gauge!(MAIL, "state" => "later").set(as_figure(depth.later.unsigned_abs()));
        gauge!(MAIL_AGE).set(as_figure(depth.oldest_due_seconds.unsigned_abs()));
        gauge!(MAIL_FAILED).set(as_figure(depth.failed.unsigned_abs()));
    }
}

/// Linux only; elsewhere the figure is left out.
fn observe_memory() {
    let pages = std::fs::read_to_string("/proc/self/statm")
        .ok()
        .and_then(|statm| statm.split(' ').nth(1)?.parse::<u64>().ok());
    let page = nix::unistd::sysconf(nix::unistd::SysconfVar::PAGE_SIZE).ok().flatten();
    if let (Some(pages), Some(page)) = (pages, page.and_then(|page| u64::try_from(page).ok())) {
        gauge!(MEMORY).set(as_figure(pages * page));
    }
}

#[expect(clippy::cast_precision_loss, reason = "figures stay far below 2^53")]
fn as_figure(count: u64) -> f64 {
    count as f64
}
