use std::time::{Duration, UNIX_EPOCH};

use lettre::Message;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Attachment, Mailbox, MultiPart, SinglePart};
use uuid::Uuid;

use super::body::{Body, CalendarPart};
use crate::platform::clock::Instant;

/// Who the hub's mail comes from, and who answers reach.
#[derive(Debug, Clone)]
pub struct Sender {
    from: Mailbox,
    reply_to: Option<Mailbox>,
}

impl Sender {
    #[must_use]
    pub fn new(from: Mailbox, reply_to: Option<Mailbox>) -> Self {
        Self { from, reply_to }
    }

    /// The Message-ID of a mail: the same however often it is tried, so that a duplicate can be recognised (R4).
    #[must_use]
    pub fn message_id(&self, mail_id: Uuid) -> String {
        format!("<{mail_id}@{}>", self.from.email.domain())
    }
}

/// Why a mail could not be put together.
#[derive(Debug, thiserror::Error)]
pub enum MessageError {
    #[error("an address in the mail cannot be written")]
    Address(#[from] lettre::address::AddressError),
    #[error("the mail cannot be put together: {0}")]
    Whole(#[from] lettre::error::Error),
    #[error("a part of the mail has no type")]
    Type(#[from] lettre::message::header::ContentTypeErr),
}

/// The mail as it travels: one recipient, text and HTML side by side, marked as sent by a machine.
pub(super) fn message(
    sender: &Sender,
    now: Instant,
    mail_id: Uuid,
    body: &Body,
) -> Result<Message, MessageError> {
    let to = Mailbox::new(None, body.to.as_str().parse()?);
    let seconds = u64::try_from(now.unix_seconds()).unwrap_or(0);
    let mut builder = Message::builder()
        .from(sender.from.clone())
        .to(to)
        .date(UNIX_EPOCH + Duration::from_secs(seconds))
        .message_id(Some(sender.message_id(mail_id)))
        .subject(&body.subject)
        .raw_header(fixed("Auto-Submitted", "auto-generated"))
        .raw_header(fixed("X-Auto-Response-Suppress", "All"));
    if let Some(reply_to) = &sender.reply_to {
        builder = builder.reply_to(reply_to.clone());
    }
    if let Some(url) = &body.unsubscribe_url {
        builder = builder
            .raw_header(fixed("List-Unsubscribe", &format!("<{url}>")))
            .raw_header(fixed("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"));
    }
    let words = MultiPart::alternative_plain_html(body.text.clone(), body.html.clone());
    match &body.calendar {
        None => Ok(builder.multipart(words)?),
        Some(part) => Ok(builder.multipart(with_calendar(words, part)?)?),
    }
}

/// The words with the same for a calendar: as another way to read them, by which Outlook, Gmail and Apple Mail know an
/// invitation, and as a file for programs that know none.
fn with_calendar(words: MultiPart, part: &CalendarPart) -> Result<MultiPart, MessageError> {
    let inline = format!("text/calendar; method={}; charset=utf-8; component=VEVENT", part.method.code());
    let inline = SinglePart::builder().header(ContentType::parse(&inline)?).body(part.text.clone());
    let file = ContentType::parse("application/ics; name=\"invite.ics\"")?;
    let file = Attachment::new("invite.ics".to_owned()).body(part.text.clone(), file);
    Ok(MultiPart::mixed().multipart(words.singlepart(inline)).singlepart(file))
}

/// A header whose value is ours: written as it is, because an encoded address of a link would be no link.
fn fixed(name: &'static str, value: &str) -> HeaderValue {
    let value: String = value.chars().filter(char::is_ascii_graphic).collect();
    HeaderValue::dangerous_new_pre_encoded(HeaderName::new_from_ascii_str(name), value.clone(), value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::mail::EmailAddress;

    fn written(subject: &str, unsubscribe_url: Option<&str>) -> String {
        let sender = Sender::new(
            "Rapport <hello@hub.example>".parse().unwrap(),
            Some("team@hub.example".parse().unwrap()),
        );
        let body = Body {
            to: EmailAddress::parse("amina@trust.example").unwrap(),
            subject: subject.to_owned(),
            text: "Hello Siân\n.\nBye".to_owned(),
            html: "<p>Hello</p>".to_owned(),
            unsubscribe_url: unsubscribe_url.map(str::to_owned),
            calendar: None,
        };
        let message =
            message(&sender, Instant::from_microsecond(1_800_000_000_000_000), Uuid::nil(), &body).unwrap();
        String::from_utf8(message.formatted()).unwrap()
    }

    #[test]
    fn a_mail_names_its_sender_itself_and_that_a_machine_sent_it() {
        let text = written("Confirm your address", None);
        for line in [
            "From: Rapport <hello@hub.example>\r\n",
            "To: amina@trust.example\r\n",
            "Reply-To: team@hub.example\r\n",
            "Message-ID: <00000000-0000-0000-0000-000000000000@hub.example>\r\n",
            "Auto-Submitted: auto-generated\r\n",
            "Date: Fri, 15 Jan 2027 08:00:00 +0000\r\n",
            "multipart/alternative",
        ] {
            assert!(text.contains(line), "{line} in {text}");
        }
        assert!(!text.contains("List-Unsubscribe"));
    }

    #[test]
    fn a_weekly_mail_can_be_stopped_by_one_click() {
        let url = format!("https://hub.example/unsubscribe/{}", "a".repeat(43));
        let text = written("New people", Some(&url));
        assert!(text.contains(&format!("List-Unsubscribe: <{url}>\r\n")), "{text}");
        assert!(text.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"));
    }

    #[test]
    fn s11_a_subject_with_line_breaks_adds_no_header() {
        let text = written("Hello\r\nBcc: eve@evil.example\r\n\r\n<script>", None);
        assert!(!text.contains("\r\nBcc:"), "{text}");
        assert_eq!(text.matches("\r\nSubject:").count(), 1);
    }
}
