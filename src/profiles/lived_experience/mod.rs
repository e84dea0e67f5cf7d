//! Lived experience: what somebody chooses to say about themselves that is special-category data. Optional; for schemes
//! alone; each attribute shown, matched on but never shown, or not used; kept with the version and time of the consent;
//! erased by one POST. No other slice reads it but for schemes: not search, exports, letters or pages of pools.

mod actions;
mod consent;
mod store;
mod web;

pub use actions::{save, withdraw};
pub use consent::{CONSENT, Consent, Usage};
pub use store::{Choice, chosen};
pub(super) use web::routes;
