use sqlx::PgConnection;

use super::model::{Because, NewPlace, SettingsChange};
use super::store;
use super::window::{NewWindow, WindowId};
use crate::events::{self, Actor, Recorded, Subject};
use crate::platform::clock::{Day, Instant};
use crate::platform::ids::AccountId;

/// No week needs more.
const MOST_WINDOWS: usize = 50;

#[derive(Debug, Clone, Copy)]
enum Event {
    PlaceSaved { capacity: i16, accepting: bool },
    Closed(Because),
    Reopened,
    SettingsSaved,
    WindowsAdded(usize),
    WindowRemoved,
}

struct Happened(AccountId, Event);

impl Recorded for Happened {
    fn kind(&self) -> &'static str {
        match self.1 {
            Event::PlaceSaved { .. } => "place.saved",
            Event::Closed(_) => "place.closed",
            Event::Reopened => "place.reopened",
            Event::SettingsSaved => "availability.saved",
            Event::WindowsAdded(_) => "availability.windows-added",
            Event::WindowRemoved => "availability.window-removed",
        }
    }

    fn subject(&self) -> Subject {
        Subject { noun: "account", id: self.0.0 }
    }

    fn data(&self) -> serde_json::Value {
        match self.1 {
            Event::PlaceSaved { capacity, accepting } => {
                serde_json::json!({ "capacity": capacity, "accepting": accepting })
            }
            Event::WindowsAdded(number) => serde_json::json!({ "windows": number }),
            Event::Closed(because) => serde_json::json!({ "because": because.code() }),
            Event::Reopened | Event::SettingsSaved | Event::WindowRemoved => serde_json::Value::Null,
        }
    }
}

/// Why something was not saved.
#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    /// It was changed since it was read.
    #[error("This was changed while you were looking at it. Look at it again and repeat your change.")]
    Stale,
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// Why a window was not added.
#[derive(Debug, thiserror::Error)]
pub enum WindowError {
    #[error("This overlaps a time you already offer: {0}")]
    Overlaps(String),
    #[error("You offer as many times a week as we can keep. Remove one first.")]
    TooMany,
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// Makes somebody's places and availability unless they are there: two places, no windows.
///
/// # Errors
/// The database's.
pub async fn ensure(db: &mut PgConnection, now: Instant, account: AccountId) -> Result<(), sqlx::Error> {
    store::ensure(db, now, account).await
}

/// Saves what somebody says about their places. `expected` is the version it was read at; None saves over whatever is
/// there, as an import does.
///
/// # Errors
/// `Stale`, or the database's.
pub async fn save_place(
    db: &mut PgConnection,
    by: Actor,
    now: Instant,
    account: AccountId,
    expected: Option<i32>,
    new: &NewPlace,
) -> Result<(), SaveError> {
    store::ensure(db, now, account).await?;
    if !store::update_place(db, now, account, expected, new).await? {
        return Err(SaveError::Stale);
    }
    let event = Event::PlaceSaved { capacity: new.capacity, accepting: new.accepting };
    events::record(db, by, now, &Happened(account, event)).await?;
    Ok(())
}

/// Takes no requests for somebody from now on: until a day, or until they say otherwise. What they wished themselves goes
/// before the rest: a pause of their own stays as it is when requests go unanswered. False when nothing changed.
///
/// # Errors
/// The database's.
pub async fn close(
    db: &mut PgConnection,
    by: Actor,
    now: Instant,
    account: AccountId,
    until: Option<Day>,
    because: Because,
) -> Result<bool, sqlx::Error> {
    store::ensure(db, now, account).await?;
    let changed = store::close(db, now, account, until, because).await?;
    if changed {
        events::record(db, by, now, &Happened(account, Event::Closed(because))).await?;
    }
    Ok(changed)
}

/// Takes requests for somebody again. False when they were taken.
///
/// # Errors
/// The database's.
pub async fn reopen(
    db: &mut PgConnection,
    by: Actor,
    now: Instant,
    account: AccountId,
) -> Result<bool, sqlx::Error> {
    store::ensure(db, now, account).await?;
    let changed = store::reopen(db, now, account).await?;
    if changed {
        events::record(db, by, now, &Happened(account, Event::Reopened)).await?;
    }
    Ok(changed)
}

/// Saves how somebody meets, if it is still at `expected`.
///
/// # Errors
/// `Stale`, or the database's.
pub async fn save_settings(
    db: &mut PgConnection,
    by: Actor,
    now: Instant,
    account: AccountId,
    expected: i32,
    to: &SettingsChange,
) -> Result<(), SaveError> {
    store::ensure(db, now, account).await?;
    if !store::update_settings(db, now, account, expected, to).await? {
        return Err(SaveError::Stale);
    }
    events::record(db, by, now, &Happened(account, Event::SettingsSaved)).await?;
    Ok(())
}

/// Saves the times in words alone, as the application form asks for them.
///
/// # Errors
/// The database's.
pub async fn save_outline(
    db: &mut PgConnection,
    now: Instant,
    account: AccountId,
    outline: &str,
) -> Result<(), sqlx::Error> {
    store::ensure(db, now, account).await?;
    store::update_outline(db, now, account, outline).await
}

/// Adds weekly windows, all or none. One that lies within a time already offered is left out: sending the same form
/// again, or a preset twice, changes nothing. Returns how many are new.
///
/// # Errors
/// `Overlaps` when one overlaps a time in part, `TooMany`, or the database's.
pub async fn add_windows(
    db: &mut PgConnection,
    by: Actor,
    now: Instant,
    account: AccountId,
    new: &[NewWindow],
) -> Result<usize, WindowError> {
    store::ensure(db, now, account).await?;
    store::lock(db, account).await?;
    let there = store::windows(db, account).await?;
    let fresh: Vec<&NewWindow> =
        new.iter().filter(|window| !there.iter().any(|other| window.is_within(other))).collect();
    for window in &fresh {
        if let Some(other) = there.iter().find(|other| window.overlaps(other)) {
            return Err(WindowError::Overlaps(other.in_words()));
        }
    }
    if there.len() + fresh.len() > MOST_WINDOWS {
        return Err(WindowError::TooMany);
    }
    for window in &fresh {
        store::insert_window(db, account, WindowId::new(now), window).await?;
    }
    if !fresh.is_empty() {
        events::record(db, by, now, &Happened(account, Event::WindowsAdded(fresh.len()))).await?;
    }
    Ok(fresh.len())
}

/// Removes a window. One that is gone, or somebody else's, stays as it is.
///
/// # Errors
/// The database's.
pub async fn remove_window(
    db: &mut PgConnection,
    by: Actor,
    now: Instant,
    account: AccountId,
    window: WindowId,
) -> Result<(), sqlx::Error> {
    if store::delete_window(db, account, window).await? {
        events::record(db, by, now, &Happened(account, Event::WindowRemoved)).await?;
    }
    Ok(())
}

/// Deletes places, windows and how somebody meets, as closing an account does.
///
/// # Errors
/// The database's.
pub async fn erase(db: &mut PgConnection, account: AccountId) -> Result<(), sqlx::Error> {
    store::erase(db, account).await
}
