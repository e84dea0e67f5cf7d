//! What every test stands on.
#![allow(dead_code, reason = "a helper may wait for the test that needs it")]

pub mod app;
pub mod browser;
pub mod client;
pub mod crawl;
pub mod database;
pub mod findable;
pub mod form;
pub mod given;
pub mod looking;
pub mod nu;
pub mod page;
pub mod pairs;
pub mod registers;
pub mod rules;
pub mod served;
pub mod smtp;
pub mod subjects;
mod subjects_calendar;
mod subjects_chemistry;
mod subjects_directory;
mod subjects_ledger;
mod subjects_memberships;
mod subjects_notes;
mod subjects_pairings;
mod subjects_relationships;
mod subjects_returns;
mod subjects_safety;
mod subjects_search;
pub mod threads;
pub mod together;
pub mod world;

/// So many times in a normal run, and so many in a soak (`bin/soak` sets `RAPPORT_SOAK`).
pub fn soaking(short: usize, long: usize) -> usize {
    if std::env::var_os("RAPPORT_SOAK").is_some() { long } else { short }
}
