//! What a file really is, whatever its name says.

use super::ReadError;

pub(super) enum Kind {
    Text,
    Workbook,
}

const MARKS: &[(&[u8], &str)] = &[
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x1f\x8b", "a compressed file"),
    (b"7z\xbc\xaf\x27\x1c", "a compressed file"),
    (b"Rar!", "a compressed file"),
    (b"{\\rtf", "a text document"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"SQLite format 3", "a database"),
];

pub(super) fn of(bytes: &[u8]) -> Result<Kind, ReadError> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(ReadError::Empty);
    }
    if let Some((_, name)) = MARKS.iter().find(|(mark, _)| bytes.starts_with(mark)) {
        return Err(ReadError::NotATable(name));
    }
    if bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        return Err(ReadError::OldWorkbook);
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return archive(bytes);
    }
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(512)]).trim_start().to_lowercase();
    if ["<!doctype", "<html", "<?xml", "<table"].iter().any(|mark| start.starts_with(mark)) {
        return Err(ReadError::NotATable("a web page"));
    }
    Ok(Kind::Text)
}

/// Workbooks are ZIP archives with a certain part; other archives are not tables.
fn archive(bytes: &[u8]) -> Result<Kind, ReadError> {
    let Ok(archive) = zip::ZipArchive::new(std::io::Cursor::new(bytes)) else {
        return Err(ReadError::NotATable("a ZIP archive"));
    };
    let holds = |part: &str| archive.file_names().any(|name| name.is_ok_and(|name| name == part));
    if holds("xl/workbook.xml") {
        Ok(Kind::Workbook)
    } else if holds("word/document.xml") || holds("content.xml") {
        Err(ReadError::NotATable("a document"))
    } else {
        Err(ReadError::NotATable("a ZIP archive"))
    }
}
