//! People somebody would rather not be matched with, chosen on a page or named by address or full name. They are never told,
//! coordinators do not see it, and nothing here says whether somebody so named is on the hub. No event records it: events
//! outlive what a person takes back.
//!
//! What is written counts only while the owner's employment is proven: names are withheld until then, and trying them one
//! by one would give them away.
//!
//! Whom it keeps away is the database function `avoided_by`; `kept_apart` adds the others, and is what loading an asker calls.

mod actions;
mod model;
mod store;
mod web;

crate::id_type! {
    /// Somebody a mentee would rather not be matched with.
    AvoidedId
}

pub use actions::{MOST, Refusal, add, forget, remove};
pub use model::{Avoided, Whom};
pub use store::{excluded, list};

pub(super) use web::routes;
