//! Vocabularies: the controlled lists that profiles, searches, evidence and returns speak in, and their terms. A term has
//! a code that never changes, a label, an order, a validity and, once retired, perhaps a successor. What people write
//! finds its term through a [`Lexicon`]: labels, synonyms, and typing mistakes that are near enough.

mod actions;
mod events;
mod lexicon;
mod likeness;
mod model;
mod reference;
mod stems;
mod store;
mod words;

pub use actions::{
    Direction, NewTerm, Refusal, Renaming, add_synonym, add_term, bring_back, move_term, remove_synonym,
    rename, retire,
};
pub use lexicon::{Lexicon, Resolution};
pub use model::{List, Synonym, Term, TermId, current, labels_of};
pub use reference::load_reference_data;
pub use stems::{is_small, stem};
pub use store::{Overview, lexicon, overviews, synonyms, term, terms, uses};
pub use words::fold;
