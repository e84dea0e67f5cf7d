use crate::organisations::RegionCode;
use crate::platform::ids::OrganisationId;

/// Who runs a pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "kebab-case")]
pub enum Level {
    Organisation,
    System,
    Region,
    National,
}

impl Level {
    /// As it is stored.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Organisation => "organisation",
            Self::System => "system",
            Self::Region => "region",
            Self::National => "national",
        }
    }

    /// What kind of pool it is, for a list.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Organisation => "One organisation",
            Self::System => "One area",
            Self::Region => "One region or nation",
            Self::National => "National",
        }
    }
}

/// The area of a pool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    Organisation(OrganisationId),
    /// The code of an integrated care system.
    System(String),
    Region(RegionCode),
    National,
}

impl Place {
    #[must_use]
    pub fn level(&self) -> Level {
        match self {
            Self::Organisation(_) => Level::Organisation,
            Self::System(_) => Level::System,
            Self::Region(_) => Level::Region,
            Self::National => Level::National,
        }
    }
}
