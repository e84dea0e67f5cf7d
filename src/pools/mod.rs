//! Pools: registers of approved coaches and mentors, each run by one organisation, system or region, or nationally,
//! with its own coordinators. A pool serves the people who work in its area.

mod actions;
mod model;
mod offering;
mod requirements;
mod store;

pub use actions::{CreateError, NewPool, PoolEvent, create};
pub use model::{Level, Place};
pub use offering::{MembershipKind, Offering};
pub use requirements::{Requirements, requirements};
pub use store::{Coordinator, Listed, all, coordinators, covered, serving};
