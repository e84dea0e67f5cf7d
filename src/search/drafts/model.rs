use serde::{Deserialize, Serialize};

use crate::matching::{TermKind, Weight};
use crate::platform::clock::Day;
use crate::platform::ids::AccountId;
use crate::platform::tokens::Token;
use crate::search::Ground;
use crate::search::address::{Asked, What};
use crate::vocabulary::List;

/// Whose draft it is.
#[derive(Debug, Clone)]
pub enum Owner {
    Account(AccountId),
    /// A visitor's browser, by its cookie.
    Browser(Token),
}

/// What a search asks for that stays out of addresses.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Private {
    /// As it was written, to show it again.
    pub text: String,
    /// Codes of sensitive areas.
    pub areas: Vec<String>,
    /// How much those areas matter: "must", "important" or "nice".
    pub weight: String,
    /// Words of the text that are on no list, to look for in what people wrote.
    pub words: Vec<String>,
}

impl Private {
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.text.trim().is_empty() && self.areas.is_empty() && self.words.is_empty()
    }

    /// What it adds to a search.
    #[must_use]
    pub fn asked(&self, ground: &Ground, day: Day) -> Vec<Asked> {
        let weight = match self.weight.as_str() {
            "must" => Weight::Must,
            "nice" => Weight::Nice,
            _ => Weight::Important,
        };
        let mut asked: Vec<Asked> = self
            .areas
            .iter()
            .filter_map(|code| ground.by_code(List::DevelopmentArea, code))
            .filter(|term| term.is_current(day))
            .map(|term| Asked { weight, what: What::Term(TermKind::Area, term.term_id), private: true })
            .collect();
        if !self.words.is_empty() {
            asked.push(Asked { weight: Weight::Nice, what: What::Words(self.words.clone()), private: true });
        }
        asked
    }
}
