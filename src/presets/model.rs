use uuid::Uuid;

use crate::memberships::{Evidence, Leaving, Status};
use crate::platform::clock::{Day, Instant};
use crate::platform::ids::{AccountId, OrganisationId, PoolId};
use crate::pools::{MembershipKind, Offering};
use crate::profiles::exposure::Seen;
use crate::vocabulary::TermId;

/// How many people are made up, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Preset {
    /// One integrated care system: 80 coaches and mentors, 400 mentees.
    System,
    /// One region: 500 and 2,500.
    Region,
    /// The country: 3,500 and 20,000.
    National,
    /// Ten times the country: 35,000 and 200,000.
    Stress,
}

impl Preset {
    #[must_use]
    pub const fn practitioners(self) -> usize {
        match self {
            Self::System => 80,
            Self::Region => 500,
            Self::National => 3_500,
            Self::Stress => 35_000,
        }
    }

    #[must_use]
    pub const fn mentees(self) -> usize {
        match self {
            Self::System => 400,
            Self::Region => 2_500,
            Self::National => 20_000,
            Self::Stress => 200_000,
        }
    }

    /// Sessions held in the last five years.
    #[must_use]
    pub const fn sessions(self) -> i32 {
        match self {
            Self::System => 10_000,
            Self::Region => 50_000,
            Self::National => 300_000,
            Self::Stress => 3_000_000,
        }
    }

    /// People who have applied and are in no pool yet.
    #[must_use]
    pub const fn applicants(self) -> usize {
        self.practitioners() / 20 + 12
    }
}

/// Somebody made up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    pub account_id: AccountId,
    pub name: String,
    pub email: String,
    pub organisation_id: OrganisationId,
    pub team: Option<&'static str>,
    pub proven: bool,
    pub created_at: Instant,
}

/// What a coach or mentor shows, and when they have time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Practice {
    pub account_id: AccountId,
    pub job_title: String,
    pub headline: String,
    pub biography: String,
    pub how_i_work: String,
    pub pronouns: &'static str,
    pub seniority_id: Option<TermId>,
    pub terms: Vec<TermId>,
    pub capacity: i16,
    pub seen_elsewhere: i16,
    pub accepting: bool,
    pub meeting_minutes: i16,
    pub outline: &'static str,
    /// Weekday, from and to, in hours.
    pub windows: Vec<(i16, i16, i16)>,
    pub replies: Option<Replies>,
    pub created_at: Instant,
}

/// How somebody has answered so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Replies {
    pub asked: i32,
    pub answered: i32,
    pub median_hours: Option<i32>,
    pub last_asked_at: Instant,
}

/// Somebody's standing in a pool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    pub membership_id: Uuid,
    pub pool_id: PoolId,
    pub account_id: AccountId,
    pub kind: MembershipKind,
    pub status: Status,
    pub since: Instant,
    pub offerings: Vec<Offering>,
    pub paused_to: Option<Day>,
    pub suspended_reason: &'static str,
    pub left_at: Option<Instant>,
    pub leaving: Option<Leaving>,
    pub evidence_to: Option<Day>,
    pub grace_to: Option<Day>,
    pub contract_ends: Option<Day>,
    pub hours_cap: Option<i16>,
}

/// An application of somebody to a pool.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_field_names, reason = "as the table has them")]
pub struct Application {
    pub application_id: Uuid,
    pub pool_id: PoolId,
    pub account_id: AccountId,
    pub offerings: Vec<Offering>,
    pub status: &'static str,
    pub statement: &'static str,
    pub created_at: Instant,
    pub submitted_at: Option<Instant>,
    pub overdue_at: Option<Instant>,
    pub due_at: Option<Instant>,
    pub decided_at: Option<Instant>,
    pub decision_reason: &'static str,
}

/// Everybody of one batch.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Batch {
    pub people: Vec<Person>,
    pub practices: Vec<Practice>,
    pub members: Vec<Member>,
    pub evidence: Vec<Evidence>,
    pub applications: Vec<Application>,
    pub exposure: Vec<Seen>,
}
