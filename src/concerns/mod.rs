//! Concerns: what somebody tells a coordinator about how somebody behaved, or about safety. Raised, acknowledged, handled or
//! referred, closed. Who raised it chooses what is shown with it, whether contact stops, and which coordinators pass it by;
//! nothing tells the other person. Whoever is concerned by it never looks after it, and where no coordinator is left the
//! administrators do. Texts are sealed at rest, and reading one is recorded.

mod actions;
mod emails;
mod model;
mod note_store;
mod opening;
mod store;
mod sweep_store;
mod sweeps;
mod thread_store;
mod web;

pub use actions::{ConcernError, NewConcern, Raised, advance, note, raise, read};
pub use model::{ConcernEvent, LONGEST, Referral, Status, Step, Topic};
pub use opening::{opened, opened_attachment, opened_note};
pub use store::{Waiting, forget, move_to_pool, waiting};
pub use sweeps::{RETENTION, remind};

#[cfg(test)]
pub(crate) use emails::samples as letter_samples;

use crate::app::App;
use crate::platform::sweeps::Sweep;
use crate::platform::web::Routes;

/// The routes of this slice.
#[must_use]
pub fn routes() -> Routes<App> {
    web::routes()
}

/// Its periodic jobs.
#[must_use]
pub fn sweeps(app: &App) -> Vec<Sweep> {
    sweeps::all(app)
}
