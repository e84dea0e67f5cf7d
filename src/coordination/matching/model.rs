use crate::coordination::ProposalId;
use crate::platform::clock::Instant;
use crate::platform::ids::{AccountId, PoolId, SubmissionId};
use crate::platform::words;
use crate::pools::Offering;

/// So many people are proposed at once.
pub const MOST: usize = 5;
/// Characters of why somebody is proposed.
pub const LONGEST_WHY: usize = 200;
/// Characters of what a mentee hopes for.
pub const LONGEST_HOPE: usize = 2_000;

/// A mentee whom the pool is open to.
#[derive(Debug, Clone)]
pub struct Mentee {
    pub account_id: AccountId,
    pub name: String,
    pub organisation: String,
}

/// A coach or mentor of the pool who can be proposed.
#[derive(Debug, Clone)]
pub struct Member {
    pub account_id: AccountId,
    pub name: String,
    pub role: String,
    pub offerings: Vec<Offering>,
    pub left: i32,
}

impl Member {
    /// Who they are, in one line.
    #[must_use]
    pub fn line(&self) -> String {
        format!("{}: {}", self.name, self.offers())
    }

    /// What they do and offer: "Matron: mentoring (2 places)".
    #[must_use]
    pub fn offers(&self) -> String {
        let offers: Vec<&str> = self.offerings.iter().map(|offering| offering.label()).collect();
        let role = if self.role.is_empty() { String::new() } else { format!("{}: ", self.role) };
        let places = words::count(self.left, "place", "places");
        format!("{role}{} ({places})", words::list(&offers))
    }
}

/// Somebody picked, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picked {
    pub account_id: AccountId,
    pub why: String,
}

/// What a coordinator proposes.
#[derive(Debug, Clone)]
pub struct NewProposal {
    pub pool: PoolId,
    pub mentee: AccountId,
    pub offering: Offering,
    /// In order, the best first.
    pub picked: Vec<Picked>,
    pub submission: SubmissionId,
}

/// How a proposal stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "kebab-case")]
pub enum Standing {
    Waiting,
    Taken,
    Declined,
}

impl Standing {
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Taken => "taken",
            Self::Declined => "declined",
        }
    }
}

/// A proposal as its mentee sees it.
#[derive(Debug, Clone)]
pub struct Proposal {
    pub id: ProposalId,
    pub pool: String,
    pub coordinator: String,
    pub offering: Offering,
    pub status: Standing,
    pub proposed_at: Instant,
    pub people: Vec<Proposed>,
}

/// One of the people proposed.
#[derive(Debug, Clone)]
pub struct Proposed {
    pub account_id: AccountId,
    pub name: String,
    pub role: String,
    pub why: String,
    /// They can still be shown to the mentee.
    pub there: bool,
}
