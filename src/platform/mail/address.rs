use std::fmt;

/// A mailbox as people type it, parsed: one `@`, a domain with a dot, no white space, no control characters,
/// at most 254 bytes. Compared without case; kept as typed.
#[derive(Clone, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize, sqlx::Type)]
#[serde(try_from = "String", into = "String")]
#[sqlx(transparent)]
pub struct EmailAddress(String);

/// Why a text is not an e-mail address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    #[error("Enter an email address")]
    Empty,
    #[error("Enter an email address in the correct format, like name@example.com")]
    Format,
}

impl EmailAddress {
    /// # Errors
    /// `Empty` or `Format`, as sentences for the field.
    pub fn parse(raw: &str) -> Result<Self, AddressError> {
        let text = raw.trim();
        if text.is_empty() {
            return Err(AddressError::Empty);
        }
        let parsed: lettre::Address = text.parse().map_err(|_| AddressError::Format)?;
        let odd = text.len() > 254
            || text
                .chars()
                .any(|c| c.is_control() || c.is_whitespace() || matches!(c, '<' | '>' | ',' | ';' | '"'))
            || !parsed.domain().contains('.')
            || parsed.domain().starts_with('[');
        if odd { Err(AddressError::Format) } else { Ok(Self(text.to_owned())) }
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part after the `@`, in lower case.
    #[must_use]
    pub fn domain(&self) -> String {
        self.0.rsplit('@').next().unwrap_or_default().to_lowercase()
    }
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// Addresses stay out of logs: debugging shows the domain only (S13).
impl fmt::Debug for EmailAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "EmailAddress(…@{})", self.domain())
    }
}

impl TryFrom<String> for EmailAddress {
    type Error = AddressError;

    fn try_from(text: String) -> Result<Self, AddressError> {
        Self::parse(&text)
    }
}

impl From<EmailAddress> for String {
    fn from(address: EmailAddress) -> Self {
        address.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_addresses_parse_and_odd_ones_do_not() {
        for good in ["a@b.uk", " amina.khan+x@nhs.example ", "siân@example.org"] {
            assert!(EmailAddress::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "a",
            "a@b",
            "a@b.uk\r\nBcc: c@d.uk",
            "a b@c.uk",
            "a@[127.0.0.1]",
            "<a@b.uk>",
            "a@b.uk,c@d.uk",
        ] {
            assert!(EmailAddress::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn s13_debug_hides_the_mailbox() {
        let address = EmailAddress::parse("amina@example.org").unwrap();
        assert!(!format!("{address:?}").contains("amina"));
    }
}
