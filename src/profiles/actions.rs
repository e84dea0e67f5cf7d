use sqlx::PgConnection;

use super::model::{About, TERM_LISTS};
use super::{exposure, store};
use crate::events::{self, Actor, Recorded, Subject};
use crate::platform::clock::Instant;
use crate::platform::ids::AccountId;
use crate::vocabulary::{List, TermId};

/// The groups a profile is edited in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    About,
    Help,
    Work,
    Ways,
}

impl Group {
    const fn code(self) -> &'static str {
        match self {
            Self::About => "about",
            Self::Help => "help",
            Self::Work => "work",
            Self::Ways => "ways",
        }
    }
}

struct Edited(AccountId, Group);

impl Recorded for Edited {
    fn kind(&self) -> &'static str {
        "profile.edited"
    }

    fn subject(&self) -> Subject {
        Subject { noun: "account", id: self.0.0 }
    }

    fn data(&self) -> serde_json::Value {
        serde_json::json!({ "group": self.1.code() })
    }
}

/// Why a profile was not saved.
#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    /// It was changed since it was read.
    #[error("Your profile was changed somewhere else while you were writing")]
    Stale,
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// Makes an empty profile unless there is one.
///
/// # Errors
/// The database's.
pub async fn ensure(db: &mut PgConnection, now: Instant, account: AccountId) -> Result<(), sqlx::Error> {
    store::ensure(db, now, account).await
}

/// Saves what somebody says about themselves, making the profile if need be. `expected` is the version it was read at;
/// None saves over whatever is there.
///
/// # Errors
/// `Stale`, or the database's.
pub async fn save_about(
    db: &mut PgConnection,
    by: Actor,
    now: Instant,
    account: AccountId,
    expected: Option<i32>,
    about: &About,
) -> Result<(), SaveError> {
    store::ensure(db, now, account).await?;
    if !store::update_about(db, now, account, expected, about).await? {
        return Err(SaveError::Stale);
    }
    events::record(db, by, now, &Edited(account, Group::About)).await?;
    Ok(())
}

/// Puts these terms of a list in the place of those the profile has of it, in this order; terms of other lists are left
/// out. Lived experience is never kept this way.
///
/// # Errors
/// The database's.
pub async fn set_terms(
    db: &mut PgConnection,
    now: Instant,
    account: AccountId,
    list: List,
    terms: &[TermId],
) -> Result<(), sqlx::Error> {
    if !TERM_LISTS.contains(&list) {
        return Ok(());
    }
    store::ensure(db, now, account).await?;
    store::replace_terms(db, account, list, terms).await
}

/// # Errors
/// The database's.
pub async fn set_seniority(
    db: &mut PgConnection,
    now: Instant,
    account: AccountId,
    seniority: Option<TermId>,
) -> Result<(), sqlx::Error> {
    store::ensure(db, now, account).await?;
    store::update_seniority(db, account, seniority).await
}

/// Keeps what a mentee says once, before a first search: what they are, and where they stand.
///
/// # Errors
/// The database's.
pub async fn introduce(
    db: &mut PgConnection,
    now: Instant,
    account: AccountId,
    professions: &[TermId],
    seniority: TermId,
) -> Result<(), sqlx::Error> {
    set_terms(db, now, account, List::Profession, professions).await?;
    store::touch(db, now, account, None).await?;
    store::update_seniority(db, account, Some(seniority)).await
}

/// Saves the terms of a group of lists, if the profile is still at `expected`; None saves over whatever is there.
///
/// # Errors
/// `Stale`, or the database's.
pub async fn save_group(
    db: &mut PgConnection,
    now: Instant,
    account: AccountId,
    expected: Option<i32>,
    group: Group,
    lists: &[(List, &[TermId])],
) -> Result<(), SaveError> {
    store::ensure(db, now, account).await?;
    if !store::touch(db, now, account, expected).await? {
        return Err(SaveError::Stale);
    }
    for (list, terms) in lists {
        store::replace_terms(db, account, *list, terms).await?;
    }
    events::record(db, Actor::Account(account), now, &Edited(account, group)).await?;
    Ok(())
}

/// Deletes a profile with its terms, lived experience and record of replies, as closing an account does.
///
/// # Errors
/// The database's.
pub async fn erase(db: &mut PgConnection, account: AccountId) -> Result<(), sqlx::Error> {
    exposure::erase(db, account).await?;
    store::erase(db, account).await
}
