//! How to join a meeting: either of the two may say it, as long as the meeting is not over.

use jiff::SignedDuration;
use sqlx::PgConnection;

use super::booking_store as store;
use super::emails::{self, News};
use super::model::Status;
use crate::accounts::throttle::{self, Bucket, Limit, Taken};
use crate::app::App;
use crate::platform::clock::Instant;
use crate::platform::ids::{AccountId, MeetingId};
use crate::platform::mail::EnqueueError;

/// Characters of what says how to join.
pub const LONGEST_JOINING: usize = 500;

/// So often one person says it of one meeting: both are written to each time (S12).
const CHANGES: Limit = Limit::new(10, SignedDuration::from_hours(1));

/// The address to join at, when what was said is one and nothing else.
#[must_use]
pub fn joining_link(joining: &str) -> Option<&str> {
    let typed = joining.trim();
    let is_address = typed.starts_with("https://") && !typed.contains(char::is_whitespace);
    (is_address && url::Url::parse(typed).is_ok_and(|url| url.has_host())).then_some(typed)
}

/// Why what says how to join stayed as it was.
#[derive(Debug, thiserror::Error)]
pub enum JoiningError {
    /// There is no such meeting, or it is another's.
    #[error("there is no such meeting")]
    NotFound,
    #[error("This meeting is cancelled.")]
    Cancelled,
    #[error("This meeting is over.")]
    Over,
    #[error("This meeting was changed somewhere else meanwhile.")]
    Stale,
    /// It was changed many times in a short time.
    #[error("many changes in a short time")]
    TooMany { seconds: u32 },
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    #[error(transparent)]
    Mail(#[from] EnqueueError),
}

/// Says how to join, over the meeting of this version, and tells both; the same words again change nothing.
///
/// # Errors
/// As [`JoiningError`] says.
pub async fn set_joining(
    db: &mut PgConnection,
    app: &App,
    now: Instant,
    by: AccountId,
    meeting: MeetingId,
    version: i32,
    joining: &str,
) -> Result<(), JoiningError> {
    let found = store::lock(db, meeting).await?.ok_or(JoiningError::NotFound)?;
    if !store::parties(db, meeting).await?.iter().any(|party| party.account_id == by) {
        return Err(JoiningError::NotFound);
    }
    if found.status == Status::Cancelled {
        return Err(JoiningError::Cancelled);
    }
    if found.span.ends() <= now {
        return Err(JoiningError::Over);
    }
    if found.joining == joining {
        return Ok(());
    }
    if found.version != version {
        return Err(JoiningError::Stale);
    }
    let key = [by.0.as_bytes().as_slice(), meeting.0.as_bytes().as_slice()];
    let bucket = Bucket::new("meeting-joining", &key, CHANGES);
    if let Taken::Wait { seconds } = throttle::take_on(db, now, &[bucket]).await? {
        return Err(JoiningError::TooMany { seconds });
    }
    store::set_joining(db, now, meeting, joining).await?;
    emails::tell(db, app, now, meeting, News::Joining).await?;
    Ok(())
}
