use encoding_rs::WINDOWS_1252;
use proptest::prelude::*;
use rapport::registers::columns::{Field, check, propose};
use rapport::registers::reading::{LONGEST_CELL, ReadError, Table, read};
use std::collections::BTreeMap;

use super::example;
use super::workbook::{Cell, packed, with_sheet, workbook};

fn csv(text: &str) -> Table {
    read(text.as_bytes()).expect("a table")
}

#[test]
fn the_example_is_read_as_people_wrote_it() {
    let table = read(&example()).expect("a table");
    assert_eq!(table.read_as, "Windows-1252, separated by commas");
    assert_eq!(table.heading_line, 2);
    assert_eq!(table.headings.len(), 23);
    assert_eq!(table.headings[3], "Work e-mail");
    assert_eq!(table.rows.len(), 442);
    assert_eq!(table.blank_lines, 1);
    assert_eq!(table.rows[0].cells[1], "Chowdhury");
    assert!(table.rows[0].cells[21].contains("I’m a calm, curious listener – happy"));
    assert_eq!(table.rows.iter().filter(|row| row.short).count(), 1);
    assert_eq!(table.rows[76].cells[0], "WM0077");
    assert_eq!(table.rows[76].line, 79, "as a spreadsheet counts, cells of several lines or not");
}

#[test]
fn the_columns_of_the_example_are_all_proposed() {
    use Field::*;
    let table = read(&example()).expect("a table");
    let proposed = propose(&table, &BTreeMap::default());
    let expected = [
        Reference,
        Surname,
        Forename,
        Email,
        Telephone,
        JobTitle,
        Employer,
        Seniority,
        Profession,
        Offering,
        Qualifications,
        DateQualified,
        LastSupervision,
        Cpd,
        Areas,
        Approaches,
        Delivery,
        Languages,
        Capacity,
        SeeingNow,
        Available,
        About,
        Publish,
    ];
    assert_eq!(proposed, expected.map(Some));
    assert_eq!(check(&proposed), Ok(()));
}

#[test]
fn headings_of_other_registers_are_known() {
    for (heading, field) in [
        ("E-Mail Address:", Field::Email),
        ("Frist name", Field::Forename),
        ("SURNAME", Field::Surname),
        ("Organisation / Trust", Field::Employer),
        ("AfC Band", Field::Seniority),
        ("Coaching qualifications held", Field::Qualifications),
        ("Max number of coachees", Field::Capacity),
        ("Indemnity insurance expires", Field::InsuredTo),
        ("Do you consent to publish?", Field::Publish),
        ("Languages spoken", Field::Languages),
    ] {
        assert_eq!(Field::of_heading(heading).map(|(field, _)| field), Some(field), "{heading}");
    }
    for heading in ["", "£", "Shoe size", "Car park permit"] {
        assert_eq!(Field::of_heading(heading), None, "{heading}");
    }
    for field in Field::ALL {
        assert_eq!(Field::of_heading(field.label()), Some((*field, 100)), "an export is read again");
        assert_eq!(Field::from_code(field.code()), Some(*field));
    }
}

#[test]
fn a_column_of_addresses_is_known_without_its_heading() {
    let table =
        csv("Surname,Forename,Kontakt\nKhan,Amina,amina@trust.example\nObi,Grace,grace@trust.example\n");
    assert_eq!(propose(&table, &BTreeMap::default())[2], Some(Field::Email));
}

#[test]
fn what_a_pool_chose_before_comes_first() {
    let table = csv("Name,Surname,Email,Band\nA Khan,Khan,amina@trust.example,7\n");
    let remembered = [("band".to_owned(), None), ("name".to_owned(), Some(Field::FullName))].into();
    let proposed = propose(&table, &remembered);
    assert_eq!(proposed, [Some(Field::FullName), Some(Field::Surname), Some(Field::Email), None]);
}

#[test]
fn a_mapping_needs_an_address_and_a_name_and_nothing_twice() {
    let says = |columns: &[Option<Field>]| check(columns).expect_err("a sentence");
    assert!(says(&[Some(Field::FullName)]).contains("email address"));
    assert!(says(&[Some(Field::Email), Some(Field::Surname)]).contains("surname and forename"));
    let twice = [Some(Field::Email), Some(Field::FullName), Some(Field::About), Some(Field::About)];
    assert!(says(&twice).contains("Two columns are set to “About”"));
    let areas = [Some(Field::Email), Some(Field::FullName), Some(Field::Areas), Some(Field::Areas), None];
    assert_eq!(check(&areas), Ok(()));
}

#[test]
fn every_encoding_and_delimiter_gives_the_same_table() {
    for (delimiter, name) in [(',', "commas"), (';', "semicolons"), ('\t', "tabs"), ('|', "bars")] {
        let text = format!(
            "Register 2026\r\n\r\nName{delimiter}Email{delimiter}About\r\nSiân O’Neill{delimiter}sian@trust.example{delimiter}\"Calm; curious, kind\tand | \"\"clear\"\"\nalways\"\r\n"
        );
        let utf16 = |big: bool| {
            let mut bytes: Vec<u8> = if big { vec![0xfe, 0xff] } else { vec![0xff, 0xfe] };
            bytes.extend(
                text.encode_utf16()
                    .flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }),
            );
            bytes
        };
        let files = [
            ("UTF-8", text.clone().into_bytes()),
            ("UTF-8", format!("\u{feff}{text}").into_bytes()),
            ("UTF-16", utf16(true)),
            ("UTF-16", utf16(false)),
            ("Windows-1252", WINDOWS_1252.encode(&text).0.into_owned()),
        ];
        for (encoding, bytes) in files {
            let table = read(&bytes).expect("a table");
            assert_eq!(table.read_as, format!("{encoding}, separated by {name}"));
            assert_eq!(table.headings, ["Name", "Email", "About"]);
            assert_eq!(table.rows[0].cells[0], "Siân O’Neill");
            assert_eq!(table.rows[0].cells[2], "Calm; curious, kind\tand | \"clear\"\nalways");
        }
    }
}

#[test]
fn rows_are_counted_as_a_spreadsheet_does() {
    let table = csv("Title\n\nName,Email\n\n\"A\nB\",a@b.example\nC,c@b.example\n\n\nD,d@b.example");
    assert_eq!(table.heading_line, 3);
    assert_eq!(table.rows.iter().map(|row| row.line).collect::<Vec<_>>(), [5, 6, 9]);
}

#[test]
fn a_workbook_is_read_like_a_file_of_text() {
    let bytes = workbook(&[
        vec![Cell::Text("Register of the region")],
        vec![
            Cell::Text("Name"),
            Cell::Text("Email"),
            Cell::Text("Date qualified"),
            Cell::Text("Max clients"),
        ],
        vec![
            Cell::Text("Siân <Khan>"),
            Cell::Text("sian@trust.example"),
            Cell::Date(45_000.0),
            Cell::Number(3.0),
        ],
        vec![],
        vec![Cell::Text("Grace Obi"), Cell::Text("grace@trust.example")],
    ]);
    let table = read(&bytes).expect("a table");
    assert_eq!(table.read_as, "Excel workbook, sheet “Register”");
    assert_eq!(table.heading_line, 2);
    assert_eq!(table.rows[0].cells, ["Siân <Khan>", "sian@trust.example", "2023-03-15", "3"]);
    assert_eq!((table.rows[1].line, table.rows[1].short), (5, true));
}

#[test]
fn what_is_no_table_is_refused_in_a_sentence() {
    let zip = packed(&[("register.csv", "Name,Email\n")]);
    let document = packed(&[("word/document.xml", "<w/>")]);
    let broken = packed(&[("xl/workbook.xml", "<workbook>")]);
    for (bytes, says) in [
        (&b""[..], "The file is empty"),
        (b" \n\r\n", "The file is empty"),
        (&zip, "a ZIP archive"),
        (b"PK\x03\x04nonsense", "a ZIP archive"),
        (&document, "a document"),
        (&broken, "cannot be opened"),
        (b"%PDF-1.7 ...", "a PDF"),
        (b"\x89PNG\r\n", "a picture"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "of the old kind"),
        (b"<!DOCTYPE html><table>", "a web page"),
        (b"Name,Email\0\0\0", "no plain text"),
        (b"What a day it was. We went out\nand came back.\n", "could not find the line with the headings"),
        (b"Name,Email\n\n,,\n", "nobody below the headings in row 1"),
    ] {
        let error = read(bytes).expect_err(says).to_string();
        assert!(error.contains(says), "{error}");
    }
}

#[test]
fn a_file_that_is_too_large_too_wide_or_too_long_is_refused() {
    assert_eq!(read(&vec![b'a'; 10 * 1024 * 1024 + 1]), Err(ReadError::TooLarge));
    let wide = format!("Name,Email,{}\nx,y,{}\n", ["Note"; 198].join(","), ["1"; 198].join(","));
    let error = read(wide.as_bytes()).expect_err("too wide");
    assert_eq!(error, ReadError::TooManyColumns(200));
    assert!(error.to_string().contains("200 columns; at most 100"));
    let long = format!("Name,Email\n{}", "a,b@c.example\n".repeat(100_001));
    assert_eq!(read(long.as_bytes()), Err(ReadError::TooManyRows));
    let most = format!("Name,Email\n{}", "a,b@c.example\n".repeat(100_000));
    assert_eq!(read(most.as_bytes()).map(|table| table.rows.len()), Ok(100_000));
}

#[test]
fn a_workbook_that_claims_endless_sheets_or_unpacks_without_end_is_refused() {
    let cells = |at: &str| {
        format!(
            "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"1048576\"><c r=\"{at}\"><v>1</v></c></row></sheetData></worksheet>"
        )
    };
    assert_eq!(read(&with_sheet(&cells("A1048576"))), Err(ReadError::TooManyRows));
    assert!(matches!(read(&with_sheet(&cells("XFD1048576"))), Err(ReadError::TooManyColumns(_))));
    let bomb = " ".repeat(201 * 1024 * 1024);
    assert_eq!(read(&with_sheet(&bomb)), Err(ReadError::Unpacks));
}

#[test]
fn a_cell_longer_than_a_spreadsheet_holds_is_cut_and_said() {
    let table =
        csv(&format!("Name,Email,About\nA,a@b.example,{}\nB,b@b.example,x\n", "é".repeat(LONGEST_CELL + 5)));
    assert!(table.rows[0].cut && !table.rows[1].cut);
    assert_eq!(table.rows[0].cells[2].chars().count(), LONGEST_CELL);
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = read(&bytes);
    }

    #[test]
    fn any_bytes_after_good_headings_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let mut file = b"Name,Email,Areas of expertise\n".to_vec();
        file.extend(bytes);
        if let Ok(table) = read(&file) {
            prop_assert!(table.rows.iter().all(|row| row.cells.len() == table.headings.len()));
            prop_assert!(table.rows.is_sorted_by(|one, next| one.line < next.line), "lines tell rows apart");
        }
    }

    #[test]
    fn a_damaged_workbook_never_takes_the_hub_down(at in 0_usize..4000, byte in any::<u8>()) {
        let mut bytes = workbook(&[
            vec![Cell::Text("Name"), Cell::Text("Email")],
            vec![Cell::Text("A"), Cell::Date(45_000.0)],
        ]);
        let at = at % bytes.len();
        bytes[at] = byte;
        let _ = read(&bytes);
    }

    #[test]
    fn what_was_written_is_read_back(
        cells in prop::collection::vec(("[a-zé \n\",;|]{1,20}", "[a-z]{1,8}@[a-z]{1,8}\\.example"), 1..20),
        delimiter in prop::sample::select(vec![b',', b';', b'\t', b'|']),
    ) {
        let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
        writer.write_record(["Full name", "Email", "About me"]).unwrap();
        for (text, email) in &cells {
            writer.write_record([text.as_str(), email, text]).unwrap();
        }
        let table = read(&writer.into_inner().unwrap()).expect("a table");
        let read: Vec<(String, String)> =
            table.rows.iter().map(|row| (row.cells[2].clone(), row.cells[1].clone())).collect();
        prop_assert_eq!(read, cells);
    }
}

#[test]
fn a_small_workbook_that_describes_a_large_table_is_refused_before_it_grows() {
    use std::fmt::Write as _;
    let mut sheet = String::from(
        "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>Name</t></is></c><c r=\"B1\" t=\"inlineStr\"><is><t>Email</t></is></c></row>",
    );
    for row in 2..=100_000 {
        let _ = write!(sheet, "<row r=\"{row}\"><c r=\"CV{row}\"><v>1</v></c></row>");
    }
    sheet.push_str("</sheetData></worksheet>");
    let file = super::workbook::with_sheet(&sheet);
    let begun = std::time::Instant::now();
    let refused = read(&file).unwrap_err();
    assert!(refused.to_string().contains("more than 4,000,000 cells"), "{refused}");
    assert!(begun.elapsed().as_secs() < 10, "{:?}", begun.elapsed());
}

#[test]
fn commas_and_wide_headings_above_short_rows_are_refused_before_they_grow() {
    let commas = format!("Name,Email\n{}\n", ",".repeat(5_000_000));
    let refused = read(commas.as_bytes()).unwrap_err();
    assert!(refused.to_string().contains("more than 4,000,000 cells"), "{refused}");
    let wide = format!("Name,Email,{}\n{}", vec!["x"; 98].join(","), "a\n".repeat(90_000));
    let refused = read(wide.as_bytes()).unwrap_err();
    assert!(refused.to_string().contains("more than 4,000,000 cells"), "{refused}");
}
