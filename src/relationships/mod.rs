//! Working together: what two agree, the sessions they hold, how they review and end. Coordinators see that it happens, never what
//! is said (RELATIONSHIPS.md).

pub mod agreement;
pub mod bereavement;
mod bereavement_store;
pub mod ending;
mod error;
mod events;
pub mod goals;
pub mod model;
mod news;
pub mod notes;
mod pair;
pub mod reading;
pub mod recording;
mod relationship;
pub mod review;
mod sealed;
pub mod sessions;
mod silence;
mod store;
mod sweep_store;
mod sweeps;
mod web;

use sqlx::PgConnection;

use crate::app::App;
use crate::platform::ids::{AccountId, PoolId};
use crate::platform::web::Routes;

pub use error::ActError;
use pair::take;
pub use pair::{Pair, Supervised, held, pair, path};
pub use sweeps::sweeps;

/// The routes of this slice.
#[must_use]
pub fn routes() -> Routes<App> {
    web::routes()
        .merge(agreement::routes())
        .merge(sessions::routes())
        .merge(review::routes())
        .merge(ending::routes())
        .merge(recording::routes())
        .merge(notes::routes())
        .merge(goals::routes())
}

/// Relationships follow the pool that another takes the place of.
///
/// # Errors
/// The database's.
pub async fn move_to_pool(db: &mut PgConnection, from: PoolId, into: PoolId) -> Result<(), sqlx::Error> {
    store::move_to_pool(db, from, into).await
}

/// Takes away what somebody wrote with others, as closing an account does. End what goes on first.
///
/// # Errors
/// The database's.
pub async fn erase(db: &mut PgConnection, account: AccountId) -> Result<(), sqlx::Error> {
    notes::forget(db, account).await?;
    goals::forget(db, account).await?;
    recording::forget(db, account).await?;
    store::erase(db, account).await
}

/// "1 hour 30 minutes"
fn duration(minutes: i64) -> String {
    crate::platform::hours::in_words(minutes)
}

#[cfg(test)]
pub(crate) fn letter_samples(text: &str) -> Vec<crate::platform::mail::Sample> {
    news::samples(text).into_iter().chain(recording::samples(text)).collect()
}
