//! The second factor: a code from an authenticator app, asked for after the password or the mailed code (S4).
//! Compulsory for coordinators and administrators.

mod check;
mod enrol;
mod manage;
mod step;
mod store;

use crate::app::App;
use crate::platform::web::Routes;

pub(super) use store::{remove_newer, sweep};

/// The page that shows and starts it, and where the guard sends those for whom it is compulsory.
const PATH: &str = "/account/security/second-factor";

pub(super) fn routes() -> Routes<App> {
    enrol::routes().merge(manage::routes()).merge(step::routes())
}
