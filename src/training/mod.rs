//! Training and CPD events of the pools: what, when, where and how to book. Booking is done with whoever runs the event;
//! nobody's attendance is kept here.

mod actions;
mod form;
mod model;
mod store;
mod web;

pub use actions::{ChangeError, add, cancel, change};
pub use model::{Audience, Event, Kind, TrainingEventId};
pub use store::move_to_pool;
pub use web::routes;

/// Where a coordinator adds an event.
fn new_path(pool: &crate::platform::ids::PoolId) -> String {
    format!("/pools/{pool}/events/new")
}
