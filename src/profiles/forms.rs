//! What is typed about a profile, group by group. Other slices embed these forms; see the slice's own words.

use serde::Deserialize;

use super::model::{About, Profile};
use crate::platform::clock::Day;
use crate::platform::web::forms::{line, optional, paragraphs};
use crate::platform::web::{Choice, FormErrors};
use crate::vocabulary::{List, Term, TermId};

/// About you.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct AboutForm {
    pub headline: String,
    pub job_title: String,
    pub pronouns: String,
    pub biography: String,
    pub how_i_work: String,
    pub version: String,
}

impl AboutForm {
    #[must_use]
    pub fn of(profile: &Profile) -> Self {
        let About { headline, job_title, pronouns, biography, how_i_work } = profile.about.clone();
        Self { headline, job_title, pronouns, biography, how_i_work, version: profile.version.to_string() }
    }

    /// # Errors
    /// A sentence for each field that is too long or holds what it must not. Empty fields are right.
    pub fn parse(&self) -> Result<About, FormErrors> {
        let mut errors = FormErrors::none();
        let short = |raw: &str, what: &str, longest| optional(raw, |raw| line(raw, what, longest));
        let long = |raw: &str, what: &str, longest| optional(raw, |raw| paragraphs(raw, what, longest));
        let headline =
            errors.take("headline", short(&self.headline, "your line about what you help with", 120));
        let job_title = errors.take("job_title", short(&self.job_title, "your job title", 120));
        let pronouns = errors.take("pronouns", short(&self.pronouns, "your pronouns", 40));
        let biography = errors.take("biography", long(&self.biography, "what you say about yourself", 3000));
        let how_i_work = errors.take("how_i_work", long(&self.how_i_work, "how you work", 2000));
        match (headline, job_title, pronouns, biography, how_i_work) {
            (Some(headline), Some(job_title), Some(pronouns), Some(biography), Some(how_i_work)) => {
                Ok(About {
                    headline: headline.unwrap_or_default(),
                    job_title: job_title.unwrap_or_default(),
                    pronouns: pronouns.unwrap_or_default(),
                    biography: biography.unwrap_or_default(),
                    how_i_work: how_i_work.unwrap_or_default(),
                })
            }
            _ => Err(errors),
        }
    }

    /// The version it was read at; none for what no page offered.
    #[must_use]
    pub fn version(&self) -> Option<i32> {
        self.version.parse().ok()
    }
}

/// What you can help with.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct HelpForm {
    pub areas: Vec<String>,
    pub version: String,
}

impl HelpForm {
    #[must_use]
    pub fn of(profile: &Profile) -> Self {
        Self { areas: chosen(profile, List::DevelopmentArea), version: profile.version.to_string() }
    }

    /// # Errors
    /// A sentence when nothing, too much, or something that is not in the list is chosen.
    pub fn parse(&self, options: &Options) -> Result<Vec<TermId>, FormErrors> {
        let mut errors = FormErrors::none();
        let missing = "Select at least one thing you can help with";
        let areas = errors.take("areas", options.read_some(List::DevelopmentArea, &self.areas, 12, missing));
        areas.ok_or(errors)
    }
}

/// Your work: professions, specialties, seniority.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct WorkForm {
    pub professions: Vec<String>,
    pub specialties: Vec<String>,
    pub seniority: String,
    pub version: String,
}

/// Your work, parsed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Work {
    pub professions: Vec<TermId>,
    pub specialties: Vec<TermId>,
    pub seniority: Option<TermId>,
}

impl WorkForm {
    #[must_use]
    pub fn of(profile: &Profile) -> Self {
        Self {
            professions: chosen(profile, List::Profession),
            specialties: chosen(profile, List::Specialty),
            seniority: profile.seniority.map(|term| term.to_string()).unwrap_or_default(),
            version: profile.version.to_string(),
        }
    }

    /// # Errors
    /// A sentence for each list of which something unknown or too much is chosen, or nothing where one is needed.
    pub fn parse(&self, options: &Options) -> Result<Work, FormErrors> {
        let mut errors = FormErrors::none();
        let missing = "Select your profession";
        let professions = options.read_some(List::Profession, &self.professions, 5, missing);
        let professions = errors.take("professions", professions);
        let specialties = errors.take("specialties", options.read(List::Specialty, &self.specialties, 8));
        let seniority = match self.seniority.trim() {
            "" => Some(None),
            raw => errors
                .take("seniority", options.read(List::Seniority, &[raw.to_owned()], 1))
                .map(|terms| terms.first().copied()),
        };
        match (professions, specialties, seniority) {
            (Some(professions), Some(specialties), Some(seniority)) => {
                Ok(Work { professions, specialties, seniority })
            }
            _ => Err(errors),
        }
    }
}

/// How you meet and work: approaches, skills, delivery, languages.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct WaysForm {
    pub approaches: Vec<String>,
    pub skills: Vec<String>,
    pub delivery: Vec<String>,
    pub languages: Vec<String>,
    pub version: String,
}

/// How you meet and work, parsed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ways {
    pub approaches: Vec<TermId>,
    pub skills: Vec<TermId>,
    pub delivery: Vec<TermId>,
    pub languages: Vec<TermId>,
}

impl WaysForm {
    #[must_use]
    pub fn of(profile: &Profile) -> Self {
        Self {
            approaches: chosen(profile, List::Approach),
            skills: chosen(profile, List::Skill),
            delivery: chosen(profile, List::Delivery),
            languages: chosen(profile, List::Language),
            version: profile.version.to_string(),
        }
    }

    /// # Errors
    /// A sentence for each list of which something unknown or too much is chosen, or nothing where one is needed.
    pub fn parse(&self, options: &Options) -> Result<Ways, FormErrors> {
        let mut errors = FormErrors::none();
        let approaches = errors.take("approaches", options.read(List::Approach, &self.approaches, 10));
        let skills = errors.take("skills", options.read(List::Skill, &self.skills, 20));
        let missing = "Select at least one way to meet";
        let delivery =
            errors.take("delivery", options.read_some(List::Delivery, &self.delivery, 20, missing));
        let languages = errors.take("languages", options.read(List::Language, &self.languages, 20));
        match (approaches, skills, delivery, languages) {
            (Some(approaches), Some(skills), Some(delivery), Some(languages)) => {
                Ok(Ways { approaches, skills, delivery, languages })
            }
            _ => Err(errors),
        }
    }
}

fn chosen(profile: &Profile, list: List) -> Vec<String> {
    profile.terms_of(list).iter().map(ToString::to_string).collect()
}

/// The terms a form offers: those in use, and those retired that the profile already has.
#[derive(Debug, Clone, Default)]
pub struct Options {
    terms: Vec<Term>,
}

impl Options {
    /// Of the terms of any lists, on a day, for a profile.
    #[must_use]
    pub fn of(terms: Vec<Term>, day: Day, profile: &Profile) -> Self {
        let held = |term: &Term| {
            profile.seniority == Some(term.term_id) || profile.terms.contains(&(term.list, term.term_id))
        };
        let terms = terms.into_iter().filter(|term| term.is_current(day) || held(term)).collect();
        Self { terms }
    }

    /// The choices of one list, in its order.
    #[must_use]
    pub fn choices(&self, list: List) -> Vec<Choice> {
        self.terms
            .iter()
            .filter(|term| term.list == list)
            .map(|term| Choice::new(term.term_id.to_string(), term.label.clone()))
            .collect()
    }

    #[must_use]
    pub fn areas(&self) -> Vec<Choice> {
        self.choices(List::DevelopmentArea)
    }

    #[must_use]
    pub fn professions(&self) -> Vec<Choice> {
        self.choices(List::Profession)
    }

    #[must_use]
    pub fn specialties(&self) -> Vec<Choice> {
        self.choices(List::Specialty)
    }

    /// With a first entry that chooses none.
    #[must_use]
    pub fn seniorities(&self) -> Vec<Choice> {
        let none = Choice::new("", "Choose one");
        std::iter::once(none).chain(self.choices(List::Seniority)).collect()
    }

    #[must_use]
    pub fn approaches(&self) -> Vec<Choice> {
        self.choices(List::Approach)
    }

    #[must_use]
    pub fn skills(&self) -> Vec<Choice> {
        self.choices(List::Skill)
    }

    #[must_use]
    pub fn delivery(&self) -> Vec<Choice> {
        self.choices(List::Delivery)
    }

    #[must_use]
    pub fn languages(&self) -> Vec<Choice> {
        self.choices(List::Language)
    }

    /// The same, of which at least one is needed as long as the list offers any.
    fn read_some(
        &self,
        list: List,
        raw: &[String],
        most: usize,
        missing: &str,
    ) -> Result<Vec<TermId>, String> {
        let read = self.read(list, raw, most)?;
        let offers = self.terms.iter().any(|term| term.list == list);
        if read.is_empty() && offers { Err(missing.to_owned()) } else { Ok(read) }
    }

    /// What was chosen of a list, once each, as many as fit; nothing is right too.
    ///
    /// # Errors
    /// A sentence for the field when something is not in the list, or too much is chosen.
    pub fn read(&self, list: List, raw: &[String], most: usize) -> Result<Vec<TermId>, String> {
        let mut read: Vec<TermId> = Vec::new();
        for value in raw.iter().filter(|value| !value.is_empty()) {
            let found =
                self.terms.iter().find(|term| term.list == list && term.term_id.to_string() == *value);
            let Some(term) = found else { return Err("Select from the list as it stands now".to_owned()) };
            if !read.contains(&term.term_id) {
                read.push(term.term_id);
            }
        }
        if read.len() > most {
            return Err(format!(
                "Select at most {most}: those you most want to be asked about. You have {}",
                read.len()
            ));
        }
        Ok(read)
    }
}
