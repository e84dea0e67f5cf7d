//! Authenticated encryption of values at rest: XChaCha20-Poly1305 with a random nonce, bound to a context.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use rand::RngExt;

use super::secrets::{Purpose, Secret};

const NONCE: usize = 24;

/// A sealed value that could not be opened: another key, another context, or altered.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("a sealed value could not be opened")]
pub struct Unsealable;

/// Encrypts `plain` for one purpose and binds it to `context` (an id, say), which must be given again to open it.
#[must_use]
pub fn seal(secret: &Secret, purpose: Purpose, context: &[u8], plain: &[u8]) -> Vec<u8> {
    seal_with(&secret.key(purpose), context, plain)
}

/// The same with a key of its own.
#[must_use]
pub fn seal_with(key: &[u8; 32], context: &[u8], plain: &[u8]) -> Vec<u8> {
    let nonce: [u8; NONCE] = rand::rng().random();
    let cipher = XChaCha20Poly1305::new(&(*key).into());
    let mut sealed = nonce.to_vec();
    // The only failure is a plain text of 256 GiB.
    if let Ok(text) = cipher.encrypt(&XNonce::from(nonce), Payload { msg: plain, aad: context }) {
        sealed.extend(text);
    }
    sealed
}

/// Opens what [`seal`] made.
///
/// # Errors
/// `Unsealable` when the key, purpose or context differ or the bytes were changed.
pub fn open(secret: &Secret, purpose: Purpose, context: &[u8], sealed: &[u8]) -> Result<Vec<u8>, Unsealable> {
    open_with(&secret.key(purpose), context, sealed)
}

/// Opens what [`seal_with`] made.
///
/// # Errors
/// `Unsealable` when the key or context differ or the bytes were changed.
pub fn open_with(key: &[u8; 32], context: &[u8], sealed: &[u8]) -> Result<Vec<u8>, Unsealable> {
    let (nonce, text) = sealed.split_first_chunk::<NONCE>().ok_or(Unsealable)?;
    XChaCha20Poly1305::new(&(*key).into())
        .decrypt(&XNonce::from(*nonce), Payload { msg: text, aad: context })
        .map_err(|_| Unsealable)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opens_only_with_the_same_purpose_and_context() {
        let secret = Secret::from_bytes([7; 32]);
        let sealed = seal(&secret, Purpose::Draft, b"account 1", b"what I hope for");
        assert_eq!(open(&secret, Purpose::Draft, b"account 1", &sealed).unwrap(), b"what I hope for");
        assert_eq!(open(&secret, Purpose::Draft, b"account 2", &sealed), Err(Unsealable));
        assert_eq!(open(&secret, Purpose::Mail, b"account 1", &sealed), Err(Unsealable));
    }
}
