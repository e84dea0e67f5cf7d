//! What the two are told by mail when something has happened or is to be done. Never what anybody wrote, and never what
//! anybody decided before both may know it.

mod emails;
mod wording;

use sqlx::PgConnection;

use super::links::{self, Act};
use super::model::{Change, Side, Status};
use super::people::{self, Person};
use super::request::{Request, agreement_path, path};
use super::store;
use crate::accounts::first_name;
use crate::app::App;
use crate::availability::Because;
use crate::platform::clock::Instant;
use crate::platform::ids::AccountId;
use crate::platform::mail::{EmailAddress, EnqueueError, Envelope};
use crate::pools;

pub(super) use emails::ChemistryNews;
#[cfg(test)]
pub(crate) use emails::samples;
pub(super) use wording::{Condolence, ToWrite, condolence, condolence_mistaken, to_write};

/// Something to tell one of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum News {
    Asked,
    Entered,
    Question,
    Answer,
    Accepted {
        /// With times to choose from.
        offered: bool,
    },
    Offered,
    Declined {
        words: bool,
        suggested: bool,
    },
    Withdrawn,
    Expired,
    /// A question, or what was entered for them, was not answered in time.
    Lapsed,
    NotArranged,
    CrowdedOut {
        was_sent: bool,
    },
    FindAnotherTime {
        why: Change,
    },
    CalledOff {
        why: Change,
    },
    /// After the time of the meeting.
    DidItHappen,
    Missed {
        for_good: bool,
    },
    Decide,
    MoreTime,
    Agreed,
    NotAgreed,
    NoFit,
    Reopened,
    Stopped,
    Resting {
        because: Because,
    },
    /// It waits for them, and time goes by.
    Reminder,
}

impl News {
    /// The one thing the reader can do from the mail without signing in.
    const fn act(self, side: Side, status: Status) -> Option<Act> {
        match (self, side, status) {
            (Self::Asked | Self::Answer, _, _) | (Self::Reminder, Side::Practitioner, Status::Sent) => {
                Some(Act::Answer)
            }
            (Self::Entered, _, _) | (Self::Reminder, Side::Mentee, Status::Entered) => Some(Act::Confirm),
            (
                Self::Accepted { .. }
                | Self::Offered
                | Self::FindAnotherTime { .. }
                | Self::Missed { for_good: false },
                _,
                _,
            )
            | (Self::Reminder, _, Status::Arranging) => Some(Act::Choose),
            (Self::DidItHappen, _, _) => Some(Act::Attend),
            (Self::Decide | Self::MoreTime | Self::Reopened, _, _)
            | (Self::Reminder, _, Status::Deciding) => Some(Act::Decide),
            _ => None,
        }
    }

    /// Whether the mentee is to hear who is next on their shortlist.
    const fn offers_next(self) -> bool {
        matches!(
            self,
            Self::Declined { .. }
                | Self::Expired
                | Self::CrowdedOut { .. }
                | Self::CalledOff { .. }
                | Self::NotArranged
                | Self::NoFit
                | Self::NotAgreed
                | Self::Stopped
                | Self::Missed { for_good: true }
        )
    }
}

/// Writes to one of the two. Nobody is told whose account is closed, and nobody is told the same twice.
///
/// # Errors
/// The database's, or a template's.
pub(super) async fn tell(
    db: &mut PgConnection,
    app: &App,
    now: Instant,
    request: &Request,
    side: Side,
    news: News,
) -> Result<(), EnqueueError> {
    let both = people::people(db, &[request.mentee_id, request.practitioner_id]).await?;
    tell_among(db, app, now, request, side, news, &both).await
}

/// The same where it is known already who the two are: they are among these people if their accounts are open.
///
/// # Errors
/// The database's, or a template's.
pub(super) async fn tell_among(
    db: &mut PgConnection,
    app: &App,
    now: Instant,
    request: &Request,
    side: Side,
    news: News,
    people: &[Person],
) -> Result<(), EnqueueError> {
    let find = |account| people.iter().find(|person: &&Person| person.account_id == account);
    let Some(reader) = find(request.account_of(side)) else { return Ok(()) };
    let next = if side == Side::Mentee && news.offers_next() {
        people::next_on_shortlist(db, request.mentee_id, now).await?
    } else {
        None
    };
    let leads_to = match news.act(side, request.thread.status()) {
        Some(act) => links::path(&links::make(db, now, request.id, reader.account_id, act).await?),
        None if request.thread.status() == Status::Agreed => agreement_path(request.id),
        None => path(request.id),
    };
    let telling = wording::Telling {
        news,
        side,
        reader,
        other: find(request.account_of(side.other())),
        request,
        next: next.as_ref(),
    };
    let letter = telling.letter(leads_to);
    let envelope = Envelope {
        to: reader.email.clone(),
        account_id: Some(reader.account_id),
        dedupe_key: Some(format!(
            "chemistry:{}:{}:{}:{}:{}",
            request.id,
            request.version,
            request.reminders,
            side.code(),
            wording::code(news)
        )),
    };
    app.outbox.enqueue(db, now, &envelope, &letter).await
}

/// Puts a letter about requests into the outbox, once for each key.
///
/// # Errors
/// The database's, or a template's.
pub(super) async fn send(
    db: &mut PgConnection,
    app: &App,
    now: Instant,
    to: EmailAddress,
    account: AccountId,
    key: String,
    letter: &ChemistryNews,
) -> Result<(), EnqueueError> {
    let envelope = Envelope { to, account_id: Some(account), dedupe_key: Some(key) };
    app.outbox.enqueue(db, now, &envelope, letter).await
}

/// Tells the coordinators of the pool that a profile rests.
///
/// # Errors
/// The database's, or a template's.
pub(super) async fn tell_coordinators(
    db: &mut PgConnection,
    app: &App,
    now: Instant,
    request: &Request,
    because: Because,
) -> Result<(), EnqueueError> {
    let practitioner = people::people(db, &[request.practitioner_id]).await?;
    let Some(practitioner) = practitioner.first() else { return Ok(()) };
    let pool = store::pool_name(db, request.pool_id).await?;
    for coordinator in pools::coordinators(db, request.pool_id).await? {
        if coordinator.account_id == request.practitioner_id {
            continue;
        }
        let letter = wording::resting(
            first_name(&coordinator.name),
            &practitioner.name,
            &pool,
            request.pool_id,
            because,
        );
        let envelope = Envelope {
            to: coordinator.email,
            account_id: Some(coordinator.account_id),
            dedupe_key: Some(format!("chemistry-resting:{}:{}", request.id, coordinator.account_id)),
        };
        app.outbox.enqueue(db, now, &envelope, &letter).await?;
    }
    Ok(())
}
