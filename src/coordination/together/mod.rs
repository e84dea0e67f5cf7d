//! Who works together in a pool: that it happens and when, never what is said. Pairs whose coach or mentor has gone are here for a
//! person to find somebody else for.

mod store;
mod web;

pub(super) use store::{Listed, Which, listed};
pub(super) use web::routes;
