//! Everybody's own data: what the hub keeps about somebody, told in words and given to them as a file, complete by a register that a
//! test holds against the schema (`OWN_DATA.md`).

mod account_store;
mod actions;
mod contact_store;
mod hours_store;
mod model;
mod offer_store;
mod opening;
mod reading;
pub mod register;
mod search_store;
mod store;
mod together_store;
pub mod value;
mod web;
mod zone_store;

use crate::app::App;
use crate::platform::web::Routes;

pub use actions::{Download, download};
pub use model::{Copy, Format, LEFT_OUT, OwnDataEvent, Section};

/// The routes of this slice.
#[must_use]
pub fn routes() -> Routes<App> {
    web::routes()
}
