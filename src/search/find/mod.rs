//! Saying what one wants: the form, the private part of it, and the few things that are asked once: where a visitor works,
//! and a mentee's profession and band.

mod about_me;
mod form;
mod place;
mod private;
mod understood;
mod web;

use crate::app::App;
use crate::platform::web::Routes;

pub(super) fn routes() -> Routes<App> {
    web::routes().merge(place::routes()).merge(about_me::routes()).merge(private::routes())
}
