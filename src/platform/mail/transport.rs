use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use lettre::Message;
use url::Url;
use uuid::Uuid;

use super::smtp::Smtp;

/// The way mail leaves the hub.
#[derive(Debug, Clone)]
pub enum Transport {
    /// A mail server.
    Smtp(Smtp),
    /// A folder of `.eml` files, one a mail.
    Folder(PathBuf),
    /// Kept in memory, for tests that ask for nothing more.
    Memory(Memory),
    /// Not sent at all: a demonstration shows what it would have sent.
    Nowhere,
}

/// Mail that was sent to memory.
#[derive(Debug, Clone, Default)]
pub struct Memory(Arc<Mutex<Vec<Delivered>>>);

/// One mail as it would have travelled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivered {
    pub to: Vec<String>,
    /// Headers and body, with CRLF line ends.
    pub raw: String,
}

/// Why a transport setting is refused. Names no part of the setting, which may hold a password.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum TransportError {
    #[error("the mail setting must begin smtp:// or smtps://")]
    Scheme,
    #[error("the mail setting names no host")]
    Host,
    #[error("the mail setting's option is wrong: {0}")]
    Option(&'static str),
    #[error("the mail setting's user name or password cannot be read")]
    Credentials,
    #[error("the mail server's certificate authority cannot be read")]
    Authority,
}

/// Why one try failed. Holds no text of the server, which may repeat the recipient (S13).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("mail not taken: {what}")]
pub struct SendError {
    /// The server will never take this mail.
    pub refused: bool,
    /// The server's reply code, when it gave one.
    pub reply: Option<i16>,
    pub what: &'static str,
}

/// Reply codes that speak of the recipient or the message, so that trying again is pointless (RFC 5321, 4.2.3).
const REFUSALS: [u16; 5] = [550, 551, 552, 553, 556];

impl SendError {
    pub(super) const fn slow(what: &'static str) -> Self {
        Self { refused: false, reply: None, what }
    }

    pub(super) const fn unreachable() -> Self {
        Self { refused: false, reply: None, what: "server not reachable" }
    }

    /// What the server answered to a mail.
    pub(super) fn of(error: &lettre::transport::smtp::Error) -> Self {
        let code = error.status().map(u16::from);
        let what = match code {
            Some(_) => "server refused",
            None if error.is_client() => "server lacks what this mail needs",
            None if error.is_tls() => "encryption failed",
            None => "connection broke",
        };
        Self {
            refused: code.is_some_and(|code| REFUSALS.contains(&code)),
            reply: code.and_then(|code| i16::try_from(code).ok()),
            what,
        }
    }

    /// What the server answered to the hub itself: wrong credentials are no mail's fault, so each is tried again.
    pub(super) fn of_hub(error: &lettre::transport::smtp::Error) -> Self {
        Self { refused: false, what: "server did not let the hub in", ..Self::of(error) }
    }
}

impl Transport {
    /// A mail server, by its address: `smtps://user:password@host`, or `smtp://host` with STARTTLS (plain on
    /// loopback unless `?tls=required`). Options after `?`: `ca=/path/to.pem` trusts a certificate authority of
    /// your own, `connections=8` limits how many are open at once, `limit=30` the seconds for one mail.
    ///
    /// # Errors
    /// A sentence that names what is wrong with it, without repeating it.
    pub fn smtp(url: &Url) -> Result<Self, TransportError> {
        match url.scheme() {
            "smtp" | "smtps" => Smtp::from_url(url).map(Self::Smtp),
            _ => Err(TransportError::Scheme),
        }
    }

    /// What the settings ask for: the mail server, else the folder, else nowhere in a demonstration, else nothing,
    /// and mail waits in the outbox.
    ///
    /// # Errors
    /// As [`Self::smtp`].
    pub fn configured(
        smtp_url: Option<&Url>,
        folder: Option<&Path>,
        demo: bool,
    ) -> Result<Option<Self>, TransportError> {
        match (smtp_url, folder) {
            (Some(url), _) => Self::smtp(url).map(Some),
            (None, Some(folder)) => Ok(Some(Self::Folder(folder.to_owned()))),
            (None, None) => Ok(demo.then_some(Self::Nowhere)),
        }
    }

    /// How many mails are worth sending at once.
    #[must_use]
    pub fn concurrency(&self) -> usize {
        match self {
            Self::Smtp(smtp) => smtp.connections(),
            Self::Folder(_) | Self::Memory(_) | Self::Nowhere => 4,
        }
    }

    pub(super) async fn send(&self, mail_id: Uuid, message: &Message) -> Result<(), SendError> {
        let raw = message.formatted();
        match self {
            Self::Smtp(smtp) => smtp.send(message.envelope(), &raw).await,
            Self::Folder(folder) => write_whole(folder, mail_id, &raw).await.map_err(|_| SendError {
                refused: false,
                reply: None,
                what: "folder not writable",
            }),
            Self::Memory(memory) => {
                memory.keep(Delivered {
                    to: message.envelope().to().iter().map(ToString::to_string).collect(),
                    raw: String::from_utf8_lossy(&raw).into_owned(),
                });
                Ok(())
            }
            Self::Nowhere => Ok(()),
        }
    }
}

impl Memory {
    /// Everything sent so far, in order.
    #[must_use]
    pub fn delivered(&self) -> Vec<Delivered> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn keep(&self, mail: Delivered) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(mail);
    }
}

/// Writes beside and renames, so that a reader of the folder never sees half a mail.
async fn write_whole(folder: &Path, mail_id: Uuid, raw: &[u8]) -> std::io::Result<()> {
    tokio::fs::create_dir_all(folder).await?;
    let part = folder.join(format!("{mail_id}.part"));
    tokio::fs::write(&part, raw).await?;
    tokio::fs::rename(&part, folder.join(format!("{mail_id}.eml"))).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_read_and_errors_repeat_nothing() {
        let folder = Path::new("mail");
        let configured = |url: Option<&str>, folder, demo| {
            Transport::configured(url.map(|url| Url::parse(url).unwrap()).as_ref(), folder, demo)
        };
        assert!(matches!(
            configured(Some("smtp://127.0.0.1"), Some(folder), true),
            Ok(Some(Transport::Smtp(_)))
        ));
        assert!(matches!(configured(None, Some(folder), true), Ok(Some(Transport::Folder(_)))));
        assert!(matches!(configured(None, None, true), Ok(Some(Transport::Nowhere))));
        assert!(matches!(configured(None, None, false), Ok(None)));
        let error = configured(Some("http://user:hunter2@host"), None, false).unwrap_err();
        assert!(!error.to_string().contains("hunter2"));
    }
}
