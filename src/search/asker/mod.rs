//! Who is asking, as far as a search needs to know: where they work, their level, the pools they may look in, from whom they
//! are kept apart. An account's facts are stored; a visitor says where they work, and it stays in their browser.

mod stated;
mod store;

pub use stated::Stated;
pub use store::{Also, Asking, Reader, day_number, load};
