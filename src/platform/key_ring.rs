//! Keys that seal in the database what its owner must not read there: each value has a data key of its own, and each data key
//! is wrapped by an outer key, which is never in the database. Changing the outer key wraps the data keys anew and touches
//! nothing that they seal.

use std::fmt;
use std::sync::Arc;

use data_encoding::HEXLOWER;
use rand::RngExt;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::seal::{Unsealable, open, open_with, seal, seal_with};
use super::secrets::{Purpose, Secret};

/// Bytes of a mark: enough to tell a handful of keys apart.
const MARK: usize = 8;

/// The outer keys of an installation: the one that wraps, and those that still open. Cheap to clone.
#[derive(Clone)]
pub struct KeyRing(Arc<Keys>);

struct Keys {
    current: OuterKey,
    old: Vec<OuterKey>,
}

struct OuterKey {
    mark: String,
    key: Secret,
}

impl OuterKey {
    fn new(key: Secret) -> Self {
        // Of a derived value, so that whoever reads a mark learns nothing of the key that wraps.
        let digest = Sha256::digest(key.key(Purpose::NoteMark).as_slice());
        Self { mark: HEXLOWER.encode(&digest[..MARK]), key }
    }
}

/// Why a wrapped key could not be opened.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnwrapError {
    /// An outer key wrapped it that this installation was not given.
    #[error("no configured key has the mark of the one that wrapped this")]
    UnknownKey,
    /// It was altered, or is somebody else's.
    #[error(transparent)]
    Unsealable(#[from] Unsealable),
}

/// A data key as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrapped {
    /// Which outer key wrapped it: 16 hexadecimal digits that tell nothing of that key.
    pub mark: String,
    pub sealed: Vec<u8>,
}

impl KeyRing {
    /// The keys an installation was given. Without one of its own, `current` is derived from the secret; that one opens in
    /// any case, so that an installation may move from it to one of its own.
    #[must_use]
    pub fn new(secret: &Secret, current: Option<Secret>, old: Vec<Secret>) -> Self {
        let derived = Secret::from_bytes(*secret.key(Purpose::NoteKey));
        let (current, derived) = match current {
            Some(given) => (given, Some(derived)),
            None => (derived, None),
        };
        let old = old.into_iter().chain(derived).map(OuterKey::new).collect();
        Self(Arc::new(Keys { current: OuterKey::new(current), old }))
    }

    /// The mark of the key that wraps.
    #[must_use]
    pub fn current_mark(&self) -> &str {
        &self.0.current.mark
    }

    /// Whether a key with this mark is there.
    #[must_use]
    pub fn knows(&self, mark: &str) -> bool {
        self.find(mark).is_some()
    }

    /// Wraps a data key with the current outer key, bound to `context`.
    #[must_use]
    pub fn wrap(&self, context: &[u8], data_key: &DataKey) -> Wrapped {
        let OuterKey { mark, key } = &self.0.current;
        let sealed = seal(key, Purpose::NoteWrapping, context, data_key.0.as_slice());
        Wrapped { mark: mark.clone(), sealed }
    }

    /// Opens what [`Self::wrap`] made, now or with an earlier key.
    ///
    /// # Errors
    /// `UnknownKey` when the key that wrapped it is not there; `Unsealable` when it was altered or the context differs.
    pub fn open(&self, context: &[u8], wrapped: &Wrapped) -> Result<DataKey, UnwrapError> {
        let outer = self.find(&wrapped.mark).ok_or(UnwrapError::UnknownKey)?;
        let plain = Zeroizing::new(open(&outer.key, Purpose::NoteWrapping, context, &wrapped.sealed)?);
        let key: [u8; 32] = plain.as_slice().try_into().map_err(|_| Unsealable)?;
        Ok(DataKey(Zeroizing::new(key)))
    }

    fn find(&self, mark: &str) -> Option<&OuterKey> {
        let Keys { current, old } = &*self.0;
        std::iter::once(current).chain(old).find(|outer| outer.mark == mark)
    }
}

impl fmt::Debug for KeyRing {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "KeyRing({} and {} older)", self.current_mark(), self.0.old.len())
    }
}

/// What seals values: 32 random bytes. Never printed.
#[derive(Clone)]
pub struct DataKey(Zeroizing<[u8; 32]>);

impl DataKey {
    #[must_use]
    pub fn random() -> Self {
        Self(Zeroizing::new(rand::rng().random()))
    }

    /// Encrypts `plain` and binds it to `context`, which must be given again to open it.
    #[must_use]
    pub fn seal(&self, context: &[u8], plain: &[u8]) -> Vec<u8> {
        seal_with(&self.0, context, plain)
    }

    /// Opens what [`Self::seal`] made.
    ///
    /// # Errors
    /// `Unsealable` when the key or context differ or the bytes were changed.
    pub fn open(&self, context: &[u8], sealed: &[u8]) -> Result<Vec<u8>, Unsealable> {
        open_with(&self.0, context, sealed)
    }
}

impl fmt::Debug for DataKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("DataKey(redacted)")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn secret(seed: u8) -> Secret {
        Secret::from_bytes(std::array::from_fn(|index| seed.wrapping_add(u8::try_from(index).unwrap())))
    }

    proptest! {
        #[test]
        fn what_is_wrapped_opens_with_its_key_however_old_and_in_its_place_alone(
            seed in 0_u8..100, context in prop::collection::vec(any::<u8>(), 0..40), plain in prop::collection::vec(any::<u8>(), 0..200),
        ) {
            let before = KeyRing::new(&secret(seed), Some(secret(seed + 1)), vec![]);
            let key = DataKey::random();
            let (wrapped, sealed) = (before.wrap(&context, &key), key.seal(&context, &plain));
            let after = KeyRing::new(&secret(seed), Some(secret(seed + 2)), vec![secret(seed + 1)]);
            prop_assert!(after.current_mark() != wrapped.mark && after.knows(&wrapped.mark));
            let opened = after.open(&context, &wrapped).unwrap();
            prop_assert_eq!(opened.open(&context, &sealed).unwrap(), plain);
            let elsewhere = [context.as_slice(), b"x"].concat();
            prop_assert_eq!(after.open(&elsewhere, &wrapped).err(), Some(UnwrapError::Unsealable(Unsealable)));
            let gone = KeyRing::new(&secret(seed), Some(secret(seed + 2)), vec![]);
            prop_assert_eq!(gone.open(&context, &wrapped).err(), Some(UnwrapError::UnknownKey));
        }
    }

    #[test]
    fn an_installation_that_was_given_no_key_may_move_to_one_of_its_own() {
        let none = KeyRing::new(&secret(1), None, vec![]);
        let wrapped = none.wrap(b"here", &DataKey::random());
        let own = KeyRing::new(&secret(1), Some(secret(2)), vec![]);
        assert!(own.open(b"here", &wrapped).is_ok());
        assert_ne!(own.current_mark(), none.current_mark());
    }

    #[test]
    fn s13_neither_a_key_nor_anything_of_it_is_printed() {
        let ring = KeyRing::new(&secret(1), Some(secret(2)), vec![]);
        let printed = format!("{ring:?} {:?}", DataKey::random());
        let hex = HEXLOWER.encode(secret(2).key(Purpose::NoteWrapping).as_slice());
        assert!(printed.contains("redacted") && !hex.contains(ring.current_mark()), "{printed}");
        assert_eq!(ring.current_mark().len(), 16);
    }
}
