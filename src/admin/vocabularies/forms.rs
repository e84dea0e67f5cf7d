use serde::Deserialize;

use crate::platform::web::FormErrors;
use crate::platform::web::forms::{line, optional};
use crate::vocabulary::{List, NewTerm, Renaming, Term, TermId};

/// A term being added or changed, as it was typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct TermForm {
    pub label: String,
    /// Only languages have a code of their own to type.
    pub code: String,
    pub level: String,
    pub parent: String,
    /// `yes` or nothing.
    pub admits_coaches: String,
    /// `yes` or nothing.
    pub sensitive: String,
    pub version: String,
}

/// Whether terms of a list are on rungs.
pub fn has_level(list: List) -> bool {
    matches!(list, List::Seniority | List::Qualification)
}

impl TermForm {
    pub fn of(term: &Term) -> Self {
        Self {
            label: term.label.clone(),
            code: String::new(),
            level: term.level.map(|level| level.to_string()).unwrap_or_default(),
            parent: String::new(),
            admits_coaches: if term.admits_coaches { "yes".to_owned() } else { String::new() },
            sensitive: if term.sensitive { "yes".to_owned() } else { String::new() },
            version: term.version.to_string(),
        }
    }

    pub fn admits(&self) -> bool {
        self.admits_coaches == "yes"
    }

    pub fn is_sensitive(&self) -> bool {
        self.sensitive == "yes"
    }

    fn level(&self, list: List) -> Result<Option<i16>, String> {
        match (list, self.level.trim()) {
            (List::Seniority, "") => Err("Enter a level: where it stands among all pay ladders".to_owned()),
            (List::Seniority | List::Qualification, raw) => optional(raw, |raw| {
                let wrong = || "Enter a level from 0 to 20".to_owned();
                let level: i16 = raw.parse().map_err(|_| wrong())?;
                if (0..=20).contains(&level) { Ok(level) } else { Err(wrong()) }
            }),
            _ => Ok(None),
        }
    }

    /// # Errors
    /// A sentence for each field that is wrong.
    pub fn parse_renaming(&self, list: List) -> Result<Renaming, FormErrors> {
        let mut errors = FormErrors::none();
        let label = errors.take("label", line(&self.label, "a label", 100));
        let level = errors.take("level", self.level(list));
        match (label, level) {
            (Some(label), Some(level)) => {
                let admits_coaches = list == List::Qualification && self.admits();
                let sensitive = list == List::DevelopmentArea && self.is_sensitive();
                Ok(Renaming { label, level, admits_coaches, sensitive })
            }
            _ => Err(errors),
        }
    }

    /// # Errors
    /// A sentence for each field that is wrong.
    pub fn parse_new(&self, list: List, professions: &[&Term]) -> Result<NewTerm, FormErrors> {
        let renaming = self.parse_renaming(list);
        let mut errors = renaming.as_ref().err().cloned().unwrap_or_default();
        let code = match list {
            List::Language => errors.take("code", language_code(&self.code)).map(Some),
            _ => Some(None),
        };
        let parent = match list {
            List::Specialty => errors.take("parent", profession(&self.parent, professions)).map(Some),
            _ => Some(None),
        };
        match (renaming, code, parent) {
            (Ok(Renaming { label, level, admits_coaches, sensitive }), Some(code), Some(parent)) => {
                Ok(NewTerm { label, code, level, parent, admits_coaches, sensitive })
            }
            _ => Err(errors),
        }
    }
}

fn language_code(raw: &str) -> Result<String, &'static str> {
    let code = raw.trim().to_lowercase();
    if code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_lowercase()) {
        Ok(code)
    } else {
        Err("Enter the three letters of its ISO 639-3 code, like cym for Welsh")
    }
}

fn profession(raw: &str, professions: &[&Term]) -> Result<TermId, &'static str> {
    professions
        .iter()
        .find(|term| term.term_id.to_string() == raw)
        .map(|term| term.term_id)
        .ok_or("Select the profession it belongs to")
}
