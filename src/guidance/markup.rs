//! HTML as a value. The one place where something gets past a template's escaping, and why it may: whatever is in a
//! [`Markup`] was put there by the functions below, which take tags and the names of attributes from this program's own
//! text (`&'static str`) and escape everything else.

use std::fmt;

use askama::filters::HtmlSafe;

/// Well-formed as far as its maker closes what it opens; safe in any case.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Markup(String);

impl Markup {
    /// A tag with its attributes, whose values are escaped.
    pub fn open(&mut self, tag: &'static str, attributes: &[(&'static str, &str)]) {
        self.0.push('<');
        self.0.push_str(tag);
        for (name, value) in attributes {
            self.0.push(' ');
            self.0.push_str(name);
            self.0.push_str("=\"");
            self.text(value);
            self.0.push('"');
        }
        self.0.push('>');
    }

    pub fn close(&mut self, tag: &'static str) {
        self.0.push_str("</");
        self.0.push_str(tag);
        self.0.push('>');
    }

    /// Text between tags, escaped.
    pub fn text(&mut self, text: &str) {
        for letter in text.chars() {
            match letter {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                '\'' => self.0.push_str("&#39;"),
                other => self.0.push(other),
            }
        }
    }

    /// What another one holds.
    pub fn append(&mut self, other: &Self) {
        self.0.push_str(&other.0);
    }
}

impl fmt::Display for Markup {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl HtmlSafe for Markup {}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[derive(askama::Template)]
    #[template(source = "{{ it }}", ext = "html")]
    struct Page<'a> {
        it: &'a Markup,
    }

    proptest! {
        #[test]
        fn s11_no_text_and_no_value_opens_a_tag_or_ends_an_attribute(text in any::<String>()) {
            let mut markup = Markup::default();
            markup.open("a", &[("href", &text)]);
            markup.text(&text);
            markup.close("a");
            let written = askama::Template::render(&Page { it: &markup }).unwrap();
            prop_assert_eq!(written.matches('<').count(), 2);
            prop_assert_eq!(written.matches('"').count(), 2);
            prop_assert!(!written.contains('\''));
        }
    }
}
