//! Guidance: what the hub is, how coaching and mentoring differ, how it works, guides for everybody who takes part, and what
//! the hub owes its readers by law: the privacy notice, the cookies it sets, the accessibility statement.

mod cookies;
pub mod decide;
mod differences;
pub mod guides;
pub mod help;
mod local;
mod markup;
mod privacy;
pub mod reading;
pub mod search;
mod web;

pub use web::routes;
