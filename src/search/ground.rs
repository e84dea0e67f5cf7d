use std::collections::HashMap;

use crate::vocabulary::{Lexicon, List, Term, TermId};

/// A care system that exists today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CareSystem {
    pub code: String,
    pub name: String,
    pub region_code: String,
}

/// What changes seldom and every page of search speaks in: kept in memory beside the index, and read anew when it changes.
#[derive(Debug, Clone, Default)]
pub struct Ground {
    /// Of every list, retired terms included, in their order.
    pub terms: Vec<Term>,
    pub lexicons: HashMap<List, Lexicon>,
    /// By name.
    pub systems: Vec<CareSystem>,
}

impl Ground {
    #[must_use]
    pub fn term(&self, id: TermId) -> Option<&Term> {
        self.terms.iter().find(|term| term.term_id == id)
    }

    #[must_use]
    pub fn by_code(&self, list: List, code: &str) -> Option<&Term> {
        self.terms.iter().find(|term| term.list == list && term.code == code)
    }

    #[must_use]
    pub fn system(&self, code: &str) -> Option<&CareSystem> {
        self.systems.iter().find(|system| system.code == code)
    }
}
