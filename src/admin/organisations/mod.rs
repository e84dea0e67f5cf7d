//! Administrators' pages about organisations.

mod store;
mod web_details;
mod web_domains;
mod web_list;
mod web_merge;

use crate::app::App;
use crate::platform::web::Routes;

pub fn routes() -> Routes<App> {
    web_list::routes().merge(web_details::routes()).merge(web_domains::routes()).merge(web_merge::routes())
}
