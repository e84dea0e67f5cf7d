//! Goals: what two who work together want to reach, by GROW: how they will know, how things are, what they could do, and who does
//! what by when. Both read and change them, nobody else does. They are optional in mentoring, and celebrated when they are met.

mod action_store;
mod actions;
mod model;
mod reading;
mod sealed;
mod store;
mod sweeps;
mod web;

pub use actions::{Action, Draft, GoalError, NewGoal, set};
pub use model::{GoalActionId, GoalEvent, GoalId, Progress, Status, Step};
pub use reading::{NextAction, OpenGoal, open_of};
pub use sealed::{read_action, read_goal};
pub use store::forget;
pub use sweeps::{forget_ended, sweep};

use crate::app::App;
use crate::platform::web::Routes;

/// The routes of goals.
#[must_use]
pub fn routes() -> Routes<App> {
    web::routes()
}
