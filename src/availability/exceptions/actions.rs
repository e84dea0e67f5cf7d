use jiff::ToSpan;
use sqlx::PgConnection;

use super::store;
use super::{Exception, ExceptionId, Extra, What};
use crate::availability::ensure;
use crate::availability::lock_place;
use crate::events::{self, Actor, Recorded, Subject};
use crate::platform::clock::{Day, Instant};
use crate::platform::ids::AccountId;

/// So many may be to come at once.
const MOST: usize = 100;

/// Why nothing was added.
#[derive(Debug, thiserror::Error)]
pub enum ExceptionError {
    #[error("This is in the past. Choose a day from today on.")]
    Past,
    #[error("This is more than a year ahead. Say it when it is nearer.")]
    Far,
    #[error("The last day must not be before the first, and at most a year after it.")]
    Order,
    #[error("You have as many as we can keep. Remove some first.")]
    TooMany,
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

struct Happened(AccountId, &'static str);

impl Recorded for Happened {
    fn kind(&self) -> &'static str {
        self.1
    }

    fn subject(&self) -> Subject {
        Subject { noun: "account", id: self.0.0 }
    }
}

/// Says that somebody is away on these days, first and last. Saying it again changes nothing. `today` is the day it is
/// where they live.
///
/// # Errors
/// As [`ExceptionError`] says.
pub async fn add_away(
    db: &mut PgConnection,
    by: Actor,
    now: Instant,
    account: AccountId,
    today: Day,
    (from, to): (Day, Day),
) -> Result<(), ExceptionError> {
    let days = from.date().until(to.date()).map_or(-1, |span| span.get_days());
    if !(0..=366).contains(&days) {
        return Err(ExceptionError::Order);
    }
    if to < today {
        return Err(ExceptionError::Past);
    }
    if is_far(from, today) {
        return Err(ExceptionError::Far);
    }
    let there = held(db, now, account, today).await?;
    if there.iter().any(|one| one.what == What::Away(from, to)) {
        return Ok(());
    }
    if there.len() >= MOST {
        return Err(ExceptionError::TooMany);
    }
    store::insert_away(db, now, account, from, to).await?;
    events::record(db, by, now, &Happened(account, "availability.away-added")).await?;
    Ok(())
}

/// Offers these times once. Those that are offered already are left out; returns how many are new. `today` is the day it is
/// where they live.
///
/// # Errors
/// As [`ExceptionError`] says.
pub async fn add_extra(
    db: &mut PgConnection,
    by: Actor,
    now: Instant,
    account: AccountId,
    today: Day,
    extra: &[Extra],
) -> Result<usize, ExceptionError> {
    if extra.iter().any(|one| one.day < today) {
        return Err(ExceptionError::Past);
    }
    if extra.iter().any(|one| is_far(one.day, today)) {
        return Err(ExceptionError::Far);
    }
    let there = held(db, now, account, today).await?;
    let mut fresh: Vec<&Extra> = Vec::new();
    for new in extra {
        let is_there =
            there.iter().any(|one| matches!(one.what, What::Extra(other) if new.is_within(&other)));
        if !is_there && !fresh.iter().any(|other| new.is_within(other)) {
            fresh.push(new);
        }
    }
    if there.len() + fresh.len() > MOST {
        return Err(ExceptionError::TooMany);
    }
    for one in &fresh {
        store::insert_extra(db, now, account, one).await?;
    }
    if !fresh.is_empty() {
        events::record(db, by, now, &Happened(account, "availability.extra-added")).await?;
    }
    Ok(fresh.len())
}

/// Removes one. What is gone, or somebody else's, stays as it is.
///
/// # Errors
/// The database's.
pub async fn remove(
    db: &mut PgConnection,
    by: Actor,
    now: Instant,
    account: AccountId,
    id: ExceptionId,
) -> Result<(), sqlx::Error> {
    if store::delete(db, account, id).await? {
        events::record(db, by, now, &Happened(account, "availability.exception-removed")).await?;
    }
    Ok(())
}

fn is_far(day: Day, today: Day) -> bool {
    day.date() > today.date().saturating_add(1.year())
}

/// What is there, with its owner's place locked so that two forms at once do not both add.
async fn held(
    db: &mut PgConnection,
    now: Instant,
    account: AccountId,
    today: Day,
) -> Result<Vec<Exception>, sqlx::Error> {
    ensure(db, now, account).await?;
    lock_place(db, account).await?;
    store::to_come(db, account, today).await
}
