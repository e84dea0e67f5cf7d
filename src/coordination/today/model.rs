use jiff::SignedDuration;
use sqlx::types::Json;

use crate::chemistry::model::Status;
use crate::platform::clock::Instant;
use crate::platform::ids::{AccountId, ChemistryId};
use crate::platform::words;

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
            Status::Agreed => "both said yes, and have not signed their agreement",
            _ => "no answer yet",
        }
    }

    /// What happens without anybody doing something.
    #[must_use]
    pub fn otherwise(&self) -> String {
        format!("Closes by itself after {}.", words::date_time(self.until))
    }

    /// Who is reminded.
    #[must_use]
    pub const fn whom(&self) -> &'static str {
        match self.status {
            Status::Entered | Status::Questioned => "the mentee",
            Status::Arranging | Status::Agreed => "both",
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

/// Somebody who has died, and those to whom a coordinator is to write first.
#[derive(Debug, Clone, serde::Deserialize)]
pub struct Mourned {
    pub deceased_id: AccountId,
    pub name: String,
    pub people: i64,
    /// When a letter in neutral words goes by itself: microseconds since 1970.
    due: i64,
}

impl Mourned {
    /// "3 people … have": how many are to be written to, to begin a sentence.
    #[must_use]
    pub fn waiting(&self) -> String {
        let has = if self.people == 1 { "has" } else { "have" };
        let people = words::capitalised(&words::count(self.people, "person", "people"));
        format!("{people} who had asked them, or worked with them, {has} been told nothing yet")
    }

    /// "the end of Thursday 26 November 2026"
    #[must_use]
    pub fn by(&self) -> String {
        words::by_end_of(Instant::from_microsecond(self.due))
    }
}

/// Counts of a pool.
#[derive(Debug, Clone)]
pub struct Counts {
    pub applications: i64,
    pub applications_late: i64,
    pub expiring: i64,
    pub mourned: Json<Vec<Mourned>>,
}
