//! What a search asks for, as an address carries it: readable codes only. docs/SEARCH.md lists the parameters.

mod group;
mod labels;
mod parse;
mod times;
mod want;
mod write;

#[cfg(test)]
mod tests;

pub use group::Group;
pub(in crate::search) use labels::region_label;
pub use labels::weight_label;
pub use parse::Parsed;
pub use times::{Days, PART_CODES, Part, Times};
pub use want::{Asked, Search, What};
