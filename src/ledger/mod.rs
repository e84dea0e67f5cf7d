//! Supervision and CPD: everybody's own ledger of what they had, gave and learned, what of it pools count towards what they
//! ask, and what can be printed of it: a passport that others can check, a yearly statement, a CPD statement. A supervisor
//! records a group once, and everybody who was there has it in theirs.

mod actions;
mod attendees;
mod emails;
mod following;
mod following_store;
mod form;
mod group_actions;
mod group_store;
mod mending;
mod mending_store;
mod model;
mod passport;
mod progress;
mod reflections;
mod showing;
mod statements;
mod store;
mod web;

pub use actions::{Keeping, change, record, remove};
pub use following::{SupervisionPair, follow_session, hold_for_session};
pub use group_actions::{Group, GroupError, Noted, record_group};
pub use mending::{Mending, Stayed, mend_group};
pub use model::{EntryId, GroupId, Kind, LedgerError, LedgerEvent, NewEntry, Reflection, Shown};
pub use progress::{Asked, PoolProgress, progress};
pub use reflections::{forget_ended as forget_ended_reflections, sweep};
pub use store::{forget, hold_all, move_to_pool};

#[cfg(test)]
pub(crate) use emails::samples as letter_samples;

use crate::app::App;
use crate::platform::web::Routes;

/// The routes of this slice.
#[must_use]
pub fn routes() -> Routes<App> {
    web::routes().merge(passport::routes()).merge(statements::routes()).merge(reflections::routes())
}
