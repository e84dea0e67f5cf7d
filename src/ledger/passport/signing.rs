//! The signature of passports: Ed25519 (RFC 8032) over the bytes of the payload as they are, with a key derived from the
//! installation's secret. Nobody has to bring the payload into a canonical form to check it.

use data_encoding::{BASE64, HEXLOWER};
use ring::error::KeyRejected;
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::model::{FORMAT, Passport, READABLE};
use crate::platform::secrets::{Purpose, Secret};

/// What the header of an Ed25519 public key is in DER (RFC 8410): the 32 bytes of the key follow.
const DER_HEADER: [u8; 12] = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];

/// A passport as it is handed out.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Document {
    pub format: String,
    pub algorithm: String,
    /// Which key signed it.
    pub key_id: String,
    /// The passport in JSON, in base64: the signature is over its bytes.
    pub payload: String,
    /// In base64.
    pub signature: String,
}

/// Why a passport could not be signed.
#[derive(Debug, thiserror::Error)]
pub(super) enum SignError {
    #[error("the key of passports was rejected: {0}")]
    Key(KeyRejected),
    #[error(transparent)]
    Json(#[from] serde_json::Error),
}

/// What is found of a text that somebody was given as a passport.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Verdict {
    Genuine(Box<Passport>),
    /// It is no passport, or not the whole of one.
    Unreadable,
    /// Another hub signed it, or this one with a key that it no longer has.
    OtherKey,
    /// This hub did not sign it as it is.
    Altered,
}

/// The key of this installation.
pub(super) struct Key(Ed25519KeyPair);

impl Key {
    /// # Errors
    /// `Key`, which derived keys never are.
    pub fn of(secret: &Secret) -> Result<Self, SignError> {
        let seed = secret.key(Purpose::Passport);
        Ed25519KeyPair::from_seed_unchecked(seed.as_slice()).map(Self).map_err(SignError::Key)
    }

    fn public(&self) -> &[u8] {
        self.0.public_key().as_ref()
    }

    /// The first half of the SHA-256 of the public key, in hexadecimal digits.
    pub fn id(&self) -> String {
        let hash = Sha256::digest(self.public());
        HEXLOWER.encode(&hash[..16])
    }

    /// What others need to check a signature.
    pub fn published(&self) -> Value {
        let der = [DER_HEADER.as_slice(), self.public()].concat();
        json!({
            "format": "rapport-passport-key/1",
            "algorithm": "Ed25519",
            "key_id": self.id(),
            "public_key": BASE64.encode(self.public()),
            "public_key_pem":
                format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n", BASE64.encode(&der)),
        })
    }

    /// Signs a passport.
    ///
    /// # Errors
    /// `Json` when it cannot be written.
    pub fn sign(&self, passport: &Passport) -> Result<Document, SignError> {
        let payload = serde_json::to_vec(passport)?;
        let signature = self.0.sign(&payload);
        Ok(Document {
            format: FORMAT.to_owned(),
            algorithm: "Ed25519".to_owned(),
            key_id: self.id(),
            payload: BASE64.encode(&payload),
            signature: BASE64.encode(signature.as_ref()),
        })
    }

    /// Tells whether a text is a passport that this key signed, byte for byte.
    pub fn check(&self, text: &str) -> Verdict {
        let Ok(document) = serde_json::from_str::<Document>(text.trim()) else { return Verdict::Unreadable };
        if !READABLE.contains(&document.format.as_str()) || document.algorithm != "Ed25519" {
            return Verdict::Unreadable;
        }
        if document.key_id != self.id() {
            return Verdict::OtherKey;
        }
        let decoded = |text: &str| BASE64.decode(text.as_bytes());
        let (Ok(payload), Ok(signature)) = (decoded(&document.payload), decoded(&document.signature)) else {
            return Verdict::Altered;
        };
        if UnparsedPublicKey::new(&ED25519, self.public()).verify(&payload, &signature).is_err() {
            return Verdict::Altered;
        }
        match serde_json::from_slice::<Passport>(&payload) {
            // The envelope is not signed: it must not tell another form than what it holds.
            Ok(passport) if passport.format != document.format => Verdict::Altered,
            Ok(passport) => Verdict::Genuine(Box::new(passport)),
            Err(_) => Verdict::Unreadable,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::platform::clock::Instant;

    fn passport() -> Passport {
        Passport {
            format: FORMAT.to_owned(),
            hub: "https://hub.example".to_owned(),
            issued_at: Instant::from_microsecond(1_800_000_000_000_000),
            name: "Grace Obi".to_owned(),
            memberships: Vec::new(),
            qualifications: Vec::new(),
            given: Vec::new(),
            development: Vec::new(),
        }
    }

    fn key(byte: u8) -> Key {
        Key::of(&Secret::from_bytes([byte; 32])).unwrap()
    }

    #[test]
    fn what_is_signed_is_genuine_for_the_same_key_alone() {
        let text = serde_json::to_string(&key(7).sign(&passport()).unwrap()).unwrap();
        assert_eq!(key(7).check(&text), Verdict::Genuine(Box::new(passport())));
        assert_eq!(key(7).check(&format!("\n {text}\n")), Verdict::Genuine(Box::new(passport())));
        assert_eq!(key(8).check(&text), Verdict::OtherKey);
        let pretended = text.replace(&key(7).id(), &key(8).id());
        assert_eq!(key(8).check(&pretended), Verdict::Altered);
        assert_eq!(key(7).check("{}"), Verdict::Unreadable);
        assert_eq!(key(7).check(""), Verdict::Unreadable);
    }

    #[test]
    fn a_passport_of_the_first_form_can_still_be_checked_as_what_it_is() {
        let first = Passport { format: "rapport-passport/1".to_owned(), ..passport() };
        let mut document = key(7).sign(&first).unwrap();
        assert_eq!(
            key(7).check(&serde_json::to_string(&document).unwrap()),
            Verdict::Altered,
            "it is no second form"
        );
        document.format.clone_from(&first.format);
        let text = serde_json::to_string(&document).unwrap();
        assert_eq!(key(7).check(&text), Verdict::Genuine(Box::new(first)));
    }

    #[test]
    fn the_published_key_is_the_one_that_signs() {
        let (key, document) = (key(7), key(7).sign(&passport()).unwrap());
        let published = key.published();
        let public = BASE64.decode(published["public_key"].as_str().unwrap().as_bytes()).unwrap();
        let [payload, signature] =
            [&document.payload, &document.signature].map(|text| BASE64.decode(text.as_bytes()).unwrap());
        UnparsedPublicKey::new(&ED25519, public).verify(&payload, &signature).unwrap();
        assert_eq!(published["key_id"], document.key_id.as_str());
    }

    proptest! {
        /// Nothing that is read as genuine differs from what was signed, whichever byte of the document is another.
        #[test]
        fn a_passport_with_one_byte_altered_is_refused(at in 0_usize..4000, put in 32_u8..127) {
            let whole = serde_json::to_string(&key(7).sign(&passport()).unwrap()).unwrap();
            let mut bytes = whole.clone().into_bytes();
            let at = at % bytes.len();
            bytes[at] = put;
            let altered = String::from_utf8(bytes).unwrap();
            let verdict = key(7).check(&altered);
            prop_assert!(
                altered == whole || !matches!(verdict, Verdict::Genuine(_)) || verdict == Verdict::Genuine(Box::new(passport()))
            );
            let of_payload = whole.find(&key(7).sign(&passport()).unwrap().payload).unwrap();
            let length = key(7).sign(&passport()).unwrap().payload.len();
            if altered != whole && (of_payload..of_payload + length).contains(&at) {
                prop_assert!(!matches!(verdict, Verdict::Genuine(_)));
            }
        }
    }
}
