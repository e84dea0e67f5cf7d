//! Applications: asking a pool to be taken in as coach, mentor or coaching supervisor. What an applicant says of
//! themselves goes straight into their profile, and what they show into their evidence; the application itself holds
//! what was asked of whom, and what became of it. Nobody decides their own.

mod actions;
mod completeness;
mod decisions;
mod emails;
mod events;
mod list;
mod messages;
mod model;
mod portrait;
mod store;
mod sweep_store;
mod sweeps;
mod web;

use crate::app::App;
use crate::platform::sweeps::Sweep;
use crate::platform::web::Routes;

pub use actions::{
    BeginError, DecideError, Start, SubmitError, begin, close_account, reply, submit, withdraw,
};
pub use decisions::{Approval, approve, decline, request_changes};
pub use model::{MoveError, Status};
pub use store::move_drafts;
pub use sweeps::{forget, remind};

/// The routes of this slice.
#[must_use]
pub fn routes() -> Routes<App> {
    web::routes()
}

/// Tells coordinators of applications that wait too long, and forgets those that are over.
#[must_use]
pub fn sweeps(app: &App) -> Vec<Sweep> {
    sweeps::all(app)
}

#[cfg(test)]
pub(crate) use emails::samples as letter_samples;

/// A line of a list that is never blank.
fn or_dash(text: &str) -> &str {
    if text.is_empty() { "Not given" } else { text }
}
