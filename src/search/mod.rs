//! Search: finding a coach or a mentor. Maps what the database holds to the facts that `matching` knows, keeps the index of
//! this server fresh, and has the pages on which people say what they want, see who fits and why, and keep whom they
//! like.

pub mod address;
pub mod asker;
pub mod avoided;
pub mod budget;
pub mod cards;
pub mod drafts;
mod find;
mod ground;
mod live;
mod look;
mod results;
pub mod saved;
pub mod shortlist;
pub mod words;

use sqlx::PgConnection;

use crate::app::App;
use crate::platform::ids::AccountId;
use crate::platform::sweeps::Sweep;
use crate::platform::web::Routes;

pub use ground::{CareSystem, Ground};
pub use live::{IndexGuard, Live, Loaded, Standing};
pub use results::by_hand;

/// The routes of this slice.
#[must_use]
pub fn routes() -> Routes<App> {
    find::routes()
        .merge(results::routes())
        .merge(shortlist::routes())
        .merge(saved::routes())
        .merge(avoided::routes())
}

/// The periodic jobs of this slice.
#[must_use]
pub fn sweeps(app: &App) -> Vec<Sweep> {
    std::iter::once(drafts::sweep()).chain(saved::sweeps(app)).collect()
}

/// Takes away what an account searched for and kept, as closing it does.
///
/// # Errors
/// The database's.
pub async fn forget(db: &mut PgConnection, account: AccountId) -> Result<(), sqlx::Error> {
    drafts::forget(db, account).await?;
    shortlist::forget(db, account).await?;
    saved::forget(db, account).await?;
    avoided::forget(db, account).await
}

/// Every kind of letter of this slice, with `text` wherever people's words go.
#[cfg(test)]
pub(crate) fn letter_samples(text: &str) -> Vec<crate::platform::mail::Sample> {
    saved::samples(text)
}
