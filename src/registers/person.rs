//! What a register says of one person, understood; and the same as fields that can be compared one by one.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::columns::Field;
use super::values::{Cpd, PartialDate};
use crate::platform::ids::OrganisationId;
use crate::pools::Offering;
use crate::vocabulary::TermId;

/// Somebody in a register. What it does not say is empty. Serialised, each field has the code of its column.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub struct Person {
    #[serde(skip_serializing_if = "String::is_empty")]
    pub reference: String,
    pub full_name: String,
    pub email: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub pronouns: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub job_title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub employer: Option<Employer>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seniority: Option<TermId>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub profession: Vec<TermId>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub offering: Vec<Offering>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub qualifications: Vec<Held>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_qualified: Option<PartialDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_supervision: Option<PartialDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cpd: Option<Cpd>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub insurance_expiry: Option<PartialDate>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub areas: Vec<TermId>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub approaches: Vec<TermId>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub delivery: Vec<TermId>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub languages: Vec<TermId>,
    /// `None`: the pool's usual number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capacity: Option<i16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seeing_now: Option<i16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub available: Option<bool>,
    /// What the register says about times in words: "term time", "on leave til Jan".
    #[serde(skip_serializing_if = "String::is_empty")]
    pub outline: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub about: String,
    /// Whether they agreed to be published; only a clear yes is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub publish: Option<bool>,
}

/// Where somebody works.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Employer {
    /// `None` while nobody has said which employer the name means.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub id: Option<OrganisationId>,
    pub name: String,
}

/// A qualification: one of the list, or as the register has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Held {
    Term(TermId),
    Title(String),
}

/// A person as fields: the code of each with its value, fields that say nothing left out.
pub type Fields = Map<String, Value>;

impl Person {
    #[must_use]
    pub fn fields(&self) -> Fields {
        match serde_json::to_value(self) {
            Ok(Value::Object(fields)) => fields,
            _ => Fields::new(),
        }
    }

    /// What was kept by an earlier release may lack fields, never more.
    #[must_use]
    pub fn of(fields: &Fields) -> Self {
        serde_json::from_value(Value::Object(fields.clone())).unwrap_or_default()
    }

    /// How a report names them.
    #[must_use]
    pub fn named(&self) -> String {
        match (self.full_name.is_empty(), self.email.is_empty()) {
            (false, false) => format!("{}, {}", self.full_name, self.email),
            (false, true) => self.full_name.clone(),
            (true, _) => self.email.clone(),
        }
    }
}

/// The fields that a column fills.
#[must_use]
pub fn filled_by(column: Field) -> &'static [&'static str] {
    match column {
        Field::Surname | Field::Forename | Field::FullName => &["full-name"],
        Field::Telephone => &[],
        Field::Available => &["available", "outline"],
        Field::Capacity => &["capacity", "outline"],
        Field::Reference => &["reference"],
        Field::Email => &["email"],
        Field::Pronouns => &["pronouns"],
        Field::JobTitle => &["job-title"],
        Field::Employer => &["employer"],
        Field::Seniority => &["seniority"],
        Field::Profession => &["profession"],
        Field::Offering => &["offering"],
        Field::Qualifications => &["qualifications"],
        Field::DateQualified => &["date-qualified"],
        Field::LastSupervision => &["last-supervision"],
        Field::Cpd => &["cpd"],
        Field::InsuredTo => &["insurance-expiry"],
        Field::Areas => &["areas"],
        Field::Approaches => &["approaches"],
        Field::Delivery => &["delivery"],
        Field::Languages => &["languages"],
        Field::SeeingNow => &["seeing-now"],
        Field::About => &["about"],
        Field::Publish => &["publish"],
    }
}
