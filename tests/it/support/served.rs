//! The hub of a test on a port of its own, and requests as bytes over real connections.

use std::fmt::Write;
use std::io::{Error, Result};
use std::net::SocketAddr;

use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use rapport::platform::server;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use super::app::TestApp;
use super::client::Client;
use super::given::{self, Person};

/// Serves as the program does, until it is dropped.
pub struct Served {
    pub address: SocketAddr,
    running: JoinHandle<()>,
}

impl Served {
    pub async fn start(app: &TestApp) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let (router, limits) = (app.router.clone(), app.app.limits.clone());
        let running = tokio::spawn(async move {
            server::run(listener, router, &limits, std::future::pending()).await;
        });
        Self { address, running }
    }

    /// A browser at the other end of a connection.
    pub fn visitor(&self, app: &TestApp) -> Client {
        Client::over(self.address, &app.app.site.base_url)
    }

    /// The same, signed in as this person.
    pub async fn browser_of(&self, app: &TestApp, person: &Person) -> Client {
        let browser = self.visitor(app);
        given::sign_in(app, &browser, person).await;
        browser
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.running.abort();
    }
}

/// One answer as it came.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

/// One request over a connection of its own, and its answer.
///
/// # Errors
/// When the connection cannot be made, or ends before the answer is complete.
pub async fn exchange(
    address: SocketAddr,
    method: &Method,
    path: &str,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Answer> {
    let mut head =
        format!("{method} {path} HTTP/1.1\r\nconnection: close\r\ncontent-length: {}\r\n", body.len());
    for (name, value) in headers {
        let _ = write!(head, "{name}: {}\r\n", value.to_str().map_err(Error::other)?);
    }
    head.push_str("\r\n");
    let mut stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    stream.write_all(&[head.as_bytes(), body].concat()).await?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await?;
    read(&answer).ok_or_else(|| Error::other("the answer broke off"))
}

fn read(answer: &[u8]) -> Option<Answer> {
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = std::str::from_utf8(&answer[..end]).ok()?;
    let mut lines = head.split("\r\n");
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let mut headers = HeaderMap::new();
    for line in lines {
        let (name, value) = line.split_once(':')?;
        let name: HeaderName = name.parse().ok()?;
        headers.append(name, HeaderValue::from_str(value.trim()).ok()?);
    }
    let rest = &answer[end + 4..];
    let body = match headers.get("content-length") {
        Some(length) => {
            let length: usize = length.to_str().ok()?.parse().ok()?;
            (rest.len() == length).then(|| rest.to_vec())?
        }
        None if headers.contains_key("transfer-encoding") => chunks(rest)?,
        None => rest.to_vec(),
    };
    Some(Answer { status, headers, body })
}

/// What a body in chunks holds; none unless its last chunk has come.
fn chunks(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let end = rest.windows(2).position(|two| two == b"\r\n")?;
        let length = usize::from_str_radix(std::str::from_utf8(&rest[..end]).ok()?.trim(), 16).ok()?;
        if length == 0 {
            return Some(body);
        }
        body.extend_from_slice(rest.get(end + 2..end + 2 + length)?);
        rest = rest.get(end + 2 + length + 2..)?;
    }
}
