//! Pages of somebody's own months.

mod list;
mod month;

use crate::app::App;
use crate::platform::web::{Routes, Who};

pub(super) fn routes() -> Routes<App> {
    Routes::new()
        .get("/returns", Who::SignedIn, list::show)
        .get("/returns/{month}", Who::SignedIn, month::show)
        .post("/returns/{month}", Who::SignedIn, month::save)
}
