//! Coordination: what people who watch over a pool do for others. Today: enquiries, which anybody may send and a
//! coordinator of the pool serving that place (an administrator where there is none) answers within three working
//! days. And pages that read across the slices: the one after signing in.

mod actions;
mod condolences;
mod dashboard;
mod emails;
mod exposure;
mod limits;
pub mod matching;
mod model;
mod pools;
mod store;
mod today;
mod together;
mod web;

use jiff::SignedDuration;

use crate::app::App;
use crate::id_type;
use crate::platform::sweeps::Sweep;
use crate::platform::web::Routes;

pub use actions::{EnquiryError, RETENTION, Sent, opened_message, opened_reply, send};
pub use model::{LIMIT, NewEnquiry, Place, Topic};
pub use store::move_to_pool;

id_type! {
    /// A message somebody wrote to a coordinator.
    EnquiryId
}

id_type! {
    /// People whom a coordinator proposes to a mentee.
    ProposalId
}

/// The routes of this slice.
#[must_use]
pub fn routes() -> Routes<App> {
    web::routes()
        .merge(dashboard::routes())
        .merge(pools::routes())
        .merge(exposure::routes())
        .merge(today::routes())
        .merge(together::routes())
        .merge(condolences::routes())
        .merge(matching::routes())
}

/// Deletes proposals made longer ago than [`RETENTION`].
#[must_use]
pub fn proposals_sweep() -> Sweep {
    Sweep::new("coordination-forget-proposals", SignedDuration::from_hours(24), |db, now| {
        Box::pin(async move { Ok(matching::sweep_old(db, now.minus(RETENTION)).await?) })
    })
}

/// Deletes enquiries answered longer ago than [`RETENTION`].
#[must_use]
pub fn sweep() -> Sweep {
    Sweep::new("coordination-forget-answered", SignedDuration::from_hours(24), |db, now| {
        Box::pin(async move { Ok(actions::forget_answered(db, now).await?) })
    })
}

#[cfg(test)]
pub(crate) fn letter_samples(text: &str) -> Vec<crate::platform::mail::Sample> {
    let samples = [emails::samples, today::letter_samples, matching::letter_samples];
    samples.into_iter().flat_map(|samples| samples(text)).collect()
}
