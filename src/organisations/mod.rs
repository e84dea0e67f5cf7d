//! Where people work. An organisation is an employer; it belongs to an integrated care system ("your area" on pages)
//! and to a region of England, or to Wales, Scotland or Northern Ireland. Organisations and systems merge: each has
//! valid-from, valid-to and a successor, and history stays. An employer that somebody names because it is not listed
//! is provisional until an administrator lists it or merges it into another.

mod actions;
mod area;
mod choice;
mod domain_store;
mod domains;
mod events;
mod join_code_store;
mod join_codes;
mod meaning;
mod model;
mod rank;
mod reference;
mod search;
mod store;
mod web;
mod words;

use jiff::SignedDuration;

use crate::app::App;
use crate::platform::sweeps::Sweep;
use crate::platform::web::Routes;

pub use actions::{Details, EditError, MergeError, edit, list, merge};
pub use area::{area, area_of, certain_system, organisation_on, system_choices};
pub use choice::{
    ChoiceForm, Chooser, NewEmployer, OrganisationChoice, chooser, employer_name, options, resolve, settle,
};
pub use domain_store::of as domains_of;
pub use domains::{AddDomainError, DomainError, MailDomain, add_domain, proof_by_domain, remove_domain};
pub use events::Event;
pub use join_code_store::{ListedCode, live as live_join_codes};
pub use join_codes::{CodeLife, JoinCode, JoinCodeId, create_join_code, redeem_join_code, revoke_join_code};
pub use meaning::{Meant, meant};
pub use model::{Area, Found, Labelled, RegionCode, TypeCode, day_of, regions, types};
pub use reference::{id_of, load_reference_data};
pub use search::{found, search, search_all};
pub use store::{Stored, get, other_names};

/// The routes of this slice.
#[must_use]
pub fn routes() -> Routes<App> {
    web::routes()
}

/// How long an employer that somebody named and nobody works at is kept.
const KEPT_UNUSED: SignedDuration = SignedDuration::from_hours(24 * 7);

/// Removes employers that somebody named and nobody works at, once a day.
#[must_use]
pub fn sweep() -> Sweep {
    Sweep::new("organisations-unused", SignedDuration::from_hours(24), |db, now| {
        Box::pin(async move { Ok(store::remove_unused(db, now.minus(KEPT_UNUSED)).await?) })
    })
}
