//! Places and times of those who offer help: how many people somebody sees at once and sees elsewhere, and the weekly
//! windows in which they meet, kept as wall time in their own zone. Both belong to the person, across pools.
//!
//! [`forms::PlaceForm`] and the macros of templates/availability/fields.html are for other forms that ask the same.

use jiff::SignedDuration;

use crate::platform::sweeps::Sweep;

mod actions;
pub mod choosing;
pub mod exceptions;
pub mod forms;
mod holding;
mod model;
pub mod off_duty;
mod slots;
mod store;
mod web;
mod window;

pub use actions::{
    SaveError, WindowError, add_windows, close, ensure, erase, remove_window, reopen, save_outline,
    save_place, save_settings,
};
pub use holding::{begin, end, hold, lock_place, lock_places, release};
pub use model::{Because, NewPlace, Place, Settings, SettingsChange};
pub use slots::{
    Between, Offer, Offered, Slot, Times, Wall, away, between, is_offered, mutual, next_of, on_the_wall,
    slots_of,
};
pub use store::{place, settings, windows};
pub use web::routes;
/// Opens places whose day has come and deletes days that have passed, once an hour.
#[must_use]
pub fn sweep() -> Sweep {
    Sweep::new("availability-days", SignedDuration::from_hours(1), |db, now| {
        Box::pin(async move { Ok(exceptions::sweep(db, now).await?) })
    })
}

pub use window::{NewWindow, Preset, WallTime, Weekday, Window, WindowId};
