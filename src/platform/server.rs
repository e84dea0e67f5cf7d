//! The accept loop. Our own, because it must hold against clients that send slowly, read slowly, come in crowds or
//! never leave (R6, R7): a time limit on every step a client takes, a cap on connections, and an end to waiting.

mod accept;
mod stall;

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request};
use http::header::CONNECTION;
use http::{HeaderValue, Response};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout_at};
use tower::Service;

use accept::{Admitted, Entrance};
use stall::Stalling;

use super::telemetry::metrics;
use super::web::Limits;

/// After the signal to stop, open connections still get this long to have a request read and answered: what a client
/// has just sent is not lost to the race between its request and our leaving.
const LAME_DUCK: Duration = Duration::from_millis(400);

/// Room for a request's head. Two thousand slow senders then hold a few megabytes, not hundreds.
const HEAD_BYTES: usize = 16 * 1024;

/// Serves `router` on `listener` until `stop` resolves; then accepts nothing new, finishes what is in flight, and
/// returns within `limits.shutdown` even if clients dawdle.
pub async fn run(listener: TcpListener, router: Router, limits: &Limits, stop: impl Future<Output = ()>) {
    let server = Arc::new(Server { router, limits: limits.clone(), stopping: AtomicBool::new(false) });
    let graceful = GracefulShutdown::new();
    let mut connections = JoinSet::new();
    let mut entrance = Entrance::new(listener, limits);
    let mut stop = std::pin::pin!(stop);
    loop {
        tokio::select! {
            biased;
            () = &mut stop => break,
            Some(_) = connections.join_next() => {}
            admitted = entrance.next() => server.spawn(admitted, &graceful, &mut connections),
        }
    }

    let deadline = Instant::now() + limits.shutdown;
    server.stopping.store(true, Ordering::Release);
    // Clients in the kernel's queue believe they are connected: they are served too.
    for admitted in entrance.close() {
        server.spawn(admitted, &graceful, &mut connections);
    }
    let all_gone = async { while connections.join_next().await.is_some() {} };
    if timeout_at(deadline.min(Instant::now() + LAME_DUCK), all_gone).await.is_ok() {
        return;
    }
    if timeout_at(deadline, graceful.shutdown()).await.is_err() {
        tracing::warn!(connections = connections.len(), "closing connections whose clients do not finish");
    }
    connections.shutdown().await;
}

struct Server {
    router: Router,
    limits: Limits,
    stopping: AtomicBool,
}

impl Server {
    fn spawn(
        self: &Arc<Self>,
        admitted: Admitted,
        graceful: &GracefulShutdown,
        connections: &mut JoinSet<()>,
    ) {
        let watcher = graceful.watcher();
        let server = Arc::clone(self);
        connections.spawn(async move {
            let Admitted { stream, peer, header_timeout, place } = admitted;
            let _open = metrics::InFlight::connection();
            let _place = place;
            let _ = stream.set_nodelay(true);
            let io = TokioIo::new(Stalling::new(stream, server.limits.write_timeout));
            let service = service_fn(|request| server.answer(request, peer));
            let connection = http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(header_timeout)
                .max_buf_size(HEAD_BYTES)
                .serve_connection(io, service);
            // Broken connections are the client's affair, and their errors could quote what was sent.
            let _ = watcher.watch(connection).await;
        });
    }

    async fn answer(
        &self,
        request: Request<Incoming>,
        peer: SocketAddr,
    ) -> Result<Response<Body>, Infallible> {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(peer));
        let mut response = self.router.clone().call(request).await?;
        if self.stopping.load(Ordering::Acquire) {
            response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
        }
        Ok(response)
    }
}

/// Raises the soft limit of open files to the hard one and returns it: a usual 1,024 is less than the connections
/// of an ordinary busy minute.
fn open_files() -> usize {
    use nix::sys::resource::{Resource, getrlimit, setrlimit};
    match getrlimit(Resource::RLIMIT_NOFILE) {
        Ok((soft, hard)) if soft < hard => {
            let raised = setrlimit(Resource::RLIMIT_NOFILE, hard, hard).is_ok();
            usize::try_from(if raised { hard } else { soft }).unwrap_or(usize::MAX)
        }
        Ok((soft, _)) => usize::try_from(soft).unwrap_or(usize::MAX),
        Err(_) => 1024,
    }
}
