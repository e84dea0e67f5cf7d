//! SMTP with a few open connections of our own.
//!
//! lettre's own pool waits without limit for an answer, and a send that is cut short goes back into it half-done.
//! Here every step has a time limit, and a connection returns to the pool only after a whole, successful send. It
//! also sets `TCP_NODELAY`, without which the closing dot of each mail waits about 40 ms.

use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use lettre::address::Envelope;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use tokio::net::TcpStream;
use tokio::time::timeout;
use url::Url;

use super::transport::{SendError, TransportError};

/// For connecting, greeting, encrypting and signing in.
const CONNECT_LIMIT: Duration = Duration::from_secs(15);
/// For one mail over an open connection.
const SEND_LIMIT: Duration = Duration::from_secs(30);
/// For asking an idle connection whether it is still there.
const PROBE_LIMIT: Duration = Duration::from_secs(3);
const DEFAULT_CONNECTIONS: usize = 8;
const MOST_CONNECTIONS: usize = 64;

/// A mail server, and the connections to it that are open and idle.
#[derive(Clone)]
pub struct Smtp {
    server: Arc<Server>,
    idle: Arc<Mutex<Vec<AsyncSmtpConnection>>>,
}

struct Server {
    host: String,
    port: u16,
    security: Security,
    credentials: Option<Credentials>,
    connections: usize,
    send_limit: Duration,
}

enum Security {
    Plain,
    StartTls(TlsParameters),
    Tls(TlsParameters),
}

impl std::fmt::Debug for Smtp {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Smtp({}:{})", self.server.host, self.server.port)
    }
}

impl Smtp {
    /// Reads `smtp://user:password@host:587` (STARTTLS, which the server must offer; plain on loopback unless
    /// `?tls=required`) or `smtps://user:password@host` (TLS from the first byte). Options: `ca=/path/to.pem` adds a
    /// certificate authority, `connections=8` limits how many are open at once, `limit=30` the seconds for one mail.
    pub(super) fn from_url(url: &Url) -> Result<Self, TransportError> {
        // Hosts of these schemes are not parsed further by the url crate: an address is still a text here.
        let name = url.host_str().ok_or(TransportError::Host)?.trim_matches(['[', ']']).to_owned();
        let loopback = name == "localhost" || name.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
        let (mut authority, mut required, mut connections, mut send_limit) =
            (None, !loopback, DEFAULT_CONNECTIONS, SEND_LIMIT);
        for (option, value) in url.query_pairs() {
            match (option.as_ref(), value.as_ref()) {
                ("ca", path) => authority = Some(path.to_owned()),
                ("tls", "required") => required = true,
                ("connections", count) => {
                    connections = count
                        .parse()
                        .ok()
                        .filter(|count| (1..=MOST_CONNECTIONS).contains(count))
                        .ok_or(TransportError::Option("connections"))?;
                }
                ("limit", seconds) => {
                    send_limit = seconds
                        .parse()
                        .ok()
                        .filter(|seconds| (1..=60).contains(seconds))
                        .map(Duration::from_secs)
                        .ok_or(TransportError::Option("limit"))?;
                }
                ("tls", _) => return Err(TransportError::Option("tls")),
                _ => return Err(TransportError::Option("an unknown option")),
            }
        }
        let (security, port) = match url.scheme() {
            "smtps" => (Security::Tls(tls(&name, authority.as_deref())?), 465),
            _ if required => (Security::StartTls(tls(&name, authority.as_deref())?), 587),
            _ => (Security::Plain, 25),
        };
        let credentials = match url.password() {
            None => None,
            Some(password) => Some(Credentials::new(decoded(url.username())?, decoded(password)?)),
        };
        let server = Server {
            host: name,
            port: url.port().unwrap_or(port),
            security,
            credentials,
            connections,
            send_limit,
        };
        Ok(Self { server: Arc::new(server), idle: Arc::default() })
    }

    pub(super) fn connections(&self) -> usize {
        self.server.connections
    }

    pub(super) async fn send(&self, envelope: &Envelope, mail: &[u8]) -> Result<(), SendError> {
        let mut connection = match self.open_one().await {
            Some(connection) => connection,
            None => {
                timeout(CONNECT_LIMIT, self.connect()).await.map_err(|_| SendError::slow("connecting"))??
            }
        };
        timeout(self.server.send_limit, connection.send(envelope, mail))
            .await
            .map_err(|_| SendError::slow("sending"))?
            .map_err(|error| SendError::of(&error))?;
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < self.server.connections {
            idle.push(connection);
        }
        Ok(())
    }

    /// An idle connection that still answers.
    async fn open_one(&self) -> Option<AsyncSmtpConnection> {
        loop {
            let mut connection = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop()?;
            if timeout(PROBE_LIMIT, connection.test_connected()).await.unwrap_or(false) {
                return Some(connection);
            }
        }
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, SendError> {
        let server = &*self.server;
        let hello = ClientId::default();
        let target = (server.host.as_str(), server.port);
        let mut connection = match &server.security {
            Security::Tls(tls) => AsyncSmtpConnection::connect_tokio1(
                target,
                Some(CONNECT_LIMIT),
                &hello,
                Some(tls.clone()),
                None,
            )
            .await
            .map_err(|error| SendError::of(&error))?,
            Security::Plain | Security::StartTls(_) => {
                let stream = TcpStream::connect(target).await.map_err(|_| SendError::unreachable())?;
                // A server that is only slower without it is still a server.
                let _ = stream.set_nodelay(true);
                AsyncSmtpConnection::connect_with_transport(Box::new(stream), &hello)
                    .await
                    .map_err(|error| SendError::of(&error))?
            }
        };
        if let Security::StartTls(tls) = &server.security {
            connection.starttls(tls.clone(), &hello).await.map_err(|error| SendError::of_hub(&error))?;
        }
        if let Some(credentials) = &server.credentials {
            connection
                .auth(DEFAULT_MECHANISMS, credentials)
                .await
                .map_err(|error| SendError::of_hub(&error))?;
        }
        Ok(connection)
    }
}

fn tls(host: &str, authority: Option<&str>) -> Result<TlsParameters, TransportError> {
    let mut builder = TlsParameters::builder(host.to_owned());
    if let Some(path) = authority {
        let pem = std::fs::read(path).map_err(|_| TransportError::Authority)?;
        builder =
            builder.add_root_certificate(Certificate::from_pem(&pem).map_err(|_| TransportError::Authority)?);
    }
    builder.build().map_err(|_| TransportError::Authority)
}

/// A user name or password out of a URL.
fn decoded(text: &str) -> Result<String, TransportError> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        if let (b'%', Some((pair, tail))) = (first, after.split_first_chunk::<2>()) {
            bytes.extend(
                data_encoding::HEXLOWER_PERMISSIVE.decode(pair).map_err(|_| TransportError::Credentials)?,
            );
            rest = tail;
        } else {
            bytes.push(first);
            rest = after;
        }
    }
    String::from_utf8(bytes).map_err(|_| TransportError::Credentials)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server(url: &str) -> Result<Smtp, TransportError> {
        Smtp::from_url(&Url::parse(url).unwrap())
    }

    #[test]
    fn only_loopback_is_spoken_to_in_plain_text() {
        assert!(matches!(server("smtp://127.0.0.1:2525").unwrap().server.security, Security::Plain));
        assert!(matches!(server("smtp://[::1]:2525").unwrap().server.security, Security::Plain));
        assert!(matches!(server("smtp://mail.example").unwrap().server.security, Security::StartTls(_)));
        assert!(matches!(server("smtps://mail.example").unwrap().server.security, Security::Tls(_)));
        assert!(server("smtp://mail.example?tls=none").is_err());
        assert_eq!(server("smtp://mail.example").unwrap().server.port, 587);
    }

    #[test]
    fn credentials_are_decoded_and_never_shown() {
        assert_eq!(decoded("a%40b").unwrap(), "a@b");
        let shown = format!("{:?}", server("smtps://user:hunter2@mail.example").unwrap());
        assert_eq!(shown, "Smtp(mail.example:465)");
    }
}
