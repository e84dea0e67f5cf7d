//! Where people work. An organisation is an employer; it belongs to an integrated care system ("your area" on pages)
//! and to a region of England, or to Wales, Scotland or Northern Ireland. Organisations and systems merge: each has
//! valid-from, valid-to and a successor, and history stays. An employer that somebody names because it is not listed
//! is provisional until an administrator lists it or merges it into another.

mod area;
mod choice;
mod events;
mod model;
mod rank;
mod reference;
mod search;
mod store;
mod words;

use crate::app::App;
use crate::platform::web::Routes;

pub use area::{area, certain_system, organisation_on};
pub use choice::{ChoiceForm, Chooser, NewEmployer, OrganisationChoice, chooser, resolve, settle};
pub use events::Event;
pub use model::{Area, Found, Labelled, RegionCode, TypeCode, day_of, regions, types};
pub use reference::{id_of, load_reference_data};
pub use search::{found, search};

/// The routes of this slice.
#[must_use]
pub fn routes() -> Routes<App> {
    Routes::new()
}
