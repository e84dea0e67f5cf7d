//! What a mentee takes from a session, for their own CPD statement: theirs alone, sealed as the reflections of a ledger are.

mod actions;
mod store;
mod sweeps;
mod web;

pub use store::forget;
pub use sweeps::{forget_ended, sweep};

use crate::app::App;
use crate::platform::web::Routes;

pub(super) fn routes() -> Routes<App> {
    web::routes()
}
