//! What a periodic sweep takes away from this slice's tables.

use sqlx::PgConnection;

use super::{drafts, registration, reset, security, sessions, sign_in};
use crate::platform::clock::Instant;

/// Removes what has run out: login sessions, drafts, unconfirmed registrations, and requests for letters. Returns
/// how many rows went.
///
/// # Errors
/// The database's.
pub async fn run(db: &mut PgConnection, now: Instant) -> sqlx::Result<u64> {
    Ok(sessions::store::sweep(db, now).await?
        + drafts::sweep(db, now).await?
        + registration::sweep(db, now).await?
        + sign_in::sweep(db, now).await?
        + reset::sweep(db, now).await?
        + security::sweep(db, now).await?)
}
