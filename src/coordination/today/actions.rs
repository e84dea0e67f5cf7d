use sqlx::PgConnection;

use super::emails::RequestWaits;
use super::store;
use crate::accounts::first_name;
use crate::app::App;
use crate::events::{self, Actor, Recorded, Subject};
use crate::organisations::day_of;
use crate::platform::clock::Instant;
use crate::platform::ids::{AccountId, ChemistryId, PoolId};
use crate::platform::mail::Envelope;
use crate::platform::web::PageError;

/// A coordinator reminded those for whom a request waits.
struct Nudged {
    id: ChemistryId,
    pool: PoolId,
}

impl Recorded for Nudged {
    fn kind(&self) -> &'static str {
        "chemistry.nudged"
    }

    fn subject(&self) -> Subject {
        Subject { noun: "chemistry-request", id: self.id.0 }
    }

    fn pool(&self) -> Option<PoolId> {
        Some(self.pool)
    }
}

/// Midnight in London before a moment.
pub(super) fn day_begins(now: Instant) -> Instant {
    let day = now.in_london().start_of_day();
    day.map_or(now, |begins| Instant::new(begins.timestamp()))
}

/// Reminds those for whom a stuck request waits, once a day; whether anybody was reminded now.
///
/// # Errors
/// `NotFound` for a request of another pool or of one's own, or one that is not stuck any more.
pub(super) async fn remind(
    db: &mut PgConnection,
    app: &App,
    by: AccountId,
    pool: PoolId,
    id: ChemistryId,
) -> Result<bool, PageError> {
    let now = app.clock.now();
    let waited = store::waited(db, id).await?;
    let stuck = store::stuck(db, by, pool, Some(id), now, day_begins(now)).await?;
    let stuck = stuck.first().ok_or(PageError::NotFound)?;
    if stuck.reminded {
        return Ok(false);
    }
    let today = day_of(now).date();
    for (person, other) in waited {
        let letter = RequestWaits {
            first_name: first_name(&person.name).to_owned(),
            other: first_name(&other).to_owned(),
            path: format!("/chemistry/{id}"),
            closes: stuck.until,
        };
        let envelope = Envelope {
            to: person.email,
            account_id: Some(person.account_id),
            dedupe_key: Some(format!("chemistry-nudged/{id}/{}/{today}", person.account_id)),
        };
        app.outbox.enqueue(db, now, &envelope, &letter).await?;
    }
    events::record(db, Actor::Account(by), now, &Nudged { id, pool }).await?;
    Ok(true)
}
