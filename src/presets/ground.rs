use crate::platform::ids::{OrganisationId, PoolId};
use crate::pools::Requirements;
use crate::vocabulary::{List, Term};

/// An employer of the reference data.
#[derive(Debug, Clone)]
pub struct Employer {
    pub organisation_id: OrganisationId,
    pub name: String,
    pub system_code: Option<String>,
    pub region_code: Option<String>,
}

/// A pool that made-up people belong to.
#[derive(Debug, Clone)]
pub struct Ground {
    pub pool_id: PoolId,
    pub name: String,
    pub reach: Reach,
    pub asked: Vec<Requirements>,
    pub exists: bool,
}

/// Whose people a pool is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    Organisation(OrganisationId),
    System(String),
    Region(String),
}

impl Reach {
    /// The level of the pool, as it is stored.
    pub const fn level(&self) -> &'static str {
        match self {
            Self::Organisation(_) => "organisation",
            Self::System(_) => "system",
            Self::Region(_) => "region",
        }
    }

    pub fn covers(&self, employer: &Employer) -> bool {
        match self {
            Self::Organisation(id) => employer.organisation_id == *id,
            Self::System(code) => employer.system_code.as_deref() == Some(code),
            Self::Region(code) => employer.region_code.as_deref() == Some(code),
        }
    }
}

/// The terms that profiles and evidence are made of.
#[derive(Debug, Clone)]
pub struct Terms(Vec<Term>);

impl Terms {
    pub fn new(terms: Vec<Term>) -> Self {
        Self(terms)
    }

    pub fn of(&self, list: List) -> impl Iterator<Item = &Term> {
        self.0.iter().filter(move |term| term.list == list && term.valid_to.is_none())
    }

    pub fn find(&self, list: List, code: &str) -> Option<&Term> {
        self.of(list).find(|term| term.code == code)
    }

    pub fn qualifications(&self) -> Vec<Term> {
        self.of(List::Qualification).cloned().collect()
    }
}
