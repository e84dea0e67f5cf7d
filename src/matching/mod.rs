//! Matching: who fits what a mentee asks for, in which order, and why. Pure: no SQL, no HTTP, no clock, no randomness;
//! the day, the hours asked and the hits in biographies are passed in, so the same input gives the same order on every
//! machine.

mod answer;
mod criteria;
mod facts;
mod week;

pub use answer::{Answer, Finding, Met, Offers, OrderKey, Ranked, Repair};
pub use criteria::{Asker, Criteria, Dimension, Geography, Seniority, TermKind, WHOLE, Want, Weight};
pub use facts::{Facts, Offering, Organisation, OrganisationKey, PersonKey, PoolKey, TermKey};
pub use week::WeekHours;
