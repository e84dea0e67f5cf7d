//! Matching by hand: a coordinator proposes coaches and mentors of the pool to a mentee, in order and with a line of why, or
//! enters a request for them, which the mentee confirms. A mentee is found by their exact address or full name, and only where
//! the pool is open to them, so that nobody can be listed.

mod actions;
mod answer;
mod emails;
mod find;
mod form;
mod model;
mod propose;
mod store;

pub use actions::{ProposeError, decline, propose, take};
pub use model::{NewProposal, Picked};
pub use store::{forget, sweep_old};

#[cfg(test)]
pub(super) use emails::samples as letter_samples;

use crate::app::App;
use crate::platform::web::Routes;

pub(super) fn routes() -> Routes<App> {
    find::routes().merge(propose::routes()).merge(answer::routes())
}
