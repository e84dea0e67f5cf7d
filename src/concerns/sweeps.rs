use jiff::SignedDuration;
use sqlx::PgConnection;

use super::actions::envelope;
use super::emails::ConcernArrived;
use super::{store, sweep_store};
use crate::app::App;
use crate::organisations::day_of;
use crate::platform::clock::Instant;
use crate::platform::mail::EnqueueError;
use crate::platform::sweeps::Sweep;
use crate::platform::working_days::is_working_day;

/// How long a concern is kept after it was closed.
pub const RETENTION: SignedDuration = SignedDuration::from_hours(24 * 730);

pub(super) fn all(app: &App) -> Vec<Sweep> {
    let hour = SignedDuration::from_hours(1);
    let app = app.clone();
    vec![
        Sweep::new("concerns-overdue", hour, move |db, now| {
            let app = app.clone();
            Box::pin(async move { Ok(remind(db, &app, now).await?) })
        }),
        Sweep::new("concerns-forget", hour * 24, |db, now| {
            Box::pin(async move { Ok(sweep_store::delete_closed(db, now.minus(RETENTION)).await?) })
        }),
    ]
}

/// Tells those who look after a concern, each working day until one of them acknowledges it, that it has waited longer than was
/// promised; returns how many letters were asked for.
///
/// # Errors
/// When the database refuses or a letter cannot be written.
pub async fn remind(db: &mut PgConnection, app: &App, now: Instant) -> Result<u64, EnqueueError> {
    let today = day_of(now);
    let mut letters = 0;
    let overdue = sweep_store::overdue(db, now).await?;
    for one in overdue.into_iter().filter(|one| is_working_day(today, one.nation)) {
        for reader in store::readers(db, one.concern_id).await? {
            let letter = ConcernArrived { concern_id: one.concern_id, due_at: one.due_at, late: true };
            let key = format!("concern-overdue/{}/{}/{}", one.concern_id, reader.account_id, today.date());
            app.outbox.enqueue(db, now, &envelope(reader, Some(key)), &letter).await?;
            letters += 1;
        }
    }
    Ok(letters)
}
