//! How words inside a sentence are compared: folded, without what tells nothing, and cut down to their stems, so that
//! "I struggle to delegate" finds "Delegation".

use snowball_stemmers_rs::{Algorithm, Stemmer};

use super::words::fold;

/// Words that part no two phrases: "your feet" and "my feet" are one.
const SMALL: [&str; 15] = [
    "the", "and", "of", "a", "an", "my", "your", "our", "their", "his", "her", "some", "this", "that", "very",
];

/// The stem of one folded word. Short words and what is not plain English stay as they are.
#[must_use]
pub fn stem(folded: &str) -> String {
    if folded.len() <= 3 || !folded.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return folded.to_owned();
    }
    Stemmer::create(Algorithm::English).stem(folded).into_owned()
}

/// Whether a folded word tells nothing before the one that follows it. An "a" before a single letter does: "A&E".
#[must_use]
pub fn is_small(word: &str, next: Option<&str>) -> bool {
    SMALL.contains(&word) && !(word == "a" && next.is_some_and(|next| next.chars().count() == 1))
}

/// The stems of a phrase, separated by single spaces; small words alone are kept.
#[must_use]
pub(super) fn stems(text: &str) -> String {
    let folded = fold(text);
    let words: Vec<&str> = folded.split_whitespace().collect();
    let next = |index: usize| words.get(index + 1).copied();
    let telling: Vec<String> = (0..)
        .zip(&words)
        .filter(|(index, word)| !is_small(word, next(*index)))
        .map(|(_, word)| stem(word))
        .collect();
    if telling.is_empty() { folded } else { telling.join(" ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_a_phrase_share_their_stems() {
        for (one, other) in [
            ("Delegation", "delegating"),
            ("Finding your feet", "find my feet"),
            ("Prioritisation", "prioritise"),
            ("Retirement", "retiring"),
            ("Leading teams", "lead the team"),
            ("A&E", "a & e"),
        ] {
            assert_eq!(stems(one), stems(other), "{one} and {other}");
        }
        assert_ne!(stems("8a"), stems("8b"));
        assert_eq!(stems("the"), "the");
        assert_eq!(stems("…"), "");
    }
}
