//! Keeping two people apart: one of them wants no contact, or said that one manages, assesses or appraises the other. What is
//! open between them is closed with neutral words; from then on neither is shown to the other, and nobody is told why.

mod actions;
mod store;
mod web;

pub use actions::{block, declare, take_back, unblock};
pub use store::{forget, is_apart};

use crate::app::App;
use crate::platform::web::Routes;

pub(super) fn routes() -> Routes<App> {
    web::routes()
}
