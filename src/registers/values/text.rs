//! Text as a cell holds it: without markup, without the guards that keep spreadsheets from running it.

/// Tags taken out, a few entities read, line ends as `\n`, spaces at the ends gone. What stands between tags stays: it is
/// text to us whatever it says.
#[must_use]
pub fn plain(cell: &str) -> String {
    let cell = unguarded(cell.trim())
        .replace("\r\n", "\n")
        .replace(['\r', '\u{b}', '\u{c}'], "\n")
        .replace('\u{a0}', " ");
    let text = without_tags(&cell);
    let text = if text.contains('&') {
        text.replace("&nbsp;", " ").replace("&quot;", "\"").replace("&#39;", "'").replace("&amp;", "&")
    } else {
        text
    };
    text.trim().to_owned()
}

/// Without the apostrophe that an export puts before what a spreadsheet would run.
#[must_use]
pub fn unguarded(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@', '\t', '\r']) => rest,
        _ => cell,
    }
}

fn without_tags(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('<') {
        kept.push_str(&rest[..start]);
        let tag = &rest[start..];
        let opens = tag[1..].starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!'));
        match tag.find('>') {
            Some(end) if opens => {
                let name = tag[1..].trim_start_matches('/').to_ascii_lowercase();
                let breaks = ["br", "p", "/p", "div", "li"].iter().any(|one| name.starts_with(one));
                if breaks && !kept.ends_with(['\n', ' ']) && !kept.is_empty() {
                    kept.push('\n');
                }
                rest = &tag[end + 1..];
            }
            _ => {
                kept.push('<');
                rest = &tag[1..];
            }
        }
    }
    kept.push_str(rest);
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s11_markup_goes_and_its_text_stays() {
        assert_eq!(plain("<b>Calm</b> &amp; clear<br/>always"), "Calm & clear\nalways");
        assert_eq!(plain("<script>alert(1)</script>"), "alert(1)");
        assert_eq!(plain("<img src=x onerror=alert(1)>"), "");
        assert_eq!(plain("I <3 coaching, 1 < 2 > 0"), "I <3 coaching, 1 < 2 > 0");
        assert_eq!(plain("open <b"), "open <b");
    }

    #[test]
    fn s11_the_guard_of_an_export_comes_off_again() {
        assert_eq!(plain("'=1+1"), "=1+1");
        assert_eq!(plain("'tis me"), "'tis me");
        assert_eq!(plain(" \u{a0}Amina\r\nKhan "), "Amina\nKhan");
    }
}
