use sqlx::PgConnection;

use super::booking_store as store;
use super::emails::{self, News};
use super::model::{NewMeeting, Status};
use crate::app::App;
use crate::platform::clock::Instant;
use crate::platform::ids::{AccountId, MeetingId};
use crate::platform::mail::EnqueueError;
use crate::platform::span::Span;

/// Why a meeting was not booked or moved. After any but `Past` and `Gone` the caller's transaction is to be rolled back.
#[derive(Debug, thiserror::Error)]
pub enum BookError {
    /// One of the two has another meeting then.
    #[error("one of the two has another meeting at that time")]
    Taken(AccountId),
    /// It would have begun already.
    #[error("that time has passed")]
    Past,
    /// There is no such meeting, or it is cancelled.
    #[error("there is no such meeting any more")]
    Gone,
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    #[error(transparent)]
    Mail(#[from] EnqueueError),
}

/// Books a meeting for two people and writes both their invitations. Nobody is booked twice at one time, however many try
/// (R1).
///
/// # Errors
/// `Taken` with whom it is about, `Past`, or the database's or a letter's.
pub async fn book(
    db: &mut PgConnection,
    app: &App,
    now: Instant,
    new: &NewMeeting,
) -> Result<MeetingId, BookError> {
    if new.span.starts() <= now {
        return Err(BookError::Past);
    }
    let mut people = new.people;
    people.sort_unstable();
    let id = MeetingId::new(now);
    store::lock_people(db, &people).await?;
    if let Some(taken) = store::taken(db, &people, &new.span, id).await? {
        return Err(BookError::Taken(taken));
    }
    store::insert_meeting(db, now, id, new).await?;
    for person in people {
        store::insert_booking(db, id, person, &new.span).await.map_err(|error| refused(error, person))?;
    }
    emails::tell(db, app, now, id, News::Invited).await?;
    Ok(id)
}

/// Whether one of these two is in a meeting then. Both are held until the transaction ends, so that what is free stays so.
///
/// # Errors
/// The database's.
pub async fn is_taken(
    db: &mut PgConnection,
    mut people: [AccountId; 2],
    span: &Span,
) -> Result<bool, sqlx::Error> {
    people.sort_unstable();
    store::lock_people(db, &people).await?;
    Ok(store::taken(db, &people, span, MeetingId(uuid::Uuid::nil())).await?.is_some())
}

/// Moves a meeting and tells both; to the time it has already is no move.
///
/// # Errors
/// `Taken` with whom it is about, `Past`, `Gone`, or the database's or a letter's.
pub async fn move_to(
    db: &mut PgConnection,
    app: &App,
    now: Instant,
    meeting: MeetingId,
    to: Span,
) -> Result<(), BookError> {
    if to.starts() <= now {
        return Err(BookError::Past);
    }
    let found = store::lock(db, meeting).await?.ok_or(BookError::Gone)?;
    if found.status == Status::Cancelled {
        return Err(BookError::Gone);
    }
    if found.span == to {
        return Ok(());
    }
    let people: Vec<AccountId> =
        store::parties(db, meeting).await?.iter().map(|party| party.account_id).collect();
    store::lock_people(db, &people).await?;
    if let Some(taken) = store::taken(db, &people, &to, meeting).await? {
        return Err(BookError::Taken(taken));
    }
    let first = people.first().copied().ok_or(BookError::Gone)?;
    store::set_span(db, now, meeting, &to).await.map_err(|error| refused(error, first))?;
    emails::tell(db, app, now, meeting, News::Moved { from: found.span }).await?;
    Ok(())
}

/// Cancels a meeting that is not over, frees both and tells them. One that is cancelled or over stays as it is.
///
/// # Errors
/// `Gone` when there is none, or the database's or a letter's.
pub async fn cancel(
    db: &mut PgConnection,
    app: &App,
    now: Instant,
    meeting: MeetingId,
) -> Result<(), BookError> {
    let found = store::lock(db, meeting).await?.ok_or(BookError::Gone)?;
    if found.status == Status::Cancelled || found.span.ends() <= now {
        return Ok(());
    }
    store::set_cancelled(db, now, meeting).await?;
    emails::tell(db, app, now, meeting, News::Cancelled).await?;
    Ok(())
}

/// The same without a word to either: after a death a coordinator writes first.
///
/// # Errors
/// `Gone` when there is none, or the database's.
pub async fn cancel_quietly(
    db: &mut PgConnection,
    now: Instant,
    meeting: MeetingId,
) -> Result<(), BookError> {
    let found = store::lock(db, meeting).await?.ok_or(BookError::Gone)?;
    if found.status != Status::Cancelled && found.span.ends() > now {
        store::set_cancelled(db, now, meeting).await?;
    }
    Ok(())
}

/// Takes somebody out of the calendar, as closing their account does: what is before them is cancelled and the others are
/// told, what was stays theirs without them.
///
/// # Errors
/// The database's or a letter's.
pub async fn forget(
    db: &mut PgConnection,
    app: &App,
    now: Instant,
    account: AccountId,
) -> Result<(), BookError> {
    for meeting in store::to_come(db, now, account).await? {
        if store::lock(db, meeting).await?.is_none_or(|found| found.status == Status::Cancelled) {
            continue;
        }
        store::set_cancelled(db, now, meeting).await?;
        emails::tell(db, app, now, meeting, News::CancelledBy(account)).await?;
    }
    store::erase(db, account).await?;
    Ok(())
}

/// The constraint is the last word on who is taken.
fn refused(error: sqlx::Error, person: AccountId) -> BookError {
    let overlaps = error
        .as_database_error()
        .and_then(sqlx::error::DatabaseError::code)
        .is_some_and(|code| code == "23P01");
    if overlaps { BookError::Taken(person) } else { BookError::Database(error) }
}
