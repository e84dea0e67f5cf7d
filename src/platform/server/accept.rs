//! Who gets in. Up to the cap everybody; then a newcomer waits a moment for a place, and after that is told "busy" by
//! one of a few helpers. Only when those are all at it do newcomers queue in the kernel.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout, timeout_at};

use super::open_files;
use crate::platform::telemetry::metrics;
use crate::platform::web::Limits;
use crate::platform::web::limits::RETRY_AFTER_SECONDS;

/// How many connections are being told "busy" at the same time.
const HELPERS: usize = 32;

/// Files other than connections: the database's, the log, the listener.
const OTHER_FILES: usize = 128;

/// How long a newcomer waits for a place.
const MOMENT: Duration = Duration::from_millis(500);

/// Once three quarters of the places are taken, connections that send nothing are given up sooner.
const HURRIED: Duration = Duration::from_secs(2);

/// A connection that got a place, which it holds until it ends.
pub struct Admitted {
    pub stream: TcpStream,
    pub peer: SocketAddr,
    pub header_timeout: Duration,
    pub place: OwnedSemaphorePermit,
}

pub struct Entrance {
    listener: TcpListener,
    places: Arc<Semaphore>,
    helpers: Arc<Semaphore>,
    most: usize,
    header_timeout: Duration,
    newcomer: Option<Newcomer>,
}

/// Accepted, and waiting for a place.
struct Newcomer {
    stream: TcpStream,
    peer: SocketAddr,
    until: Instant,
}

impl Entrance {
    pub fn new(listener: TcpListener, limits: &Limits) -> Self {
        let most = limits.connections.min(open_files().saturating_sub(OTHER_FILES + HELPERS)).max(1);
        Self {
            listener,
            places: Arc::new(Semaphore::new(most)),
            helpers: Arc::new(Semaphore::new(HELPERS)),
            most,
            header_timeout: limits.header_timeout,
            newcomer: None,
        }
    }

    /// The next connection with a place. May be dropped and called again: a newcomer goes on waiting.
    pub async fn next(&mut self) -> Admitted {
        loop {
            let until = match &self.newcomer {
                Some(newcomer) => newcomer.until,
                None => self.accept().await,
            };
            let place = timeout_at(until, Arc::clone(&self.places).acquire_owned()).await;
            if let Ok(Ok(place)) = place {
                if let Some(newcomer) = self.newcomer.take() {
                    return self.admit(newcomer, place);
                }
            } else if let Ok(helper) = Arc::clone(&self.helpers).acquire_owned().await
                && let Some(newcomer) = self.newcomer.take()
            {
                metrics::turned_away();
                tokio::spawn(turn_away(newcomer.stream, helper));
            }
        }
    }

    /// Stops listening. Returns whoever had connected by then, as far as there are places.
    pub fn close(mut self) -> Vec<Admitted> {
        let mut last = Vec::new();
        loop {
            let newcomer = self.newcomer.take().or_else(|| {
                let (stream, peer) = self.listener.accept().now_or_never()?.ok()?;
                Some(Newcomer { stream, peer, until: Instant::now() })
            });
            match (newcomer, Arc::clone(&self.places).try_acquire_owned()) {
                (Some(newcomer), Ok(place)) => last.push(self.admit(newcomer, place)),
                _ => return last,
            }
        }
    }

    fn admit(&self, newcomer: Newcomer, place: OwnedSemaphorePermit) -> Admitted {
        let crowded = self.places.available_permits() < self.most / 4;
        let header_timeout = if crowded { self.header_timeout.min(HURRIED) } else { self.header_timeout };
        Admitted { stream: newcomer.stream, peer: newcomer.peer, header_timeout, place }
    }

    /// Accepts a newcomer and returns until when it waits.
    async fn accept(&mut self) -> Instant {
        loop {
            match self.listener.accept().await {
                Ok((stream, peer)) => {
                    let until = Instant::now() + MOMENT;
                    self.newcomer = Some(Newcomer { stream, peer, until });
                    return until;
                }
                Err(error) => {
                    // Out of files or memory: both come back when connections end.
                    tracing::warn!(%error, "could not accept a connection");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
            }
        }
    }
}

/// Says "busy" without reading the request, then waits briefly for the client to hang up: closing on unread data
/// would reset the connection before the answer is read.
async fn turn_away(mut stream: TcpStream, _helper: OwnedSemaphorePermit) {
    let text = "Rapport is busy. Wait a few seconds and load the page again.\n";
    let answer = format!(
        "HTTP/1.1 503 Service Unavailable\r\nretry-after: {RETRY_AFTER_SECONDS}\r\nconnection: close\r\n\
         cache-control: no-store\r\nx-content-type-options: nosniff\r\ncontent-security-policy: default-src 'none'\r\n\
         content-type: text/plain; charset=utf-8\r\ncontent-length: {}\r\n\r\n{text}",
        text.len()
    );
    let goodbye = async {
        stream.write_all(answer.as_bytes()).await?;
        stream.shutdown().await?;
        let mut ignored = [0; 1024];
        while stream.read(&mut ignored).await? > 0 {}
        Ok::<_, std::io::Error>(())
    };
    let _ = timeout(MOMENT, goodbye).await;
}
