use crate::matching::TermKind;
use crate::vocabulary::List;

/// The groups of the form, each a parameter of the address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    Area,
    Seniority,
    Where,
    Organisation,
    Delivery,
    Times,
    Language,
    Profession,
    OrganisationType,
    Approach,
    Qualification,
    /// Never in an address: what a private draft adds.
    Words,
}

impl Group {
    /// Those an address names, in the order it names them.
    pub const ALL: [Self; 11] = [
        Self::Area,
        Self::Seniority,
        Self::Where,
        Self::Organisation,
        Self::Delivery,
        Self::Times,
        Self::Language,
        Self::Profession,
        Self::OrganisationType,
        Self::Approach,
        Self::Qualification,
    ];

    /// The name of its parameter, and the start of that of its weight.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Area => "area",
            Self::Seniority => "seniority",
            Self::Where => "where",
            Self::Organisation => "organisation",
            Self::Delivery => "delivery",
            Self::Times => "time",
            Self::Language => "language",
            Self::Profession => "profession",
            Self::OrganisationType => "organisation-type",
            Self::Approach => "approach",
            Self::Qualification => "qualification",
            Self::Words => "words",
        }
    }

    /// The name of the parameter that weighs it.
    #[must_use]
    pub const fn weight_code(self) -> &'static str {
        match self {
            Self::Area => "area-weight",
            Self::Seniority => "seniority-weight",
            Self::Where => "where-weight",
            Self::Organisation => "organisation-weight",
            Self::Delivery => "delivery-weight",
            Self::Times => "time-weight",
            Self::Language => "language-weight",
            Self::Profession => "profession-weight",
            Self::OrganisationType => "organisation-type-weight",
            Self::Approach => "approach-weight",
            Self::Qualification => "qualification-weight",
            Self::Words => "words-weight",
        }
    }

    /// The terms it is made of, when it is.
    #[must_use]
    pub const fn terms(self) -> Option<(TermKind, List)> {
        match self {
            Self::Area => Some((TermKind::Area, List::DevelopmentArea)),
            Self::Delivery => Some((TermKind::Delivery, List::Delivery)),
            Self::Language => Some((TermKind::Language, List::Language)),
            Self::Profession => Some((TermKind::Profession, List::Profession)),
            Self::Approach => Some((TermKind::Approach, List::Approach)),
            _ => None,
        }
    }

    #[must_use]
    pub const fn of(kind: TermKind) -> Self {
        match kind {
            TermKind::Area => Self::Area,
            TermKind::Approach => Self::Approach,
            TermKind::Profession => Self::Profession,
            TermKind::Delivery => Self::Delivery,
            TermKind::Language => Self::Language,
        }
    }
}
