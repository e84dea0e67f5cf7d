//! Help me decide: seven questions, and what fits: coaching, mentoring, either, the line manager, or help of another kind.
//! Answers are posted, answered on the spot and forgotten. They are in no address, cookie, log or table, because one of
//! them may be about health. Sending them again gives the same page again, so a reload does no harm.

mod decision;
mod questions;
mod web;

pub use decision::{Answers, Decision, Fit, decide, read};
pub use questions::{Answer, Lean, QUESTIONS, Question};
pub(super) use web::routes;

/// What a button says that leads into a search.
#[must_use]
pub fn look_for(offering: &str) -> &'static str {
    if offering == "coaching" { "Find a coach" } else { "Find a mentor" }
}
