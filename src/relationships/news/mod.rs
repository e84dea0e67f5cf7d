//! What two who work together are told by mail. Never what anybody wrote or said.

mod emails;
mod wording;

use sqlx::PgConnection;

use super::bereavement_store;
use super::relationship::Relationship;
use crate::app::App;
use crate::chemistry::model::Side;
use crate::chemistry::people;
use crate::platform::clock::Instant;
use crate::platform::ids::{RelationshipId, SessionId};
use crate::platform::mail::{EnqueueError, Envelope};
use crate::pools;

use emails::RelationshipReminder;
#[cfg(test)]
pub(crate) use emails::samples;

const WEEK_SECONDS: i64 = 7 * 24 * 60 * 60;

/// Something to tell one of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum News {
    Confirmed,
    /// The other changed the agreement and signed it.
    Proposed {
        number: i32,
    },
    Signed,
    AgreedAnew,
    Begun,
    TimesOffered {
        /// In place of those the reader offered.
        instead: bool,
    },
    /// After the time of a session.
    DidYouMeet {
        session: SessionId,
    },
    SessionMissed {
        session: SessionId,
    },
    ReviewDue,
    Reviewed {
        to_end: bool,
    },
    Paused,
    Resumed,
    EndingPlanned,
    CarriedOn,
    Ended,
    /// One of the two is there no more.
    Left,
    /// It was not confirmed in time, or called off before it began.
    NotBegun,
    Nudge,
    ProposeClosing,
    CheckIn,
    /// Six months after the end.
    SixMonths,
    /// A coordinator ended it, because the coach or mentor is there no more.
    Unattended,
    /// A death that was recorded by mistake took their sessions out of the calendars.
    Mistaken,
}

impl News {
    /// A stable name, so that nobody is told the same twice.
    const fn code(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::Proposed { .. } => "proposed",
            Self::Signed => "signed",
            Self::AgreedAnew => "agreed-anew",
            Self::Begun => "begun",
            Self::TimesOffered { .. } => "times-offered",
            Self::DidYouMeet { .. } => "did-you-meet",
            Self::SessionMissed { .. } => "session-missed",
            Self::ReviewDue => "review-due",
            Self::Reviewed { .. } => "reviewed",
            Self::Paused => "paused",
            Self::Resumed => "resumed",
            Self::EndingPlanned => "ending-planned",
            Self::CarriedOn => "carried-on",
            Self::Ended => "ended",
            Self::Left => "left",
            Self::NotBegun => "not-begun",
            Self::Nudge => "nudge",
            Self::ProposeClosing => "propose-closing",
            Self::CheckIn => "check-in",
            Self::SixMonths => "six-months",
            Self::Unattended => "unattended",
            Self::Mistaken => "mistaken",
        }
    }

    /// It asks for nothing that has a day, so it counts against the one letter a week.
    const fn is_reminder(self) -> bool {
        matches!(
            self,
            Self::DidYouMeet { .. }
                | Self::Reviewed { to_end: false }
                | Self::Resumed
                | Self::Nudge
                | Self::CheckIn
                | Self::SixMonths
        )
    }

    /// Nobody is told the same twice.
    fn dedupe_key(self, one: &Relationship, side: Side, now: Instant) -> String {
        if let Self::DidYouMeet { .. } = self {
            // Whoever meets several people in a week is asked by one letter; the rest is on their first page.
            let week = now.unix_seconds().div_euclid(WEEK_SECONDS);
            return format!("did-you-meet:{}:{week}", one.account_of(side));
        }
        format!("relationship:{}:{}:{}:{}", one.id, self.mark(one), side.code(), self.code())
    }

    /// Where the letter leads.
    fn path(self, id: RelationshipId) -> String {
        let base = super::path(id);
        match self {
            Self::Proposed { .. } | Self::Signed | Self::AgreedAnew | Self::Confirmed => {
                format!("{base}/agreement")
            }
            Self::TimesOffered { .. } | Self::Mistaken => format!("{base}/sessions"),
            Self::DidYouMeet { session } | Self::SessionMissed { session } => {
                format!("{base}/sessions/{session}")
            }
            Self::ReviewDue => format!("{base}/review"),
            Self::Ended | Self::SixMonths => format!("{base}/evaluation"),
            _ => base,
        }
    }

    /// What makes this piece of news another than the one before.
    fn mark(self, one: &Relationship) -> String {
        match self {
            Self::DidYouMeet { session } | Self::SessionMissed { session } => session.to_string(),
            Self::SixMonths => "once".to_owned(),
            Self::Proposed { number } => format!("v{number}"),
            _ => one.version.to_string(),
        }
    }
}

/// Writes to one of the two. Nobody is told whose account is closed, nobody is told the same twice, and nothing is sent about two of
/// whom one has died.
///
/// # Errors
/// The database's, or a template's.
pub(super) async fn tell(
    db: &mut PgConnection,
    app: &App,
    now: Instant,
    one: &Relationship,
    side: Side,
    news: News,
) -> Result<(), EnqueueError> {
    // After a death a coordinator writes; but what is to be said when none did, the caller decides.
    if news != News::Left && bereavement_store::is_bereaved(db, one.mentee_id, one.practitioner_id).await? {
        return Ok(());
    }
    let both = people::people(db, &[one.mentee_id, one.practitioner_id]).await?;
    let find = |account| both.iter().find(|person| person.account_id == account);
    let Some(reader) = find(one.account_of(side)) else { return Ok(()) };
    let telling = wording::Telling { news, side, one, reader, other: find(one.account_of(side.other())) };
    let path = match (news, side) {
        (News::Unattended, Side::Mentee) => "/find".to_owned(),
        _ => news.path(one.id),
    };
    let letter = telling.letter(path);
    let envelope = Envelope {
        to: reader.email().clone(),
        account_id: Some(reader.account_id),
        dedupe_key: Some(news.dedupe_key(one, side, now)),
    };
    if news.is_reminder() {
        return app.outbox.enqueue(db, now, &envelope, &RelationshipReminder(letter)).await;
    }
    app.outbox.enqueue(db, now, &envelope, &letter).await
}

/// Writes to both.
///
/// # Errors
/// The database's, or a template's.
pub(super) async fn tell_both(
    db: &mut PgConnection,
    app: &App,
    now: Instant,
    one: &Relationship,
    news: News,
) -> Result<(), EnqueueError> {
    for side in Side::BOTH {
        tell(db, app, now, one, side, news).await?;
    }
    Ok(())
}

/// Tells the coordinators of the pool that nothing has been heard of two for so many days, and both were asked: whom it concerns, never what they wrote.
///
/// # Errors
/// The database's, or a template's.
pub(super) async fn tell_coordinators(
    db: &mut PgConnection,
    app: &App,
    now: Instant,
    one: &Relationship,
    days: i64,
) -> Result<(), EnqueueError> {
    if bereavement_store::is_bereaved(db, one.mentee_id, one.practitioner_id).await? {
        return Ok(());
    }
    let both = people::people(db, &[one.mentee_id, one.practitioner_id]).await?;
    let name =
        |account| both.iter().find(|person| person.account_id == account).map(|person| person.name.clone());
    let (Some(mentee), Some(practitioner)) = (name(one.mentee_id), name(one.practitioner_id)) else {
        return Ok(());
    };
    for coordinator in pools::coordinators(db, one.pool_id).await? {
        if one.side_of(coordinator.account_id).is_some() {
            continue;
        }
        let first_name = crate::accounts::first_name(&coordinator.name);
        let letter = wording::silent(first_name, &mentee, &practitioner, one, days);
        let envelope = Envelope {
            to: coordinator.email,
            account_id: Some(coordinator.account_id),
            dedupe_key: Some(format!(
                "relationship-silent:{}:{}:{}",
                one.id,
                one.touched_at.unix_seconds(),
                coordinator.account_id
            )),
        };
        app.outbox.enqueue(db, now, &envelope, &letter).await?;
    }
    Ok(())
}
