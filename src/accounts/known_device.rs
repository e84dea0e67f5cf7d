//! Browsers that signed in to an account before. Being known proves nothing about who is there: it only gives the
//! browser tries of its own, so that an attacker's tries elsewhere cannot keep the owner out (S12).
//!
//! One random cookie a browser, of 256 bits, kept for a year; stored hashed together with each account it signed in
//! to, so that a shared ward PC is known to every account that used it and a stolen table tells nobody's browser.

use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use jiff::SignedDuration;
use sha2::{Digest, Sha256};
use sqlx::PgConnection;

use super::limits::DeviceHash;
use crate::platform::clock::Instant;
use crate::platform::ids::AccountId;
use crate::platform::mail::EmailAddress;
use crate::platform::tokens::Token;

const DAYS_KEPT: i32 = 365;
/// How many browsers are kept for an account; the one unused longest goes first.
const MOST: i64 = 20;

/// The cookie's name: by the base URL, as the session cookie's.
#[must_use]
pub fn cookie_name(base_url: &str) -> &'static str {
    if base_url.starts_with("https://") { "__Host-rapport_device" } else { "rapport_device" }
}

/// This browser's token, if it has one of ours.
#[must_use]
pub fn token(jar: &CookieJar, base_url: &str) -> Option<Token> {
    Token::parse(jar.get(cookie_name(base_url))?.value())
}

/// The cookie that keeps a browser known.
#[must_use]
pub fn cookie(token: &Token, base_url: &str) -> Cookie<'static> {
    Cookie::build((cookie_name(base_url), token.text()))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(base_url.starts_with("https://"))
        .max_age(time::Duration::days(i64::from(DAYS_KEPT)))
        .build()
}

/// The hash of this browser for the account with this e-mail address, if the account signed in on it before.
///
/// # Errors
/// The database's.
pub async fn recognise(
    db: &mut PgConnection,
    now: Instant,
    email: &EmailAddress,
    token: &Token,
) -> Result<Option<DeviceHash>, sqlx::Error> {
    let candidate = sqlx::query_scalar!(
        r#"select account_id as "account_id: AccountId" from account where lower(email) = lower($1)"#,
        email.as_str(),
    )
    .fetch_optional(&mut *db)
    .await?;
    match candidate {
        Some(account_id) => recognise_for(db, now, account_id, token).await,
        None => Ok(None),
    }
}

/// The same, for an account that is known already.
///
/// # Errors
/// The database's.
pub async fn recognise_for(
    db: &mut PgConnection,
    now: Instant,
    account_id: AccountId,
    token: &Token,
) -> Result<Option<DeviceHash>, sqlx::Error> {
    sqlx::query_scalar!(
        "select token_hash from known_device where account_id = $1 and token_hash = $2 and expires_at > $3",
        account_id.0,
        hash(account_id, token),
        now as Instant,
    )
    .fetch_optional(db)
    .await
}

/// Remembers this browser for an account after a sign-in that was complete, second factor included. Returns the
/// token for its cookie: the one it brought, or a new one.
///
/// # Errors
/// The database's.
pub async fn remember(
    db: &mut PgConnection,
    now: Instant,
    account_id: AccountId,
    brought: Option<Token>,
) -> Result<Token, sqlx::Error> {
    let token = brought.unwrap_or_else(Token::random);
    sqlx::query!(
        "insert into known_device (account_id, token_hash, created_at, last_used_at, expires_at)
         values ($1, $2, $3, $3, $4)
         on conflict (account_id, token_hash) do update set last_used_at = $3, expires_at = $4",
        account_id.0,
        hash(account_id, &token),
        now as Instant,
        now.plus(SignedDuration::from_hours(24 * i64::from(DAYS_KEPT))) as Instant,
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "delete from known_device where account_id = $1 and token_hash in (
             select token_hash from known_device where account_id = $1 order by last_used_at desc offset $2
         )",
        account_id.0,
        MOST,
    )
    .execute(db)
    .await?;
    Ok(token)
}

/// Forgets an account's browsers, after a reset or a change that somebody else may have caused.
///
/// # Errors
/// The database's.
pub async fn forget_all(db: &mut PgConnection, account_id: AccountId) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from known_device where account_id = $1", account_id.0).execute(db).await?;
    Ok(())
}

/// Deletes what has expired; returns how many.
///
/// # Errors
/// The database's.
pub async fn sweep(db: &mut PgConnection, now: Instant) -> Result<u64, sqlx::Error> {
    let swept =
        sqlx::query!("delete from known_device where expires_at <= $1", now as Instant).execute(db).await?;
    Ok(swept.rows_affected())
}

fn hash(account_id: AccountId, token: &Token) -> DeviceHash {
    Sha256::new()
        .chain_update(b"rapport/known-device/1")
        .chain_update(account_id.0.as_bytes())
        .chain_update(token.hash())
        .finalize()
        .to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s5_the_cookie_is_bound_to_the_host_behind_tls_and_works_on_loopback() {
        let token = Token::random();
        let secure = cookie(&token, "https://rapport.example").to_string();
        assert!(secure.starts_with("__Host-rapport_device="), "{secure}");
        for part in ["HttpOnly", "SameSite=Lax", "Secure", "Path=/", "Max-Age=31536000"] {
            assert!(secure.contains(part), "{part} in {secure}");
        }
        let local = cookie(&token, "http://127.0.0.1:3000").to_string();
        assert!(local.starts_with("rapport_device=") && !local.contains("Secure"), "{local}");
    }

    #[test]
    fn a_browser_looks_different_to_each_account() {
        let token = Token::random();
        let account = |at| AccountId::new(Instant::from_microsecond(at));
        assert_ne!(hash(account(1), &token), hash(account(2), &token));
    }
}
