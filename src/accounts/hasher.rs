//! Argon2id, off the async threads, two at once, with a short queue (S3), and one verification for every sign-in,
//! whether or not the account exists (S6).

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use argon2::password_hash::phc::{Output, PasswordHash, Salt};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use tokio::sync::Semaphore;
use zeroize::Zeroizing;

use super::password::{NewPassword, TypedPassword};

/// Hashes that run at once.
const AT_ONCE: usize = 2;
/// Hashes that may wait for their turn: about a second's worth.
const QUEUE: usize = 64;
const OUTPUT_BYTES: usize = 32;

/// What one hash costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HashCost {
    /// Memory in KiB.
    pub memory_kib: u32,
    pub passes: u32,
}

impl HashCost {
    /// 19 MiB and two passes, the least that the OWASP password storage guidance accepts for Argon2id.
    pub const SERVING: Self = Self { memory_kib: 19 * 1024, passes: 2 };
    /// As cheap as Argon2 goes, for tests.
    pub const CHEAP: Self = Self { memory_kib: 8, passes: 1 };
}

/// Makes and checks password hashes. Cheap to clone; one per process.
#[derive(Clone)]
pub struct Hasher(Arc<Inner>);

struct Inner {
    params: Params,
    /// Stands in for the hash of an account that does not exist or has no password.
    dummy: String,
    admitted: Arc<Semaphore>,
    running: Arc<Semaphore>,
    /// Argon2's working memory, kept between hashes so that it never grows past two.
    memory: Mutex<Vec<Vec<Block>>>,
    verifications: AtomicU64,
}

/// What a verification found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// The password is right. `renewed` is its hash at today's cost when the stored one was made at another: store it.
    Right {
        renewed: Option<String>,
    },
    Wrong,
}

impl Verdict {
    #[must_use]
    pub const fn is_right(&self) -> bool {
        matches!(self, Self::Right { .. })
    }
}

/// Why a password could not be hashed or checked.
#[derive(Debug, thiserror::Error)]
pub enum HashError {
    /// Two are running and the queue is full: try again in a moment.
    #[error("too many passwords are being checked at the moment")]
    Busy,
    #[error("a password hash could not be made or read: {0}")]
    Unusable(String),
}

impl std::fmt::Debug for Hasher {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Hasher").field("params", &self.0.params).finish_non_exhaustive()
    }
}

impl Hasher {
    /// Makes a hasher; hashes once, for the dummy.
    ///
    /// # Errors
    /// `Unusable` when Argon2 does not take the cost.
    pub fn new(cost: HashCost) -> Result<Self, HashError> {
        let params = Params::new(cost.memory_kib, cost.passes, 1, Some(OUTPUT_BYTES)).map_err(unusable)?;
        let mut memory = Vec::new();
        let nobody = Zeroizing::new(Salt::generate().to_string());
        let dummy = encode(&params, nobody.as_bytes(), &mut memory)?;
        Ok(Self(Arc::new(Inner {
            params,
            dummy,
            admitted: Arc::new(Semaphore::new(AT_ONCE + QUEUE)),
            running: Arc::new(Semaphore::new(AT_ONCE)),
            memory: Mutex::new(vec![memory]),
            verifications: AtomicU64::new(0),
        })))
    }

    /// Hashes a new password, as a PHC string.
    ///
    /// # Errors
    /// `Busy` when the queue is full.
    pub async fn hash(&self, password: &NewPassword) -> Result<String, HashError> {
        let bytes = Zeroizing::new(password.bytes().to_vec());
        self.run(move |inner, memory| encode(&inner.params, &bytes, memory)).await
    }

    /// Checks a password against the stored hash, or, when there is none, against a dummy that nobody knows:
    /// exactly one Argon2 verification either way (S6).
    ///
    /// # Errors
    /// `Busy` when the queue is full, the same for both; `Unusable` when the stored hash is not one.
    pub async fn verify(&self, password: &TypedPassword, stored: Option<&str>) -> Result<Verdict, HashError> {
        let bytes = Zeroizing::new(password.bytes().to_vec());
        let stored = stored.map(str::to_owned);
        self.run(move |inner, memory| {
            let against = stored.as_deref().unwrap_or(&inner.dummy);
            let (matches, params) = verify(against, &bytes, memory)?;
            inner.verifications.fetch_add(1, Ordering::Relaxed);
            if stored.is_none() || !matches {
                return Ok(Verdict::Wrong);
            }
            let renewed =
                if params == inner.params { None } else { Some(encode(&inner.params, &bytes, memory)?) };
            Ok(Verdict::Right { renewed })
        })
        .await
    }

    /// How many verifications this hasher has made.
    #[must_use]
    pub fn verifications(&self) -> u64 {
        self.0.verifications.load(Ordering::Relaxed)
    }

    /// Runs on a blocking thread once it is its turn. The permits go with the work: a reader who hangs up does not
    /// let a third hash start.
    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Inner, &mut Vec<Block>) -> Result<T, HashError> + Send + 'static,
    ) -> Result<T, HashError> {
        let inner = Arc::clone(&self.0);
        let admitted = Arc::clone(&inner.admitted).try_acquire_owned().map_err(|_| HashError::Busy)?;
        let turn = Arc::clone(&inner.running).acquire_owned().await.map_err(|_| HashError::Busy)?;
        tokio::task::spawn_blocking(move || {
            let mut memory =
                inner.memory.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default();
            let done = work(&inner, &mut memory);
            // What is left in it would make guessing the password cheap.
            memory.fill(Block::default());
            inner.memory.lock().unwrap_or_else(PoisonError::into_inner).push(memory);
            drop((admitted, turn));
            done
        })
        .await
        .map_err(unusable)?
    }
}

fn encode(params: &Params, password: &[u8], memory: &mut Vec<Block>) -> Result<String, HashError> {
    let salt = Salt::generate();
    let output = compute(params, password, salt.as_ref(), OUTPUT_BYTES, memory)?;
    let encoded = PasswordHash {
        algorithm: Algorithm::Argon2id.ident(),
        version: Some(Version::V0x13.into()),
        params: params.try_into().map_err(unusable)?,
        salt: Some(salt),
        hash: Some(output),
    };
    Ok(encoded.to_string())
}

/// Whether the password is the one hashed, and at which cost it was hashed. Outputs compare in constant time.
fn verify(encoded: &str, password: &[u8], memory: &mut Vec<Block>) -> Result<(bool, Params), HashError> {
    let parsed = PasswordHash::new(encoded).map_err(unusable)?;
    if parsed.algorithm != Algorithm::Argon2id.ident() || parsed.version != Some(Version::V0x13.into()) {
        return Err(unusable("not an Argon2id hash of version 19"));
    }
    let params = Params::try_from(&parsed).map_err(unusable)?;
    let (salt, expected) = parsed.salt.zip(parsed.hash).ok_or_else(|| unusable("no salt or hash"))?;
    let output = compute(&params, password, salt.as_ref(), expected.len(), memory)?;
    Ok((output == expected, params))
}

fn compute(
    params: &Params,
    password: &[u8],
    salt: &[u8],
    length: usize,
    memory: &mut Vec<Block>,
) -> Result<Output, HashError> {
    if memory.len() < params.block_count() {
        memory.resize(params.block_count(), Block::default());
    }
    let mut output = Zeroizing::new([0; Output::MAX_LENGTH]);
    let output = output.get_mut(..length).ok_or_else(|| unusable("too long"))?;
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params.clone())
        .hash_password_into_with_memory(password, salt, output, memory.as_mut_slice())
        .map_err(unusable)?;
    Output::new(output).map_err(unusable)
}

fn unusable(why: impl std::fmt::Display) -> HashError {
    HashError::Unusable(why.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen() -> NewPassword {
        NewPassword::parse("kettle violet marching", &[], false).unwrap()
    }

    #[tokio::test]
    async fn s3_right_is_right_and_wrong_is_wrong() {
        let hasher = Hasher::new(HashCost::CHEAP).unwrap();
        let stored = hasher.hash(&chosen()).await.unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=8,t=1,p=1$"), "{stored}");
        assert_eq!(
            hasher.verify(&chosen().typed(), Some(&stored)).await.unwrap(),
            Verdict::Right { renewed: None }
        );
        assert_eq!(
            hasher.verify(&TypedPassword::new("kettle violet marchinG"), Some(&stored)).await.unwrap(),
            Verdict::Wrong
        );
        assert_ne!(stored, hasher.hash(&chosen()).await.unwrap(), "each hash has its own salt");
    }

    #[tokio::test]
    async fn s6_an_unknown_account_costs_one_verification_too() {
        let hasher = Hasher::new(HashCost::CHEAP).unwrap();
        let stored = hasher.hash(&chosen()).await.unwrap();
        for known in [Some(stored.as_str()), None] {
            let before = hasher.verifications();
            hasher.verify(&chosen().typed(), known).await.unwrap();
            assert_eq!(hasher.verifications() - before, 1, "{known:?}");
        }
        assert_eq!(hasher.verify(&chosen().typed(), None).await.unwrap(), Verdict::Wrong);
    }

    #[tokio::test]
    async fn s3_a_hash_of_another_cost_is_renewed_at_sign_in() {
        let old = Hasher::new(HashCost::CHEAP).unwrap();
        let new = Hasher::new(HashCost { memory_kib: 16, passes: 2 }).unwrap();
        let stored = old.hash(&chosen()).await.unwrap();
        let Verdict::Right { renewed: Some(renewed) } =
            new.verify(&chosen().typed(), Some(&stored)).await.unwrap()
        else {
            panic!("a rehash was due");
        };
        assert!(renewed.contains("m=16,t=2,p=1"), "{renewed}");
        assert_eq!(
            new.verify(&chosen().typed(), Some(&renewed)).await.unwrap(),
            Verdict::Right { renewed: None }
        );
        assert_eq!(
            new.verify(&TypedPassword::new("wrong"), Some(&stored)).await.unwrap(),
            Verdict::Wrong,
            "a wrong password renews nothing"
        );
    }

    #[tokio::test]
    async fn hashes_of_the_reference_library_are_read() {
        use argon2::PasswordHasher;
        let hasher = Hasher::new(HashCost::SERVING).unwrap();
        let stored = Argon2::default().hash_password(chosen().bytes()).unwrap().to_string();
        assert_eq!(
            hasher.verify(&chosen().typed(), Some(&stored)).await.unwrap(),
            Verdict::Right { renewed: None }
        );
        assert!(matches!(
            hasher.verify(&chosen().typed(), Some("not a hash")).await,
            Err(HashError::Unusable(_))
        ));
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn r7_a_full_queue_is_busy_and_no_more_than_two_run() {
        let hasher = Hasher::new(HashCost { memory_kib: 1024, passes: 1 }).unwrap();
        let tries = (0..300).map(|_| {
            let hasher = hasher.clone();
            tokio::spawn(async move { hasher.verify(&TypedPassword::new("x"), None).await })
        });
        let results = futures_util::future::join_all(tries).await;
        let busy = results.iter().filter(|result| matches!(result, Ok(Err(HashError::Busy)))).count();
        let answered = results.iter().filter(|result| matches!(result, Ok(Ok(_)))).count();
        assert_eq!(busy + answered, 300);
        assert!(busy > 0 && answered >= AT_ONCE, "busy {busy}, answered {answered}");
        assert!(
            hasher.0.memory.lock().unwrap().len() <= AT_ONCE,
            "working memory for two, however many came"
        );
        assert!(hasher.verify(&TypedPassword::new("x"), None).await.is_ok(), "and it recovers");
    }
}
