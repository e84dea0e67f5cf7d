use serde_json::{Value, json};
use sqlx::PgConnection;

use super::model::Status;
use super::relationship::Relationship;
use crate::events::{self, Actor, Recorded, Subject};
use crate::platform::clock::Instant;
use crate::platform::ids::{PoolId, RelationshipId};

/// What happens to a relationship.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    Drafted,
    Recorded,
    Confirmed,
    Proposed,
    Signed,
    Begun,
    CalledOff,
    SessionArranged,
    SessionMoved,
    SessionCancelled,
    SessionLogged,
    SessionMissed,
    TimesOffered,
    TimesTakenBack,
    ReviewDue,
    ReviewAnswered,
    Reviewed,
    Paused,
    Resumed,
    EndingPlanned,
    CarriedOn,
    Ended,
    Evaluated,
    AskedAboutSilence,
    StillInTouch,
    CondolenceWritten,
    DeathTakenBack,
    Helped,
}

impl What {
    const fn kind(self) -> &'static str {
        match self {
            Self::Drafted => "relationship.drafted",
            Self::Recorded => "relationship.recorded",
            Self::Confirmed => "relationship.confirmed",
            Self::Proposed => "relationship.agreement-proposed",
            Self::Signed => "relationship.signed",
            Self::Begun => "relationship.begun",
            Self::CalledOff => "relationship.called-off",
            Self::SessionArranged => "relationship.session-arranged",
            Self::SessionMoved => "relationship.session-moved",
            Self::SessionCancelled => "relationship.session-cancelled",
            Self::SessionLogged => "relationship.session-logged",
            Self::SessionMissed => "relationship.session-missed",
            Self::TimesOffered => "relationship.times-offered",
            Self::TimesTakenBack => "relationship.times-taken-back",
            Self::ReviewDue => "relationship.review-due",
            Self::ReviewAnswered => "relationship.review-answered",
            Self::Reviewed => "relationship.reviewed",
            Self::Paused => "relationship.paused",
            Self::Resumed => "relationship.resumed",
            Self::EndingPlanned => "relationship.ending-planned",
            Self::CarriedOn => "relationship.carried-on",
            Self::Ended => "relationship.ended",
            Self::Evaluated => "relationship.evaluated",
            Self::AskedAboutSilence => "relationship.asked-about-silence",
            Self::StillInTouch => "relationship.still-in-touch",
            Self::CondolenceWritten => "relationship.condolence-written",
            Self::DeathTakenBack => "relationship.death-taken-back",
            Self::Helped => "relationship.mentee-helped",
        }
    }
}

struct Happened {
    id: RelationshipId,
    pool: PoolId,
    what: What,
    status: Status,
    code: Option<&'static str>,
}

impl Recorded for Happened {
    fn kind(&self) -> &'static str {
        self.what.kind()
    }

    fn subject(&self) -> Subject {
        Subject { noun: "relationship", id: self.id.0 }
    }

    fn pool(&self) -> Option<PoolId> {
        Some(self.pool)
    }

    fn data(&self) -> Value {
        json!({ "status": self.status.code(), "code": self.code })
    }
}

/// Appends what happened to a relationship that stands as it does now.
pub(super) async fn record(
    db: &mut PgConnection,
    by: Actor,
    now: Instant,
    one: &Relationship,
    what: What,
    code: Option<&'static str>,
) -> Result<(), sqlx::Error> {
    let happened = Happened { id: one.id, pool: one.pool_id, what, status: one.course.status(), code };
    events::record(db, by, now, &happened).await
}
