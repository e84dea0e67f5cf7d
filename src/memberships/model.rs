use serde_json::{Value, json};

use super::standing::{Leaving, Move, Refused, Status};
use crate::events::{Recorded, Subject};
use crate::platform::clock::{Day, Instant};
use crate::platform::ids::{AccountId, EvidenceId, MembershipId, PoolId};
use crate::platform::mail::EnqueueError;
use crate::platform::web::PageError;
use crate::pools::{MembershipKind, Offering};

/// Somebody's standing in a pool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    pub membership_id: MembershipId,
    pub pool_id: PoolId,
    pub account_id: AccountId,
    pub kind: MembershipKind,
    pub status: Status,
    pub since: Instant,
    pub offerings: Vec<Offering>,
    /// The wording of the pool's terms that they agreed to.
    pub terms_version: i32,
    /// The last day of a pause.
    pub paused_to: Option<Day>,
    pub suspended_reason: String,
    pub left_at: Option<Instant>,
    pub leaving: Option<Leaving>,
    /// The last day on which all evidence the pool asks for is there; `None`: nothing asked for runs out.
    pub evidence_to: Option<Day>,
    /// Nobody lapses before this day is over.
    pub grace_to: Option<Day>,
    /// An associate's contract.
    pub contract_ends: Option<Day>,
    /// Hours an associate is paid for at most.
    pub hours_cap: Option<i16>,
    pub imported: bool,
    pub version: i32,
}

impl Membership {
    /// The last day on which they stay active as things are; `None`: for good.
    #[must_use]
    pub fn stays_to(&self) -> Option<Day> {
        self.evidence_to.map(|day| self.grace_to.map_or(day, |grace| grace.max(day)))
    }
}

/// Why something could not be done to a membership.
#[derive(Debug, thiserror::Error)]
pub enum MembershipError {
    #[error("there is no such membership")]
    NotFound,
    #[error(transparent)]
    Refused(#[from] Refused),
    /// It changed since the page was loaded.
    #[error("the membership has changed meanwhile")]
    Changed,
    #[error("Nobody decides about their own membership. Ask another coordinator of the pool")]
    Oneself,
    /// What was asked for is outside the pool's limits; the sentence says how.
    #[error("{0}")]
    Limit(String),
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    #[error(transparent)]
    Mail(#[from] EnqueueError),
}

impl From<MembershipError> for PageError {
    fn from(error: MembershipError) -> Self {
        match error {
            MembershipError::NotFound => Self::NotFound,
            MembershipError::Refused(refused) => Self::Conflict(format!(
                "The membership is {} by now. Load the page again to see what you can do.",
                refused.from
            )),
            MembershipError::Changed => Self::Conflict(
                "Somebody changed this membership while you were looking at it. Load the page again and see \
                 whether your change is still needed."
                    .to_owned(),
            ),
            error @ (MembershipError::Oneself | MembershipError::Limit(_)) => {
                Self::Conflict(format!("{error}."))
            }
            MembershipError::Database(error) => error.into(),
            MembershipError::Mail(error) => error.into(),
        }
    }
}

/// What happens to memberships and their evidence.
#[derive(Debug, Clone)]
pub struct MembershipEvent {
    pub membership_id: MembershipId,
    pub pool_id: PoolId,
    pub happened: Happened,
}

/// What happened.
#[derive(Debug, Clone)]
pub enum Happened {
    Admitted {
        kind: MembershipKind,
        offerings: Vec<Offering>,
        imported: bool,
    },
    Moved {
        by: Move,
        until: Option<Day>,
        leaving: Option<Leaving>,
    },
    KindChanged(MembershipKind),
    OfferingDropped(Offering),
    /// Nobody has died after all.
    DeathTakenBack,
    EvidenceAdded(EvidenceId, &'static str),
    EvidenceRemoved(EvidenceId, &'static str),
    EvidenceChecked(EvidenceId, &'static str),
    EvidenceExtended {
        kind: &'static str,
        to: Option<Day>,
        why: &'static str,
    },
}

impl Recorded for MembershipEvent {
    fn kind(&self) -> &'static str {
        match &self.happened {
            Happened::Admitted { .. } => "membership.admitted",
            Happened::Moved { by, .. } => by.event(),
            Happened::KindChanged(_) => "membership.kind-changed",
            Happened::OfferingDropped(_) => "membership.offering-dropped",
            Happened::DeathTakenBack => "membership.death-taken-back",
            Happened::EvidenceAdded(..) => "membership.evidence-added",
            Happened::EvidenceRemoved(..) => "membership.evidence-removed",
            Happened::EvidenceChecked(..) => "membership.evidence-checked",
            Happened::EvidenceExtended { .. } => "membership.evidence-extended",
        }
    }

    fn subject(&self) -> Subject {
        Subject { noun: "membership", id: self.membership_id.0 }
    }

    fn pool(&self) -> Option<PoolId> {
        Some(self.pool_id)
    }

    fn data(&self) -> Value {
        match &self.happened {
            Happened::Admitted { kind, offerings, imported } => {
                json!({ "kind": kind.code(), "offerings": offerings, "imported": imported })
            }
            Happened::Moved { until, leaving, .. } => {
                json!({ "until": until, "leaving": leaving.map(Leaving::code) })
            }
            Happened::KindChanged(kind) => json!({ "kind": kind.code() }),
            Happened::DeathTakenBack => json!({}),
            Happened::OfferingDropped(offering) => json!({ "offering": offering.code() }),
            Happened::EvidenceAdded(id, kind)
            | Happened::EvidenceRemoved(id, kind)
            | Happened::EvidenceChecked(id, kind) => json!({ "evidence": id, "kind": kind }),
            Happened::EvidenceExtended { kind, to, why } => json!({ "kind": kind, "to": to, "why": why }),
        }
    }
}
