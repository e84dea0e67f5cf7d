//! What the columns of a register mean: proposed from their headings and what they hold, settled by a coordinator.

mod field;
mod propose;
mod words;

pub use field::Field;
pub use propose::{check, propose};
pub use words::folded;
