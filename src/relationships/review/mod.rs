//! Looking at how it goes, on the way: each says in private what they would like, and then it goes on, changes or comes to an end.

mod actions;
mod store;
mod web;

pub use actions::{answer, call};
pub(super) use actions::{due, open_if_due, over};
pub(super) use store::forget;
pub use store::{Answer, opened_reflection};
pub use web::routes;
