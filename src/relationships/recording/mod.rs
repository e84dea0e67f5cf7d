//! A pairing that began outside the hub: the coach or mentor says so, and the other confirms.

mod actions;
mod store;
mod web;

pub(super) use actions::unconfirmed;
pub use actions::{confirm, record_pairing};
pub use store::Through;
pub use web::routes;
