//! A pause, an end and what follows it: either may, without blame and without reasons.

mod actions;
mod evaluation_store;
mod evaluation_web;
mod feedback_web;
mod web;

use crate::app::App;
use crate::platform::web::Routes;

pub use actions::{call_off, carry_on, end, leave, pause, plan, resume, still_in_touch, stop_between};
pub(super) use actions::{end_due, finish, resume_due};
pub use evaluation_store::opened_evaluation;
pub(super) use evaluation_store::{forget_words, set_asked, to_ask_again};

#[must_use]
pub fn routes() -> Routes<App> {
    web::routes().merge(evaluation_web::routes()).merge(feedback_web::routes())
}
