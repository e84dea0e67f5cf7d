//! Search: finding a coach or a mentor. Maps what the database holds to the facts that `matching` knows, keeps the index of
//! this server fresh, and has the pages on which people say what they want, see who fits and why, and keep whom they
//! like.

pub mod address;
pub mod asker;
pub mod avoided;
pub mod cards;
pub mod drafts;
mod ground;
mod live;
pub mod saved;
pub mod words;

use crate::app::App;
use crate::platform::web::Routes;

pub use ground::{CareSystem, Ground};
pub use live::{IndexGuard, Live, Loaded};

/// The routes of this slice.
#[must_use]
pub fn routes() -> Routes<App> {
    Routes::new()
}
