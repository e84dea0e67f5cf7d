//! Content lines (RFC 5545, 3.1): folded, and with texts escaped so that nothing in one begins another (S11).

/// Octets of a line before it is folded, without its end.
const LONGEST: usize = 75;

/// A calendar object while it is written.
#[derive(Debug, Default)]
pub(super) struct Lines(String);

impl Lines {
    /// A line whose value is ours: a word, a moment, a rule.
    pub(super) fn line(&mut self, name: &str, value: &str) {
        self.fold(&format!("{name}:{value}"));
    }

    /// A line whose value is a text, people's words included.
    pub(super) fn text(&mut self, name: &str, value: &str) {
        self.fold(&format!("{name}:{}", escaped(value)));
    }

    pub(super) fn finish(self) -> String {
        self.0
    }

    fn fold(&mut self, line: &str) {
        let mut room = LONGEST;
        for character in line.chars() {
            if character.len_utf8() > room {
                self.0.push_str("\r\n ");
                room = LONGEST - 1;
            }
            room -= character.len_utf8();
            self.0.push(character);
        }
        self.0.push_str("\r\n");
    }
}

/// A text as a value (3.3.11): what has a meaning of its own is marked, line breaks are written out, control characters go.
fn escaped(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    let mut written = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\\' | ';' | ',' => {
                written.push('\\');
                written.push(character);
            }
            '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => written.push_str("\\n"),
            '\t' => written.push(' '),
            control if control.is_control() => {}
            other => written.push(other),
        }
    }
    written
}

/// A text as a parameter (3.2), in quotes, in which no quote can stand.
pub(super) fn quoted(text: &str) -> String {
    let inside: String = text
        .chars()
        .map(|character| match character {
            '"' => '\'',
            control if control.is_control() || matches!(control, '\u{2028}' | '\u{2029}') => ' ',
            other => other,
        })
        .collect();
    format!("\"{inside}\"")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn unfolded(text: &str) -> String {
        text.replace("\r\n ", "")
    }

    proptest! {
        #[test]
        fn s11_any_text_is_one_line_of_short_lines(text in "\\PC{0,400}|[\\x00-\\x7f]{0,400}|[;,\\\\\r\n\u{2028}é漢🙂]{0,200}") {
            let mut lines = Lines::default();
            lines.text("SUMMARY", &text);
            let written = lines.finish();
            prop_assert!(written.ends_with("\r\n"));
            for line in written.trim_end_matches("\r\n").split("\r\n") {
                prop_assert!(line.len() <= LONGEST, "{line:?}");
                prop_assert!(!line.chars().any(char::is_control), "{line:?}");
            }
            prop_assert_eq!(unfolded(&written).matches("\r\n").count(), 1);
        }

        #[test]
        fn s11_a_parameter_stays_within_its_quotes(text in "\\PC{0,80}|[\\x00-\\x7f]{0,80}") {
            let written = quoted(&text);
            prop_assert_eq!(written.matches('"').count(), 2);
            prop_assert!(!written.chars().any(char::is_control));
        }
    }
}
