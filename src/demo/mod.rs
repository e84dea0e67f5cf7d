//! The demonstration: made-up people to sign in as with one click, and every mail the hub sent, to read.
//!
//! It exists on request only, on loopback: its routes are declared only then, and the sign-in page shows its people
//! only then. Their addresses end in `.example`, so no mail can reach anybody.

mod directory;
mod enquiries;
mod links;
mod people;
mod practice;
mod seed;
mod store;
mod threads;
mod together;
mod web;

pub use people::{People, Person, people};
pub use seed::{SeedError, seed};
pub use web::routes;
