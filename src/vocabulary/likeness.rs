//! How near a mistyped text is to a known one. Pure; both are folded.

use super::words::is_number;

/// How alike two folded texts are, from 0 (nothing in common) to 100 (the same). Numbers and single letters must agree:
/// band 8a is not nearly band 8b.
#[must_use]
pub(super) fn likeness(typed: &str, known: &str) -> u32 {
    if typed == known {
        return 100;
    }
    let typed_words: Vec<&str> = typed.split(' ').collect();
    let known_words: Vec<&str> = known.split(' ').collect();
    if exact_parts(&typed_words) != exact_parts(&known_words) {
        return 0;
    }
    by_words(&typed_words, &known_words).max(as_one_word(typed, known))
}

/// What a slip of the finger would make into something else.
fn exact_parts<'a>(words: &[&'a str]) -> Vec<&'a str> {
    let mut parts: Vec<&str> =
        words.iter().copied().filter(|word| is_number(word) || word.chars().count() == 1).collect();
    parts.sort_unstable();
    parts
}

/// Each word's best likeness on the other side, weighted by its length.
fn by_words(typed: &[&str], known: &[&str]) -> u32 {
    let (mut met, mut whole) = (0, 0);
    for (words, others) in [(typed, known), (known, typed)] {
        for word in words {
            let length = length(word);
            met += others.iter().map(|other| word_likeness(word, other)).max().unwrap_or(0) * length;
            whole += length;
        }
    }
    (met / whole.max(1)).min(99)
}

fn word_likeness(one: &str, other: &str) -> u32 {
    if one == other {
        return 100;
    }
    let (shorter, longer) = (length(one).min(length(other)), length(one).max(length(other)));
    if shorter < 4 || longer - shorter > 4 {
        return 0;
    }
    let allowed = match longer {
        ..=5 => 1,
        6..=8 => 2,
        _ => 3,
    };
    let edits = edits(one, other);
    if edits <= allowed {
        return 100 - 100 * edits / longer;
    }
    if one.starts_with(other) || other.starts_with(one) { 100 * shorter / longer } else { 0 }
}

/// The same without spaces, for words written as one or cut in two.
fn as_one_word(typed: &str, known: &str) -> u32 {
    let (typed, known) = (typed.replace(' ', ""), known.replace(' ', ""));
    let longer = length(&typed).max(length(&known));
    if longer < 6 || length(&typed).abs_diff(length(&known)) > longer / 6 {
        return 0;
    }
    let edits = edits(&typed, &known);
    if edits <= longer / 6 { (100 - 100 * edits / longer).min(99) } else { 0 }
}

fn length(word: &str) -> u32 {
    u32::try_from(word.chars().count()).unwrap_or(u32::MAX)
}

/// Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment).
fn edits(left: &str, right: &str) -> u32 {
    let (left, right): (Vec<char>, Vec<char>) = (left.chars().collect(), right.chars().collect());
    let width = right.len() + 1;
    let mut before: Vec<u32> = vec![0; width];
    let mut last: Vec<u32> = (0_u32..).take(width).collect();
    for (i, letter) in left.iter().enumerate() {
        let mut row = vec![last[0] + 1; width];
        for (j, other) in right.iter().enumerate() {
            let differs = u32::from(letter != other);
            row[j + 1] = (last[j + 1] + 1).min(row[j] + 1).min(last[j] + differs);
            let swapped = i > 0 && j > 0 && left[i - 1] == *other && *letter == right[j - 1];
            if swapped {
                row[j + 1] = row[j + 1].min(before[j - 1] + 1);
            }
        }
        before = last;
        last = row;
    }
    last[right.len()]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_swap_is_one_edit() {
        assert_eq!(edits("delegtaion", "delegation"), 1);
        assert_eq!(edits("", "abc"), 3);
    }

    #[test]
    fn numbers_and_single_letters_must_agree() {
        assert_eq!(likeness("band 8 a", "band 8 b"), 0);
        assert_eq!(likeness("ilm 5 diploma", "ilm 7 diploma"), 0);
    }

    proptest! {
        #[test]
        fn likeness_is_the_same_both_ways_and_full_only_for_the_same(
            one in "[a-e]{1,8}( [a-e]{1,8}){0,2}", other in "[a-e]{1,8}( [a-e]{1,8}){0,2}"
        ) {
            let there = likeness(&one, &other);
            prop_assert_eq!(there, likeness(&other, &one));
            prop_assert_eq!(there == 100, one == other);
        }
    }
}
