//! The few words of a page that show why it was found, with what was found marked.

use super::words::{Word, words};
use crate::guidance::markup::Markup;

/// About how many words an excerpt has.
const LENGTH: usize = 32;

/// How many of them stand before the first that was found.
const BEFORE: usize = 8;

/// An excerpt: pieces of text, the found ones marked.
pub type Excerpt = Vec<Piece>;

/// Text, and whether it is what was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    pub text: String,
    pub found: bool,
}

/// A text that excerpts are cut from, and its words.
#[derive(Debug)]
pub(super) struct Source {
    text: String,
    words: Vec<Word>,
}

impl Source {
    pub(super) fn new(text: &str) -> Self {
        Self { words: words(text), text: text.to_owned() }
    }
}

/// The best few words of some texts for some stems; the beginning of the first when none has any of them.
pub(super) fn excerpt(sources: &[Source], stems: &[&str], telling: impl Fn(&str) -> f64) -> Excerpt {
    let mut best: Option<(f64, &Source, usize)> = None;
    for source in sources {
        let words = &source.words;
        for (at, word) in words.iter().enumerate() {
            if !stems.contains(&word.stem.as_str()) {
                continue;
            }
            let near = &words[at..words.len().min(at + LENGTH - BEFORE)];
            let mut seen: Vec<&str> = Vec::new();
            for one in near {
                if stems.contains(&one.stem.as_str()) && !seen.contains(&one.stem.as_str()) {
                    seen.push(&one.stem);
                }
            }
            let worth: f64 = seen.iter().map(|stem| telling(stem)).sum();
            if best.as_ref().is_none_or(|(known, ..)| worth > *known + 0.001) {
                best = Some((worth, source, at));
            }
        }
    }
    match (best, sources.first()) {
        (Some((_, source, at)), _) => cut(source, at, stems),
        (None, Some(first)) => cut(first, 0, stems),
        (None, None) => Vec::new(),
    }
}

fn cut(source: &Source, at: usize, stems: &[&str]) -> Excerpt {
    let (text, words) = (source.text.as_str(), &source.words);
    if words.is_empty() {
        return vec![Piece { text: text.trim().to_owned(), found: false }];
    }
    let whole = words.len() <= LENGTH + BEFORE;
    let first = if whole { 0 } else { at.saturating_sub(BEFORE) };
    let last = if whole { words.len() } else { words.len().min(first + LENGTH) };
    let mut pieces = Vec::new();
    let plain = |pieces: &mut Excerpt, text: &str| {
        if !text.is_empty() {
            let text = text.replace('\n', " ");
            pieces.push(Piece { text, found: false });
        }
    };
    if first > 0 {
        plain(&mut pieces, "… ");
    }
    let mut from = if first == 0 { 0 } else { words[first].start };
    for word in &words[first..last] {
        if stems.contains(&word.stem.as_str()) {
            plain(&mut pieces, &text[from..word.start]);
            pieces.push(Piece { text: text[word.start..word.end].to_owned(), found: true });
            from = word.end;
        }
    }
    let is_end = last == words.len();
    let end = if is_end { text.trim_end().len() } else { words[last - 1].end };
    plain(&mut pieces, text.get(from..end).unwrap_or_default());
    if !is_end {
        plain(&mut pieces, " …");
    }
    pieces
}

/// An excerpt as a page shows it.
#[must_use]
pub fn marked(excerpt: &Excerpt) -> Markup {
    let mut markup = Markup::default();
    for piece in excerpt {
        if piece.found {
            markup.open("mark", &[]);
            markup.text(&piece.text);
            markup.close("mark");
        } else {
            markup.text(&piece.text);
        }
    }
    markup
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    #[test]
    fn what_was_found_is_marked_and_stands_near_the_beginning() {
        let text = format!(
            "One two three four five six seven eight nine ten, then ask good questions & listen.\n{}",
            "word ".repeat(60),
        );
        let sources = [Source::new("Nothing here."), Source::new(&text)];
        let shown = marked(&excerpt(&sources, &["question", "listen"], |_| 1.0)).to_string();
        assert!(shown.starts_with("… "), "{shown}");
        assert!(shown.contains("ask good <mark>questions</mark> &amp; <mark>listen</mark>."), "{shown}");
        assert!(shown.ends_with(" …"), "{shown}");
    }

    proptest! {
        #[test]
        fn s11_an_excerpt_of_anything_is_text_and_marks(text in any::<String>(), stem in "[a-z]{1,3}") {
            let sources = [Source::new(&text)];
            let shown = marked(&excerpt(&sources, &[&stem], |_| 1.0)).to_string();
            let bare = shown.replace("<mark>", "").replace("</mark>", "");
            prop_assert!(!bare.contains(['<', '>', '"']));
        }
    }
}
