//! Somebody's own meetings as pages: what comes next, a month, and one meeting with how to join it.

mod model;
mod month;
mod store;
mod web_agenda;
mod web_meeting;
mod web_month;

pub(super) use store::{between, zone};

use crate::app::App;
use crate::platform::web::Routes;

pub(super) fn routes() -> Routes<App> {
    web_agenda::routes().merge(web_month::routes()).merge(web_meeting::routes())
}
