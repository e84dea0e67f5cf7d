//! The owner's pages, and the page others see.

mod edit;
mod own;
mod practitioner;

use super::lived_experience;
use crate::app::App;
use crate::platform::web::Routes;

/// The routes of this slice.
#[must_use]
pub fn routes() -> Routes<App> {
    own::routes().merge(edit::routes()).merge(lived_experience::routes()).merge(practitioner::routes())
}
