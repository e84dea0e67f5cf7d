//! A coach or mentor as a card of a list shows them to one reader: asked for by id, and answered only for those whom the
//! database still shows to this reader, in the same statement that loads their details.

mod model;
mod store;

pub use model::Card;
pub use store::{Sight, load, load_with_times};
