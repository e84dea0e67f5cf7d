//! A passport: somebody's standing, hours, supervision and CPD, to print, and signed so that whoever is shown it can tell that
//! it is as this hub gave it (docs/PASSPORT.md).

mod check_web;
mod model;
mod signing;
mod store;
mod web;

pub(super) use model::{Row, reckoning};

use crate::app::App;
use crate::platform::web::{Routes, Who};

/// Bytes of a form with a passport pasted into it.
const LONGEST_FORM: usize = 256 * 1024;

pub(super) fn routes() -> Routes<App> {
    Routes::new()
        .get("/passport", Who::SignedIn, web::show)
        .get("/passport.json", Who::SignedIn, web::signed)
        .get("/.well-known/rapport-passport-key.json", Who::Public, check_web::key)
        .get("/passport/check", Who::Public, check_web::ask)
        .post_up_to(LONGEST_FORM, "/passport/check", Who::Public, check_web::check)
}
