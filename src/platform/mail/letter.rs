use super::address::EmailAddress;
use crate::platform::ids::AccountId;

/// How a letter counts against the mail budget.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailClass {
    /// Sign-in, security, and answers to what the reader has just done. Always sent, at once.
    Security,
    /// Requests and changes of meetings. Always sent.
    Action,
    /// Everything else: at most one a week, and the reader may stop it.
    Weekly,
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

    /// Renders the three templates.
    ///
    /// # Errors
    /// The template engine's.
    fn write(&self, base_url: &str) -> Result<Written, askama::Error>;
}

/// Who a letter goes to.
#[derive(Debug, Clone)]
pub struct Envelope {
    pub to: EmailAddress,
    /// The account it concerns, when there is one.
    pub account_id: Option<AccountId>,
    /// At most one letter with the same key is ever kept; `None` for no such limit.
    pub dedupe_key: Option<String>,
}

/// Implements [`Letter`] for a struct: its kind, its class, and its subject, text and HTML templates. In the
/// templates the struct is `letter` and the site's address `base_url`.
#[macro_export]
macro_rules! letter {
    ($name:ident, $kind:literal, $class:ident, $subject:literal, $text:literal, $html:literal) => {
        impl $crate::platform::mail::Letter for $name {
            const KIND: &'static str = $kind;
            const CLASS: $crate::platform::mail::MailClass = $crate::platform::mail::MailClass::$class;

            fn write(&self, base_url: &str) -> Result<$crate::platform::mail::Written, askama::Error> {
                #[derive(askama::Template)]
                #[template(path = $subject, escape = "none")]
                struct Subject<'a> {
                    letter: &'a $name,
                }
                #[derive(askama::Template)]
                #[template(path = $text, escape = "none")]
                struct Text<'a> {
                    letter: &'a $name,
                    base_url: &'a str,
                }
                #[derive(askama::Template)]
                #[template(path = $html)]
                struct Html<'a> {
                    letter: &'a $name,
                    base_url: &'a str,
                }
                use askama::Template as _;
                Ok($crate::platform::mail::Written {
                    subject: Subject { letter: self }
                        .render()?
                        .split_whitespace()
                        .collect::<Vec<_>>()
                        .join(" "),
                    text: Text { letter: self, base_url }.render()?,
                    html: Html { letter: self, base_url }.render()?,
                })
            }
        }
    };
}
