//! What the cells of a register mean, one kind of value at a time. Pure.

mod amounts;
mod answers;
mod dates;
mod parts;
mod text;

/// A cell that cannot be read as what its column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unread;

pub use amounts::{Cpd, capacity, cpd, seeing_now};
pub use answers::{available, offering, publish, says_nothing};
pub use dates::PartialDate;
pub use parts::parts;
pub use text::{plain, unguarded};
