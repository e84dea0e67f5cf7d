use serde_json::{Value, json};

use crate::events::{Recorded, Subject};
use crate::platform::ids::{ApplicationId, PoolId};

/// What happens to applications.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Event {
    pub what: What,
    pub application: ApplicationId,
    pub pool: PoolId,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    Begun,
    Submitted,
    Read,
    ChangesRequested,
    Answered,
    /// With something still to be shown?
    Approved {
        incomplete: bool,
    },
    Declined,
    Withdrawn,
}

impl Recorded for Event {
    fn kind(&self) -> &'static str {
        match self.what {
            What::Begun => "application.begun",
            What::Submitted => "application.submitted",
            What::Read => "application.read",
            What::ChangesRequested => "application.changes-requested",
            What::Answered => "application.answered",
            What::Approved { .. } => "application.approved",
            What::Declined => "application.declined",
            What::Withdrawn => "application.withdrawn",
        }
    }

    fn subject(&self) -> Subject {
        Subject { noun: "application", id: self.application.0 }
    }

    fn pool(&self) -> Option<PoolId> {
        Some(self.pool)
    }

    fn data(&self) -> Value {
        match self.what {
            What::Approved { incomplete } => json!({ "incomplete": incomplete }),
            _ => Value::Null,
        }
    }
}
