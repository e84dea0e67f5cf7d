//! A pairing that began outside the hub: the coach or mentor types an address, and its owner confirms. Until then the recorder sees
//! that address and nothing else, whether or not it is anybody's.

mod actions;
mod emails;
mod model;
mod store;
mod web;
mod web_answer;

use crate::app::App;
use crate::platform::web::Routes;

pub(super) use actions::unconfirmed;
pub use actions::{Confirmed, confirm, declare, record_pairing, refuse, withdraw};
#[cfg(test)]
pub(super) use emails::samples;
pub use model::{Pairing, PairingId};
pub use store::{Through, of_account};
pub(super) use store::{forget, forget_old};

/// The routes of this noun.
#[must_use]
pub fn routes() -> Routes<App> {
    web::routes().merge(web_answer::routes())
}
