//! What a letter becomes when somebody else's words are in it, for the tests of every letter (S11).

use std::collections::BTreeSet;

use scraper::{Html, Selector};
use uuid::Uuid;

use super::address::EmailAddress;
use super::body::Body;
use super::letter::{Letter, Written};
use super::message::{Sender, message};
use crate::platform::clock::Instant;

const BASE_URL: &str = "https://hub.example";

/// A letter as it would be sent.
pub(crate) struct Sample {
    pub(crate) kind: &'static str,
    pub(crate) written: Written,
    unsubscribe_url: Option<String>,
}

impl Sample {
    pub(crate) fn of<L: Letter>(letter: &L) -> Self {
        let unsubscribe_url = L::CLASS.topic().map(|_| format!("{BASE_URL}/unsubscribe/token"));
        let written = letter.write(BASE_URL, unsubscribe_url.as_deref()).unwrap();
        Self { kind: L::KIND, written, unsubscribe_url }
    }

    /// The headers as they travel, unfolded.
    pub(crate) fn headers(&self) -> Vec<String> {
        let sender = Sender::new("Rapport <hub@rapport.example>".parse().unwrap(), None);
        let body = Body {
            to: EmailAddress::parse("amina@trust.example").unwrap(),
            subject: self.written.subject.clone(),
            text: self.written.text.clone(),
            html: self.written.html.clone(),
            unsubscribe_url: self.unsubscribe_url.clone(),
            calendar: None,
        };
        let now = Instant::from_microsecond(1_800_000_000_000_000);
        let raw = message(&sender, now, Uuid::nil(), &body).unwrap().formatted();
        let raw = String::from_utf8(raw).unwrap();
        let head = raw.split("\r\n\r\n").next().unwrap().replace("\r\n ", " ").replace("\r\n\t", " ");
        head.split("\r\n").map(str::to_owned).collect()
    }

    /// Names of elements, `on…` attributes included, that a letter of ours never has.
    pub(crate) fn foreign_markup(&self) -> Vec<String> {
        let known: BTreeSet<&str> = [
            "html",
            "head",
            "meta",
            "title",
            "body",
            "div",
            "p",
            "a",
            "br",
            "h1",
            "h2",
            "ul",
            "ol",
            "li",
            "strong",
            "span",
            "blockquote",
        ]
        .into();
        let html = Html::parse_document(&self.written.html);
        let mut foreign = Vec::new();
        for element in html.select(&Selector::parse("*").unwrap()) {
            let name = element.value().name();
            if !known.contains(name) {
                foreign.push(name.to_owned());
            }
            foreign.extend(
                element
                    .value()
                    .attrs()
                    .filter(|(name, _)| name.starts_with("on"))
                    .map(|(name, _)| name.to_owned()),
            );
        }
        foreign
    }

    /// Where the HTML's links lead.
    pub(crate) fn links(&self) -> Vec<String> {
        let html = Html::parse_document(&self.written.html);
        let anchors = Selector::parse("a[href]").unwrap();
        html.select(&anchors).filter_map(|link| link.attr("href").map(str::to_owned)).collect()
    }
}
