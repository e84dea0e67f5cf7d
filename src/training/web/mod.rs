mod desk;
mod list;

use crate::app::App;
use crate::platform::web::{Routes, Who};

/// The routes of this slice.
#[must_use]
pub fn routes() -> Routes<App> {
    let desk = Who::Coordinator;
    Routes::new()
        .get("/events", Who::Public, list::list)
        .get("/events/{training_event_id}", Who::Public, list::show)
        .get("/pools/{id}/events", desk, desk::list)
        .post("/pools/{id}/events", desk, desk::add)
        .get("/pools/{id}/events/new", desk, desk::ask)
        .get("/pools/{id}/events/{training_event_id}", desk, desk::edit)
        .post("/pools/{id}/events/{training_event_id}", desk, desk::save)
        .post("/pools/{id}/events/{training_event_id}/cancellation", desk, desk::cancel)
}
