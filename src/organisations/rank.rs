//! Which of several employers somebody most likely means by what they typed. Pure: the database proposes, this
//! decides.

use super::words::{compact, initials, weight, words};

/// An employer that might be meant, as far as ranking looks at it.
#[derive(Debug, Clone)]
pub struct Candidate<'a> {
    pub name: &'a str,
    pub town: Option<&'a str>,
    pub ods_code: Option<&'a str>,
    pub aliases: &'a [String],
}

/// Below this nothing is shown.
pub const LEAST: u32 = 450;

/// What was typed, prepared once for all candidates.
#[derive(Debug, Clone)]
pub struct Query {
    words: Vec<String>,
    compact: Option<String>,
    /// The text itself when it may be a code: one word of letters and digits.
    code: Option<String>,
}

impl Query {
    #[must_use]
    pub fn new(text: &str) -> Self {
        let text = text.trim();
        let is_code = !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric());
        Self { words: words(text), compact: compact(text), code: is_code.then(|| text.to_uppercase()) }
    }

    #[must_use]
    pub fn words(&self) -> &[String] {
        &self.words
    }

    /// The words worth looking up: those that tell employers apart, or all when there are none.
    #[must_use]
    pub fn telling_words(&self) -> Vec<String> {
        let telling: Vec<String> = self.words.iter().filter(|word| weight(word) == 100).cloned().collect();
        if telling.is_empty() { self.words.clone() } else { telling }
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.is_empty() && self.compact.is_none()
    }

    /// How well a candidate fits, from 0 to 2000; a code or short name in full counts above everything.
    #[must_use]
    pub fn score(&self, candidate: &Candidate<'_>) -> u32 {
        let shorts = initials(candidate.name);
        if candidate.ods_code.is_some() && candidate.ods_code == self.code.as_deref() {
            return 2000;
        }
        if let Some(compact_query) = &self.compact {
            let own_short =
                candidate.aliases.iter().any(|alias| compact(alias).as_ref() == Some(compact_query));
            if own_short {
                return 1900;
            }
            if let Some(place) = shorts.iter().position(|short| short == compact_query) {
                return 1800 - u32::try_from(place).unwrap_or(0);
            }
        }
        if self.words.is_empty() {
            return 0;
        }
        let name = words(candidate.name);
        let town = candidate.town.map(words).unwrap_or_default();
        let aliases: Vec<Vec<String>> = candidate.aliases.iter().map(|alias| words(alias)).collect();
        self.coverage(&name, &town, &aliases, &shorts)
    }

    /// 880 parts for the share of what was typed that the candidate answers, 120 for the share of the candidate's
    /// best label that was typed.
    fn coverage(&self, name: &[String], town: &[String], aliases: &[Vec<String>], shorts: &[String]) -> u32 {
        let mut met = 0;
        let mut whole = 0;
        for word in &self.words {
            let in_name = best(word, name) * 100;
            let in_alias = aliases.iter().map(|alias| best(word, alias)).max().unwrap_or(0) * 97;
            let in_town = best(word, town) * 94;
            let as_short = if shorts.contains(word) { 10_000 } else { 0 };
            met += weight(word) * in_name.max(in_alias).max(in_town).max(as_short);
            whole += weight(word) * 10_000;
        }
        let labelled = std::iter::once(self.labelled(name))
            .chain(aliases.iter().map(|alias| self.labelled(alias)))
            .max()
            .unwrap_or(0);
        880 * (met / 100) / (whole / 100).max(1) + 120 * labelled / 100
    }

    /// The share of a label that was typed, in hundredths.
    fn labelled(&self, label: &[String]) -> u32 {
        let whole: u32 = label.iter().map(|word| weight(word)).sum();
        let met: u32 = label.iter().map(|word| weight(word) * best(word, &self.words) / 100).sum();
        (met * 100).checked_div(whole).unwrap_or(0)
    }
}

/// The best likeness of a word to any of several, or to two neighbours written as one, in hundredths.
fn best(word: &str, among: &[String]) -> u32 {
    let single = among.iter().map(|other| likeness(word, other)).max().unwrap_or(0);
    if single == 100 || word.len() < 7 {
        return single;
    }
    let joined = among.windows(2).map(|pair| likeness(word, &pair.concat()) * 95 / 100).max().unwrap_or(0);
    single.max(joined)
}

/// How alike two words are, in hundredths: 100 the same, 0 not the same word.
fn likeness(typed: &str, stored: &str) -> u32 {
    if typed == stored {
        return 100;
    }
    let (typed_len, stored_len) = (typed.len(), stored.len());
    let (shorter, longer) = (typed_len.min(stored_len), typed_len.max(stored_len));
    if shorter >= 3 && stored.starts_with(typed) {
        return 70 + share(20, shorter, longer);
    }
    if shorter < 4 {
        return 0;
    }
    if shorter >= 5 && typed.starts_with(stored) {
        return 60 + share(20, shorter, longer);
    }
    let allowed = match longer {
        0..=5 => 1,
        6..=8 => 2,
        _ => 3,
    };
    let edits = edits(typed.as_bytes(), stored.as_bytes());
    if edits <= allowed {
        return 98 - share(100, edits, longer).min(98);
    }
    let start_is_close = typed_len >= 5
        && stored_len > typed_len
        && self::edits(typed.as_bytes(), &stored.as_bytes()[..typed_len]) <= 1;
    if start_is_close { 55 } else { 0 }
}

fn share(of: u32, part: usize, whole: usize) -> u32 {
    u32::try_from(part * of as usize / whole.max(1)).unwrap_or(0)
}

/// Insertions, deletions, substitutions and swaps of neighbours between two words (optimal string alignment).
fn edits(left: &[u8], right: &[u8]) -> usize {
    let width = right.len() + 1;
    let mut before: Vec<usize> = vec![0; width];
    let mut last: Vec<usize> = (0..width).collect();
    for i in 1..=left.len() {
        let mut row = vec![i; width];
        for j in 1..width {
            let differs = usize::from(left[i - 1] != right[j - 1]);
            row[j] = (last[j] + 1).min(row[j - 1] + 1).min(last[j - 1] + differs);
            let swapped = i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1];
            if swapped {
                row[j] = row[j].min(before[j - 2] + 1);
            }
        }
        before = last;
        last = row;
    }
    last[right.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_count_a_swap_once() {
        assert_eq!(edits(b"liecester", b"leicester"), 1);
        assert_eq!(edits(b"", b"abc"), 3);
        assert_eq!(edits(b"derby", b"derby"), 0);
    }

    #[test]
    fn a_typing_mistake_is_nearly_the_word_and_another_word_is_not() {
        assert!(likeness("notingham", "nottingham") > 85);
        assert!(likeness("sheffeild", "sheffield") > 85);
        assert_eq!(likeness("leeds", "derby"), 0);
        assert_eq!(likeness("kent", "west"), 0);
    }

    #[test]
    fn the_exact_name_beats_a_longer_one() {
        let aliases = [];
        let score = |name| {
            Query::new("derby").score(&Candidate { name, town: None, ods_code: None, aliases: &aliases })
        };
        assert!(
            score("University Hospitals of Derby and Burton NHS Foundation Trust")
                > score("Derbyshire Healthcare NHS Foundation Trust")
        );
    }
}
