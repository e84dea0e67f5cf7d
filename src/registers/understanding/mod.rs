//! From a row to a person: every cell read by what its column means, every value found among the terms and employers the
//! hub knows. What is not certain is listed for somebody to decide, and left out until they do.

mod decisions;
mod meanings;
mod row;

pub use decisions::{Decision, Decisions, Subject, Unsure};
pub use meanings::{Meanings, Settled};
pub use row::{Understood, understand};
