//! Places and times of those who offer help: how many people somebody sees at once and sees elsewhere, and the weekly
//! windows in which they meet, kept as wall time in their own zone. Both belong to the person, across pools.
//!
//! [`forms::PlaceForm`] and the macros of templates/availability/fields.html are for other forms that ask the same.

mod actions;
pub mod forms;
mod holding;
mod model;
mod store;
mod web;
mod window;

pub use actions::{
    SaveError, WindowError, add_windows, ensure, erase, remove_window, save_outline, save_place,
    save_settings,
};
pub use holding::{hold, lock_place, release};
pub use model::{NewPlace, Place, Settings, SettingsChange, ZONES};
pub use store::{place, settings, windows};
pub use web::routes;
pub use window::{NewWindow, Preset, WallTime, Weekday, Window, WindowId};
