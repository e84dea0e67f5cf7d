//! organisations

use crate::app::App;
use crate::platform::web::Routes;

/// The routes of this slice.
#[must_use]
pub fn routes() -> Routes<App> {
    Routes::new()
}
