//! Tables written so that a spreadsheet shows them and runs nothing.

use super::columns::Field;
use super::person::Person;
use super::understanding::Meanings;
use super::words::title;
use crate::vocabulary::TermId;

/// The mark by which spreadsheets know UTF-8.
const MARK: &str = "\u{feff}";

/// A table as the bytes of a CSV file: UTF-8 with its mark, lines ended as spreadsheets do, every cell guarded.
#[must_use]
pub fn csv(headings: &[String], rows: impl IntoIterator<Item = Vec<String>>) -> Vec<u8> {
    let mut writer =
        csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(MARK.as_bytes().to_vec());
    let guarded = |cells: &[String]| cells.iter().map(|cell| guard(cell)).collect::<Vec<_>>();
    // Writing to memory does not fail, and rows may differ in length no more than their headings do.
    let _ = writer.write_record(guarded(headings));
    for row in rows {
        let _ = writer.write_record(guarded(&row));
    }
    writer.into_inner().unwrap_or_default()
}

/// An apostrophe before what a spreadsheet would take for a formula (S11). An import takes it off again.
#[must_use]
pub fn guard(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell.to_owned() }
}

/// The columns of an export when nobody chose: all that an import reads again, and a person has here.
pub const COLUMNS: [Field; 23] = [
    Field::Reference,
    Field::FullName,
    Field::Email,
    Field::Pronouns,
    Field::JobTitle,
    Field::Employer,
    Field::Seniority,
    Field::Profession,
    Field::Offering,
    Field::Qualifications,
    Field::DateQualified,
    Field::LastSupervision,
    Field::Cpd,
    Field::InsuredTo,
    Field::Areas,
    Field::Approaches,
    Field::Delivery,
    Field::Languages,
    Field::Capacity,
    Field::SeeingNow,
    Field::Available,
    Field::About,
    Field::Publish,
];

/// A cell of an export, written so that an import reads the same again.
#[must_use]
pub fn cell(person: &Person, column: Field, meanings: &Meanings) -> String {
    let terms =
        |terms: &[TermId]| terms.iter().map(|term| meanings.label(*term)).collect::<Vec<_>>().join("; ");
    let yes = |yes: bool| if yes { "Yes" } else { "No" }.to_owned();
    let number = |number: Option<i16>| number.map(|number| number.to_string()).unwrap_or_default();
    let date =
        |date: Option<super::values::PartialDate>| date.map(|date| date.to_string()).unwrap_or_default();
    match column {
        Field::Reference => person.reference.clone(),
        Field::FullName => person.full_name.clone(),
        Field::Surname | Field::Forename | Field::Telephone => String::new(),
        Field::Email => person.email.clone(),
        Field::Pronouns => person.pronouns.clone(),
        Field::JobTitle => person.job_title.clone(),
        Field::Employer => person.employer.as_ref().map(|employer| employer.name.clone()).unwrap_or_default(),
        Field::Seniority => person.seniority.map(|term| meanings.label(term)).unwrap_or_default(),
        Field::Profession => terms(&person.profession),
        Field::Offering => {
            person.offering.iter().map(|offering| offering.person()).collect::<Vec<_>>().join("; ")
        }
        Field::Qualifications => {
            person.qualifications.iter().map(|held| title(held, meanings)).collect::<Vec<_>>().join("; ")
        }
        Field::DateQualified => date(person.date_qualified),
        Field::LastSupervision => date(person.last_supervision),
        Field::InsuredTo => date(person.insurance_expiry),
        Field::Cpd => person
            .cpd
            .as_ref()
            .map(|cpd| if cpd.events == 1 { "1 event".to_owned() } else { format!("{} events", cpd.events) })
            .unwrap_or_default(),
        Field::Areas => terms(&person.areas),
        Field::Approaches => terms(&person.approaches),
        Field::Delivery => terms(&person.delivery),
        Field::Languages => terms(&person.languages),
        Field::Capacity => number(person.capacity),
        Field::SeeingNow => number(person.seeing_now),
        Field::Available => {
            let answer = person.available.map(yes).unwrap_or_default();
            match (answer.is_empty(), person.outline.is_empty()) {
                (_, true) => answer,
                (true, false) => person.outline.clone(),
                (false, false) => format!("{answer} - {}", person.outline),
            }
        }
        Field::About => person.about.clone(),
        Field::Publish => person.publish.map(yes).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s11_a_spreadsheet_runs_nothing() {
        for dangerous in ["=HYPERLINK(\"x\")", "+44", "-1", "@SUM(A1)", "\t=1", "\r=1"] {
            assert_eq!(guard(dangerous), format!("'{dangerous}"));
        }
        assert_eq!(guard("amina@trust.example"), "amina@trust.example");
        let file = csv(&["Name".to_owned()], vec![vec!["=1+1".to_owned()], vec!["a, \"b\"\nc".to_owned()]]);
        assert_eq!(String::from_utf8(file).unwrap(), "\u{feff}Name\r\n'=1+1\r\n\"a, \"\"b\"\"\nc\"\r\n");
    }
}
