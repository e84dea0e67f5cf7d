use crate::organisations::RegionCode;
use crate::platform::ids::OrganisationId;

/// Who runs a pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
