//! How what people write is folded before it is compared: lower case, no accents, `&` as "and", numbers apart from
//! letters, plurals and British spellings as one.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Words that tell no two terms apart.
const SILENT: [&str; 3] = ["and", "of", "the"];

/// Left out before a number: "ILM Level 5", "ILM L5" and "ILM5" are one.
const BEFORE_NUMBER: [&str; 3] = ["l", "level", "lvl"];

/// The words of a text, folded, separated by single spaces. Folding twice changes nothing.
#[must_use]
pub fn fold(text: &str) -> String {
    let plain = plain(text);
    let stemmed: Vec<String> = plain.split_whitespace().map(stem).collect();
    let telling: Vec<&str> =
        stemmed.iter().map(String::as_str).filter(|word| !SILENT.contains(word)).collect();
    let words = if telling.is_empty() { stemmed.iter().map(String::as_str).collect() } else { telling };
    let mut kept: Vec<&str> = Vec::with_capacity(words.len());
    for word in words.into_iter().rev() {
        let before_number = kept.last().is_some_and(|next| is_number(next));
        if !(before_number && BEFORE_NUMBER.contains(&word)) {
            kept.push(word);
        }
    }
    kept.reverse();
    kept.join(" ")
}

pub(super) fn is_number(word: &str) -> bool {
    word.chars().all(char::is_numeric)
}

/// Lower case without accents or apostrophes; everything else that is neither letter nor digit parts words, as does
/// the step from a letter to a digit.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for letter in text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).nfkd() {
        match letter {
            '\'' | '’' | '‘' | 'ʼ' | '`' | '.' => {}
            mark if is_combining_mark(mark) => {}
            '&' => plain.push_str(" and "),
            'ß' => push(&mut plain, "ss"),
            'ł' => push(&mut plain, "l"),
            'ø' => push(&mut plain, "o"),
            'đ' => push(&mut plain, "d"),
            'æ' => push(&mut plain, "ae"),
            'œ' => push(&mut plain, "oe"),
            kept if kept.is_alphanumeric() => push(&mut plain, kept.encode_utf8(&mut [0; 4])),
            _ => plain.push(' '),
        }
    }
    plain
}

/// Adds letters or a digit, apart from what is there when one is a number and the other is not.
fn push(plain: &mut String, piece: &str) {
    let numeric = piece.starts_with(char::is_numeric);
    let last = plain.chars().next_back().filter(|last| last.is_alphanumeric());
    if last.is_some_and(|last| last.is_numeric() != numeric) {
        plain.push(' ');
    }
    plain.push_str(piece);
}

/// British endings, and what stands for both spellings.
const SPELLINGS: [(&str, &str); 8] = [
    ("isation", "ization"),
    ("ising", "izing"),
    ("ised", "ized"),
    ("ise", "ize"),
    ("iour", "ior"),
    ("elling", "eling"),
    ("programme", "program"),
    ("ocussed", "ocused"),
];

/// Without a plural's ending, in one of two spellings.
fn stem(word: &str) -> String {
    if word.chars().count() <= 3 || !word.is_ascii() {
        return word.to_owned();
    }
    let single = match word {
        w if w.ends_with("ies") && w.len() > 4 => format!("{}y", &w[..w.len() - 3]),
        w if w.ends_with("sses") => w[..w.len() - 2].to_owned(),
        w if w.ends_with('s') && !["ss", "us", "is"].iter().any(|end| w.ends_with(end)) => {
            w[..w.len() - 1].to_owned()
        }
        w => w.to_owned(),
    };
    SPELLINGS
        .iter()
        .find_map(|(british, other)| single.strip_suffix(british).map(|start| format!("{start}{other}")))
        .unwrap_or(single)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn one_thing_written_in_several_ways_is_one() {
        for (one, other) in [
            ("Work–life balance", "work life balance"),
            ("HR & OD", "hr and od"),
            ("Estates and Facilities", "Estates/Facilities"),
            ("ILM5", "ILM Level 5"),
            ("ILM L7 Diploma", "ilm 7 diploma"),
            ("AfC 8b", "AFC8B"),
            ("Décision making", "decision-making"),
            ("Leadership behaviours", "leadership behavior"),
            ("Solution focussed", "solution-focused"),
            ("Children’s nursing", "childrens nursing"),
            ("G.R.O.W.", "grow"),
            ("  Walk &\ttalk ", "walk and talk"),
            ("Prioritisation", "prioritization"),
            ("0Ø", "0 o"),
            ("5'a", "5a"),
        ] {
            assert_eq!(fold(one), fold(other), "{one} and {other}");
        }
    }

    #[test]
    fn different_things_stay_apart() {
        for (one, other) in
            [("8a", "8b"), ("IT", "it is"), ("conflict", "contact"), ("OT", "TO"), ("ILM 5", "CMI 5")]
        {
            assert_ne!(fold(one), fold(other), "{one} and {other}");
        }
        assert_eq!(fold("مرشد"), "مرشد");
        assert_eq!(fold("…"), "");
        assert_eq!(fold("and"), "and");
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in "\\PC{0,60}") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }

        #[test]
        fn case_and_spaces_do_not_matter(text in "[a-zA-Z0-9 &-]{0,40}") {
            prop_assert_eq!(fold(&text.to_uppercase().replace(' ', "  ")), fold(&text));
        }
    }
}
