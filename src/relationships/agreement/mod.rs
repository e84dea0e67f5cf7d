//! What two agree before the first session, and change when it no longer suits: drafted from the words of the pool, kept in every
//! version, signed by both.

mod actions;
mod form;
mod store;
mod template_web;
mod web;

use crate::app::App;
use crate::platform::web::Routes;

pub use actions::{call_off, draft, propose, sign};
pub(super) use actions::{extend, first_version};
pub(super) use store::forget_words;
pub use store::{Agreement, opened_words};

#[must_use]
pub fn routes() -> Routes<App> {
    web::routes().merge(template_web::routes())
}
