//! Pages of coordination: the form anybody may send, and the enquiries it makes for those who answer.

mod contact;
mod enquiries;

use crate::app::App;
use crate::platform::web::{Routes, Who};

/// The routes of this slice.
#[must_use]
pub fn routes() -> Routes<App> {
    Routes::new()
        .get("/contact", Who::Public, contact::form)
        .post("/contact", Who::Public, contact::send)
        .get("/contact/received", Who::Public, contact::received)
        .get("/enquiries", Who::CoordinatorOrAdministrator, enquiries::list)
        .get("/enquiries/{id}", Who::CoordinatorOrAdministrator, enquiries::show)
        .post("/enquiries/{id}/reply", Who::CoordinatorOrAdministrator, enquiries::reply)
        .post("/enquiries/{id}/outcome", Who::CoordinatorOrAdministrator, enquiries::outcome)
}
