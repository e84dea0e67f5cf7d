//! The short code of a mailed sign-in: eight digits, good for half an hour, five tries, one use, and only in
//! the browser that asked for it.

use jiff::SignedDuration;
use rand::RngExt;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use uuid::Uuid;

use crate::platform::secrets::{Purpose, Secret};

/// How long a mailed code or link signs somebody in.
pub const LASTS: SignedDuration = SignedDuration::from_mins(30);

/// How often a code may be guessed. 5 in 10⁸ is one in twenty million.
pub const TRIES: i32 = 5;

/// Eight random digits.
#[must_use]
pub fn random() -> String {
    format!("{:08}", rand::rng().random_range(0..100_000_000_u32))
}

/// The digits as people read them: `1234 5678`.
#[must_use]
pub fn grouped(code: &str) -> String {
    format!("{} {}", &code[..4], &code[4..])
}

/// The digits as people type them: with spaces or dashes, or none. `None` when there are not eight.
#[must_use]
pub fn parse(raw: &str) -> Option<String> {
    let digits: String = raw.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    (digits.len() == 8 && digits.bytes().all(|byte| byte.is_ascii_digit())).then_some(digits)
}

/// What is stored: a keyed hash, because eight digits could be tried out against a plain one.
#[must_use]
pub fn hash(secret: &Secret, id: Uuid, code: &str) -> Vec<u8> {
    Sha256::new()
        .chain_update(secret.key(Purpose::MailedCode).as_slice())
        .chain_update(id.as_bytes())
        .chain_update(code.as_bytes())
        .finalize()
        .to_vec()
}

/// Whether a typed code is the stored one, in constant time.
#[must_use]
pub fn matches(secret: &Secret, id: Uuid, typed: &str, stored: &[u8]) -> bool {
    hash(secret, id, typed).ct_eq(stored).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_however_they_are_typed() {
        assert_eq!(parse(" 1234 5678 "), Some("12345678".into()));
        assert_eq!(parse("1234-5678"), Some("12345678".into()));
        assert_eq!(parse("1234567"), None);
        assert_eq!(parse("12345678x"), None);
        assert_eq!(grouped("12345678"), "1234 5678");
    }

    #[test]
    fn s7_a_code_counts_only_for_the_request_it_was_made_for() {
        let secret = Secret::from_bytes([3; 32]);
        let (one, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let stored = hash(&secret, one, "12345678");
        assert!(matches(&secret, one, "12345678", &stored));
        assert!(!matches(&secret, other, "12345678", &stored));
        assert!(!matches(&secret, one, "12345679", &stored));
    }
}
