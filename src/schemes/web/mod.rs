mod desk;
mod directory;

use crate::app::App;
use crate::platform::web::{Routes, Who};

/// The routes of this slice.
#[must_use]
pub fn routes() -> Routes<App> {
    let desk = Who::Coordinator;
    Routes::new()
        .get("/schemes", Who::Public, directory::list)
        .get("/schemes/{scheme_id}", Who::Public, directory::show)
        .get("/pools/{id}/schemes", desk, desk::list)
        .post("/pools/{id}/schemes", desk, desk::add)
        .get("/pools/{id}/schemes/new", desk, desk::ask)
        .get("/pools/{id}/schemes/{scheme_id}", desk, desk::edit)
        .post("/pools/{id}/schemes/{scheme_id}", desk, desk::save)
        .post("/pools/{id}/schemes/{scheme_id}/ending", desk, desk::end)
}
