//! Who fits, best first, and why: the ranked list, the page that says what would change the order, and the same as JSON.

pub mod by_hand;
mod cursor;
mod fit;
mod json;
mod meter;
mod ranking;
mod reasons;
mod view;
mod web;
mod why;

use crate::app::App;
use crate::platform::web::Routes;

pub(super) use fit::{Fit, everybody, fits};
pub(super) use ranking::count;
pub(super) use reasons::Reason;
pub(super) use web::{WANTS_COOKIE, plural, wants_cookie};

pub(super) fn routes() -> Routes<App> {
    web::routes().merge(why::routes())
}
