//! One request on one connection.

use std::fmt::Write;
use std::net::SocketAddr;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::Result;

pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

impl Answer {
    /// Every value of a header.
    pub fn headers<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.head.lines().filter_map(move |line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }
}

pub async fn get(address: SocketAddr, path: &str, headers: &[(&str, String)]) -> Result<Answer> {
    request(address, "GET", path, headers, "").await
}

/// A form, sent as a page of the hub would.
pub async fn post(address: SocketAddr, path: &str, form: &str) -> Result<Answer> {
    let headers = [
        ("content-type", "application/x-www-form-urlencoded".to_owned()),
        ("content-length", form.len().to_string()),
        ("sec-fetch-site", "same-origin".to_owned()),
    ];
    request(address, "POST", path, &headers, form).await
}

async fn request(
    address: SocketAddr,
    method: &str,
    path: &str,
    headers: &[(&str, String)],
    body: &str,
) -> Result<Answer> {
    let mut stream = TcpStream::connect(address).await?;
    let mut text = format!("{method} {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n");
    for (name, value) in headers {
        write!(text, "{name}: {value}\r\n")?;
    }
    text.push_str("\r\n");
    text.push_str(body);
    stream.write_all(text.as_bytes()).await?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).await?;
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n").ok_or("an answer without a head")?;
    let body = bytes.split_off(end + 4);
    let head = String::from_utf8(bytes)?;
    let status = head.split(' ').nth(1).ok_or("an answer without a status")?.parse()?;
    let chunked = head.to_lowercase().contains("transfer-encoding: chunked");
    Ok(Answer { status, body: if chunked { joined(&body)? } else { body }, head })
}

/// The content of a chunked body.
fn joined(mut rest: &[u8]) -> Result<Vec<u8>> {
    let mut whole = Vec::new();
    loop {
        let line = rest.windows(2).position(|window| window == b"\r\n").ok_or("a chunk without a size")?;
        let size = usize::from_str_radix(std::str::from_utf8(&rest[..line])?.trim(), 16)?;
        if size == 0 {
            return Ok(whole);
        }
        let from = line + 2;
        whole.extend_from_slice(rest.get(from..from + size).ok_or("a chunk that is cut off")?);
        rest = rest.get(from + size + 2..).ok_or("a chunk without an end")?;
    }
}
