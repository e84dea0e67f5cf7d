//! The one secret of an installation, and the keys derived from it.

use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::Zeroizing;

/// What a derived key is for. Each purpose has a key of its own, so that a value sealed for one cannot be
/// opened as another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Bodies of mail waiting in the outbox.
    Mail,
    /// Forms kept for somebody whose login session ended while they typed.
    Draft,
    /// Second-factor secrets.
    SecondFactor,
    /// Small values carried by the browser (flash, device recognition).
    Cookie,
    /// What people wrote to a coordinator.
    Enquiry,
    /// Hashes of short codes sent by mail, which a plain hash would not hide.
    MailedCode,
    /// Registers while they are brought in, and marks of addresses whose owners declined to be listed.
    Register,
    /// The private part of a search.
    Search,
    /// What two people write to each other before they decide.
    Chemistry,
    /// Addresses of calendars.
    Calendar,
    /// What people tell a coordinator about behaviour or safety.
    Concern,
    /// What two who work together agree, and what they say in a review and at the end.
    Agreement,
    /// What people wrote about their supervision and CPD, for themselves.
    Ledger,
    /// What signs passports, so that others can tell that they are genuine.
    Passport,
    /// What two who work together want to reach.
    Goal,
    /// The outer key of notes of an installation that was given none.
    NoteKey,
    /// Of an outer key: what wraps the keys of notes.
    NoteWrapping,
    /// Of an outer key: what its mark is made from.
    NoteMark,
}

impl Purpose {
    const fn label(self) -> &'static [u8] {
        match self {
            Self::Mail => b"rapport/mail/1",
            Self::Draft => b"rapport/draft/1",
            Self::SecondFactor => b"rapport/second-factor/1",
            Self::Cookie => b"rapport/cookie/1",
            Self::Enquiry => b"rapport/enquiry/1",
            Self::MailedCode => b"rapport/mailed-code/1",
            Self::Register => b"rapport/register/1",
            Self::Search => b"rapport/search/1",
            Self::Chemistry => b"rapport/chemistry/1",
            Self::Calendar => b"rapport/calendar/1",
            Self::Concern => b"rapport/concern/1",
            Self::Agreement => b"rapport/agreement/1",
            Self::Ledger => b"rapport/ledger/1",
            Self::Passport => b"rapport/passport/1",
            Self::Goal => b"rapport/goal/1",
            Self::NoteKey => b"rapport/note-key/1",
            Self::NoteWrapping => b"rapport/note-wrapping/1",
            Self::NoteMark => b"rapport/note-mark/1",
        }
    }
}

/// The installation's secret: 32 bytes. Never printed, never compared by content.
#[derive(Clone)]
pub struct Secret(Zeroizing<[u8; 32]>);

impl std::fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Secret(redacted)")
    }
}

/// Why a text is not a usable secret.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum SecretError {
    #[error("the secret must be 64 hexadecimal digits (32 random bytes)")]
    NotHex,
    #[error("the secret is a well-known or repeated value; make one with: openssl rand -hex 32")]
    Default,
}

impl Secret {
    #[must_use]
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// Reads 64 hexadecimal digits.
    ///
    /// # Errors
    /// `NotHex` for anything else; `Default` for a value that repeats a byte or two, as placeholders do.
    pub fn parse(text: &str) -> Result<Self, SecretError> {
        let bytes = data_encoding::HEXLOWER_PERMISSIVE
            .decode(text.trim().as_bytes())
            .map_err(|_| SecretError::NotHex)?;
        let bytes: [u8; 32] = bytes.try_into().map_err(|_| SecretError::NotHex)?;
        let distinct = bytes.iter().collect::<std::collections::BTreeSet<_>>().len();
        if distinct < 12 {
            return Err(SecretError::Default);
        }
        Ok(Self::from_bytes(bytes))
    }

    /// The key for one purpose: HKDF-SHA-256 (RFC 5869) with the purpose as info.
    #[must_use]
    pub fn key(&self, purpose: Purpose) -> Zeroizing<[u8; 32]> {
        let mut key = Zeroizing::new([0; 32]);
        let derived =
            Hkdf::<Sha256>::new(None, self.0.as_slice()).expand(purpose.label(), key.as_mut_slice());
        debug_assert!(derived.is_ok(), "32 bytes is within HKDF's limit");
        key
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s15_placeholders_are_refused() {
        assert_eq!(Secret::parse(&"00".repeat(32)).err(), Some(SecretError::Default));
        assert_eq!(Secret::parse(&"0123456789abcdef".repeat(4)).err(), Some(SecretError::Default));
        assert_eq!(Secret::parse("changeme").err(), Some(SecretError::NotHex));
    }

    #[test]
    fn each_purpose_has_its_own_key() {
        let secret = Secret::from_bytes(std::array::from_fn(|index| u8::try_from(index).unwrap()));
        assert_ne!(*secret.key(Purpose::Mail), *secret.key(Purpose::Draft));
    }
}
