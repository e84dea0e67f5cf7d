use crate::platform::mail::EmailAddress;
use crate::platform::web::FormErrors;
use crate::platform::web::forms::{line, optional};
use crate::platform::zones;

/// What an account says of its owner.
#[derive(Debug, Clone)]
pub struct Own {
    pub name: String,
    pub email: EmailAddress,
    pub recovery_email: Option<EmailAddress>,
    pub has_password: bool,
    pub second_factor: bool,
    pub organisation: Option<String>,
    pub provisional: bool,
    pub area: Option<String>,
    /// `mail-domain`, `join-code` or `person`.
    pub proof: Option<String>,
    pub team: Option<String>,
    pub line_manager: Option<String>,
    /// The zone they said they live by.
    pub zone: Option<String>,
    pub version: i32,
}

impl Own {
    /// Their zone in words: "India".
    #[must_use]
    pub fn zone_in_words(&self) -> String {
        self.zone.as_deref().map_or_else(|| "Not given".to_owned(), zones::label)
    }

    /// How it is known where this person works, in words.
    #[must_use]
    pub fn proof_in_words(&self) -> &'static str {
        match self.proof.as_deref() {
            Some("mail-domain") => "Confirmed by your work email address",
            Some("join-code") => "Confirmed by a join code",
            Some("person") => "Confirmed by a coordinator",
            _ => "Not confirmed yet",
        }
    }
}

/// The details that somebody may change about themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Details {
    pub name: String,
    pub team: Option<String>,
    pub line_manager: Option<String>,
}

/// The raw form.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct DetailsForm {
    pub name: String,
    pub team: String,
    pub line_manager: String,
    /// The version of the account that the form was made from.
    pub version: i32,
}

impl DetailsForm {
    #[must_use]
    pub fn of(own: &Own) -> Self {
        Self {
            name: own.name.clone(),
            team: own.team.clone().unwrap_or_default(),
            line_manager: own.line_manager.clone().unwrap_or_default(),
            version: own.version,
        }
    }

    /// # Errors
    /// A sentence for each field that cannot be kept as it is.
    pub fn parse(&self) -> Result<Details, FormErrors> {
        let mut errors = FormErrors::none();
        let name = errors.take("name", line(&self.name, "your name", 100));
        let team = errors.take("team", optional(&self.team, |raw| line(raw, "your team", 120)));
        let line_manager = errors
            .take("line_manager", optional(&self.line_manager, |raw| line(raw, "your line manager", 120)));
        match (name, team, line_manager) {
            (Some(name), Some(team), Some(line_manager)) => Ok(Details { name, team, line_manager }),
            _ => Err(errors),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn team_and_line_manager_may_be_left_empty_and_a_name_may_be_one_word() {
        let form = DetailsForm { name: " Sukarno ".into(), ..DetailsForm::default() };
        let details = form.parse().unwrap();
        assert_eq!(details, Details { name: "Sukarno".into(), team: None, line_manager: None });
    }

    #[test]
    fn every_mistake_is_told_at_once() {
        let form = DetailsForm { team: "a\u{202e}b".into(), ..DetailsForm::default() };
        let errors = form.parse().unwrap_err();
        assert!(errors.on("name").is_some() && errors.on("team").is_some());
    }
}
