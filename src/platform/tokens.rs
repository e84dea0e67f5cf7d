//! Tokens that travel in mail: 256 random bits, shown once, stored hashed (S7).

use data_encoding::BASE64URL_NOPAD;
use rand::RngExt;
use sha2::{Digest, Sha256};

/// A secret for a mailed link.
#[derive(Clone, PartialEq, Eq)]
pub struct Token([u8; 32]);

impl std::fmt::Debug for Token {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Token(redacted)")
    }
}

impl Token {
    #[must_use]
    pub fn random() -> Self {
        Self(rand::rng().random())
    }

    /// Reads a token out of a link; `None` for anything a link of ours could not hold.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).ok()?;
        bytes.try_into().ok().map(Self)
    }

    /// The text for a link: 43 letters, digits, `-` and `_`.
    #[must_use]
    pub fn text(&self) -> String {
        BASE64URL_NOPAD.encode(&self.0)
    }

    /// What is stored: SHA-256 of the token.
    #[must_use]
    pub fn hash(&self) -> Vec<u8> {
        Sha256::digest(self.0).to_vec()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s7_a_token_is_256_bits_and_survives_its_link() {
        let token = Token::random();
        assert_eq!(token.text().len(), 43);
        assert_eq!(Token::parse(&token.text()), Some(token));
        assert_eq!(Token::parse("short"), None);
    }
}
