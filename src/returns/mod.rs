//! Monthly activity: what a coach or mentor did in a month. On the 1st a return of the month that ended is opened and prefilled
//! from sessions and the ledger; its owner confirms it, or on the 10th it is taken as it stands, marked unconfirmed. What it said
//! before a change is kept. Themes are counted for the pool alone and lead back to nobody.

pub mod actions;
mod emails;
pub mod minutes;
pub mod model;
pub mod month;
mod store;
mod sweep_store;
mod sweeps;
mod theme_store;
mod web;

pub use month::{FinancialYear, Month};
pub use store::{
    OfKind, OpenReturn, Unconfirmed, erase, month_so_far, move_to_pool, open_returns, unconfirmed,
};
pub use sweeps::months;

#[cfg(test)]
pub(crate) use emails::samples as letter_samples;

use crate::app::App;
use crate::platform::sweeps::Sweep;
use crate::platform::web::Routes;

/// The routes of this slice.
#[must_use]
pub fn routes() -> Routes<App> {
    web::routes()
}

/// Its periodic jobs.
#[must_use]
pub fn sweeps(app: &App) -> Vec<Sweep> {
    sweeps::all(app)
}
