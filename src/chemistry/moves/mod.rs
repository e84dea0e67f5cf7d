//! Every change of a request: take it and what it needs under lock, move its thread, write it, and tell whoever needs to know.
//! The lock of the coach's or mentor's place comes first, so that all that concerns their places happens one after the other.

mod answering;
mod arranging;
mod deciding;
mod ending;
mod put;

use jiff::SignedDuration;
use sqlx::PgConnection;

use super::error::ActError;
use super::events::{Happened, What};
use super::model::{Limits, Side};
use super::request::{Held, Request};
use super::store;
use crate::accounts::throttle::{self, Bucket, Limit, Taken};
use crate::app::App;
use crate::availability;
use crate::events::{self, Actor};
use crate::organisations::day_of;
use crate::platform::clock::Instant;
use crate::platform::ids::{AccountId, ChemistryId, PoolId};
use crate::pools;

pub use answering::{Acceptance, Refusing, accept, ask, decline, reply, withdraw};
pub use arranging::{book, call_off, cancel_meeting, move_meeting, offer};
pub use deciding::{begin, decide, held, missed, reopen};
pub(super) use ending::end;
pub use ending::{stop, time_up};
pub(super) use put::Put;

/// A request that one of the two is about to move, held until the transaction ends, and which of the two they are.
pub(super) async fn take(
    db: &mut PgConnection,
    app: &App,
    by: AccountId,
    id: ChemistryId,
) -> Result<(Held, Side), ActError> {
    let held = hold(db, app.clock.now(), id).await?.ok_or(ActError::NotFound)?;
    let side = held.request.side_of(by).ok_or(ActError::NotFound)?;
    Ok((held, side))
}

/// A request, held until the transaction ends, whoever moves it.
pub(super) async fn hold(
    db: &mut PgConnection,
    now: Instant,
    id: ChemistryId,
) -> Result<Option<Held>, ActError> {
    let Some(practitioner) = store::practitioner(db, id).await? else { return Ok(None) };
    availability::lock_place(db, practitioner).await?;
    let Some(request) = store::lock(db, id).await? else { return Ok(None) };
    let limits = limits(db, request.pool_id, request.mentee_id, practitioner, now).await?;
    Ok(Some(Held { request, limits }))
}

/// The limits of a pool for these two, with the days they are away.
pub(super) async fn limits(
    db: &mut PgConnection,
    pool: PoolId,
    mentee: AccountId,
    practitioner: AccountId,
    now: Instant,
) -> Result<Limits, sqlx::Error> {
    let settings = pools::settings(db, pool).await?;
    let days = |number: i16| u16::try_from(number).unwrap_or(0);
    // A clock may have begun some time ago, and days away since then count too.
    let since = day_of(now.minus(SignedDuration::from_hours(24 * 180)));
    Ok(Limits {
        expiry_wd: days(settings.request_expiry_wd),
        booking_wd: days(settings.booking_wd),
        decision_wd: days(settings.decision_wd),
        agreement_wd: days(settings.agreement_wd),
        reopen_days: days(settings.reopen_days),
        cool_off_days: days(settings.cool_off_days),
        nation: pools::nation(db, pool).await?,
        away: store::away(db, practitioner, since).await?,
        mentee_away: store::away(db, mentee, since).await?,
    })
}

/// So often somebody changes the times or the meeting of one request: the other is written to each time (S12).
const CHANGES: Limit = Limit::new(12, SignedDuration::from_hours(1));

async fn not_too_often(
    db: &mut PgConnection,
    now: Instant,
    by: AccountId,
    id: ChemistryId,
) -> Result<(), ActError> {
    let key = [by.0.as_bytes().as_slice(), id.0.as_bytes().as_slice()];
    let bucket = Bucket::new("chemistry-change", &key, CHANGES);
    match throttle::take_on(db, now, &[bucket]).await? {
        Taken::Allowed => Ok(()),
        Taken::Wait { seconds } => Err(ActError::TooMany { seconds }),
    }
}

pub(super) async fn record(
    db: &mut PgConnection,
    by: Actor,
    now: Instant,
    request: &Request,
    what: What,
    code: Option<&'static str>,
) -> Result<(), sqlx::Error> {
    events::record(db, by, now, &happened(request, what, code)).await
}

/// What happened to a request that has moved, for the record.
fn happened(request: &Request, what: What, code: Option<&'static str>) -> Happened {
    Happened { id: request.id, pool: request.pool_id, what, status: request.thread.status(), code }
}
