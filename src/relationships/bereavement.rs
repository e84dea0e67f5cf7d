//! One of two who work together has died. Their sessions to come leave both calendars without a word, and nothing is sent about the
//! pair until a coordinator has written, or until nobody has in time; then it ends as quietly.

use std::collections::BTreeSet;

use jiff::SignedDuration;
use sqlx::PgConnection;

use super::bereavement_store as store;
use super::ending;
use super::error::ActError;
use super::events::{What, record};
use super::model::{Outcome, Status};
use super::news::{self, News};
use super::relationship::Relationship;
use super::{sessions, store as relationships};
use crate::app::App;
use crate::chemistry::condolences::{self, About, Stopped};
use crate::chemistry::model::Side;
use crate::events::Actor;
use crate::platform::ids::{AccountId, RelationshipId};
use crate::platform::sweeps::Sweep;

/// How a pair ends after a death.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settling {
    /// A coordinator has written.
    Written,
    /// Nobody has: the other gets a short letter in neutral words.
    Plainly,
}

/// Holds still the pairs of somebody who has died, or of everybody who has, and keeps whom a coordinator is to write to. Where no
/// coordinator can, the letter in neutral words goes at once. Whom coordinators are to be told of is returned, not told.
///
/// # Errors
/// As [`ActError`] says.
pub async fn stop(
    db: &mut PgConnection,
    app: &App,
    by: Actor,
    account: Option<AccountId>,
) -> Result<Stopped, ActError> {
    let mut stopped = BTreeSet::new();
    for found in store::found(db, account).await? {
        let Some(one) = relationships::hold(db, found.id).await? else { continue };
        if one.course.status() == Status::Ended || one.course.status() == Status::NotBegun {
            continue;
        }
        sessions::cancel_ahead(db, app, by, &one, true).await?;
        let side = other_side(&one, found.deceased);
        let about = About::Pair(one.id);
        if condolences::keep(db, app, one.pool_id, about, found.deceased, one.account_of(side)).await? {
            stopped.insert((one.pool_id, found.deceased));
        } else {
            finish(db, app, by, one, side, Settling::Plainly).await?;
        }
    }
    Ok(stopped)
}

fn other_side(one: &Relationship, deceased: AccountId) -> Side {
    if one.practitioner_id == deceased { Side::Mentee } else { Side::Practitioner }
}

/// Holds a pair, with the place, until the transaction ends, whatever it comes to.
///
/// # Errors
/// The database's.
pub async fn hold(db: &mut PgConnection, id: RelationshipId) -> Result<(), ActError> {
    relationships::hold_any(db, id).await?;
    Ok(())
}

/// Ends a pair after a death; the condolence says by now that the other was written to. What has ended stays as it is.
///
/// # Errors
/// As [`ActError`] says.
pub async fn settle(
    db: &mut PgConnection,
    app: &App,
    by: Actor,
    id: RelationshipId,
    reader: AccountId,
    how: Settling,
) -> Result<(), ActError> {
    let Some(one) = relationships::hold_any(db, id).await? else { return Ok(()) };
    let side = one.side_of(reader).ok_or(ActError::NotFound)?;
    if how == Settling::Written {
        record(db, by, app.clock.now(), &one, What::CondolenceWritten, None).await?;
    }
    finish(db, app, by, one, side, how).await
}

async fn finish(
    db: &mut PgConnection,
    app: &App,
    by: Actor,
    mut one: Relationship,
    side: Side,
    how: Settling,
) -> Result<(), ActError> {
    let now = app.clock.now();
    // Whatever is left in the calendars leaves them as quietly.
    one.still = true;
    let one = if one.course.status().is_live() {
        ending::finish(db, app, by, one, Outcome::Left).await?
    } else if let Ok(after) = one.course.call_off(now, Outcome::Left) {
        one.course = after;
        relationships::save(db, &one).await?;
        one.version += 1;
        record(db, by, now, &one, What::CalledOff, Some(Outcome::Left.code())).await?;
        one
    } else {
        one
    };
    if how == Settling::Plainly {
        news::tell(db, app, now, &one, side, News::Left).await?;
    }
    Ok(())
}

/// Nobody has died after all: the pair goes on, and both are told that their sessions to come are to be arranged again.
///
/// # Errors
/// As [`ActError`] says.
pub async fn go_on(db: &mut PgConnection, app: &App, id: RelationshipId) -> Result<(), ActError> {
    let now = app.clock.now();
    let Some(mut one) = relationships::hold(db, id).await? else { return Ok(()) };
    if matches!(one.course.status(), Status::Ended | Status::NotBegun) {
        return Ok(());
    }
    one.touch(now);
    relationships::save(db, &one).await?;
    one.version += 1;
    record(db, Actor::System, now, &one, What::DeathTakenBack, None).await?;
    news::tell_both(db, app, now, &one, News::Mistaken).await?;
    Ok(())
}

/// Finds deaths that were recorded for many at once, or by another way.
#[must_use]
pub(super) fn sweep(app: &App) -> Sweep {
    let app = app.clone();
    Sweep::new("relationships-bereaved", SignedDuration::from_mins(10), move |db, _| {
        let app = app.clone();
        Box::pin(async move {
            let stopped = stop(db, &app, Actor::System, None).await?;
            condolences::tell_coordinators(db, &app, Actor::System, &stopped, false).await?;
            Ok(u64::try_from(stopped.len()).unwrap_or(0))
        })
    })
}
