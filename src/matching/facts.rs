use super::week::WeekHours;

/// A person: the number of their account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonKey(pub u128);

/// An employer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OrganisationKey(pub u128);

/// A pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PoolKey(pub u128);

/// A term of a vocabulary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TermKey(pub i32);

/// What is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Offering {
    Coaching,
    Mentoring,
    Supervision,
}

/// An employer as far as matching needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organisation {
    pub key: OrganisationKey,
    /// Code of its care system.
    pub system: Option<String>,
    pub region: Option<String>,
    /// Code of its type.
    pub kind: Option<String>,
}

/// A coach or mentor as far as matching needs it. Whoever is not accepting, or is in no pool as an active member that
/// mentees may choose, has no facts: they are not in the index at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    pub person: PersonKey,
    pub organisation: Option<OrganisationKey>,
    /// What they offer in which pool.
    pub pools: Vec<(PoolKey, Offering)>,
    /// Terms the index was not made for are left out.
    pub terms: Vec<TermKey>,
    pub level: Option<u8>,
    /// The highest level of their qualifications; 0 without any.
    pub qualification: u8,
    /// The hours of a week they offer.
    pub hours: WeekHours,
    /// How many relationships they hold at once, 1 to 12.
    pub capacity: u8,
    /// Places left; 0 is full.
    pub left: u8,
    /// Hours since 1970-01-01 when somebody last asked them; None: nobody has.
    pub last_asked: Option<u32>,
    /// The better, the more reliably and quickly they reply; those who have no record are in the middle.
    pub reply: u16,
}
