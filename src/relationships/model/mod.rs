mod codes;
mod course;
#[cfg(test)]
mod course_tests;
mod silence;
mod state;
mod terms;

pub use codes::{Outcome, ThreeWay, Wish};
pub(super) use course::REVIEW_DAYS;
pub use course::{Course, MoveError, NextReview, State};
pub(super) use silence::BETWEEN_STEPS;
pub use silence::{Quiet, Silence, days_to_next as days_to_next_step, due as silence_due};
pub use state::Status;
pub use terms::{Content, Terms, Words};
