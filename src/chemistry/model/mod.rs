//! The rules of a request, pure: where it stands, who may move it and when. The database refuses the moves that this does, and
//! a property test compares the two (S2).

mod codes;
mod limits;
mod state;
mod thread;
#[cfg(test)]
mod thread_tests;

pub use codes::{Answer, Change, Declining, Outcome, Side, Times};
pub use limits::{Limits, MOST_MISSED, MOST_QUESTIONS};
pub use state::{Answers, Clock, Closing, State, Status, TAKEN_AS_HELD};
pub use thread::{MoveError, Thread};
