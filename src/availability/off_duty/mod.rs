//! What a mentee works, day by day, and when they can talk because of it.

mod reading;
mod shift;
mod store;

pub use reading::read;
pub use shift::{Shift, free};
pub use store::{clear, days, save};
