//! Every kind of letter the hub sends, read with hostile words in it (S11).

use std::collections::BTreeSet;
use std::path::Path;

use crate::platform::mail::Sample;
use crate::{
    accounts, applications, calendar, chemistry, concerns, coordination, ledger, memberships, registers,
    relationships, returns, search,
};

const BASE_URL: &str = "https://hub.example";
const HOSTILE: &str =
    "Eve\r\nBcc: eve@evil.example\r\n\r\n<script>alert(1)</script><img src=x onerror=alert(1)> \"'&\u{0}";

fn samples(text: &str) -> Vec<Sample> {
    accounts::letter_samples(text)
        .into_iter()
        .chain(coordination::letter_samples(text))
        .chain(memberships::letter_samples(text))
        .chain(applications::letter_samples(text))
        .chain(registers::letter_samples(text))
        .chain(search::letter_samples(text))
        .chain(calendar::letter_samples(text))
        .chain(chemistry::letter_samples(text))
        .chain(relationships::letter_samples(text))
        .chain(concerns::letter_samples(text))
        .chain(ledger::letter_samples(text))
        .chain(returns::letter_samples(text))
        .collect()
}

#[test]
fn s11_every_kind_of_letter_is_read_here() {
    let read: BTreeSet<String> = samples("Amina").iter().map(|sample| sample.kind.to_owned()).collect();
    let mut declared = BTreeSet::new();
    collect_kinds(Path::new("src"), &mut declared);
    assert_eq!(declared, read, "add a sample of the new letter to its emails.rs");
}

#[test]
fn s11_nothing_in_a_letter_becomes_a_header() {
    for sample in samples(HOSTILE) {
        let mut names: Vec<String> = sample
            .headers()
            .iter()
            .map(|line| line.split(':').next().unwrap_or_default().to_lowercase())
            .collect();
        names.sort();
        let expected = [
            "auto-submitted",
            "content-type",
            "date",
            "from",
            "message-id",
            "mime-version",
            "subject",
            "to",
            "x-auto-response-suppress",
        ];
        names.retain(|name| !name.starts_with("list-unsubscribe"));
        assert_eq!(names, expected, "{}", sample.kind);
        assert!(!sample.written.subject.chars().any(char::is_control), "{}", sample.kind);
    }
}

#[test]
fn s11_nothing_in_a_letter_becomes_markup() {
    for sample in samples(HOSTILE) {
        assert!(sample.foreign_markup().is_empty(), "{}: {:?}", sample.kind, sample.foreign_markup());
    }
}

#[test]
fn letters_lead_to_the_hub_only_and_their_text_says_where() {
    for sample in samples("Amina") {
        for link in sample.links() {
            assert!(link.starts_with(&format!("{BASE_URL}/")), "{}: {link}", sample.kind);
            let of_the_frame = [format!("{BASE_URL}/"), format!("{BASE_URL}/privacy")].contains(&link);
            assert!(
                of_the_frame || sample.written.text.contains(&link),
                "{}: {link} is not in the text",
                sample.kind
            );
        }
    }
}

#[test]
fn letters_read_well_without_a_mail_programs_help() {
    for sample in samples("Siân O’Neill & co") {
        let (kind, written) = (sample.kind, &sample.written);
        assert!(
            !written.subject.is_empty() && written.subject.chars().count() <= 100,
            "{kind}: {}",
            written.subject
        );
        assert!(!written.text.contains("&#") && !written.text.contains("&amp;"), "{kind}: {}", written.text);
        assert!(!written.text.contains("\n\n\n"), "{kind}: {}", written.text);
        assert!(written.text.contains("\n-- \n"), "{kind} says at its end why it came: {}", written.text);
        assert!(!written.text.contains("{{") && !written.html.contains("{{"), "{kind}");
    }
}

fn collect_kinds(folder: &Path, kinds: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect_kinds(&path, kinds);
        } else if path.file_name().is_some_and(|name| name == "emails.rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            kinds.extend(
                text.split("letter!(").skip(1).filter_map(|rest| rest.split('"').nth(1)).map(str::to_owned),
            );
        }
    }
}
