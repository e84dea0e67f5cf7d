//! From "could we talk?" to a decision: a mentee asks for a first conversation, the coach or mentor answers, they meet, and
//! each decides in private. Nobody is left without an answer: every state but the closed one has a clock, and the sweeps
//! keep it. A place is held from acceptance until it closes, in the transaction that accepts.

pub mod apart;
pub mod asking;
pub mod condolences;
mod error;
mod events;
mod holding_store;
mod leaving;
pub mod links;
pub mod messages;
pub mod model;
mod moves;
mod news;
mod offer_store;
pub mod people;
pub mod reading;
mod replies;
mod request;
pub mod sealed;
mod store;
mod sweep_store;
mod sweeps;
mod web;

use sqlx::PgConnection;
use tokio::sync::MutexGuard;

use crate::app::App;
use crate::platform::ids::{AccountId, ChemistryId};
use crate::platform::web::Routes;

pub use error::ActError;
pub use leaving::{death_taken_back, hold_places, leave, move_to_pool, stop_unattended, unattended_sweep};
pub use offer_store::offers;
pub use request::{Request, agreement_path, path};
pub use store::{hope_of, open_of};
pub use sweeps::sweeps;

/// The routes of this slice.
#[must_use]
pub fn routes() -> Routes<App> {
    web::routes().merge(messages::routes()).merge(apart::routes())
}

/// Every verb: what may be done to a request, and by whom.
pub mod actions {
    pub use super::asking::{NewRequest, SendError, confirm, drop_entry, enter, send};
    pub use super::moves::{
        Acceptance, Refusing, accept, ask, begin, book, call_off, cancel_meeting, decide, decline, held,
        missed, move_meeting, offer, reopen, reply, stop, time_up, withdraw,
    };
    pub use super::store::of_submission as sent_by;
}

/// Waits for a turn at a request: what concerns one coach's or mentor's places goes one after the other, and this is taken
/// before a connection. None when there is no such request.
///
/// # Errors
/// The database's.
async fn turn(app: &App, id: ChemistryId) -> Result<Option<MutexGuard<'_, ()>>, sqlx::Error> {
    let practitioner = store::practitioner(&mut *app.db.acquire().await?, id).await?;
    match practitioner {
        Some(practitioner) => Ok(Some(app.turns.take(practitioner.0).await)),
        None => Ok(None),
    }
}

/// Takes away what somebody wrote here and the links they have, as closing an account does. Close their requests first.
///
/// # Errors
/// The database's.
pub async fn erase(db: &mut PgConnection, account: AccountId) -> Result<(), sqlx::Error> {
    store::forget_texts(db, account).await?;
    messages::forget(db, account).await?;
    apart::forget(db, account).await?;
    condolences::forget(db, account).await?;
    links::forget(db, account).await
}

#[cfg(test)]
pub(crate) fn letter_samples(text: &str) -> Vec<crate::platform::mail::Sample> {
    news::samples(text).into_iter().chain(messages::letter_samples(text)).collect()
}
