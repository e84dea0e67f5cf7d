//! Forms: a raw struct of strings, `parse()` to a domain value or [`FormErrors`], and back to the page with
//! everything that was typed.
//!
//! A field's name is its HTML id and the name under which its error is kept.

/// What is wrong with a form, field by field, in the order of the page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FormErrors(Vec<FieldError>);

/// One message beside one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    pub field: String,
    pub message: String,
}

impl FormErrors {
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// One error and no other.
    #[must_use]
    pub fn one(field: &str, message: impl Into<String>) -> Self {
        let mut errors = Self::default();
        errors.add(field, message);
        errors
    }

    /// Adds a message; a field keeps its first one.
    pub fn add(&mut self, field: &str, message: impl Into<String>) {
        if self.on(field).is_none() {
            self.0.push(FieldError { field: field.to_owned(), message: message.into() });
        }
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The message for a field.
    #[must_use]
    pub fn on(&self, field: &str) -> Option<&str> {
        self.0.iter().find(|error| error.field == field).map(|error| error.message.as_str())
    }

    pub fn iter(&self) -> std::slice::Iter<'_, FieldError> {
        self.0.iter()
    }

    /// Keeps the value, or notes what is wrong with it and goes on, so that one round shows every error.
    pub fn take<T, E: std::fmt::Display>(&mut self, field: &str, parsed: Result<T, E>) -> Option<T> {
        match parsed {
            Ok(value) => Some(value),
            Err(error) => {
                self.add(field, error.to_string());
                None
            }
        }
    }
}

impl<'a> IntoIterator for &'a FormErrors {
    type Item = &'a FieldError;
    type IntoIter = std::slice::Iter<'a, FieldError>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// A line of text as people type it: trimmed, runs of white space folded to one space, bounded.
///
/// # Errors
/// A sentence for the field when it is empty, too long (in characters) or holds control characters or
/// invisible direction overrides. `what` names the field in the sentence: "your name".
pub fn line(raw: &str, what: &str, longest: usize) -> Result<String, String> {
    let text = raw.split_whitespace().collect::<Vec<_>>().join(" ");
    if raw.trim().chars().any(|c| c.is_control() || is_refused(c)) {
        return Err(format!("{} must be on one line, without control characters", capital(what)));
    }
    if text.is_empty() {
        return Err(format!("Enter {what}"));
    }
    let length = text.chars().count();
    if length > longest {
        return Err(format!("{} must be {longest} characters or fewer; it has {length}", capital(what)));
    }
    Ok(text)
}

/// Several lines of text: trimmed, line ends as `\n`, bounded.
///
/// # Errors
/// As [`line`], except that line breaks and tabs are kept.
pub fn paragraphs(raw: &str, what: &str, longest: usize) -> Result<String, String> {
    let text = raw.replace("\r\n", "\n").replace('\r', "\n").trim().to_owned();
    if text.chars().any(|c| (c.is_control() && c != '\n' && c != '\t') || is_refused(c)) {
        return Err(format!("{} must not hold control characters", capital(what)));
    }
    if text.is_empty() {
        return Err(format!("Enter {what}"));
    }
    let length = text.chars().count();
    if length > longest {
        return Err(format!("{} must be {longest} characters or fewer; it has {length}", capital(what)));
    }
    Ok(text)
}

/// A link to another site, as it is stored: `https` only, with a host that has a name, without a name or password in it.
///
/// # Errors
/// A sentence for the field. `what` names it in the sentence: "the link".
pub fn web_link(raw: &str, what: &str) -> Result<String, String> {
    let text = line(raw, what, 400)?;
    let wrong = || format!("{} must be a whole address, like https://www.example.org/courses", capital(what));
    let url = url::Url::parse(&text).map_err(|_| wrong())?;
    let named = url.domain().is_some_and(|domain| domain.contains('.'));
    let bare = url.username().is_empty() && url.password().is_none();
    let written = url.to_string();
    if url.scheme() == "https" && named && bare && written.len() <= 400 { Ok(written) } else { Err(wrong()) }
}

/// The same, for a field that may be left empty.
///
/// # Errors
/// As `parse`, for a field that is not empty.
pub fn optional<T>(raw: &str, parse: impl FnOnce(&str) -> Result<T, String>) -> Result<Option<T>, String> {
    if raw.trim().is_empty() { Ok(None) } else { parse(raw).map(Some) }
}

/// Characters that change how other text is shown and have no place in what people type here: direction
/// overrides and isolates, line and paragraph separators, the byte order mark.
fn is_refused(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}' | '\u{feff}')
}

fn capital(what: &str) -> String {
    let mut letters = what.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_trimmed_and_folded() {
        assert_eq!(line("  Siân   O’Neill ", "your name", 100), Ok("Siân O’Neill".into()));
    }

    #[test]
    fn s11_line_breaks_controls_and_direction_overrides_are_refused() {
        for bad in ["a\r\nBcc: b", "a\0b", "a\u{202e}b"] {
            assert!(line(bad, "your name", 100).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn s11_links_are_https_and_lead_to_a_named_host() {
        assert_eq!(
            web_link(" https://www.example.org/a b ", "the link"),
            Ok("https://www.example.org/a%20b".into())
        );
        for bad in [
            "javascript:alert(1)",
            "http://example.org",
            "www.example.org",
            "https://localhost/",
            "https://10.0.0.1/",
            "https://a:b@example.org/",
            "https://example.org/\r\nx",
            "data:text/html,hello",
        ] {
            assert!(web_link(bad, "the link").is_err(), "{bad}");
        }
    }

    #[test]
    fn too_long_says_how_long() {
        assert_eq!(
            line("abcd", "your name", 3).unwrap_err(),
            "Your name must be 3 characters or fewer; it has 4"
        );
    }

    #[test]
    fn a_field_keeps_its_first_error() {
        let mut errors = FormErrors::one("name", "Enter your name");
        errors.add("name", "Another");
        assert_eq!(errors.on("name"), Some("Enter your name"));
    }
}
