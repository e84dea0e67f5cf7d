use serde::Deserialize;
use url::{Host, Url};

use super::assessment::runs_out;
use crate::platform::clock::{Day, Instant};
use crate::platform::ids::{AccountId, EvidenceId, PoolId, SubmissionId};
use crate::platform::web::forms::{line, optional};
use crate::platform::web::{DateBoxes, FormErrors};
use crate::vocabulary::{List, Term, TermId};

/// What a piece of evidence shows.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize, sqlx::Type,
)]
#[serde(rename_all = "kebab-case")]
#[sqlx(type_name = "text", rename_all = "kebab-case")]
pub enum EvidenceKind {
    Qualification,
    Training,
    Supervision,
    Cpd,
    Insurance,
}

impl EvidenceKind {
    pub const ALL: [Self; 5] =
        [Self::Qualification, Self::Training, Self::Supervision, Self::Cpd, Self::Insurance];

    /// As it is stored and as forms send it.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Qualification => "qualification",
            Self::Training => "training",
            Self::Supervision => "supervision",
            Self::Cpd => "cpd",
            Self::Insurance => "insurance",
        }
    }

    /// # Errors
    /// A sentence for the field.
    pub fn parse(raw: &str) -> Result<Self, &'static str> {
        Self::ALL.into_iter().find(|kind| kind.code() == raw).ok_or("Select what you are adding")
    }

    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Qualification => "Qualification",
            Self::Training => "Training for mentors or coaches",
            Self::Supervision => "Supervision",
            Self::Cpd => "Continuing development (CPD)",
            Self::Insurance => "Insurance",
        }
    }

    /// Whether it is an event that counts for a year from its day.
    #[must_use]
    pub const fn is_yearly(self) -> bool {
        matches!(self, Self::Supervision | Self::Cpd)
    }
}

/// One thing somebody shows a pool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    pub evidence_id: EvidenceId,
    pub pool_id: PoolId,
    pub account_id: AccountId,
    pub kind: EvidenceKind,
    pub qualification_id: Option<TermId>,
    pub title: String,
    pub awarding_body: String,
    /// The day it was awarded, held or began.
    pub dated_on: Option<Day>,
    pub expires_on: Option<Day>,
    pub reference: String,
    pub link: String,
    /// How many events the entry stands for.
    pub events: i16,
    pub recorded_by: Option<AccountId>,
    pub checked_at: Option<Instant>,
    pub imported: bool,
    /// How long it was, in minutes, as its owner's ledger says; none for what did not come from there.
    pub minutes: Option<i16>,
    pub version: i32,
}

impl Evidence {
    /// "1 hour 30 minutes"; empty where it is not known.
    #[must_use]
    pub fn length(&self) -> String {
        self.minutes.map_or_else(String::new, |minutes| crate::platform::hours::in_words(i64::from(minutes)))
    }

    /// The last day on which it counts; an event counts for a year from its own. `None`: it does not run out, or its
    /// date is not known.
    #[must_use]
    pub fn until(&self) -> Option<Day> {
        if self.kind.is_yearly() { runs_out(self) } else { self.expires_on }
    }
}

/// Evidence that may be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEvidence {
    pub submission_id: SubmissionId,
    pub kind: EvidenceKind,
    pub qualification_id: Option<TermId>,
    pub title: String,
    pub awarding_body: String,
    pub dated_on: Option<Day>,
    pub expires_on: Option<Day>,
    pub reference: String,
    pub link: String,
    pub events: i16,
    pub imported: bool,
}

/// Evidence as it is typed. A page that asks for one kind alone sends `kind` hidden.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct EvidenceForm {
    pub submission: String,
    pub kind: String,
    /// The id of a term, or empty for a qualification that is not listed.
    pub qualification: String,
    pub title: String,
    pub awarding_body: String,
    #[serde(rename = "dated-day")]
    pub dated_day: String,
    #[serde(rename = "dated-month")]
    pub dated_month: String,
    #[serde(rename = "dated-year")]
    pub dated_year: String,
    #[serde(rename = "expires-day")]
    pub expires_day: String,
    #[serde(rename = "expires-month")]
    pub expires_month: String,
    #[serde(rename = "expires-year")]
    pub expires_year: String,
    pub reference: String,
    pub link: String,
}

impl EvidenceForm {
    fn dated(&self) -> DateBoxes<'_> {
        DateBoxes { name: "dated", day: &self.dated_day, month: &self.dated_month, year: &self.dated_year }
    }

    fn expires(&self) -> DateBoxes<'_> {
        DateBoxes {
            name: "expires",
            day: &self.expires_day,
            month: &self.expires_month,
            year: &self.expires_year,
        }
    }

    /// Whether nothing was typed into it.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        let typed = [&self.qualification, &self.title, &self.awarding_body, &self.reference, &self.link];
        typed.into_iter().all(|text| text.trim().is_empty())
            && self.dated().is_blank()
            && self.expires().is_blank()
    }
}

impl NewEvidence {
    /// Reads what was typed. `qualifications` are the terms to choose from.
    ///
    /// # Errors
    /// A sentence for each field.
    pub fn parse(
        form: &EvidenceForm,
        submission: SubmissionId,
        qualifications: &[Term],
        today: Day,
    ) -> Result<Self, FormErrors> {
        let mut errors = FormErrors::none();
        let kind = errors.take("kind", EvidenceKind::parse(&form.kind));
        let qualification = match kind {
            Some(EvidenceKind::Qualification) => {
                errors.take("qualification", chosen(&form.qualification, qualifications)).flatten()
            }
            _ => None,
        };
        let title = errors.take("title", optional(&form.title, |raw| line(raw, "a title", 200))).flatten();
        let awarding_body = errors
            .take("awarding_body", optional(&form.awarding_body, |raw| line(raw, "the awarding body", 200)));
        let reference =
            errors.take("reference", optional(&form.reference, |raw| line(raw, "the reference", 100)));
        let link = errors.take("link", optional(&form.link, secure_link));
        let dated_on = form.dated().parse("the date", &mut errors);
        let expires_on = form.expires().parse("the day it runs out", &mut errors);
        if let Some(kind) = kind {
            check_dates(kind, dated_on, expires_on, today, &mut errors);
            if kind == EvidenceKind::Qualification && qualification.is_none() && title.is_none() {
                errors.add("qualification", "Choose the qualification, or type its name below");
            }
        }
        let (Some(kind), true) = (kind, errors.is_empty()) else { return Err(errors) };
        let title = title
            .or_else(|| qualification.map(|term| term.label.clone()))
            .unwrap_or_else(|| kind.label().to_owned());
        Ok(Self {
            submission_id: submission,
            kind,
            qualification_id: qualification.map(|term| term.term_id),
            title,
            awarding_body: awarding_body.flatten().unwrap_or_default(),
            dated_on,
            expires_on,
            reference: reference.flatten().unwrap_or_default(),
            link: link.flatten().unwrap_or_default(),
            events: 1,
            imported: false,
        })
    }
}

/// The years that dates of evidence may lie in, before and after today.
const YEARS_BACK: i16 = 70;
const YEARS_AHEAD: i16 = 30;

fn check_dates(
    kind: EvidenceKind,
    dated_on: Option<Day>,
    expires_on: Option<Day>,
    today: Day,
    errors: &mut FormErrors,
) {
    let year = today.date().year();
    let too_old = |day: Day| day.date().year() < year - YEARS_BACK;
    match dated_on {
        Some(day) if day > today => errors.add("dated-day", "The date must be today or in the past"),
        Some(day) if too_old(day) => errors.add("dated-day", "Check the year of the date"),
        None if kind.is_yearly() => errors.add("dated-day", "Enter the date on which it was held"),
        _ => {}
    }
    match expires_on {
        Some(_) if kind.is_yearly() => {
            errors.add("expires-day", "Leave this empty: it counts for a year from its date");
        }
        Some(day) if day.date().year() > year + YEARS_AHEAD || too_old(day) => {
            errors.add("expires-day", "Check the year in which it runs out");
        }
        Some(day) if dated_on.is_some_and(|dated| day < dated) => {
            errors.add("expires-day", "The day it runs out must be after the date it began");
        }
        Some(day) if kind == EvidenceKind::Insurance && day < today => {
            errors.add("expires-day", "This insurance has run out. Enter the one that covers you now");
        }
        None if kind == EvidenceKind::Insurance => {
            errors.add("expires-day", "Enter the last day on which the insurance covers you");
        }
        _ => {}
    }
}

fn chosen<'a>(raw: &str, qualifications: &'a [Term]) -> Result<Option<&'a Term>, String> {
    let raw = raw.trim();
    if raw.is_empty() {
        return Ok(None);
    }
    let found = raw.parse::<TermId>().ok().and_then(|id| {
        qualifications.iter().find(|term| term.term_id == id && term.list == List::Qualification)
    });
    found.map(Some).ok_or_else(|| "Choose a qualification from the list".to_owned())
}

/// An address that may be offered to a coordinator to open: on the web, encrypted, at a named host.
///
/// # Errors
/// A sentence for the field.
pub fn secure_link(raw: &str) -> Result<String, String> {
    let typed = line(raw, "the link", 500)?;
    let asks = || {
        "Enter a link that begins with https://, such as one to your SharePoint or Google Drive".to_owned()
    };
    let url = Url::parse(&typed).map_err(|_| asks())?;
    if url.scheme() != "https" {
        return Err(asks());
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("The link must not hold a user name or password".to_owned());
    }
    match url.host() {
        Some(Host::Domain(host)) if host.contains('.') && host.rsplit('.').next() != Some("local") => {}
        _ => return Err(asks()),
    }
    let text = url.to_string();
    if text.chars().count() > 500 {
        return Err("The link must be 500 characters or fewer".to_owned());
    }
    Ok(text)
}

#[cfg(test)]
#[path = "evidence_tests.rs"]
mod tests;
