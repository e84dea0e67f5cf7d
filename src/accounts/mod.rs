//! Accounts: people who can sign in, how they prove who they are, and where they are signed in.

mod guard;
pub mod hasher;
pub mod known_device;
pub mod limits;
pub mod notices;
pub mod password;
pub mod recovery_codes;
pub mod throttle;
pub mod totp;
mod viewer;

use axum::Router;

use crate::app::App;
use crate::platform::web::Routes;

pub use guard::guard;
pub use viewer::{Roles, Viewer};

/// The routes of this slice.
#[must_use]
pub fn routes() -> Routes<App> {
    notices::routes()
}

/// Wraps the router in the session layer.
pub fn sessions(_app: &App, router: Router<App>) -> Router<App> {
    router
}
