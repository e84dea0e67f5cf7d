//! Shortlists: the people a mentee keeps, in order, with notes nobody else can read. Nothing of it is shared: neither
//! coordinators nor whoever is on it see it, and no event records it, because events outlive what a person takes back. How
//! often somebody is kept is counted by day, without saying by whom.

mod actions;
mod comparison;
mod model;
mod note;
mod note_store;
mod store;
mod web;

pub use actions::{Refusal, add, forget, move_entry, remove, save_note};
pub use model::{Direction, Entry, LONGEST_NOTE, MOST, Note};
pub use store::{count, entries};

use crate::app::App;
use crate::platform::web::Routes;

pub(super) fn routes() -> Routes<App> {
    web::routes().merge(note::routes()).merge(comparison::routes())
}
