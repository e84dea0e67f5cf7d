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
pub use store::Offered;
pub(super) use wall::zone_named;
pub use wall::{Wall, on_the_wall};

use super::off_duty;
use crate::platform::clock::{Day, Instant};
use crate::platform::ids::AccountId;
use crate::platform::span::Span;
use crate::vocabulary::TermId;

/// How long a first conversation takes with who has not said.
const FIRST_MINUTES: i64 = 30;

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
    let offered = store::offers(db, &[account], now).await?.remove(&account);
    Ok(offered.map(|one| one.into_offer().slots(now, minutes, to).collect()).unwrap_or_default())
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
    let offered = store::offers(db, &[account], now).await?.remove(&account);
    Ok(offered.is_some_and(|one| one.into_offer().holds(span, now)))
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
    Ok(offers.into_iter().filter_map(|(account, offered)| Some((account, offered.next(now)?))).collect())
}

impl Offered {
    /// The next time this person can be met for a first conversation.
    #[must_use]
    pub fn next(self, now: Instant) -> Option<Slot> {
        let minutes = self.minutes();
        self.into_offer().slots(now, minutes, None).next()
    }
}

/// When two people could meet.
#[derive(Debug, Clone)]
pub struct Between {
    /// The times the coach or mentor offers, in order.
    pub slots: Vec<Slot>,
    /// Those in which the mentee is off duty, as far as they said what they work.
    pub mutual: Vec<Slot>,
    /// When one of them is in a meeting.
    pub busy: Vec<Span>,
    /// The zone the mentee lives by.
    pub zone: TimeZone,
    /// Minutes of each time.
    pub minutes: i64,
}

/// When a mentee and a coach or mentor could meet for so many minutes; for as many as a first conversation with them takes,
/// where none are given. One statement.
///
/// # Errors
/// The database's.
pub async fn between(
    db: &mut PgConnection,
    practitioner: AccountId,
    mentee: AccountId,
    now: Instant,
    minutes: Option<i64>,
) -> Result<Between, sqlx::Error> {
    let store::Two { offered, zone, duty, mut busy } = store::two(db, practitioner, mentee, now).await?;
    let minutes = minutes.or_else(|| offered.as_ref().map(Offered::minutes)).unwrap_or(FIRST_MINUTES);
    let free = off_duty::free(&zone, &duty, &busy, now);
    let mut slots = Vec::new();
    if let Some(offer) = offered.map(Offered::into_offer) {
        slots = offer.slots(now, minutes, None).collect();
        busy.extend(offer.busy);
    }
    let mutual = slots.iter().filter(|slot| suits(&free, &slot.span));
    Ok(Between { mutual: mutual.cloned().collect(), slots, busy, zone, minutes })
}

/// The times a coach or mentor offers in which a mentee is off duty, as far as the mentee said what they work. One statement.
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
    Ok(between(db, practitioner, mentee, now, Some(minutes)).await?.mutual)
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
