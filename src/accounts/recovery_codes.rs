//! Recovery codes: ten ways in for somebody whose authenticator app is gone. Shown once, stored hashed, each used
//! once (S4).

use rand::RngExt;
use sha2::{Digest, Sha256};
use sqlx::PgConnection;
use zeroize::Zeroizing;

use crate::platform::clock::Instant;
use crate::platform::ids::AccountId;

/// How many an account gets.
pub const HOW_MANY: usize = 10;

/// Digits and letters without i, l, o and u, after Douglas Crockford's base 32: nothing to mistake in handwriting.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
/// Five bits each: 80 bits a code.
const CHARACTERS: usize = 16;

/// One code: four groups of four.
#[derive(Clone, PartialEq, Eq)]
pub struct RecoveryCode(Zeroizing<String>);

impl std::fmt::Debug for RecoveryCode {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("RecoveryCode(redacted)")
    }
}

impl RecoveryCode {
    #[must_use]
    pub fn random() -> Self {
        let mut rng = rand::rng();
        let letters = (0..CHARACTERS).map(|_| char::from(ALPHABET[usize::from(rng.random::<u8>() % 32)]));
        Self(Zeroizing::new(letters.collect()))
    }

    /// Reads a code as typed: capitals, spaces, hyphens, and o, i, l for 0 and 1 are forgiven. `None` for anything
    /// that is not a code.
    #[must_use]
    pub fn parse(typed: &str) -> Option<Self> {
        let mut text = Zeroizing::new(String::with_capacity(CHARACTERS));
        for c in typed.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '–' | '—')) {
            let c = match c.to_ascii_lowercase() {
                'o' => '0',
                'i' | 'l' => '1',
                other => other,
            };
            if text.len() == CHARACTERS || !u8::try_from(c).is_ok_and(|c| ALPHABET.contains(&c)) {
                return None;
            }
            text.push(c);
        }
        (text.len() == CHARACTERS).then_some(Self(text))
    }

    /// As it is shown: `7k2m-90xw-p4dj-h3qt`.
    #[must_use]
    pub fn text(&self) -> String {
        self.0
            .as_bytes()
            .chunks(4)
            .map(|group| String::from_utf8_lossy(group).into_owned())
            .collect::<Vec<_>>()
            .join("-")
    }

    /// What is stored. 80 random bits need no slow hash.
    fn hash(&self, account_id: AccountId) -> Vec<u8> {
        Sha256::new()
            .chain_update(b"rapport/recovery-code/1")
            .chain_update(account_id.0.as_bytes())
            .chain_update(self.0.as_bytes())
            .finalize()
            .to_vec()
    }
}

/// Gives an account ten new codes; the ones it had stop working. Show them now: they cannot be read again.
///
/// # Errors
/// The database's.
pub async fn renew(
    db: &mut PgConnection,
    now: Instant,
    account_id: AccountId,
) -> Result<Vec<RecoveryCode>, sqlx::Error> {
    forget(db, account_id).await?;
    let codes: Vec<RecoveryCode> = (0..HOW_MANY).map(|_| RecoveryCode::random()).collect();
    let hashes: Vec<Vec<u8>> = codes.iter().map(|code| code.hash(account_id)).collect();
    sqlx::query!(
        "insert into recovery_code (account_id, code_hash, created_at)
         select $1, code_hash, $3 from unnest($2::bytea[]) as made (code_hash)",
        account_id.0,
        &hashes,
        now as Instant,
    )
    .execute(db)
    .await?;
    Ok(codes)
}

/// Uses a code. Of two that use the same one at once, one wins.
///
/// # Errors
/// The database's.
pub async fn spend(
    db: &mut PgConnection,
    now: Instant,
    account_id: AccountId,
    code: &RecoveryCode,
) -> Result<bool, sqlx::Error> {
    let spent = sqlx::query!(
        "update recovery_code set used_at = $3 where account_id = $1 and code_hash = $2 and used_at is null",
        account_id.0,
        code.hash(account_id),
        now as Instant,
    )
    .execute(db)
    .await?;
    Ok(spent.rows_affected() == 1)
}

/// How many codes an account has left.
///
/// # Errors
/// The database's.
pub async fn left(db: &mut PgConnection, account_id: AccountId) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select count(*) as "count!" from recovery_code where account_id = $1 and used_at is null"#,
        account_id.0
    )
    .fetch_one(db)
    .await
}

/// Takes an account's codes away.
///
/// # Errors
/// The database's.
pub async fn forget(db: &mut PgConnection, account_id: AccountId) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from recovery_code where account_id = $1", account_id.0).execute(db).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s4_a_code_is_read_back_however_it_is_copied() {
        for _ in 0..200 {
            let code = RecoveryCode::random();
            let text = code.text();
            assert_eq!(text.len(), 19);
            for typed in [
                text.clone(),
                text.to_uppercase(),
                text.replace('-', " "),
                text.replace('0', "O").replace('1', "l"),
            ] {
                assert_eq!(RecoveryCode::parse(&typed), Some(code.clone()), "{typed}");
            }
        }
    }

    #[test]
    fn what_is_not_a_code_is_not_read() {
        for wrong in [
            "",
            "123456",
            "7k2m-90xw-p4dj-h3q",
            "7k2m-90xw-p4dj-h3qtt",
            "7k2m-90xw-p4dj-h3qu",
            "é".repeat(16).as_str(),
        ] {
            assert_eq!(RecoveryCode::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn s13_codes_do_not_print() {
        assert_eq!(format!("{:?}", RecoveryCode::random()), "RecoveryCode(redacted)");
    }

    #[test]
    fn the_same_code_is_stored_differently_for_two_accounts() {
        let code = RecoveryCode::random();
        let account = |at| AccountId::new(Instant::from_microsecond(at));
        assert_ne!(code.hash(account(1)), code.hash(account(2)));
    }
}
