use crate::platform::clock::Day;

/// The id of a term. Small and dense, so that a set of them fits in a few words of bits.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize, sqlx::Type,
)]
#[serde(transparent)]
#[sqlx(transparent)]
pub struct TermId(pub i32);

impl std::fmt::Display for TermId {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(formatter)
    }
}

impl std::str::FromStr for TermId {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

/// Which vocabulary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum List {
    DevelopmentArea,
    Profession,
    Specialty,
    Seniority,
    Approach,
    Skill,
    Qualification,
    Delivery,
    Language,
    LivedExperience,
    Theme,
}

impl List {
    /// Every vocabulary, in the order pages list them.
    pub const ALL: [Self; 11] = [
        Self::DevelopmentArea,
        Self::Profession,
        Self::Specialty,
        Self::Seniority,
        Self::Approach,
        Self::Skill,
        Self::Qualification,
        Self::Delivery,
        Self::Language,
        Self::LivedExperience,
        Self::Theme,
    ];

    /// As it is stored and as addresses name it.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::DevelopmentArea => "development-area",
            Self::Profession => "profession",
            Self::Specialty => "specialty",
            Self::Seniority => "seniority",
            Self::Approach => "approach",
            Self::Skill => "skill",
            Self::Qualification => "qualification",
            Self::Delivery => "delivery",
            Self::Language => "language",
            Self::LivedExperience => "lived-experience",
            Self::Theme => "theme",
        }
    }

    /// What pages call it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::DevelopmentArea => "What people want help with",
            Self::Profession => "Professions",
            Self::Specialty => "Specialties and fields of nursing",
            Self::Seniority => "Seniority",
            Self::Approach => "Approaches",
            Self::Skill => "Skills",
            Self::Qualification => "Qualifications",
            Self::Delivery => "Ways of meeting",
            Self::Language => "Languages",
            Self::LivedExperience => "Lived experience",
            Self::Theme => "Themes of monthly activity",
        }
    }

    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|list| list.code() == code)
    }
}

/// An entry of a vocabulary as forms and pages use it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    pub term_id: TermId,
    pub list: List,
    pub code: String,
    pub label: String,
    /// The rung of a seniority, or the level of a qualification.
    pub level: Option<i16>,
    /// The profession of a specialty.
    pub parent_id: Option<TermId>,
    /// A qualification that lets somebody in as a coach.
    pub admits_coaches: bool,
    /// Kept out of addresses, histories and logs when somebody searches for it.
    pub sensitive: bool,
    /// From this day on it is not offered any more.
    pub valid_to: Option<Day>,
    /// What stands in its place, once it is retired.
    pub successor_id: Option<TermId>,
    pub version: i32,
}

/// What people also write for a term.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Synonym {
    pub list: List,
    pub text: String,
    pub term_id: TermId,
}

impl Term {
    /// Whether it may still be chosen on a day.
    #[must_use]
    pub fn is_current(&self, day: Day) -> bool {
        self.valid_to.is_none_or(|end| end > day)
    }
}

/// The terms of one list that may be chosen on a day, in their order.
pub fn current(terms: &[Term], list: List, day: Day) -> impl Iterator<Item = &Term> {
    terms.iter().filter(move |term| term.list == list && term.is_current(day))
}

/// The labels of some terms of one list, in the order of the ids. A retired term keeps its label.
#[must_use]
pub fn labels_of(terms: &[Term], list: List, ids: &[TermId]) -> Vec<String> {
    ids.iter()
        .filter_map(|id| terms.iter().find(|term| term.list == list && term.term_id == *id))
        .map(|term| term.label.clone())
        .collect()
}
