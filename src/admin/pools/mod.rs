//! Pools: which there are, starting one, and making two of them one.

mod web;
mod web_merge;

use crate::app::App;
use crate::platform::web::Routes;

pub fn routes() -> Routes<App> {
    web::routes().merge(web_merge::routes())
}
