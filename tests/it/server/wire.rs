//! HTTP as bytes on a socket, for what no well-behaved client does.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use rapport::platform::server;
use rapport::platform::web::{Limits, PageError, Routes, Who, layers};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use super::errors::site;
use crate::support::app::BASE_URL;

/// How long `/work` takes.
pub const WORK: Duration = Duration::from_millis(50);

/// Bytes of `/large`: more than the buffers between two sockets hold.
pub const LARGE: usize = 32 * 1024 * 1024;

/// A server on a port of its own, with routes that take their time.
pub struct Server {
    pub address: SocketAddr,
    /// The most requests that `/work` ever had at once.
    pub busiest: Arc<AtomicUsize>,
    stop: oneshot::Sender<()>,
    running: JoinHandle<()>,
}

impl Server {
    pub async fn start(limits: &Limits) -> Self {
        let busy = Arc::new(AtomicUsize::new(0));
        let busiest = Arc::new(AtomicUsize::new(0));
        let seen = Arc::clone(&busiest);
        let work = async move || {
            let now = busy.fetch_add(1, Ordering::SeqCst) + 1;
            seen.fetch_max(now, Ordering::SeqCst);
            tokio::time::sleep(WORK).await;
            busy.fetch_sub(1, Ordering::SeqCst);
            "worked"
        };
        let routes: Routes<()> = Routes::new()
            .get("/quick", Who::Public, async || "quick")
            .get("/work", Who::Public, work)
            .get("/slow", Who::Public, async || {
                tokio::time::sleep(Duration::from_millis(700)).await;
                "slow"
            })
            .get("/large", Who::Public, async || vec![b'x'; LARGE])
            .get("/missing", Who::Public, async || PageError::NotFound)
            .get("/health/live", Who::Public, async || "live")
            .post("/read", Who::Public, async |body: String| body);
        let declared = routes.declared();
        let whole = routes.into_router(|_, method| method).with_state(());
        let service = layers::around(whole, &declared, &Arc::new(site(BASE_URL)), limits);

        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let limits = limits.clone();
        let running = tokio::spawn(async move {
            server::run(listener, service, &limits, async {
                let _ = stopped.await;
            })
            .await;
        });
        Self { address, busiest, stop, running }
    }

    pub async fn connect(&self) -> Connection {
        Connection(TcpStream::connect(self.address).await.unwrap())
    }

    /// Tells the server to stop; gives what resolves once it has.
    pub fn stop(self) -> JoinHandle<()> {
        self.stop.send(()).unwrap();
        self.running
    }
}

pub struct Connection(TcpStream);

/// One answer: the status, the head in lower case, the body.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Connection {
    pub async fn send(&mut self, text: &str) -> std::io::Result<()> {
        self.0.write_all(text.as_bytes()).await
    }

    pub async fn get(&mut self, path: &str) -> Option<Answer> {
        self.send(&format!("GET {path} HTTP/1.1\r\nhost: rapport.example\r\n\r\n")).await.ok()?;
        self.answer().await
    }

    /// The next answer; nothing when the connection ends before it is complete.
    pub async fn answer(&mut self) -> Option<Answer> {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(self.0.read_u8().await.ok()?);
        }
        let head = String::from_utf8(head).unwrap().to_lowercase();
        let status = head.split(' ').nth(1)?.parse().ok()?;
        let length: usize = head
            .lines()
            .find_map(|line| line.strip_prefix("content-length: "))
            .map_or(0, |length| length.trim().parse().unwrap());
        let mut body = vec![0; length];
        self.0.read_exact(&mut body).await.ok()?;
        Some(Answer { status, head, body: String::from_utf8_lossy(&body).into_owned() })
    }

    /// Reads whatever comes until the other side closes; how many bytes that were.
    pub async fn drain(&mut self) -> usize {
        let mut buffer = vec![0; 64 * 1024];
        let mut total = 0;
        while let Ok(count) = self.0.read(&mut buffer).await {
            if count == 0 {
                break;
            }
            total += count;
        }
        total
    }

    /// Whether the other side closes within this time, without having said anything.
    pub async fn is_closed_within(&mut self, patience: Duration) -> bool {
        matches!(timeout(patience, self.0.read_u8()).await, Ok(Err(_)))
    }
}

#[tokio::test]
async fn a_connection_serves_one_request_after_another() {
    let server = Server::start(&Limits::default()).await;
    let mut connection = server.connect().await;
    for _ in 0..3 {
        let answer = connection.get("/quick").await.unwrap();
        assert_eq!((answer.status, answer.body.as_str()), (200, "quick"));
        assert!(!answer.head.contains("\r\nserver:"), "{}", answer.head);
    }
    assert_eq!(connection.get("/missing").await.unwrap().status, 404);
}
