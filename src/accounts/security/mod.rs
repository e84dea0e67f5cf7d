//! Security: where the owner of an account changes how they prove who they are, and where they are signed in (S3, S4,
//! S5, S8).
//!
//! Every page here asks for a fresh sign-in, every change for the password once more, and after every change the other
//! login sessions end, this one gets a new id, an event is recorded and the owner is told by mail.

mod changed;
mod email_change;
mod emails;
mod events;
mod login_sessions;
mod overview;
mod password;
mod proof;
mod recovery_address;
mod second_factor;
mod store;

use sqlx::PgConnection;

use crate::app::App;
use crate::platform::clock::Instant;
use crate::platform::web::Routes;

pub(super) fn routes() -> Routes<App> {
    overview::routes()
        .merge(password::routes())
        .merge(second_factor::routes())
        .merge(email_change::routes())
        .merge(recovery_address::routes())
        .merge(login_sessions::routes())
}

/// Removes what has run out: apps and addresses that were never confirmed, changes that can no longer be undone.
/// Returns how many rows went.
///
/// # Errors
/// The database's.
pub async fn sweep(db: &mut PgConnection, now: Instant) -> sqlx::Result<u64> {
    Ok(second_factor::sweep(db, now).await?
        + email_change::sweep(db, now).await?
        + recovery_address::sweep(db, now).await?)
}

#[cfg(test)]
pub(super) use emails::samples;
