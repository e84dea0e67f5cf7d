//! Pools: which there are, and starting one.

mod web;

pub use web::routes;
