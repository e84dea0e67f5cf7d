//! Matching: who fits what a mentee asks for, in which order, and why. Pure: no SQL, no HTTP, no clock, no randomness;
//! the day, the hours asked and the hits in biographies are passed in, so the same input gives the same order on every
//! machine.

mod answer;
mod best;
mod criteria;
mod explain;
mod facts;
mod index;
mod order;
mod plan;
mod planes;
mod points;
mod question;
mod rank;
mod repair;
mod scan;
#[cfg(test)]
mod tests;
mod week;

pub use answer::{Answer, Finding, Met, Offers, OrderKey, Ranked, Repair};
pub use criteria::{Asker, Criteria, Dimension, Geography, Seniority, TermKind, WHOLE, Want, Weight};
pub use facts::{Facts, Offering, Organisation, OrganisationKey, PersonKey, PoolKey, TermKey};
pub use index::{Hits, Index};
pub use question::Question;
pub use rank::{appraise, appraise_regardless, everybody, rank, standing};
pub use repair::repair;
pub use week::WeekHours;
