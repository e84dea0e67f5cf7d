use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use sqlx::PgConnection;

use super::model::{Owner, Private};
use super::{DraftId, store};
use crate::platform::clock::Instant;
use crate::platform::ids::AccountId;
use crate::platform::seal;
use crate::platform::secrets::{Purpose, Secret};
use crate::platform::tokens::Token;

const COOKIE: &str = "rapport_search";

/// The token by which a visitor's browser owns its drafts, if it has one.
#[must_use]
pub fn browser(jar: &CookieJar) -> Option<Token> {
    Token::parse(jar.get(COOKIE)?.value())
}

/// The cookie that keeps a visitor's drafts theirs until the browser is closed.
#[must_use]
pub fn browser_cookie(token: &Token, base_url: &str) -> Cookie<'static> {
    Cookie::build((COOKIE, token.text()))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(base_url.starts_with("https://"))
        .build()
}

/// Writes what is private in a search into the draft there is, or a new one. Without anything private it takes the draft
/// away. Returns the id of what is kept.
///
/// # Errors
/// The database's.
pub async fn save(
    db: &mut PgConnection,
    secret: &Secret,
    now: Instant,
    owner: &Owner,
    id: Option<DraftId>,
    private: &Private,
) -> Result<Option<DraftId>, sqlx::Error> {
    let (account, hash) = match owner {
        Owner::Account(account) => (Some(*account), None),
        Owner::Browser(token) => (None, Some(token.hash())),
    };
    if private.is_empty() {
        if let Some(id) = id {
            store::delete(db, id, account, hash.as_deref()).await?;
        }
        return Ok(None);
    }
    let plain = serde_json::to_vec(private).unwrap_or_default();
    let mut id = id.unwrap_or_else(|| DraftId::new(now));
    // An id that is somebody else's is left alone; the second is new, and so nobody's.
    for _ in 0..2 {
        let sealed = seal::seal(secret, Purpose::Search, id.0.as_bytes(), &plain);
        if store::write(db, now, id, account, hash.as_deref(), &sealed).await? {
            break;
        }
        id = DraftId::new(now);
    }
    Ok(Some(id))
}

/// Opens what was sealed; None when it is not ours to open.
#[must_use]
pub fn open(secret: &Secret, id: DraftId, sealed: &[u8]) -> Option<Private> {
    let plain = seal::open(secret, Purpose::Search, id.0.as_bytes(), sealed).ok()?;
    serde_json::from_slice(&plain).ok()
}

/// Takes away every draft of an account.
///
/// # Errors
/// The database's.
pub async fn forget(db: &mut PgConnection, account: AccountId) -> Result<(), sqlx::Error> {
    store::forget(db, account).await
}
