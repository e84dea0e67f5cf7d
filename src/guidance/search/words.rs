//! The words of a text, as search compares them.

use crate::vocabulary::stem;

/// Words that tell nothing about what is looked for.
const SILENT: [&str; 62] = [
    "a", "about", "am", "an", "and", "any", "are", "as", "at", "be", "can", "could", "did", "do", "does",
    "for", "from", "get", "give", "has", "have", "how", "i", "if", "in", "into", "is", "it", "its", "me",
    "my", "need", "of", "on", "or", "our", "please", "should", "so", "some", "somebody", "someone", "that",
    "the", "their", "them", "there", "they", "this", "to", "us", "was", "we", "what", "when", "where",
    "which", "who", "why", "will", "with", "you",
];

/// One word, where it stands, and its stem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Bytes of the text.
    pub start: usize,
    pub end: usize,
    pub stem: String,
}

/// Every word of a text, in order.
#[must_use]
pub fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, letter) in text.char_indices().chain([(text.len(), ' ')]) {
        let inside = letter.is_alphanumeric() || (is_apostrophe(letter) && start.is_some());
        match (inside, start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                let end = from + text[from..at].trim_end_matches(is_apostrophe).len();
                words.push(Word { start: from, end, stem: stem_of(&text[from..end]) });
                start = None;
            }
            _ => {}
        }
    }
    words
}

/// The stems of a text, in order.
#[must_use]
pub fn stems(text: &str) -> Vec<String> {
    words(text).into_iter().map(|word| word.stem).collect()
}

/// The stems of a question that tell what is looked for; all of them when none does.
#[must_use]
pub fn telling(text: &str) -> Vec<String> {
    let words = words(text);
    let is_telling = |word: &&Word| !SILENT.contains(&text[word.start..word.end].to_lowercase().as_str());
    let told: Vec<String> = words.iter().filter(is_telling).map(|word| word.stem.clone()).collect();
    if told.is_empty() { words.into_iter().map(|word| word.stem).collect() } else { told }
}

fn is_apostrophe(letter: char) -> bool {
    matches!(letter, '\'' | '’')
}

fn stem_of(word: &str) -> String {
    let lower = word.to_lowercase();
    let owned = lower.strip_suffix("'s").or_else(|| lower.strip_suffix("’s")).unwrap_or(&lower);
    let plain: String = owned.chars().filter(|letter| !is_apostrophe(*letter)).collect();
    stem(&plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_know_their_place_and_their_stem() {
        let text = "Your manager’s meetings: don't worry.";
        let found: Vec<(String, &str)> =
            words(text).into_iter().map(|word| (word.stem, &text[word.start..word.end])).collect();
        let expected = [
            ("your", "Your"),
            ("manag", "manager’s"),
            ("meet", "meetings"),
            ("dont", "don't"),
            ("worri", "worry"),
        ];
        assert_eq!(found, expected.map(|(stem, word)| (stem.to_owned(), word)));
    }

    #[test]
    fn questions_are_cut_down_to_what_tells() {
        assert_eq!(telling("How do I prepare for the meeting?"), ["prepar", "meet"]);
        assert_eq!(telling("what is it"), ["what", "is", "it"]);
        assert!(telling("…").is_empty());
    }
}
