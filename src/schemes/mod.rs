//! Schemes: programmes that pools run beside their registers, as the directory lists them: for whom they are, what they
//! offer, how to join and whom to ask. The directory lists the pools too.
//!
//! Who takes part in a scheme is no business of the directory: only what its coordinators publish is here.

mod actions;
mod form;
mod model;
mod store;
mod web;

pub use actions::{SchemeError, add, change, end};
pub use model::{Description, Kind, SchemeEvent, SchemeId};
pub use store::move_to_pool;
pub use web::routes;

/// Where a coordinator adds a scheme.
fn new_path(pool: &crate::platform::ids::PoolId) -> String {
    format!("/pools/{pool}/schemes/new")
}
