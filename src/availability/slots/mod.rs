//! When somebody can be met: reckoned from their weekly windows, extra times, days away and what is booked, whenever it is
//! asked, and never stored.
//!
//! A meeting may start every 30 minutes from the beginning of a time that is offered, by the clock of the person's own
//! zone. A start that the clocks skip in spring does not exist; one that they show twice in autumn is the first of the
//! two. Days away go before everything that is offered on them.

mod days;
mod offer;
mod store;
#[cfg(test)]
mod tests;
mod walk;
mod wall;

use std::collections::HashMap;

use jiff::tz::TimeZone;
use sqlx::PgConnection;

pub use offer::{Offer, Times};
pub(super) use wall::zone_named;
pub use wall::{Wall, on_the_wall};

use super::off_duty;
use crate::platform::clock::{Day, Instant};
use crate::platform::ids::AccountId;
use crate::platform::span::Span;
use crate::vocabulary::TermId;

/// A time somebody can be met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    pub span: Span,
    /// How they meet then; None: in any way they offer.
    pub delivery_id: Option<TermId>,
    pub place: Option<String>,
}

/// The times somebody can be met for so many minutes, in order, starting before `to` or within their own horizon. What is
/// booked, with their break around it, is taken out; their notice is kept. One statement.
///
/// # Errors
/// The database's.
pub async fn slots_of(
    db: &mut PgConnection,
    account: AccountId,
    now: Instant,
    minutes: i64,
    to: Option<Instant>,
) -> Result<Vec<Slot>, sqlx::Error> {
    let offer = store::offers(db, &[account], now).await?.remove(&account);
    Ok(offer.map(|(offer, _)| offer.slots(now, minutes, to).collect()).unwrap_or_default())
}

/// Whether a meeting could be booked at this time now: the whole of it lies in what they offer, is free, and keeps their
/// notice and horizon. One statement.
///
/// # Errors
/// The database's.
pub async fn is_offered(
    db: &mut PgConnection,
    account: AccountId,
    span: Span,
    now: Instant,
) -> Result<bool, sqlx::Error> {
    let offer = store::offers(db, &[account], now).await?.remove(&account);
    Ok(offer.is_some_and(|(offer, _)| offer.holds(span, now)))
}

/// The next time each of these people can be met for a first conversation; who offers none is left out. One statement
/// whatever their number.
///
/// # Errors
/// The database's.
pub async fn next_of(
    db: &mut PgConnection,
    accounts: &[AccountId],
    now: Instant,
) -> Result<HashMap<AccountId, Slot>, sqlx::Error> {
    if accounts.is_empty() {
        return Ok(HashMap::new());
    }
    let offers = store::offers(db, accounts, now).await?;
    let next = offers.into_iter().filter_map(|(account, (offer, minutes))| {
        Some((account, offer.slots(now, i64::from(minutes), None).next()?))
    });
    Ok(next.collect())
}

/// The times a coach or mentor offers in which a mentee is off duty, as far as the mentee said what they work. Two statements.
///
/// # Errors
/// The database's.
pub async fn mutual(
    db: &mut PgConnection,
    practitioner: AccountId,
    mentee: AccountId,
    now: Instant,
    minutes: i64,
) -> Result<Vec<Slot>, sqlx::Error> {
    let free = off_duty::free_of(db, mentee, now).await?;
    let Some(last) = free.last() else { return Ok(Vec::new()) };
    let mut slots = slots_of(db, practitioner, now, minutes, Some(last.ends())).await?;
    slots.retain(|slot| suits(&free, &slot.span));
    Ok(slots)
}

/// Whether all of a span is free, of what is free in order and apart.
fn suits(free: &[Span], span: &Span) -> bool {
    let after = free.partition_point(|free| free.ends() <= span.starts());
    free.get(after).is_some_and(|free| free.covers(span))
}

/// The days somebody said they are away, first and last, in order, with those past that are still kept.
///
/// # Errors
/// The database's.
pub async fn away(db: &mut PgConnection, account: AccountId) -> Result<Vec<(Day, Day)>, sqlx::Error> {
    store::away(db, account).await
}

/// The zone somebody lives by, as far as they said; else Europe/London.
///
/// # Errors
/// The database's.
pub async fn zone_of(db: &mut PgConnection, account: AccountId) -> Result<TimeZone, sqlx::Error> {
    Ok(store::zone(db, account)
        .await?
        .as_deref()
        .map_or_else(crate::platform::clock::london, wall::zone_named))
}
