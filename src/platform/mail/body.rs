use uuid::Uuid;

use super::address::EmailAddress;
use crate::platform::seal::{Unsealable, open, seal};
use crate::platform::secrets::{Purpose, Secret};

/// What the outbox keeps of a mail, sealed: who it is for and what it says.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Body {
    pub to: EmailAddress,
    pub subject: String,
    pub text: String,
    pub html: String,
    /// Where one click stops mails like this; weekly mails only.
    #[serde(default)]
    pub unsubscribe_url: Option<String>,
    /// What a calendar takes in.
    #[serde(default)]
    pub calendar: Option<CalendarPart>,
}

/// The part of a mail that is for a calendar (RFC 6047).
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct CalendarPart {
    pub method: CalendarMethod,
    /// A calendar object that names the same method.
    pub text: String,
}

/// What a calendar is to do with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CalendarMethod {
    /// Take in, or bring up to date.
    Request,
    Cancel,
}

impl CalendarMethod {
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Request => "REQUEST",
            Self::Cancel => "CANCEL",
        }
    }
}

/// A kept body that cannot be read: sealed with another secret, or altered.
#[derive(Debug, thiserror::Error)]
#[error("a mail's body cannot be read")]
pub struct Unreadable;

impl From<Unsealable> for Unreadable {
    fn from(_: Unsealable) -> Self {
        Self
    }
}

impl Body {
    /// The body as it is kept, bound to its mail.
    ///
    /// # Errors
    /// When it cannot be encoded.
    pub(super) fn seal(&self, secret: &Secret, mail_id: Uuid) -> Result<Vec<u8>, serde_json::Error> {
        Ok(seal(secret, Purpose::Mail, mail_id.as_bytes(), &serde_json::to_vec(self)?))
    }

    /// Reads what [`Self::seal`] made for the same mail.
    ///
    /// # Errors
    /// `Unreadable` with another secret or mail.
    pub(super) fn open(secret: &Secret, mail_id: Uuid, sealed: &[u8]) -> Result<Self, Unreadable> {
        let plain = open(secret, Purpose::Mail, mail_id.as_bytes(), sealed)?;
        serde_json::from_slice(&plain).map_err(|_| Unreadable)
    }
}
