use sqlx::PgConnection;

use super::model::{Description, SchemeEvent, SchemeId};
use super::store;
use crate::events::{self, Actor};
use crate::platform::clock::Instant;
use crate::platform::ids::{PoolId, SubmissionId};

/// Why a scheme could not be kept as it was typed.
#[derive(Debug, thiserror::Error)]
pub enum SchemeError {
    #[error("This pool already has a scheme of this name")]
    NameTaken,
    #[error("somebody else changed or ended this scheme meanwhile")]
    Overtaken,
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// Lists a scheme in the directory. The same submission again is answered with the scheme it made.
///
/// # Errors
/// `NameTaken` when another scheme that runs in the pool has the name.
pub async fn add(
    db: &mut PgConnection,
    by: Actor,
    now: Instant,
    pool: PoolId,
    submission: SubmissionId,
    new: &Description,
) -> Result<SchemeId, SchemeError> {
    let scheme = SchemeId::new(now);
    if !store::insert(db, now, scheme, pool, submission, new).await? {
        return store::of_submission(db, submission).await?.ok_or(SchemeError::NameTaken);
    }
    events::record(db, by, now, &SchemeEvent::Added(scheme, pool)).await?;
    Ok(scheme)
}

/// Changes what a scheme says of itself.
///
/// # Errors
/// `NameTaken`; `Overtaken` when `version` is not the scheme's any more, or it has ended.
pub async fn change(
    db: &mut PgConnection,
    by: Actor,
    now: Instant,
    (scheme, pool): (SchemeId, PoolId),
    version: i32,
    new: &Description,
) -> Result<(), SchemeError> {
    if store::is_named(db, pool, scheme, &new.name).await? {
        return Err(SchemeError::NameTaken);
    }
    if !store::update(db, scheme, pool, version, new).await? {
        return Err(SchemeError::Overtaken);
    }
    Ok(events::record(db, by, now, &SchemeEvent::Changed(scheme, pool)).await?)
}

/// Takes a scheme off the directory; its page says that it has ended. Ending it again changes nothing.
///
/// # Errors
/// The database's.
pub async fn end(
    db: &mut PgConnection,
    by: Actor,
    now: Instant,
    (scheme, pool): (SchemeId, PoolId),
) -> Result<(), sqlx::Error> {
    if store::end(db, now, scheme, pool).await? {
        events::record(db, by, now, &SchemeEvent::Ended(scheme, pool)).await?;
    }
    Ok(())
}
