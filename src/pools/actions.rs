use sqlx::PgConnection;

use super::model::Place;
use super::store;
use crate::events::{self, Actor, Recorded, Subject};
use crate::organisations::day_of;
use crate::platform::clock::Instant;
use crate::platform::ids::{PoolId, SubmissionId};

/// A pool to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPool {
    pub name: String,
    pub place: Place,
}

/// Why a pool could not be made.
#[derive(Debug, thiserror::Error)]
pub enum CreateError {
    #[error("There is already a pool of this name")]
    NameTaken,
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// What happens to pools.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PoolEvent {
    Created(PoolId),
    /// The first became part of the second.
    Merged(PoolId, PoolId),
}

impl Recorded for PoolEvent {
    fn kind(&self) -> &'static str {
        match self {
            Self::Created(_) => "pool.created",
            Self::Merged(..) => "pool.merged",
        }
    }

    fn subject(&self) -> Subject {
        let (Self::Created(id) | Self::Merged(id, _)) = self;
        Subject { noun: "pool", id: id.0 }
    }

    fn pool(&self) -> Option<PoolId> {
        let (Self::Created(id) | Self::Merged(id, _)) = self;
        Some(*id)
    }

    fn data(&self) -> serde_json::Value {
        match self {
            Self::Created(_) => serde_json::Value::Null,
            Self::Merged(_, into) => serde_json::json!({ "into": into }),
        }
    }
}

/// Makes a pool that is valid from today. The same submission again gives the same pool.
///
/// # Errors
/// `NameTaken` when a pool of this name exists.
pub async fn create(
    db: &mut PgConnection,
    by: Actor,
    now: Instant,
    submission: SubmissionId,
    new: &NewPool,
) -> Result<PoolId, CreateError> {
    let id = PoolId::new(now);
    if store::insert(db, id, now, day_of(now), submission, new).await? {
        events::record(db, by, now, &PoolEvent::Created(id)).await?;
        return Ok(id);
    }
    store::of_submission(db, submission).await?.ok_or(CreateError::NameTaken)
}
