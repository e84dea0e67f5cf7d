//! Notes: what one of two who work together writes down, for themselves alone or for both, chosen note by note. Nobody else
//! reads them, by construction: row-level security gives them to whoever the transaction says is asking (`App::begin`), and they
//! are sealed by a key of their author's that an outer key wraps, which is never in the database. Reading what the other shared
//! is recorded.

mod actions;
mod cipher;
mod copying;
mod key_store;
mod model;
mod rotation;
mod store;
mod sweeps;
mod web;

pub use actions::{NewNote, NoteError, write};
pub use copying::{Copied, copy};
pub use model::{Counts, LONGEST, MOST, NoteEvent, NoteId, Written, may_write};
pub use rotation::{Rotated, rotate, unopenable};
pub use store::{count_for, forget};
pub(in crate::relationships) use sweeps::kept_since;
pub use sweeps::{forget_ended, sweep};

use crate::app::App;
use crate::platform::web::Routes;

/// The routes of notes.
#[must_use]
pub fn routes() -> Routes<App> {
    web::routes()
}
