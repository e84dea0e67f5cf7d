//! The SQL of registers.

mod entries;
mod imports;
mod known;
mod rows;

pub use entries::*;
pub use imports::*;
pub use known::*;
pub use rows::*;
