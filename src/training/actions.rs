use sqlx::PgConnection;

use super::model::{Event, Happened, TrainingEventId};
use super::store;
use crate::events::{self, Actor};
use crate::platform::clock::Instant;
use crate::platform::ids::{PoolId, SubmissionId};

/// Why an event could not be changed.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    #[error("somebody else changed or cancelled this event meanwhile")]
    Overtaken,
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// Announces an event. The same submission again changes nothing.
///
/// # Errors
/// The database's.
pub async fn add(
    db: &mut PgConnection,
    by: Actor,
    now: Instant,
    pool: PoolId,
    submission: SubmissionId,
    new: &Event,
) -> Result<TrainingEventId, sqlx::Error> {
    let event = TrainingEventId::new(now);
    if store::insert(db, now, event, pool, submission, new).await? {
        events::record(db, by, now, &Happened::Added(event, pool)).await?;
        return Ok(event);
    }
    Ok(store::of_submission(db, submission).await?.unwrap_or(event))
}

/// Changes what is announced.
///
/// # Errors
/// `Overtaken` when `version` is not the event's any more, or it was cancelled.
pub async fn change(
    db: &mut PgConnection,
    by: Actor,
    now: Instant,
    (event, pool): (TrainingEventId, PoolId),
    version: i32,
    new: &Event,
) -> Result<(), ChangeError> {
    if !store::update(db, event, pool, version, new).await? {
        return Err(ChangeError::Overtaken);
    }
    Ok(events::record(db, by, now, &Happened::Changed(event, pool)).await?)
}

/// Cancels an event: the list leaves it out, and its page says so. Cancelling it again changes nothing.
///
/// # Errors
/// The database's.
pub async fn cancel(
    db: &mut PgConnection,
    by: Actor,
    now: Instant,
    (event, pool): (TrainingEventId, PoolId),
) -> Result<(), sqlx::Error> {
    if store::cancel(db, now, event, pool).await? {
        events::record(db, by, now, &Happened::Cancelled(event, pool)).await?;
    }
    Ok(())
}
