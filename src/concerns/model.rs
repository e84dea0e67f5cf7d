use serde_json::{Value, json};

use crate::events::{Recorded, Subject};
use crate::platform::ids::{ConcernId, PoolId};

/// Characters of what somebody tells, and of a note.
pub const LONGEST: usize = 5_000;

/// Working days in which a concern that no pool looks after is acknowledged.
pub const LIMIT: u16 = 2;

crate::code_type! {
    /// What a concern is about, as whoever raises it says.
    Topic {
        Behaviour => "behaviour", "How somebody behaved";
        Safety => "safety", "Somebody’s safety";
        Boundaries => "boundaries", "Confidentiality or boundaries";
        Other => "other", "Something else";
    }
}

crate::code_type! {
    /// Where a concern stands.
    Status {
        Raised => "raised", "To be acknowledged";
        Acknowledged => "acknowledged", "Being looked at";
        Handled => "handled", "Handled";
        Referred => "referred", "Passed on";
        Closed => "closed", "Closed";
    }
}

crate::code_type! {
    /// To whom a concern is passed on.
    Referral {
        Safeguarding => "safeguarding", "A safeguarding lead";
        SpeakUp => "speak-up", "A Freedom to Speak Up Guardian";
        Employer => "employer", "The employer";
        Regulator => "regulator", "A professional regulator";
        Police => "police", "The police";
        Other => "other", "Somebody else";
    }
}

impl Referral {
    /// Completes "passed on to …": "a Freedom to Speak Up Guardian".
    #[must_use]
    pub fn within(self) -> String {
        let mut letters = self.label().chars();
        letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
    }
}

impl Status {
    /// Completes "it is …".
    #[must_use]
    pub const fn fact(self) -> &'static str {
        match self {
            Self::Raised => "not acknowledged",
            Self::Acknowledged => "acknowledged",
            Self::Handled => "handled",
            Self::Referred => "passed on",
            Self::Closed => "closed",
        }
    }

    /// The colour of its tag.
    #[must_use]
    pub const fn colour(self) -> &'static str {
        match self {
            Self::Raised => "orange",
            Self::Acknowledged | Self::Referred => "blue",
            Self::Handled => "green",
            Self::Closed => "grey",
        }
    }
}

/// What those who look after a concern do with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    Acknowledge,
    Handle,
    Refer(Referral),
    Close,
}

impl Step {
    /// Where it leads from here; None when it cannot be taken.
    #[must_use]
    pub const fn from(self, status: Status) -> Option<Status> {
        match (status, self) {
            (Status::Raised, Self::Acknowledge) => Some(Status::Acknowledged),
            (Status::Acknowledged, Self::Handle) => Some(Status::Handled),
            (Status::Acknowledged, Self::Refer(_)) => Some(Status::Referred),
            (Status::Handled | Status::Referred, Self::Close) => Some(Status::Closed),
            _ => None,
        }
    }

    /// Whether it has to say what was done.
    #[must_use]
    pub const fn needs_note(self) -> bool {
        matches!(self, Self::Handle | Self::Refer(_))
    }
}

/// What is recorded of a concern: never what it says, nor about whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConcernEvent {
    Raised(ConcernId, Option<PoolId>, Topic),
    Read(ConcernId, Option<PoolId>),
    Moved(ConcernId, Option<PoolId>, Status),
    Noted(ConcernId, Option<PoolId>),
}

impl Recorded for ConcernEvent {
    fn kind(&self) -> &'static str {
        match self {
            Self::Raised(..) => "concern.raised",
            Self::Read(..) => "concern.read",
            Self::Moved(_, _, Status::Acknowledged) => "concern.acknowledged",
            Self::Moved(_, _, Status::Handled) => "concern.handled",
            Self::Moved(_, _, Status::Referred) => "concern.referred",
            Self::Moved(..) => "concern.closed",
            Self::Noted(..) => "concern.noted",
        }
    }

    fn subject(&self) -> Subject {
        let (Self::Raised(id, ..) | Self::Read(id, _) | Self::Moved(id, ..) | Self::Noted(id, _)) = self;
        Subject { noun: "concern", id: id.0 }
    }

    fn pool(&self) -> Option<PoolId> {
        let (Self::Raised(_, pool, _) | Self::Read(_, pool) | Self::Moved(_, pool, _) | Self::Noted(_, pool)) =
            self;
        *pool
    }

    fn data(&self) -> Value {
        match self {
            Self::Raised(_, _, topic) => json!({ "topic": topic.code() }),
            Self::Read(..) | Self::Moved(..) | Self::Noted(..) => Value::Null,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const STEPS: [Step; 4] = [Step::Acknowledge, Step::Handle, Step::Refer(Referral::SpeakUp), Step::Close];

    /// product.md: raised, acknowledged, handled or referred, closed.
    fn is_drawn(from: Status, to: Status) -> bool {
        use Status::{Acknowledged, Closed, Handled, Raised, Referred};
        matches!(
            (from, to),
            (Raised, Acknowledged) | (Acknowledged, Handled | Referred) | (Handled | Referred, Closed)
        )
    }

    proptest! {
        #[test]
        fn s2_no_order_of_steps_leads_where_none_is_drawn(steps in prop::collection::vec(0_usize..4, 0..40)) {
            let mut status = Status::Raised;
            let mut moves = 0;
            for step in steps {
                if let Some(next) = STEPS[step].from(status) {
                    prop_assert!(is_drawn(status, next), "{status:?} to {next:?}");
                    status = next;
                    moves += 1;
                }
            }
            prop_assert!(moves <= 3 && (moves == 3) == (status == Status::Closed));
        }
    }

    #[test]
    fn every_state_but_the_last_leads_on() {
        for status in Status::ALL {
            let leads = STEPS.iter().any(|step| step.from(*status).is_some());
            assert_eq!(leads, *status != Status::Closed, "{status:?}");
        }
    }
}
