//! Activity: the hours of pools and of the hub rolled up by month, place, profession, kind of help and theme; as pages with
//! charts, as files, and as a report to print. Exact on a pool's own pages; in what leaves the pool, figures of fewer than eight
//! people are left out with as many more as it takes that none comes back. Themes are never exact.

pub mod chart;
pub mod counted;
pub mod desk;
mod desk_store;
pub mod joint;
pub mod model;
pub mod places;
mod report_store;
pub mod stated;
mod store;
pub mod suppression;
mod tables;
pub mod themes;
mod web;

use crate::app::App;
use crate::platform::web::Routes;

/// The routes of this slice.
#[must_use]
pub fn routes() -> Routes<App> {
    web::routes()
}
