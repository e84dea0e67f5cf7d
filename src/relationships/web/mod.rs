//! The list of those who work together, and the page of one relationship, from which everything is reached.

mod list;
mod one;

use crate::app::App;
use crate::platform::web::{Routes, Who};

pub(super) fn routes() -> Routes<App> {
    Routes::new().get("/relationships", Who::SignedIn, list::show).get(
        "/relationships/{id}",
        Who::SignedIn,
        one::show,
    )
}
