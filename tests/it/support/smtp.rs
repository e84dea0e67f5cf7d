//! A mail server on loopback that speaks SMTP and misbehaves when told to.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::PrivatePkcs8KeyDer;
use url::Url;

/// What the server does with one mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Behaviour {
    Accept,
    /// Answers the recipient with this code.
    Refuse(u16),
    /// Falls silent at this step and never answers.
    StallAt(Step),
    /// Takes the whole mail, forgets it and closes without an answer.
    DropUnkept,
    /// Takes and keeps the mail and closes without an answer: the gap in which duplicates arise.
    DropKept,
    /// Answers 250 and closes.
    AnswerAndClose,
}

/// Where a conversation stops.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    Greeting,
    Sender,
    Recipient,
    /// Asked to take the mail.
    Data,
    /// The whole mail has come; it is forgotten.
    End,
    /// The whole mail has come and is kept.
    Kept,
}

/// One mail that the server kept.
#[derive(Debug, Clone)]
pub struct Received {
    pub from: String,
    pub to: Vec<String>,
    /// Headers and body, with the dots of the transfer taken out.
    pub raw: String,
    pub at: Instant,
}

/// Stops when dropped.
pub struct MailServer {
    port: u16,
    state: Arc<State>,
    accepting: JoinHandle<()>,
}

#[derive(Default)]
struct State {
    next: Mutex<VecDeque<Behaviour>>,
    otherwise: Mutex<Option<Behaviour>>,
    received: Mutex<Vec<Received>>,
    refused_senders: Mutex<usize>,
    stalled: Notify,
    password: Option<(String, String)>,
    tls: Option<Tls>,
}

/// How a server encrypts.
struct Tls {
    acceptor: TlsAcceptor,
    /// From the first byte, instead of by STARTTLS.
    at_once: bool,
    /// What somebody must trust to accept its certificate.
    certificate: String,
}

impl MailServer {
    /// Accepts everything until told otherwise.
    pub async fn start() -> Self {
        Self::with(State::default()).await
    }

    /// Lets nobody in without this name and password.
    pub async fn with_password(name: &str, password: &str) -> Self {
        Self::with(State { password: Some((name.to_owned(), password.to_owned())), ..State::default() }).await
    }

    /// Encrypts, from the first byte or by STARTTLS, with a certificate that nobody knows.
    pub async fn with_tls(at_once: bool) -> Self {
        let rcgen::CertifiedKey { cert, signing_key } =
            rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).expect("a certificate");
        let key = PrivatePkcs8KeyDer::from(signing_key.serialize_der());
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("protocol versions")
            .with_no_client_auth()
            .with_single_cert(vec![cert.der().clone()], key.into())
            .expect("a key that fits its certificate");
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let tls = Tls { acceptor, at_once, certificate: cert.pem() };
        Self::with(State { tls: Some(tls), ..State::default() }).await
    }

    /// The certificate that its clients must trust.
    pub fn certificate(&self) -> &str {
        &self.state.tls.as_ref().expect("a server with TLS").certificate
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    async fn with(state: State) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let state = Arc::new(state);
        let shared = Arc::clone(&state);
        let accepting = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let state = Arc::clone(&shared);
                tokio::spawn(async move {
                    let _ = stream.set_nodelay(true);
                    // A connection that the other side cuts is part of what is tested.
                    let _ = serve(stream, &state).await;
                });
            }
        });
        Self { port, state, accepting }
    }

    /// The setting that makes the hub use this server; it waits a second for each mail.
    pub fn url(&self) -> Url {
        format!("smtp://127.0.0.1:{}?limit=1", self.port).parse().expect("a URL")
    }

    /// The same with a name and password.
    pub fn url_as(&self, name: &str, password: &str) -> Url {
        let mut url = self.url();
        url.set_username(name).expect("a name");
        url.set_password(Some(password)).expect("a password");
        url
    }

    /// What it does with the next mails, one each; afterwards it accepts, or does what [`Self::always`] said.
    pub fn next(&self, behaviours: impl IntoIterator<Item = Behaviour>) {
        self.state.next.lock().expect("the plan").extend(behaviours);
    }

    pub fn always(&self, behaviour: Behaviour) {
        *self.state.otherwise.lock().expect("the plan") = Some(behaviour);
    }

    pub fn received(&self) -> Vec<Received> {
        self.state.received.lock().expect("the mails").clone()
    }

    /// How often somebody gave a wrong password.
    pub fn refused_senders(&self) -> usize {
        *self.state.refused_senders.lock().expect("the count")
    }

    /// Waits until it has fallen silent.
    pub async fn wait_for_stall(&self) {
        tokio::time::timeout(Duration::from_secs(20), self.state.stalled.notified()).await.expect("a stall");
    }

    /// Waits until this many mails have been kept.
    pub async fn wait_for(&self, count: usize) -> Vec<Received> {
        let begun = Instant::now();
        loop {
            let received = self.received();
            if received.len() >= count {
                return received;
            }
            assert!(begun.elapsed() < Duration::from_secs(20), "{} of {count} mails came", received.len());
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }
}

impl State {
    fn stalls_at_greeting(&self) -> bool {
        let mut next = self.next.lock().expect("the plan");
        let stalls = next.front() == Some(&Behaviour::StallAt(Step::Greeting));
        if stalls {
            next.pop_front();
        }
        stalls
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

impl Received {
    /// A header's value, unfolded.
    pub fn header(&self, name: &str) -> Option<String> {
        let head = self.raw.split("\r\n\r\n").next().unwrap_or_default().replace("\r\n ", " ");
        head.lines().find_map(|line| line.strip_prefix(&format!("{name}: ")).map(str::to_owned))
    }

    pub fn message_id(&self) -> String {
        self.header("Message-ID").expect("a Message-ID")
    }
}

async fn serve(stream: TcpStream, state: &State) -> std::io::Result<()> {
    match &state.tls {
        None => converse(stream, state, true, false).await.map(|_| ()),
        Some(tls) if tls.at_once => {
            let stream = tls.acceptor.accept(stream).await?;
            converse(stream, state, true, false).await.map(|_| ())
        }
        Some(tls) => match converse(stream, state, true, true).await? {
            None => Ok(()),
            Some(stream) => {
                let stream = tls.acceptor.accept(stream).await?;
                converse(stream, state, false, false).await.map(|_| ())
            }
        },
    }
}

/// Speaks until the other side leaves; gives the stream back when it asks for encryption.
async fn converse<S: AsyncRead + AsyncWrite + Unpin>(
    stream: S,
    state: &State,
    greet: bool,
    offer_tls: bool,
) -> std::io::Result<Option<S>> {
    let mut stream = BufReader::new(stream);
    let (mut from, mut to, mut behaviour) = (String::new(), Vec::new(), Behaviour::Accept);
    let mut let_in = state.password.is_none();
    if greet {
        if state.stalls_at_greeting() {
            state.stalled.notify_one();
            std::future::pending::<()>().await;
        }
        say(&mut stream, "220 mail.example ready").await?;
    }
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await? == 0 {
            return Ok(None);
        }
        let upper = line.trim_end().to_uppercase();
        match upper.split([' ', ':']).next().unwrap_or_default() {
            "EHLO" => {
                let auth = if state.password.is_some() { "250-AUTH PLAIN\r\n" } else { "" };
                let tls = if offer_tls { "250-STARTTLS\r\n" } else { "" };
                say(&mut stream, &format!("250-mail.example\r\n{tls}{auth}250-SMTPUTF8\r\n250 8BITMIME"))
                    .await?;
            }
            "STARTTLS" if offer_tls => {
                say(&mut stream, "220 go on").await?;
                return Ok(Some(stream.into_inner()));
            }
            "MAIL" if offer_tls => say(&mut stream, "530 encrypt first").await?,
            "AUTH" => {
                let given = line.trim_end().rsplit(' ').next().unwrap_or_default();
                let given = data_encoding::BASE64.decode(given.as_bytes()).unwrap_or_default();
                let wanted = state.password.as_ref().map(|(name, password)| format!("\0{name}\0{password}"));
                let_in = wanted.is_some_and(|wanted| wanted.as_bytes() == given);
                if !let_in {
                    *state.refused_senders.lock().expect("the count") += 1;
                }
                say(&mut stream, if let_in { "235 welcome" } else { "535 wrong name or password" }).await?;
            }
            "MAIL" if !let_in => say(&mut stream, "530 sign in first").await?,
            "MAIL" => {
                from = between(&line);
                to.clear();
                let planned = state.next.lock().expect("the plan").pop_front();
                let otherwise = *state.otherwise.lock().expect("the plan");
                behaviour = planned.or(otherwise).unwrap_or(Behaviour::Accept);
                stall(state, behaviour, Step::Sender).await;
                say(&mut stream, "250 ok").await?;
            }
            "RCPT" => {
                stall(state, behaviour, Step::Recipient).await;
                if let Behaviour::Refuse(code) = behaviour {
                    say(&mut stream, &format!("{code} not for {}", between(&line))).await?;
                } else {
                    to.push(between(&line));
                    say(&mut stream, "250 ok").await?;
                }
            }
            "DATA" => {
                stall(state, behaviour, Step::Data).await;
                say(&mut stream, "354 go on").await?;
                let raw = data(&mut stream).await?;
                let keep = || {
                    let mail = Received { from: from.clone(), to: to.clone(), raw, at: Instant::now() };
                    state.received.lock().expect("the mails").push(mail);
                };
                stall(state, behaviour, Step::End).await;
                match behaviour {
                    Behaviour::DropUnkept => return Ok(None),
                    Behaviour::DropKept => {
                        keep();
                        return Ok(None);
                    }
                    Behaviour::AnswerAndClose => {
                        keep();
                        say(&mut stream, "250 kept").await?;
                        return Ok(None);
                    }
                    Behaviour::Accept | Behaviour::Refuse(_) | Behaviour::StallAt(_) => {
                        keep();
                        stall(state, behaviour, Step::Kept).await;
                        say(&mut stream, "250 kept").await?;
                    }
                }
            }
            "NOOP" | "RSET" => say(&mut stream, "250 ok").await?,
            "QUIT" => return say(&mut stream, "221 bye").await.map(|()| None),
            _ => say(&mut stream, "502 what").await?,
        }
    }
}

async fn stall(state: &State, behaviour: Behaviour, step: Step) {
    if behaviour == Behaviour::StallAt(step) {
        state.stalled.notify_one();
        std::future::pending::<()>().await;
    }
}

/// Reads to the line that is a single dot, and takes out the dots that were doubled (RFC 5321, 4.5.2).
async fn data<S: AsyncRead + AsyncWrite + Unpin>(stream: &mut BufReader<S>) -> std::io::Result<String> {
    let mut raw = String::new();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        if line == ".\r\n" {
            return Ok(raw);
        }
        raw.push_str(line.strip_prefix('.').unwrap_or(&line));
    }
}

async fn say<S: AsyncRead + AsyncWrite + Unpin>(
    stream: &mut BufReader<S>,
    text: &str,
) -> std::io::Result<()> {
    stream.get_mut().write_all(format!("{text}\r\n").as_bytes()).await?;
    stream.get_mut().flush().await
}

fn between(line: &str) -> String {
    let inside = line.split('<').nth(1).and_then(|rest| rest.split('>').next());
    inside.unwrap_or_default().to_owned()
}
