//! Memberships: the standing of an approved coach or mentor in a pool, and the evidence that keeps it: qualifications,
//! training, supervision, continuing development, insurance, each with a day on which it runs out. Everything else
//! about a person, places, times and profile, belongs to them and not to a pool.

mod actions;
mod admission;
mod assessment;
pub mod bulk;
mod bulk_store;
mod death;
mod emails;
mod evidence;
mod evidence_actions;
mod evidence_store;
mod list_store;
mod merging;
mod model;
mod page_store;
mod recomputation;
mod recomputation_store;
mod standing;
mod store;
mod sweep_store;
mod sweeps;
mod web;

pub use actions::{
    By, Target, change_kind, close_account, drop_offering, lapse, leave, pause, reinstate, renew, resume,
    suspend,
};
pub use admission::{AdmitError, NewMembership, admit};
pub use assessment::{EXPIRING_DAYS, Finding, Requirement, State, assess, evidence_to};
pub use death::take_back_death;
pub use evidence::{Evidence, EvidenceForm, EvidenceKind, NewEvidence, secure_link};
pub use evidence_actions::{add_evidence, check_evidence, forget_imported, remove_evidence};
pub use evidence_store::{evidence_of, qualifications};
pub use merging::merge_pools;
pub use model::{Membership, MembershipError, MembershipEvent};
pub use recomputation::{findings, recompute, recompute_pool};
pub use standing::{Leaving, Move, Refused, Status};
pub use store::{find, hold_all, of_account};
pub use sweeps::sweeps;
pub use web::routes;

#[cfg(test)]
pub(crate) use emails::samples as letter_samples;
