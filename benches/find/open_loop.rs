//! Requests at fixed moments over kept connections.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until, timeout};

use crate::Result;

/// As many requests as may be under way at once; what begins later for want of a connection is timed from when it should
/// have begun.
const CONNECTIONS: usize = 128;

/// Longer than this and a request counts as not answered.
const PATIENCE: Duration = Duration::from_secs(20);

#[derive(Debug, Clone)]
pub struct Request(String);

impl Request {
    pub fn new(path: &str, cookie: &str) -> Self {
        let cookie = if cookie.is_empty() { String::new() } else { format!("cookie: {cookie}\r\n") };
        Self(format!("GET {path} HTTP/1.1\r\nhost: 127.0.0.1\r\naccept: text/html\r\n{cookie}\r\n"))
    }
}

#[derive(Debug, Clone, Copy)]
pub struct Figures {
    pub sent: usize,
    /// With status 200.
    pub answered: usize,
    pub p50: Duration,
    pub p99: Duration,
    pub slowest: Duration,
}

/// Sends these by turns, so many a second for so long, and says how long answers took.
///
/// # Errors
/// When nothing at all was answered.
pub async fn run(address: SocketAddr, requests: &[Request], rate: u32, lasting: Duration) -> Result<Figures> {
    let many = usize::try_from(u64::from(rate) * lasting.as_secs())?;
    let requests: Arc<[Request]> = requests.into();
    let next = Arc::new(AtomicUsize::new(0));
    // A moment for the connections to be made.
    let begin = Instant::now() + Duration::from_millis(200);
    let mut clients = JoinSet::new();
    for _ in 0..CONNECTIONS.min(many) {
        clients.spawn(client(address, Arc::clone(&requests), Arc::clone(&next), many, rate, begin));
    }
    let mut took = Vec::with_capacity(many);
    while let Some(ended) = clients.join_next().await {
        took.extend(ended?);
    }
    took.sort_unstable();
    let at =
        |percent: usize| took.get((took.len() * percent / 100).min(took.len().saturating_sub(1))).copied();
    match (at(50), at(99), took.last()) {
        (Some(p50), Some(p99), Some(slowest)) => {
            Ok(Figures { sent: many, answered: took.len(), p50, p99, slowest: *slowest })
        }
        _ => Err("no request was answered".into()),
    }
}

/// One connection: takes the next request that is due, until there are no more.
async fn client(
    address: SocketAddr,
    requests: Arc<[Request]>,
    next: Arc<AtomicUsize>,
    many: usize,
    rate: u32,
    begin: Instant,
) -> Vec<Duration> {
    let mut took = Vec::new();
    let mut connection = None;
    loop {
        let number = next.fetch_add(1, Ordering::Relaxed);
        if number >= many {
            return took;
        }
        let seconds = f64::from(u32::try_from(number).unwrap_or(u32::MAX)) / f64::from(rate);
        let due = begin + Duration::from_secs_f64(seconds);
        sleep_until(due).await;
        let request = &requests[number % requests.len()];
        match timeout(PATIENCE, ask(address, &mut connection, request)).await {
            Ok(Ok(200)) => took.push(due.elapsed()),
            Ok(Ok(_)) => {}
            _ => connection = None,
        }
    }
}

async fn ask(
    address: SocketAddr,
    connection: &mut Option<BufReader<TcpStream>>,
    request: &Request,
) -> Result<u16> {
    if connection.is_none() {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        *connection = Some(BufReader::new(stream));
    }
    let Some(stream) = connection.as_mut() else { return Err("no connection".into()) };
    stream.get_mut().write_all(request.0.as_bytes()).await?;
    let (mut line, mut status, mut length, mut chunked, mut closes) = (String::new(), 0, 0, false, false);
    loop {
        line.clear();
        if stream.read_line(&mut line).await? == 0 {
            return Err("the connection was closed".into());
        }
        let text = line.trim_end().to_ascii_lowercase();
        if text.is_empty() {
            break;
        }
        if let Some(rest) = text.strip_prefix("http/1.1 ") {
            status = rest.split(' ').next().unwrap_or_default().parse()?;
        } else if let Some(value) = text.strip_prefix("content-length:") {
            length = value.trim().parse()?;
        } else if text.starts_with("transfer-encoding:") && text.contains("chunked") {
            chunked = true;
        } else if text.starts_with("connection:") && text.contains("close") {
            closes = true;
        }
    }
    let mut body = Vec::new();
    if chunked {
        loop {
            line.clear();
            stream.read_line(&mut line).await?;
            let size = usize::from_str_radix(line.trim_end(), 16)?;
            body.resize(size + 2, 0);
            stream.read_exact(&mut body).await?;
            if size == 0 {
                break;
            }
        }
    } else {
        body.resize(length, 0);
        stream.read_exact(&mut body).await?;
    }
    if closes {
        *connection = None;
    }
    Ok(status)
}
