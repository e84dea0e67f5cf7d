use serde_json::{Value, json};

use super::model::Status;
use crate::events::{Recorded, Subject};
use crate::platform::ids::{ChemistryId, PoolId};

/// What happens to requests for a first conversation. What anybody decided is not recorded, only that they did.
#[derive(Debug, Clone, Copy)]
pub(super) struct Happened {
    pub id: ChemistryId,
    pub pool: PoolId,
    pub what: What,
    /// Where the request stands after it.
    pub status: Status,
    /// How it ended, or why: a code.
    pub code: Option<&'static str>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    Entered,
    Sent,
    Confirmed,
    Questioned,
    Answered,
    Accepted,
    Declined,
    Withdrawn,
    TimesOffered,
    Booked,
    MeetingMoved,
    MeetingCancelled,
    CalledOff,
    Held,
    Missed,
    Decided,
    Reopened,
    Begun,
    TimeUp,
    CrowdedOut,
    Stopped,
    CondolenceWritten,
}

impl Recorded for Happened {
    fn kind(&self) -> &'static str {
        match self.what {
            What::Entered => "chemistry.entered",
            What::Sent => "chemistry.sent",
            What::Confirmed => "chemistry.confirmed",
            What::Questioned => "chemistry.questioned",
            What::Answered => "chemistry.answered",
            What::Accepted => "chemistry.accepted",
            What::Declined => "chemistry.declined",
            What::Withdrawn => "chemistry.withdrawn",
            What::TimesOffered => "chemistry.times-offered",
            What::Booked => "chemistry.booked",
            What::MeetingMoved => "chemistry.meeting-moved",
            What::MeetingCancelled => "chemistry.meeting-cancelled",
            What::CalledOff => "chemistry.called-off",
            What::Held => "chemistry.held",
            What::Missed => "chemistry.missed",
            What::Decided => "chemistry.decided",
            What::Reopened => "chemistry.reopened",
            What::Begun => "chemistry.begun",
            What::TimeUp => "chemistry.time-up",
            What::CrowdedOut => "chemistry.crowded-out",
            What::Stopped => "chemistry.stopped",
            What::CondolenceWritten => "chemistry.condolence-written",
        }
    }

    fn subject(&self) -> Subject {
        Subject { noun: "chemistry", id: self.id.0 }
    }

    fn pool(&self) -> Option<PoolId> {
        Some(self.pool)
    }

    fn data(&self) -> Value {
        json!({ "status": self.status.code(), "code": self.code })
    }
}
