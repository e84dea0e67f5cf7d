use std::collections::{BTreeMap, HashMap};

use super::decisions::{Decision, Decisions, Subject, Unsure};
use crate::organisations::Meant;
use crate::platform::clock::Day;
use crate::platform::ids::OrganisationId;
use crate::registers::columns::folded;
use crate::registers::person::Employer;
use crate::vocabulary::{Lexicon, List, Resolution, TermId};

/// The most unsure values that are listed; a register with more has another problem.
const MOST_UNSURE: usize = 500;

/// Everything that values are looked up in, and what was found so far.
#[derive(Debug, Default)]
pub struct Meanings {
    pub lexicons: HashMap<List, Lexicon>,
    pub labels: HashMap<TermId, String>,
    /// By the text in lower case, trimmed.
    pub employers: HashMap<String, Meant>,
    /// The names of employers that were decided for.
    pub employer_names: HashMap<OrganisationId, String>,
    pub decisions: Decisions,
    /// Take what is likely as certain, as a script may ask.
    pub accept_likely: bool,
    pub today: Option<Day>,
    resolved: HashMap<(List, String), Resolution>,
    known: HashMap<(List, String), bool>,
    unsure: BTreeMap<(Subject, String), Unsure>,
}

/// What became of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Settled<T> {
    Is(T),
    LeftOut,
    /// Listed for somebody to decide.
    Unsure,
}

impl Meanings {
    /// Nothing is known yet, on a day.
    #[must_use]
    pub fn on(today: Day) -> Self {
        Self { today: Some(today), ..Self::default() }
    }

    fn resolve(&mut self, list: List, text: &str) -> Resolution {
        let Some(today) = self.today else { return Resolution::Unknown };
        let key = (list, text.to_lowercase());
        if let Some(known) = self.resolved.get(&key) {
            return *known;
        }
        let resolution =
            self.lexicons.get(&list).map_or(Resolution::Unknown, |lexicon| lexicon.resolve(text, today));
        self.resolved.insert(key, resolution);
        resolution
    }

    fn decided(&self, subject: Subject, text: &str) -> Option<&Decision> {
        self.decisions.get(subject.code())?.get(&folded(text))
    }

    /// Whether a text is a value of the list for sure, or was decided about.
    pub fn is_known(&mut self, list: List, text: &str) -> bool {
        let key = (list, text.to_lowercase());
        if let Some(known) = self.known.get(&key) {
            return *known;
        }
        let certain = self.today.is_some_and(|today| {
            self.lexicons.get(&list).is_some_and(|lexicon| lexicon.is_certain(text, today))
        });
        let known = certain || self.decided(Subject::Terms(list), text).is_some();
        self.known.insert(key, known);
        known
    }

    /// The term a text means.
    pub fn term(&mut self, list: List, text: &str) -> Settled<TermId> {
        let subject = Subject::Terms(list);
        match self.decided(subject, text) {
            Some(Decision::Term(term)) => return Settled::Is(*term),
            Some(_) => return Settled::LeftOut,
            None => {}
        }
        let suggestion = match self.resolve(list, text) {
            Resolution::Certain(term) => return Settled::Is(term),
            Resolution::Likely(term, _) if self.accept_likely => return Settled::Is(term),
            Resolution::Likely(term, _) => Some((Decision::Term(term), self.label(term))),
            Resolution::Unknown => None,
        };
        self.note(subject, text, suggestion);
        Settled::Unsure
    }

    /// The term a text means for sure; nothing is noted.
    pub fn looked_up(&mut self, list: List, text: &str) -> Settled<TermId> {
        match self.resolve(list, text) {
            Resolution::Certain(term) => Settled::Is(term),
            _ => Settled::LeftOut,
        }
    }

    /// The employer a text means; the text itself stands for it until somebody decides.
    pub fn employer(&mut self, text: &str) -> Settled<Employer> {
        match self.decided(Subject::Employers, text) {
            Some(Decision::Employer(id)) => {
                if let Some(name) = self.employer_names.get(id) {
                    return Settled::Is(Employer { id: Some(*id), name: name.clone() });
                }
            }
            Some(_) => return Settled::LeftOut,
            None => {}
        }
        let meant = self.employers.get(&text.trim().to_lowercase()).cloned().unwrap_or(Meant::Unknown);
        let suggestion = match meant {
            Meant::Certain(id, name) => return Settled::Is(Employer { id: Some(id), name }),
            Meant::Likely(id, name) if self.accept_likely => {
                return Settled::Is(Employer { id: Some(id), name });
            }
            Meant::Likely(id, name) => Some((Decision::Employer(id), name)),
            Meant::Unknown => None,
        };
        self.note(Subject::Employers, text, suggestion);
        Settled::Unsure
    }

    fn note(&mut self, subject: Subject, text: &str, suggestion: Option<(Decision, String)>) {
        let key = (subject, folded(text));
        if self.unsure.len() >= MOST_UNSURE && !self.unsure.contains_key(&key) {
            return;
        }
        let unsure = self.unsure.entry(key).or_insert_with_key(|(subject, folded)| Unsure {
            subject: subject.code().to_owned(),
            folded: folded.clone(),
            written: text.chars().take(120).collect(),
            rows: 0,
            suggestion,
        });
        unsure.rows += 1;
    }

    #[must_use]
    pub fn label(&self, term: TermId) -> String {
        self.labels.get(&term).cloned().unwrap_or_default()
    }

    /// A term that is no longer chosen stands for its successor.
    #[must_use]
    pub fn current(&self, list: List, term: TermId) -> TermId {
        let current = self.today.and_then(|today| self.lexicons.get(&list)?.current(term, today));
        current.unwrap_or(term)
    }

    /// What nobody has decided yet, the commonest of each subject first.
    #[must_use]
    pub fn unsure(&self) -> Vec<Unsure> {
        let mut all: Vec<(Subject, Unsure)> =
            self.unsure.iter().map(|((subject, _), unsure)| (*subject, unsure.clone())).collect();
        all.sort_by_key(|(subject, unsure)| (*subject, std::cmp::Reverse(unsure.rows)));
        all.into_iter().map(|(_, unsure)| unsure).collect()
    }
}
