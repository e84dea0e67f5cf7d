//! What needs a coordinator today: applications, requests that are stuck, profiles that closed by themselves, concerns, evidence
//! that runs out. Counts, ages and the names of coaches and mentors; never what anybody wrote to anybody.

mod actions;
mod emails;
mod model;
mod store;
mod web;

#[cfg(test)]
pub(super) use emails::samples as letter_samples;
pub(super) use web::routes;
