use serde::Deserialize;

use super::model::{Description, Kind};
use super::store::Scheme;
use crate::platform::clock::Day;
use crate::platform::mail::EmailAddress;
use crate::platform::web::forms::{line, optional, paragraphs, web_link};
use crate::platform::web::{DateBoxes, FormErrors};

/// A scheme as its coordinator types it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct SchemeForm {
    pub version: String,
    pub submission: String,
    pub name: String,
    pub kind: String,
    pub summary: String,
    pub offers: String,
    pub for_whom: String,
    pub how_to_join: String,
    pub contact: String,
    pub contact_email: String,
    pub link: String,
    #[serde(rename = "opens-day")]
    pub opens_day: String,
    #[serde(rename = "opens-month")]
    pub opens_month: String,
    #[serde(rename = "opens-year")]
    pub opens_year: String,
    #[serde(rename = "closes-day")]
    pub closes_day: String,
    #[serde(rename = "closes-month")]
    pub closes_month: String,
    #[serde(rename = "closes-year")]
    pub closes_year: String,
}

impl SchemeForm {
    pub(super) fn of(scheme: &Scheme) -> Self {
        let (opens_day, opens_month, opens_year) = boxes(scheme.opens_on);
        let (closes_day, closes_month, closes_year) = boxes(scheme.closes_on);
        Self {
            version: scheme.version.to_string(),
            submission: String::new(),
            name: scheme.name.clone(),
            kind: scheme.kind.code().to_owned(),
            summary: scheme.summary.clone(),
            offers: scheme.offers.clone(),
            for_whom: scheme.for_whom.clone(),
            how_to_join: scheme.how_to_join.clone(),
            contact: scheme.contact.clone(),
            contact_email: scheme.contact_email.as_ref().map(ToString::to_string).unwrap_or_default(),
            link: scheme.link.clone().unwrap_or_default(),
            opens_day,
            opens_month,
            opens_year,
            closes_day,
            closes_month,
            closes_year,
        }
    }

    /// # Errors
    /// A sentence for each field that is wrong.
    pub(super) fn parse(&self) -> Result<Description, FormErrors> {
        let mut errors = FormErrors::none();
        let name = errors.take("name", name(&self.name));
        let kind = errors.take("kind", Kind::from_code(&self.kind).ok_or("Select what kind of scheme it is"));
        let summary = errors.take("summary", line(&self.summary, "what it is in a sentence", 300));
        let for_whom = errors.take("for_whom", line(&self.for_whom, "whom it is for", 300));
        let offers = errors.take("offers", paragraphs(&self.offers, "what it offers", 2000));
        let how_to_join = errors.take("how_to_join", paragraphs(&self.how_to_join, "how to join", 1000));
        let opens = DateBoxes {
            name: "opens",
            day: &self.opens_day,
            month: &self.opens_month,
            year: &self.opens_year,
        };
        let opens_on = opens.parse("the first day", &mut errors);
        let closes = DateBoxes {
            name: "closes",
            day: &self.closes_day,
            month: &self.closes_month,
            year: &self.closes_year,
        };
        let closes_on = closes.parse("the last day", &mut errors);
        if opens_on.is_some_and(|opens| closes_on.is_some_and(|closes| closes < opens)) {
            errors.add("closes-day", "The last day must not be before the first");
        }
        let contact = errors.take("contact", line(&self.contact, "whom to ask", 120));
        let email = |raw: &str| EmailAddress::parse(raw).map_err(|error| error.to_string());
        let contact_email = errors.take("contact_email", optional(&self.contact_email, email));
        let link = errors.take("link", optional(&self.link, |raw| web_link(raw, "the link")));
        match (name, kind, summary, offers, for_whom, how_to_join, contact, contact_email, link) {
            (
                Some(name),
                Some(kind),
                Some(summary),
                Some(offers),
                Some(for_whom),
                Some(how_to_join),
                Some(contact),
                Some(contact_email),
                Some(link),
            ) if errors.is_empty() => Ok(Description {
                name,
                kind,
                summary,
                offers,
                for_whom,
                how_to_join,
                contact,
                contact_email,
                link,
                opens_on,
                closes_on,
            }),
            _ => Err(errors),
        }
    }
}

fn name(raw: &str) -> Result<String, String> {
    let name = line(raw, "a name for the scheme", 120)?;
    if name.chars().count() < 3 { Err("Enter a name of at least 3 characters".to_owned()) } else { Ok(name) }
}

fn boxes(day: Option<Day>) -> (String, String, String) {
    day.map(Day::date).map_or_else(Default::default, |date| {
        (date.day().to_string(), date.month().to_string(), date.year().to_string())
    })
}
