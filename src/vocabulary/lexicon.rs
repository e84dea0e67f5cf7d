use std::collections::{HashMap, HashSet};

use super::likeness::likeness;
use super::model::{Synonym, Term, TermId};
use super::stems::stems;
use super::words::fold;
use crate::platform::clock::Day;

/// Below this nobody would take one for the other.
const LEAST: u32 = 70;

/// How much nearer than the next the nearest must be.
const CLEARLY: u32 = 4;

/// From so many letters on, a word is known with a slip in it.
const LONG: usize = 7;

/// How near a long word with a slip in it must be: one letter of seven, two of fourteen.
const SLIP: u32 = 85;

/// What a text means in a vocabulary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resolution {
    /// A label, a code or a synonym, as far as spelling goes.
    Certain(TermId),
    /// Near enough to one term to propose it; how near, from 0 to 100.
    Likely(TermId, u8),
    Unknown,
}

/// The labels, codes and synonyms of one vocabulary, prepared for finding what people mean.
#[derive(Debug, Clone, Default)]
pub struct Lexicon {
    terms: HashMap<TermId, Validity>,
    /// Folded texts, by how much they count: labels, then synonyms, then codes.
    tiers: [HashMap<String, HashSet<TermId>>; 3],
    /// Labels and synonyms in lower case and no further folded: "Teams" is a way to meet, "team" another.
    written: HashMap<String, HashSet<TermId>>,
    /// The folded texts without spaces.
    compact: HashMap<String, HashSet<TermId>>,
    /// Labels and synonyms by the stems of their words, to be found inside sentences.
    said: HashMap<String, HashSet<TermId>>,
    /// The folded words of labels and synonyms that are long enough to be known with a slip in them.
    long_words: HashSet<String>,
}

#[derive(Debug, Clone, Copy)]
struct Validity {
    valid_to: Option<Day>,
    successor: Option<TermId>,
}

impl Lexicon {
    /// Terms and synonyms of one vocabulary, retired ones included.
    #[must_use]
    pub fn of(terms: &[Term], synonyms: &[Synonym]) -> Self {
        let mut lexicon = Self::default();
        for term in terms {
            lexicon
                .terms
                .insert(term.term_id, Validity { valid_to: term.valid_to, successor: term.successor_id });
            lexicon.add(0, &term.label, term.term_id);
            lexicon.add(2, &term.code, term.term_id);
        }
        for synonym in synonyms {
            lexicon.add(1, &synonym.text, synonym.term_id);
        }
        lexicon
    }

    fn add(&mut self, tier: usize, text: &str, term: TermId) {
        let folded = fold(text);
        if folded.is_empty() {
            return;
        }
        if tier < 2 {
            self.written.entry(written(text)).or_default().insert(term);
            self.compact.entry(folded.replace(' ', "")).or_default().insert(term);
            self.said.entry(stems(text)).or_default().insert(term);
            let long = folded.split(' ').filter(|word| word.chars().count() >= LONG);
            self.long_words.extend(long.map(str::to_owned));
        }
        self.tiers[tier].entry(folded).or_default().insert(term);
    }

    /// What a text means on a day. A retired term stands for its successor, and for nothing without one. Two terms
    /// equally near are never certain.
    #[must_use]
    pub fn resolve(&self, text: &str, day: Day) -> Resolution {
        let folded = fold(text);
        if folded.is_empty() {
            return Resolution::Unknown;
        }
        match self.exactly(text, &folded, day) {
            Ok(Some(term)) => Resolution::Certain(term),
            Ok(None) => self.nearest(&folded, day),
            Err(Several) => Resolution::Unknown,
        }
    }

    /// Whether a text means a term for sure on a day. Much cheaper than [`Self::resolve`] for a text that does not.
    #[must_use]
    pub fn is_certain(&self, text: &str, day: Day) -> bool {
        let folded = fold(text);
        !folded.is_empty() && matches!(self.exactly(text, &folded, day), Ok(Some(_)))
    }

    /// The term whose label or synonym has exactly these stems, on a day: what part of a sentence says. When two have
    /// them, the one that has the folded words too.
    #[must_use]
    pub fn said(&self, stems: &str, folded: &str, day: Day) -> Option<TermId> {
        let found = self.said.get(stems)?;
        self.single(found, day).unwrap_or_else(|Several| self.exactly(folded, folded, day).ok().flatten())
    }

    /// The one word of this vocabulary that a long word was meant to be, but for a slip of the finger; None for one that is
    /// right as it is, and when two are equally near.
    #[must_use]
    pub fn meant(&self, folded: &str) -> Option<&str> {
        let letters = folded.chars().count();
        if letters < LONG || self.long_words.contains(folded) {
            return None;
        }
        let initial = folded.chars().next();
        let near = self
            .long_words
            .iter()
            .filter(|known| known.chars().next() == initial && known.chars().count().abs_diff(letters) <= 2);
        let mut ranked: Vec<(u32, &str)> = near
            .map(|known| (likeness(folded, known), known.as_str()))
            .filter(|(near, _)| *near >= SLIP)
            .collect();
        ranked.sort_unstable_by_key(|(near, known)| (std::cmp::Reverse(*near), *known));
        match ranked.as_slice() {
            [(first, _), (second, _), ..] if first == second => None,
            [(_, known), ..] => Some(known),
            [] => None,
        }
    }

    fn exactly(&self, text: &str, folded: &str, day: Day) -> Result<Option<TermId>, Several> {
        if let Some(found) = self.written.get(&written(text))
            && let Ok(Some(term)) = self.single(found, day)
        {
            return Ok(Some(term));
        }
        for found in self.tiers.iter().filter_map(|tier| tier.get(folded)) {
            if let Some(term) = self.single(found, day)? {
                return Ok(Some(term));
            }
        }
        let compact = folded.replace(' ', "");
        if compact.chars().count() >= 6
            && let Some(found) = self.compact.get(&compact)
            && let Ok(Some(term)) = self.single(found, day)
        {
            return Ok(Some(term));
        }
        Ok(None)
    }

    /// The term still to be chosen on a day that another stands for: itself, or the last of its successors.
    #[must_use]
    pub fn current(&self, term: TermId, day: Day) -> Option<TermId> {
        let mut at = term;
        for _ in 0..=self.terms.len() {
            let validity = self.terms.get(&at)?;
            if validity.valid_to.is_none_or(|end| end > day) {
                return Some(at);
            }
            at = validity.successor?;
        }
        None
    }

    /// The one current term that several stand for, if any. A label in use wins over the same label retired.
    fn single(&self, found: &HashSet<TermId>, day: Day) -> Result<Option<TermId>, Several> {
        let in_use: HashSet<TermId> =
            found.iter().copied().filter(|term| self.current(*term, day) == Some(*term)).collect();
        let current: HashSet<TermId> = if in_use.is_empty() {
            found.iter().filter_map(|term| self.current(*term, day)).collect()
        } else {
            in_use
        };
        let mut current = current.into_iter();
        match (current.next(), current.next()) {
            (only, None) => Ok(only),
            _ => Err(Several),
        }
    }

    fn nearest(&self, folded: &str, day: Day) -> Resolution {
        let mut best: HashMap<TermId, u32> = HashMap::new();
        for (known, terms) in self.tiers.iter().take(2).flatten() {
            let near = likeness(folded, known);
            if near < LEAST {
                continue;
            }
            for term in terms.iter().filter_map(|term| self.current(*term, day)) {
                let so_far = best.entry(term).or_default();
                *so_far = near.max(*so_far);
            }
        }
        let mut ranked: Vec<(TermId, u32)> = best.into_iter().collect();
        ranked.sort_unstable_by_key(|(term, near)| (std::cmp::Reverse(*near), *term));
        match ranked.as_slice() {
            [] => Resolution::Unknown,
            [(_, first), (_, second), ..] if first - second < CLEARLY => Resolution::Unknown,
            [(term, near), ..] => Resolution::Likely(*term, u8::try_from(*near).unwrap_or(100)),
        }
    }
}

struct Several;

fn written(text: &str) -> String {
    text.trim().to_lowercase()
}

#[cfg(test)]
#[path = "lexicon_tests.rs"]
mod tests;
