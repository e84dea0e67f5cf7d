use std::ops::Range;

use crate::vocabulary::{fold, is_small, stem};

/// Longer texts are read up to here.
const MOST_WORDS: usize = 400;

/// A word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// Where it is in the text, in bytes.
    pub at: Range<usize>,
    /// Lower case, without accents, plurals and spellings as one.
    pub folded: String,
    /// As it was written, in lower case, without apostrophes.
    pub lower: String,
    pub stem: String,
    /// Written in capitals, in a text that is not so all over.
    pub capitals: bool,
    /// Written with a capital letter first.
    pub capital: bool,
    /// Counts sentences.
    pub sentence: usize,
    /// Counts the parts of a list, between commas and the like.
    pub part: usize,
    /// Counts its items, which "and" and "or" part as well.
    pub item: usize,
    /// Tells nothing by itself: "the", "my".
    pub small: bool,
}

/// Cuts a text into its words.
#[must_use]
pub(super) fn read(text: &str) -> Vec<Word> {
    let mut cutter = Cutter::default();
    let mut letters = text.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        let next = letters.peek().map(|(_, next)| *next);
        cutter.take(text, at, letter, next);
        if cutter.words.len() >= MOST_WORDS {
            break;
        }
    }
    cutter.end(text, text.len());
    let mut words = cutter.words;
    words.truncate(MOST_WORDS);
    let shouted = words.iter().filter(|word| word.lower.len() > 3).all(|word| word.capitals);
    let telling_capitals = !(shouted && words.len() > 2);
    for index in 0..words.len() {
        let next = words.get(index + 1).map(|next| next.folded.clone());
        let word = &mut words[index];
        word.small = is_small(&word.folded, next.as_deref());
        word.capitals &= telling_capitals;
        word.capital &= telling_capitals;
    }
    words
}

/// The words in lower case, without the small ones.
#[must_use]
pub(super) fn plain(words: &[Word]) -> String {
    let telling = words.iter().filter(|word| !word.small);
    telling.map(|word| word.lower.as_str()).collect::<Vec<_>>().join(" ")
}

#[derive(Default)]
struct Cutter {
    words: Vec<Word>,
    /// Where the word that is being read began, and whether it is a number.
    open: Option<(usize, bool)>,
    sentence: usize,
    part: usize,
    joints: usize,
}

impl Cutter {
    fn take(&mut self, text: &str, at: usize, letter: char, next: Option<char>) {
        let goes_on = next.is_some_and(char::is_alphanumeric);
        match letter {
            _ if letter.is_alphanumeric() => {
                let number = letter.is_numeric();
                if self.open.is_some_and(|(_, before)| before != number) {
                    self.end(text, at);
                }
                self.open.get_or_insert((at, number));
            }
            '\'' | '’' | '‘' | 'ʼ' | '`' | '.' if goes_on && self.open.is_some() => {}
            _ => {
                self.end(text, at);
                match letter {
                    '.' | '!' | '?' | '\n' | ';' | '•' => self.sentence += 1,
                    ',' | '/' | '(' | ')' | ':' | '+' | '|' => self.part += 1,
                    '&' => self.joints += 1,
                    _ => {}
                }
            }
        }
    }

    fn end(&mut self, text: &str, at: usize) {
        let Some((from, _)) = self.open.take() else { return };
        let written = &text[from..at];
        let folded = fold(written);
        let lower: String =
            written.to_lowercase().chars().filter(|letter| letter.is_alphanumeric()).collect();
        if ["and", "or", "but"].contains(&lower.as_str()) {
            self.joints += 1;
        }
        let letters = || written.chars().filter(|letter| letter.is_alphabetic());
        self.words.push(Word {
            at: from..at,
            stem: stem(&folded),
            folded,
            lower,
            capitals: letters().count() > 1 && letters().all(char::is_uppercase),
            capital: letters().next().is_some_and(char::is_uppercase),
            sentence: self.sentence,
            part: self.sentence + self.part,
            item: self.sentence + self.part + self.joints,
            small: false,
        });
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_text_is_cut_where_a_reader_would_cut_it() {
        let words = read("I’m a band 8a, in A&E. Help me with my G.R.O.W. work-life!");
        let lower: Vec<&str> = words.iter().map(|word| word.lower.as_str()).collect();
        let expected =
            ["im", "a", "band", "8", "a", "in", "a", "e", "help", "me", "with", "my", "grow", "work", "life"];
        assert_eq!(lower, expected);
        assert_eq!((words[7].sentence, words[8].sentence), (0, 1));
        assert!(words[1].small && !words[6].small, "the A of A&E is not an article");
    }

    #[test]
    fn capitals_tell_nothing_in_a_text_that_shouts() {
        assert!(read("I work in IT")[3].capitals);
        assert!(!read("HELP ME WITH IT PLEASE")[3].capitals);
    }

    proptest! {
        #[test]
        fn every_word_is_where_it_says(text in "\\PC{0,80}") {
            for word in read(&text) {
                prop_assert!(text.get(word.at.clone()).is_some_and(|written| !written.is_empty()));
            }
        }
    }
}
