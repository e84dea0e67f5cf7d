use super::address::EmailAddress;
use super::topic::Topic;
use crate::platform::ids::AccountId;

/// How a letter counts against the mail budget.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailClass {
    /// Sign-in, security, and answers to what the reader has just done. Always sent, at once.
    Security,
    /// Requests and changes of meetings. Always sent.
    Action,
    /// Everything else: at most one a week for each account, and the reader may stop its topic.
    Weekly(Topic),
}

impl MailClass {
    /// The word the database keeps.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Security => "security",
            Self::Action => "action",
            Self::Weekly(_) => "weekly",
        }
    }

    #[must_use]
    pub const fn topic(self) -> Option<Topic> {
        match self {
            Self::Weekly(topic) => Some(topic),
            Self::Security | Self::Action => None,
        }
    }
}

/// The texts of one letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    pub subject: String,
    pub text: String,
    pub html: String,
}

/// A letter a slice defines: three templates over one struct. Declare it with [`crate::letter!`].
pub trait Letter {
    /// A stable name: `account-confirmation`.
    const KIND: &'static str;
    const CLASS: MailClass;

    /// Renders the three templates. `unsubscribe_url` is there for letters of the weekly class.
    ///
    /// # Errors
    /// The template engine's.
    fn write(&self, base_url: &str, unsubscribe_url: Option<&str>) -> Result<Written, askama::Error>;
}

/// Who a letter goes to.
#[derive(Debug, Clone)]
pub struct Envelope {
    pub to: EmailAddress,
    /// The account it concerns, when there is one. A weekly letter needs it.
    pub account_id: Option<AccountId>,
    /// At most one letter with the same key is ever kept; `None` for no such limit.
    pub dedupe_key: Option<String>,
}

/// A subject line: white space and control characters folded to single spaces, so that nothing in it can begin
/// another header (S11).
#[must_use]
pub fn subject_line(rendered: &str) -> String {
    rendered
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// A text body: runs of empty lines folded to one, none at either end. What templates leave between their blocks is
/// not for the reader to see.
#[must_use]
pub fn plain_text(rendered: &str) -> String {
    let mut text = String::with_capacity(rendered.len());
    let mut empty = 0;
    for line in rendered.trim().lines() {
        empty = if line.trim().is_empty() { empty + 1 } else { 0 };
        if empty < 2 {
            // A signature begins with "-- ", its space included (RFC 3676, 4.3).
            text.push_str(if line == "-- " { line } else { line.trim_end() });
            text.push('\n');
        }
    }
    text
}

/// Implements [`Letter`] for a struct: its kind, its class (`Security`, `Action` or `Weekly(Topic)`), and its
/// subject, text and HTML templates. In the templates the struct is `letter`, the site's address `base_url`, and in
/// the two bodies `unsubscribe_url` is there when the class is weekly.
#[macro_export]
macro_rules! letter {
    ($name:ident, $kind:literal, $class:ident $(($topic:ident))?, $subject:literal, $text:literal, $html:literal) => {
        impl $crate::platform::mail::Letter for $name {
            const KIND: &'static str = $kind;
            const CLASS: $crate::platform::mail::MailClass =
                $crate::platform::mail::MailClass::$class $(($crate::platform::mail::Topic::$topic))?;

            fn write(
                &self,
                base_url: &str,
                unsubscribe_url: Option<&str>,
            ) -> Result<$crate::platform::mail::Written, askama::Error> {
                #[derive(askama::Template)]
                #[template(path = $subject, escape = "none")]
                #[allow(dead_code, reason = "not every subject names what the letter holds")]
                struct Subject<'a> {
                    letter: &'a $name,
                }
                #[derive(askama::Template)]
                #[template(path = $text, escape = "none")]
                #[allow(dead_code, reason = "not every letter uses each")]
                struct Text<'a> {
                    letter: &'a $name,
                    base_url: &'a str,
                    unsubscribe_url: Option<&'a str>,
                }
                #[derive(askama::Template)]
                #[template(path = $html)]
                #[allow(dead_code, reason = "not every letter uses each")]
                struct Html<'a> {
                    letter: &'a $name,
                    base_url: &'a str,
                    unsubscribe_url: Option<&'a str>,
                }
                use askama::Template as _;
                Ok($crate::platform::mail::Written {
                    subject: $crate::platform::mail::subject_line(&Subject { letter: self }.render()?),
                    text: $crate::platform::mail::plain_text(
                        &Text { letter: self, base_url, unsubscribe_url }.render()?,
                    ),
                    html: Html { letter: self, base_url, unsubscribe_url }.render()?,
                })
            }
        }
    };
}

/// The full address of a path, for a letter's link.
#[must_use]
pub fn joined(base_url: &str, path: &str) -> String {
    format!("{base_url}{path}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_has_no_more_than_one_empty_line_at_once() {
        assert_eq!(
            plain_text("\n\nHello  \n\n\n\nBye\n\n-- \nRapport\n\n"),
            "Hello\n\nBye\n\n-- \nRapport\n"
        );
    }

    #[test]
    fn s11_a_subject_is_one_line_whatever_is_in_it() {
        assert_eq!(
            subject_line("Confirm,\r\nBcc: a@b.uk\u{0}\u{2028}\u{85} Siân "),
            "Confirm, Bcc: a@b.uk Siân"
        );
    }
}
