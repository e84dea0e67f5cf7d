//! A pause, an end and what follows it: either may, without blame and without reasons.

mod actions;
mod evaluation_store;
mod evaluation_web;
pub mod feedback;
mod feedback_store;
mod feedback_web;
mod leaving;
mod look_back_store;
mod web;

use crate::app::App;
use crate::platform::web::Routes;

pub use actions::{call_off, carry_on, end, pause, plan, resume, still_in_touch};
pub(super) use actions::{end_due, finish, resume_due};
pub(super) use evaluation_store::forget_words;
pub use evaluation_store::opened_evaluation;
pub use feedback_store::CHANGEABLE;
pub use leaving::{end_unattended, helped, leave, stop_between};
pub(super) use look_back_store::{ask, to_ask_again};

#[must_use]
pub fn routes() -> Routes<App> {
    web::routes().merge(evaluation_web::routes()).merge(feedback_web::routes())
}
