//! Existing registers of coaches and mentors, brought in from a file and taken out again. A file is read, its columns and
//! values understood, tried in a dry run and only then brought in, whole or not at all. Whoever it names stays an entry
//! that nobody can find until they confirm.

pub mod actions;
pub mod batch;
pub mod columns;
mod emails;
mod gather;
pub mod guarded;
pub mod invitations;
pub mod job;
pub mod model;
pub mod person;
pub mod plan;
pub mod reading;
mod renewal;
mod store;
mod sweeps;
pub mod understanding;
pub mod values;
mod web;
mod words;

pub use store::{forget, move_entries};
pub use sweeps::sweeps;
pub use web::routes;
pub(crate) use words::{again, another, asked_about, means, named};

#[cfg(test)]
pub(crate) use emails::samples as letter_samples;
