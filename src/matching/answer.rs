use super::facts::{PersonKey, TermKey};
use super::week::WeekHours;

/// Where somebody stands in an order, best first when compared from the greatest. Also the cursor of a page: whoever is
/// below it comes on the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OrderKey {
    /// Σ weight × m over the wants.
    pub score: u32,
    /// Free places relative to capacity, then longest since last asked, then reply record, packed.
    pub tie: u64,
    /// Of asker, person and day.
    pub hash: u64,
    /// Settles what nothing else did.
    pub person: PersonKey,
}

/// How far a want is met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Met {
    Fully,
    Partly,
    Not,
}

/// What somebody offers where a want asks, for the words that explain it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Offers {
    /// The asked terms they have, and those they have not, in the order asked.
    Terms {
        covered: Vec<TermKey>,
        missing: Vec<TermKey>,
    },
    /// Whether their organisation is of an asked type.
    OrganisationType(bool),
    /// Levels above the asker (below, when negative), or above the asked level; None when either is not known.
    Seniority {
        above: Option<i16>,
    },
    Geography {
        same_system: bool,
        same_region: bool,
    },
    /// Whether they work in the asker's own organisation.
    SameOrganisation(bool),
    /// Of the asked hours, those they offer; `any` says whether they offer any hours at all.
    Times {
        covered: WeekHours,
        any: bool,
    },
    /// The highest level they have; 0 without any.
    Qualification(u8),
    Words(bool),
}

/// How one want is met by one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub met: Met,
    /// m: 0 to [`super::WHOLE`].
    pub share: u16,
    /// Its points of the percentage. Over all wants they add up to it.
    pub points: u8,
    pub offers: Offers,
}

/// One person of a ranking, with its reasons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ranked {
    pub person: PersonKey,
    pub key: OrderKey,
    /// 0 to 100. Without any wants, 100.
    pub percent: u8,
    /// One for each want, in the order of the criteria.
    pub findings: Vec<Finding>,
}

/// A page of a ranking.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answer {
    /// How many people match, on all pages, with a place left.
    pub total: u32,
    /// How many would match and are full.
    pub full: u32,
    pub ranked: Vec<Ranked>,
    /// Somebody comes after the last of this page.
    pub more: bool,
}

/// What making one *must have* important instead would bring.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Repair {
    /// Which want, by its place in the criteria.
    pub want: usize,
    /// How many people would match then, all told.
    pub total: u32,
}
