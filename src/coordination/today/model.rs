use jiff::SignedDuration;

use crate::chemistry::model::Status;
use crate::platform::clock::Instant;
use crate::platform::ids::{AccountId, ChemistryId};

/// A request that waits for a coach or mentor shows up this long before its time is over.
pub const NEAR: SignedDuration = SignedDuration::from_hours(72);
/// One that waits for the mentee, or for both to find a time, after so long.
pub const LONG: SignedDuration = SignedDuration::from_hours(24 * 4);

/// A request that does not move.
#[derive(Debug, Clone)]
pub struct Stuck {
    pub chemistry_id: ChemistryId,
    pub mentee_id: AccountId,
    /// The coach or mentor.
    pub name: String,
    pub status: Status,
    pub since: Instant,
    pub until: Instant,
    /// A coordinator reminded somebody of it today.
    pub reminded: bool,
}

impl Stuck {
    /// What it waits for.
    #[must_use]
    pub const fn waits(&self) -> &'static str {
        match self.status {
            Status::Entered => "the mentee is to confirm what was entered for them",
            Status::Questioned => "a question waits for the mentee’s answer",
            Status::Arranging => "accepted, and no time is found yet",
            _ => "no answer yet",
        }
    }

    /// Who is reminded.
    #[must_use]
    pub const fn whom(&self) -> &'static str {
        match self.status {
            Status::Entered | Status::Questioned => "the mentee",
            Status::Arranging => "both",
            _ => "the coach or mentor",
        }
    }
}

/// A coach or mentor who is not asked any more, because of how requests went.
#[derive(Debug, Clone)]
pub struct Resting {
    pub account_id: AccountId,
    pub name: String,
    /// Requests went unanswered; else they declined many.
    pub unanswered: bool,
}

/// Counts of a pool.
#[derive(Debug, Clone, Copy)]
pub struct Counts {
    pub applications: i64,
    pub applications_late: i64,
    pub expiring: i64,
}
