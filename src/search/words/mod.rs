//! Free text: what somebody wrote in a sentence, read for what they want. Pure but for [`hits`].
//!
//! A sentence is cut into words, and its phrases, the longest first, are looked up by their stems among the labels and
//! synonyms of the vocabularies and a few phrases of searching itself ("near me", "evenings", "two bands above"). Long
//! words are also known with a slip in them. What is left alone: what follows "not" or "rather than", words that mean
//! something else here ("conflict of interest"), and short words that stand for a term only in capitals or by themselves
//! ("it", "board"). What somebody says of themselves ("I am a nurse") is no wish for somebody like them. Telling words
//! that nobody understood are kept for biographies. Lived experience and themes are never read out of a text.

mod caution;
mod hint;
mod negation;
mod reading;
mod store;
mod telling;
mod understanding;

pub use hint::{Daytime, Hint};
pub use store::{MOST_HITS, hits};
pub use understanding::{Hinted, Understanding, Understood, understand};
