//! Which pages answer a question, best first. Pure; a few dozen documents are read once.
//!
//! A document's score is, over the stems of the question, `weight · idf · tf ⁄ (tf + 4)`, where `tf` counts a stem in the
//! document with its field's weight (title 6, what people call it 5, summary 3, headings 2.5, text 1 divided by one and
//! the text's length in units of 400 words), `idf = ln((n + 0.5) ⁄ (df + 0.5))`, at least 0.15, and `weight` is 1 for what was written,
//! 0.5 for what the synonyms add and 0.6 for the likeliest reading of a word that is nowhere. What is called exactly what
//! was written gets its sum once more and a half; the whole is scaled by the share of the question that was met.

use std::collections::{BTreeMap, HashMap};

use super::document::Document;
use super::excerpt::{Excerpt, Source, excerpt};
use super::synonyms::{added, holds};
use super::words::{telling, words};

const SATURATION: f64 = 4.0;
const BY_SYNONYM: f64 = 0.5;
const BY_LIKENESS: f64 = 0.6;
const MOST: usize = 10;

/// What a stem counts that every page has.
const LEAST_TELLING: f64 = 0.15;

/// Below this share of the best score a page is noise.
const WORTH: f64 = 0.2;

/// Everything that can be found.
#[derive(Debug, Default)]
pub struct Index {
    entries: Vec<Entry>,
    /// How many documents have a stem.
    known: HashMap<String, u32>,
    /// Every word as it is written, and its stem.
    written: BTreeMap<String, String>,
}

#[derive(Debug)]
struct Entry {
    document: Document,
    counts: HashMap<String, f64>,
    /// The telling stems of its title and of each thing people call it.
    names: Vec<Vec<String>>,
    /// What an excerpt may be cut from: the summary, then the passages.
    sources: Vec<Source>,
}

/// What a question found.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Found {
    pub hits: Vec<Hit>,
    /// Words that are nowhere, and what they were read as.
    pub read_as: Vec<(String, String)>,
}

/// One page that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    pub href: String,
    pub title: String,
    pub kind: &'static str,
    pub excerpt: Excerpt,
    pub score: f64,
}

impl Index {
    #[must_use]
    pub fn of(documents: Vec<Document>) -> Self {
        let mut index = Self::default();
        for document in documents {
            let mut counts: HashMap<String, f64> = HashMap::new();
            let text: Vec<&str> = document.passages.iter().map(|passage| passage.text.as_str()).collect();
            let text = text.join(" ");
            let length = f64::from(u32::try_from(text.split_whitespace().count()).unwrap_or(u32::MAX));
            let headings: Vec<&str> =
                document.passages.iter().map(|passage| passage.heading.as_str()).collect();
            for (field, weight) in [
                (document.title.as_str(), 6.0),
                (document.words.join(" ").as_str(), 5.0),
                (document.summary.as_str(), 3.0),
                (headings.join(" ").as_str(), 2.5),
                (text.as_str(), 1.0 / (1.0 + length / 400.0)),
            ] {
                for word in words(field) {
                    let written = field[word.start..word.end].to_lowercase();
                    index.written.insert(written, word.stem.clone());
                    *counts.entry(word.stem).or_default() += weight;
                }
            }
            for stem in counts.keys() {
                *index.known.entry(stem.clone()).or_default() += 1;
            }
            let names =
                std::iter::once(&document.title).chain(&document.words).map(|name| telling(name)).collect();
            let passages = document.passages.iter().map(|passage| passage.text.as_str());
            let sources =
                std::iter::once(document.summary.as_str()).chain(passages).map(Source::new).collect();
            index.entries.push(Entry { document, counts, names, sources });
        }
        index
    }

    /// The pages that answer a question, best first.
    #[must_use]
    pub fn find(&self, question: &str) -> Found {
        let asked = telling(question);
        let mut terms: Vec<(String, f64)> = Vec::new();
        let mut read_as = Vec::new();
        let mut meant = asked.clone();
        for stem in &asked {
            if self.known.contains_key(stem) {
                terms.push((stem.clone(), 1.0));
                continue;
            }
            let typed = written(question, stem);
            if let Some((word, stem)) = self.likely(&typed) {
                read_as.push((typed, word));
                meant.push(stem.clone());
                terms.push((stem, BY_LIKENESS));
            }
        }
        for stem in added(&meant) {
            if !terms.iter().any(|(known, _)| *known == stem) {
                terms.push((stem, BY_SYNONYM));
            }
        }
        let score = |entry| self.score(entry, &asked, &terms).map(|score| (score, entry));
        let mut scored: Vec<(f64, &Entry)> = self.entries.iter().filter_map(score).collect();
        scored.sort_by(|(one, its), (other, their)| {
            other.total_cmp(one).then_with(|| its.document.title.cmp(&their.document.title))
        });
        let best = scored.first().map_or(0.0, |(score, _)| *score);
        let stems: Vec<&str> = terms.iter().map(|(stem, _)| stem.as_str()).collect();
        let hits = scored
            .into_iter()
            .take_while(|(score, _)| *score >= WORTH * best)
            .take(MOST)
            .map(|(score, Entry { document, sources, .. })| Hit {
                href: document.href.clone(),
                title: document.title.clone(),
                kind: document.kind,
                excerpt: excerpt(sources, &stems, |stem| self.rarity(stem)),
                score,
            })
            .collect();
        Found { hits, read_as }
    }

    fn score(&self, entry: &Entry, asked: &[String], terms: &[(String, f64)]) -> Option<f64> {
        let met: Vec<&(String, f64)> =
            terms.iter().filter(|(stem, _)| entry.counts.contains_key(stem)).collect();
        let sum: f64 = met
            .iter()
            .map(|(stem, weight)| {
                let count = entry.counts[stem];
                weight * self.rarity(stem) * count / (count + SATURATION)
            })
            .sum();
        if sum <= 0.0 {
            return None;
        }
        let whole: f64 = terms.iter().map(|(_, weight)| weight).sum();
        let share: f64 = met.iter().map(|(_, weight)| weight).sum::<f64>() / whole;
        let named = if entry.names.iter().any(|name| name == asked) {
            1.5
        } else if entry
            .names
            .iter()
            .any(|name| (asked.len() > 1 && holds(name, asked)) || (name.len() > 1 && holds(asked, name)))
        {
            0.75
        } else {
            0.0
        };
        Some(sum * (1.0 + named) * (0.5 + 0.5 * share))
    }

    /// How much a stem tells: the fewer documents have it, the more.
    fn rarity(&self, stem: &str) -> f64 {
        let all = f64::from(u32::try_from(self.entries.len()).unwrap_or(u32::MAX));
        let having = self.known.get(stem).copied().map_or(0.0, f64::from);
        ((all + 0.5) / (having + 0.5)).ln().max(LEAST_TELLING)
    }

    /// The known word that a word which is nowhere most likely stands for, and its stem: one that it begins, or one that is a
    /// slip of the finger away; of several the one that most pages have.
    fn likely(&self, typed: &str) -> Option<(String, String)> {
        let typed = typed.to_lowercase();
        let length = typed.chars().count();
        if length < 4 || typed.chars().any(|letter| letter.is_ascii_digit()) {
            return None;
        }
        let allowed = if length < 7 { 1 } else { 2 };
        let distance = |word: &str| {
            if word.starts_with(&typed) { 1 } else { strsim::osa_distance(&typed, word) }
        };
        self.written
            .iter()
            .filter(|(word, _)| word.chars().count() >= 3)
            .map(|(word, stem)| (distance(word), std::cmp::Reverse(self.known.get(stem)), word, stem))
            .filter(|(distance, ..)| *distance <= allowed)
            .min()
            .map(|(_, _, word, stem)| (word.clone(), stem.clone()))
    }
}

/// A word of the question as it was written.
fn written(question: &str, stem: &str) -> String {
    let found = words(question).into_iter().find(|word| word.stem == stem);
    found.map_or_else(|| stem.to_owned(), |word| question[word.start..word.end].to_owned())
}
