//! Vocabularies: the controlled lists that profiles, searches, evidence and returns speak in, and their terms. A term has
//! a code that never changes, a label, an order, a validity and, once retired, perhaps a successor.

mod model;
mod store;

pub use model::{List, Term, TermId};
pub use store::terms;
