//! Somebody's own meetings as a calendar that their programs follow, at a secret address. Whoever has the address reads it, so
//! its owner can replace it or switch it off.

mod actions;
mod store;
mod web;

pub(super) use web::routes;
