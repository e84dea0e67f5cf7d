//! What a search asks for, as an address carries it: readable codes only. docs/SEARCH.md lists the parameters.

mod group;
mod labels;
mod parse;
mod times;
mod want;
mod write;

pub use group::Group;
pub use labels::weight_label;
pub use parse::Parsed;
pub use times::{Days, PART_CODES, Part, Times};
pub use want::{Asked, Search, What};
