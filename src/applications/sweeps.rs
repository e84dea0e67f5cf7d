use jiff::SignedDuration;
use sqlx::PgConnection;

use super::emails::ApplicationOverdue;
use super::sweep_store as store;
use crate::app::App;
use crate::platform::clock::Instant;
use crate::platform::mail::{EnqueueError, Envelope};
use crate::platform::sweeps::Sweep;
use crate::pools;

/// How long a draft waits for its writer.
const DRAFT: SignedDuration = SignedDuration::from_hours(90 * 24);
/// How long an application that came to nothing is kept.
const ENDED: SignedDuration = SignedDuration::from_hours(365 * 24);

pub(super) fn all(app: &App) -> Vec<Sweep> {
    let hour = SignedDuration::from_hours(1);
    let app = app.clone();
    vec![
        Sweep::new("applications-overdue", hour, move |db, now| {
            let app = app.clone();
            Box::pin(async move { Ok(remind(db, &app, now).await?) })
        }),
        Sweep::new("applications-forget", hour * 24, |db, now| {
            Box::pin(async move { Ok(forget(db, now).await?) })
        }),
    ]
}

/// Tells coordinators once of each application that has waited for the pool's days; returns how many it told of.
///
/// # Errors
/// When the database refuses or a letter cannot be written.
pub async fn remind(db: &mut PgConnection, app: &App, now: Instant) -> Result<u64, EnqueueError> {
    let overdue = store::overdue(db, now).await?;
    for one in &overdue {
        let letter = ApplicationOverdue {
            pool: one.pool.clone(),
            application_id: one.application_id,
            due_at: one.due_at,
            late: now >= one.due_at,
        };
        for coordinator in pools::coordinators(db, one.pool_id).await? {
            if coordinator.account_id == one.account_id {
                continue;
            }
            let sent = one.submitted_at.unix_seconds();
            let envelope = Envelope {
                to: coordinator.email,
                account_id: Some(coordinator.account_id),
                dedupe_key: Some(format!(
                    "application-overdue/{}/{sent}/{}",
                    one.application_id, coordinator.account_id
                )),
            };
            app.outbox.enqueue(db, now, &envelope, &letter).await?;
        }
    }
    let told: Vec<_> = overdue.iter().map(|one| one.application_id).collect();
    store::mark_reminded(db, now, &told).await?;
    Ok(overdue.len() as u64)
}

/// Deletes drafts that nobody touched for 90 days and what ended without a membership a year ago; returns how many.
///
/// # Errors
/// The database's.
pub async fn forget(db: &mut PgConnection, now: Instant) -> Result<u64, sqlx::Error> {
    store::forget(db, now.minus(DRAFT), now.minus(ENDED)).await
}
