use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::platform::ids::OrganisationId;
use crate::registers::columns::Field;
use crate::vocabulary::{List, TermId};

/// What a value is looked up in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    Terms(List),
    Employers,
}

impl Subject {
    /// As it is stored and as forms send it.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Terms(list) => list.code(),
            Self::Employers => "employer",
        }
    }

    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        if code == "employer" { Some(Self::Employers) } else { List::from_code(code).map(Self::Terms) }
    }

    /// What the values of a column are looked up in.
    #[must_use]
    pub const fn of(column: Field) -> Option<Self> {
        Some(match column {
            Field::Employer => Self::Employers,
            Field::Seniority => Self::Terms(List::Seniority),
            Field::Profession => Self::Terms(List::Profession),
            Field::Qualifications => Self::Terms(List::Qualification),
            Field::Areas => Self::Terms(List::DevelopmentArea),
            Field::Approaches => Self::Terms(List::Approach),
            Field::Delivery => Self::Terms(List::Delivery),
            Field::Languages => Self::Terms(List::Language),
            _ => return None,
        })
    }

    /// The heading above its undecided values.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Employers => "Employers",
            Self::Terms(List::Seniority) => "Pay bands and grades",
            Self::Terms(List::Profession) => "Professions",
            Self::Terms(List::Qualification) => "Qualifications",
            Self::Terms(List::DevelopmentArea) => "What people can help with",
            Self::Terms(List::Approach) => "Approaches",
            Self::Terms(List::Delivery) => "Ways of meeting",
            Self::Terms(List::Language) => "Languages",
            Self::Terms(_) => "Other values",
        }
    }
}

/// What somebody decided about a value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Decision {
    Term(TermId),
    Employer(OrganisationId),
    LeaveOut,
}

/// By the code of the subject and the folded value.
pub type Decisions = BTreeMap<String, BTreeMap<String, Decision>>;

/// A value that is not certain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unsure {
    /// The code of its [`Subject`].
    pub subject: String,
    pub folded: String,
    /// As the register has it, where it came first.
    pub written: String,
    /// How many rows have it.
    pub rows: u32,
    /// What it most likely means, and what that is called.
    pub suggestion: Option<(Decision, String)>,
}
