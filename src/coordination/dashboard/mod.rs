//! The page after signing in: what to do next, for whoever is reading.

mod store;
mod web;

pub(super) use web::routes;
