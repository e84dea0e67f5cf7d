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
pub use silence::{Silence, due as silence_due};
pub use state::Status;
pub use terms::{Content, Terms, Words};
