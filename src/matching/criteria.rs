use super::facts::{Offering, OrganisationKey, PersonKey, PoolKey, TermKey};
use super::week::WeekHours;

/// What a whole want is worth before its weight: divisible by every number up to ten, so that the share of up to ten
/// terms is exact.
pub const WHOLE: u16 = 5040;

/// How much a want matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Weight {
    /// Who does not meet it is not shown. Also weighs 3.
    Must,
    /// Weighs 3.
    Important,
    /// Weighs 1.
    Nice,
}

impl Weight {
    pub const ALL: [Self; 3] = [Self::Must, Self::Important, Self::Nice];

    /// What it counts in the score.
    #[must_use]
    pub const fn factor(self) -> u32 {
        match self {
            Self::Must | Self::Important => 3,
            Self::Nice => 1,
        }
    }
}

/// Which terms a want is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TermKind {
    /// What somebody helps with: the share of the terms that are covered.
    Area,
    /// How somebody works: the share of the terms that are covered.
    Approach,
    /// What somebody is, of several that would do: any of the terms is all.
    Profession,
    /// How one would meet, of several that would do: any of the terms is all.
    Delivery,
    /// In which language, of several that would do: any of the terms is all.
    Language,
}

impl TermKind {
    /// Whether several terms of one want are worth the share that is covered, instead of any being all.
    #[must_use]
    pub const fn is_shared(self) -> bool {
        matches!(self, Self::Area | Self::Approach)
    }
}

/// Where somebody stands on the ladders of seniority, seen from the mentee.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Seniority {
    /// This level.
    Level(u8),
    /// At least so many levels above me.
    Above(u8),
    /// My own level.
    Peer,
    /// Below mine, for reverse mentoring.
    MoreJunior,
}

/// Where somebody works. For a system: all in it, half in its region. For a region: all in it, otherwise nothing.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Geography {
    MySystem,
    /// All in any other system than mine, otherwise nothing.
    AnotherSystem,
    System(String),
    MyRegion,
    /// All in any other region than mine, otherwise nothing.
    AnotherRegion,
    Region(String),
}

/// What one want is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Dimension {
    /// One to ten different terms of one kind.
    Terms(TermKind, Vec<TermKey>),
    /// Codes of organisation types, of several that would do.
    OrganisationType(Vec<String>),
    Seniority(Seniority),
    Geography(Geography),
    /// In my organisation, or in another than mine.
    SameOrganisation(bool),
    /// The share of these hours that somebody offers.
    Times(WeekHours),
    /// A qualification of at least this level.
    Qualification(u8),
    /// Words found in what somebody wrote; who has them comes in as [`super::Hits`].
    Words,
}

/// One thing a mentee wants.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Want {
    pub weight: Weight,
    pub dimension: Dimension,
}

/// What a mentee asks for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Criteria {
    pub offering: Offering,
    /// At most [`Criteria::MOST`]; what is beyond is left out by the index.
    pub wants: Vec<Want>,
}

impl Criteria {
    /// How many wants one search may hold.
    pub const MOST: usize = 24;
}

/// Who asks, as far as gates and wants need it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asker {
    /// None: a visitor.
    pub person: Option<PersonKey>,
    pub organisation: Option<OrganisationKey>,
    /// Code of the care system.
    pub system: Option<String>,
    pub region: Option<String>,
    pub level: Option<u8>,
    /// Pools whose members this asker may be shown.
    pub pools: Vec<PoolKey>,
    /// Never shown: blocked either way, a declared conflict, somebody they would rather not meet, a cool-off.
    pub excluded: Vec<PersonKey>,
    /// Days since 1970-01-01, in London.
    pub day: i32,
}
