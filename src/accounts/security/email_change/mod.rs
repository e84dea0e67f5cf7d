//! A new e-mail address (S8): asked for with the password, confirmed by a link to the new address within 30 minutes,
//! and told to the old one, from which it can be undone for 72 hours.

mod actions;
mod store;
mod web;

pub(super) use store::sweep;
pub(super) use web::routes;

use jiff::SignedDuration;

/// How long the link to the new address works.
const LINK_LASTS: SignedDuration = SignedDuration::from_mins(30);
/// How long the old address can undo the change.
const UNDO_LASTS: SignedDuration = SignedDuration::from_hours(72);
