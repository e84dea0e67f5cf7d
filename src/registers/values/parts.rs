//! Several values in one cell.

use super::answers::says_nothing;

/// What parts values, the clearest first: a value never runs over a line or a semicolon, but may hold a comma or slash.
const CLEAR: [char; 4] = ['\n', ';', '|', '•'];
const UNCLEAR: [char; 2] = [',', '/'];

/// The longest value that is looked for, counted in pieces between unclear separators.
const LONGEST: usize = 4;

/// The values of a cell, in order and without repeats. `known` says whether a text is a value: of several readings the one
/// with the longest known values counts, so that "New role / transitions" stays one and "Resilience / Conflict" becomes
/// two.
pub fn parts(cell: &str, mut known: impl FnMut(&str) -> bool) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut add = |value: &str| {
        let value = trimmed(value);
        if !value.is_empty() && !found.iter().any(|one| one.eq_ignore_ascii_case(&value)) {
            found.push(value);
        }
    };
    for part in cell.split(CLEAR).filter(|part| !says_nothing(part)) {
        let pieces = pieces(part);
        let mut from = 0;
        while from < pieces.len() {
            let longest = pieces.len().min(from + LONGEST);
            let end = (from + 1..=longest).rev().find(|end| known(&trimmed(span(part, &pieces, from, *end))));
            if let Some(end) = end {
                add(span(part, &pieces, from, end));
                from = end;
            } else {
                let piece = span(part, &pieces, from, from + 1);
                match pair(piece).filter(|(left, right)| known(&trimmed(left)) && known(&trimmed(right))) {
                    Some((left, right)) => {
                        add(left);
                        add(right);
                    }
                    None => add(piece),
                }
                from += 1;
            }
        }
    }
    found
}

/// Where the pieces between unclear separators begin and end.
fn pieces(part: &str) -> Vec<(usize, usize)> {
    let mut pieces = Vec::new();
    let mut start = 0;
    for (at, _) in part.match_indices(UNCLEAR) {
        pieces.push((start, at));
        start = at + 1;
    }
    pieces.push((start, part.len()));
    pieces
}

fn span<'a>(part: &'a str, pieces: &[(usize, usize)], from: usize, end: usize) -> &'a str {
    &part[pieces[from].0..pieces[end - 1].1]
}

/// "Hindi and Gujarati".
fn pair(piece: &str) -> Option<(&str, &str)> {
    piece.split_once(" and ").or_else(|| piece.split_once(" & ")).or_else(|| piece.split_once('+'))
}

/// Without the marks of a list.
fn trimmed(value: &str) -> String {
    let value = value.trim().trim_start_matches(['-', '–', '*', '·', '•', '‣']).trim();
    let value = match value.split_once(['.', ')']) {
        Some((number, rest))
            if !number.is_empty() && number.len() <= 2 && number.bytes().all(|b| b.is_ascii_digit()) =>
        {
            rest
        }
        _ => value,
    };
    value.trim_end_matches(['.', ',', ';']).split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const KNOWN: [&str; 8] = [
        "New role / transitions",
        "Resilience",
        "Conflict",
        "Skill/Will",
        "GROW",
        "Hindi",
        "Gujarati",
        "Teams / F2F",
    ];

    fn read(cell: &str) -> Vec<String> {
        parts(cell, |text| KNOWN.iter().any(|known| known.eq_ignore_ascii_case(text)))
    }

    #[test]
    fn the_longest_known_value_wins() {
        assert_eq!(
            read("Resilience / New role / transitions / Conflict"),
            ["Resilience", "New role / transitions", "Conflict"]
        );
        assert_eq!(read("Skill/Will; GROW"), ["Skill/Will", "GROW"]);
        assert_eq!(read("Teams / F2F"), ["Teams / F2F"]);
        assert_eq!(read("GROW, Skill/Will,Conflict"), ["GROW", "Skill/Will", "Conflict"]);
    }

    #[test]
    fn every_separator_parts() {
        assert_eq!(read("Resilience\r\nConflict"), ["Resilience", "Conflict"]);
        assert_eq!(read("• Resilience\n• Conflict"), ["Resilience", "Conflict"]);
        assert_eq!(read("1. Resilience\n2) Conflict."), ["Resilience", "Conflict"]);
        assert_eq!(read("Hindi and Gujarati"), ["Hindi", "Gujarati"]);
        assert_eq!(read("Trees and shrubs; resilience; Resilience"), ["Trees and shrubs", "resilience"]);
        assert_eq!(read(" ;,/ "), Vec::<String>::new());
        assert_eq!(read("N/A"), Vec::<String>::new());
        assert_eq!(read("GROW; n/a"), ["GROW"]);
    }

    proptest! {
        #[test]
        fn no_cell_is_too_odd(cell in "\\PC{0,80}") {
            for part in read(&cell) {
                prop_assert!(!part.trim().is_empty());
            }
        }
    }
}
