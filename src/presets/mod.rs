//! Presets: made-up people to measure and demonstrate with, as many as a system, a region or the country has. The same
//! ones on every run of a day. All their addresses end in `.example`, so no mail can reach anybody.

mod exposure;
mod ground;
mod history_store;
mod making;
mod model;
mod names;
mod people_store;
mod planting;
mod present_store;
mod random;
mod standing;
mod standing_store;
mod store;
mod words;

pub use model::Preset;
pub use planting::{PlantError, Planted, plant};
