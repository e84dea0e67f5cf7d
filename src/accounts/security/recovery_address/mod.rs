//! A personal address that may recover the account and receive notices, for when the work mailbox is out of reach.
//! Asked for with the password, confirmed by a link.

mod store;
mod web;

pub(super) use store::sweep;
pub(super) use web::routes;

/// How long the link to the address works.
const LINK_LASTS: jiff::SignedDuration = jiff::SignedDuration::from_mins(30);
