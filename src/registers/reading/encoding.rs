//! Which letters the bytes stand for.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::ReadError;

/// The text and the name of its encoding. A file without a mark is UTF-8 when every byte says so, and Windows-1252, as
/// old spreadsheets write it, when not.
pub(super) fn decode(bytes: &[u8]) -> Result<(String, &'static str), ReadError> {
    let (encoding, name, rest) = match Encoding::for_bom(bytes) {
        Some((encoding, length)) => {
            let name = if encoding == UTF_16LE || encoding == UTF_16BE { "UTF-16" } else { "UTF-8" };
            (encoding, name, &bytes[length..])
        }
        None if std::str::from_utf8(bytes).is_ok() => (UTF_8, "UTF-8", bytes),
        None => (WINDOWS_1252, "Windows-1252", bytes),
    };
    let (text, _) = encoding.decode_without_bom_handling(rest);
    let odd = text.chars().filter(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{c}')).count();
    // A stray control character is a typing accident; many of them, or a NUL, are no text.
    if text.contains('\0') || odd * 100 > text.chars().count() {
        return Err(ReadError::NotATable("no plain text"));
    }
    Ok((text.into_owned(), name))
}
