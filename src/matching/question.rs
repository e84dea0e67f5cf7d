use super::answer::OrderKey;
use super::criteria::{Asker, Criteria};
use super::index::Hits;

/// One search: who asks, for what, and which page of the answer.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    pub asker: &'a Asker,
    pub criteria: &'a Criteria,
    /// Who was found by [`super::Dimension::Words`]; without, nobody.
    pub hits: Option<&'a Hits>,
    /// Asks for the people who are full, instead of those with a place left.
    pub full: bool,
    /// Only whoever comes after this; None: from the first.
    pub after: Option<OrderKey>,
    /// How many people to rank, at most.
    pub take: usize,
}
