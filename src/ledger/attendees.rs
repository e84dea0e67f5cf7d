//! Who was in a group, as a supervisor types it: a name or an address on each line.

use std::collections::BTreeSet;

use super::group_store::Found;
use crate::platform::ids::AccountId;
use crate::platform::web::forms;
use crate::platform::words;

/// How many a group may have.
pub(super) const MOST: usize = 40;

/// The lines that say something, each with its number as the page shows it, from 1.
///
/// # Errors
/// A sentence for the field.
pub(super) fn lines(raw: &str) -> Result<Vec<(usize, String)>, String> {
    let mut lines = Vec::new();
    for (number, text) in (1..).zip(raw.lines()) {
        let text = text.trim().trim_end_matches([',', ';']);
        if text.is_empty() {
            continue;
        }
        let text = forms::line(text, &format!("line {number}"), 200)?;
        if text.chars().count() < 2 {
            return Err(format!("Line {number}: write at least two letters of the name"));
        }
        lines.push((number, text));
    }
    match lines.len() {
        0 => Err("Write who was there, a name or an email address on each line".to_owned()),
        1..=MOST => Ok(lines),
        more => Err(format!("Write at most {MOST} people; there are {more}. Record a larger group in parts")),
    }
}

/// Who is meant by each line: the one whose name or address it is, or else the only one whose name begins so. Somebody named
/// twice was there once.
///
/// # Errors
/// A sentence for each line that names nobody, or several, or whoever is asking.
pub(super) fn resolve(
    lines: &[(usize, String)],
    found: &[Found],
    own: AccountId,
) -> Result<BTreeSet<AccountId>, String> {
    let mut attendees = BTreeSet::new();
    let mut troubles = Vec::new();
    for (position, (number, text)) in (1_i64..).zip(lines) {
        let matches: Vec<&Found> = found.iter().filter(|one| one.line == position).collect();
        let exact: Vec<&Found> = matches.iter().copied().filter(|one| one.exact).collect();
        let meant = if exact.is_empty() { matches } else { exact };
        match meant.as_slice() {
            [only] if only.account_id == own => {
                troubles.push(format!("Line {number} is you: leave yourself out"));
            }
            [only] => {
                attendees.insert(only.account_id);
            }
            [] => troubles.push(format!("Line {number}: nobody in this pool is called “{text}”")),
            several => {
                let names: Vec<&str> = several.iter().map(|one| one.name.as_str()).collect();
                let how = if several.iter().all(|one| one.exact) {
                    "several people have this name. Write the email address instead".to_owned()
                } else {
                    format!(
                        "this could be {}. Write the whole name or the email address",
                        words::either(&names)
                    )
                };
                troubles.push(format!("Line {number}, “{text}”: {how}"));
            }
        }
    }
    if troubles.is_empty() { Ok(attendees) } else { Err(troubles.join(". ")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::clock::Instant;

    fn found(line: i64, account_id: AccountId, name: &str, exact: bool) -> Found {
        Found { line, account_id, name: name.to_owned(), exact }
    }

    #[test]
    fn lines_are_counted_as_they_are_seen_and_empty_ones_are_left_out() {
        assert_eq!(
            lines(" Grace Obi,\r\n\r\ntom@example.org;\n"),
            Ok(vec![(1, "Grace Obi".to_owned()), (3, "tom@example.org".to_owned())])
        );
        assert!(lines(" \n ,\n").is_err());
        assert!(lines("A").is_err());
        assert!(lines(&"Grace Obi\n".repeat(MOST + 1)).is_err());
    }

    #[test]
    fn each_line_names_one_person_or_says_why_not() {
        let now = Instant::from_microsecond(1_800_000_000_000_000);
        let [own, grace, tom, tomas] = [0; 4].map(|_| AccountId::new(now));
        let typed = lines("Grace Obi\nTom\nTom Hale\nNobody\nMe\nGrace").unwrap();
        let all = [
            found(1, grace, "Grace Obi", true),
            found(2, tom, "Tom Hale", false),
            found(2, tomas, "Tomas Reyes", false),
            found(3, tom, "Tom Hale", true),
            found(5, own, "Me", true),
            found(6, grace, "Grace Obi", false),
        ];
        let told = resolve(&typed, &all, own).unwrap_err();
        assert!(told.contains("Line 2, “Tom”: this could be Tom Hale or Tomas Reyes."), "{told}");
        assert!(told.contains("Line 4: nobody in this pool is called “Nobody”"), "{told}");
        assert!(told.contains("Line 5 is you"), "{told}");
        let clear: Vec<(usize, String)> = [0, 2, 5].iter().filter_map(|at| typed.get(*at).cloned()).collect();
        let clear_found = [
            found(1, grace, "Grace Obi", true),
            found(2, tom, "Tom Hale", true),
            found(3, grace, "Grace Obi", false),
        ];
        assert_eq!(resolve(&clear, &clear_found, own), Ok(BTreeSet::from([grace, tom])));
    }
}
