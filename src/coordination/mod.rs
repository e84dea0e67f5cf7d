//! Coordination: what people who watch over a pool do for others. Today: enquiries, which anybody may send and a
//! coordinator of the pool serving that place (an administrator where there is none) answers within three working
//! days. And pages that read across the slices: the one after signing in.

mod actions;
mod dashboard;
mod emails;
mod exposure;
mod limits;
mod model;
mod pools;
mod store;
mod web;

use jiff::SignedDuration;

use crate::app::App;
use crate::id_type;
use crate::platform::sweeps::Sweep;
use crate::platform::web::Routes;

pub use actions::{EnquiryError, RETENTION, Sent, send};
pub use model::{LIMIT, NewEnquiry, Place, Topic};

id_type! {
    /// A message somebody wrote to a coordinator.
    EnquiryId
}

/// The routes of this slice.
#[must_use]
pub fn routes() -> Routes<App> {
    web::routes().merge(dashboard::routes()).merge(pools::routes()).merge(exposure::routes())
}

/// Deletes enquiries answered longer ago than [`RETENTION`].
#[must_use]
pub fn sweep() -> Sweep {
    Sweep::new("coordination-forget-answered", SignedDuration::from_hours(24), |db, now| {
        Box::pin(async move { Ok(actions::forget_answered(db, now).await?) })
    })
}

#[cfg(test)]
pub(crate) use emails::samples as letter_samples;
