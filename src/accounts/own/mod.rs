//! One's own account: who I am, where I work and how that is known, and closing it.

mod actions;
mod emails;
mod model;
mod store;
mod web_account;
mod web_closure;
mod web_details;
mod web_employer;
mod web_zone;

use crate::app::App;
use crate::platform::web::Routes;

pub(super) fn routes() -> Routes<App> {
    web_account::routes()
        .merge(web_details::routes())
        .merge(web_employer::routes())
        .merge(web_closure::routes())
        .merge(web_zone::routes())
}

#[cfg(test)]
pub(super) use emails::samples;
