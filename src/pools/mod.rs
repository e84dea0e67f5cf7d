//! Pools: registers of approved coaches and mentors, each run by one organisation, system or region, or nationally,
//! with its own coordinators. A pool serves the people who work in its area.

mod actions;
pub mod local;
mod merging;
mod model;
mod offering;
mod requirements;
mod settings;
pub mod setup;
mod shown;
mod store;
mod web;

pub use actions::{CreateError, NewPool, PoolEvent, create};
pub use merging::{MergeError, merge};
pub use model::{Level, Place};
pub use offering::{MembershipKind, Offering};
pub use requirements::{Requirements, requirements};
pub use settings::{Settings, nation, save_settings, settings};
pub use shown::{Entry, Shown, entries, find};
pub use store::{Coordinator, Listed, all, coordinators, covered, name, serving};

/// The public pages of this slice. Setting a pool up is a coordinator's, in `coordination::pools`.
#[must_use]
pub fn routes() -> crate::platform::web::Routes<crate::app::App> {
    web::routes()
}

/// Where somebody asks to join a pool.
#[must_use]
pub fn apply_path(pool: &crate::platform::ids::PoolId) -> String {
    format!("/apply?pool={pool}")
}
