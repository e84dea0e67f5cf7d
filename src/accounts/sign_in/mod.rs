//! Signing in: by password, or by a code or link sent by mail; a second factor where one is set up.

mod code;
mod complete;
mod emails;
mod letters;
mod store;
mod web_again;
mod web_code;
mod web_password;

use crate::app::App;
use crate::platform::web::Routes;

pub use complete::{FirstStep, complete, finish};
pub(super) use letters::write_due;
pub use store::{login_epoch, sweep};

pub(super) fn routes() -> Routes<App> {
    web_password::routes().merge(web_code::routes()).merge(web_again::routes())
}

#[cfg(test)]
pub(super) use emails::samples;
