//! Pages of somebody's own months, and of those nobody confirmed.

mod list;
mod month;
mod unconfirmed;

use crate::app::App;
use crate::platform::web::{Routes, Who};

pub(super) fn routes() -> Routes<App> {
    Routes::new()
        .get("/pools/{id}/unconfirmed", Who::Coordinator, unconfirmed::show)
        .get("/returns", Who::SignedIn, list::show)
        .get("/returns/{month}", Who::SignedIn, month::show)
        .post("/returns/{month}", Who::SignedIn, month::save)
}
