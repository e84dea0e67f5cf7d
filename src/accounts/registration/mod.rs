//! Registration: a name, an address and a place of work. The account comes into being when the address is
//! confirmed, so there are no unconfirmed accounts. An address that has one already gets a letter that says so, and
//! the page says the same to everybody (S6).

mod actions;
mod emails;
mod letters;
mod store;
mod web;

pub(super) use letters::write_due;
pub use store::sweep;
pub(super) use web::routes;

/// How long a confirmation link works (S7).
pub const LASTS: jiff::SignedDuration = jiff::SignedDuration::from_hours(72);

#[cfg(test)]
pub(super) use emails::samples;
