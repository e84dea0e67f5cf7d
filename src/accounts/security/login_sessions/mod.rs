//! Where the account is signed in, listed and ended by its owner (S5).

mod store;
mod web;

pub(super) use store::{SignedIn, open};
pub(super) use web::routes;
