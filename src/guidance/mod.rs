//! Guidance: what the hub is, how coaching and mentoring differ, how it works, and what it owes its readers by law:
//! the privacy notice, the cookies it sets, the accessibility statement.

mod cookies;
mod differences;
mod privacy;
mod web;

pub use web::routes;
