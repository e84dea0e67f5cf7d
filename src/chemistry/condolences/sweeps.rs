use jiff::SignedDuration;
use sqlx::PgConnection;

use super::{actions, store};
use crate::app::App;
use crate::chemistry::error::ActError;
use crate::events::Actor;
use crate::organisations::day_of;
use crate::platform::clock::Instant;
use crate::platform::sweeps::{Sweep, SweepError};
use crate::platform::working_days::is_working_day;
use crate::pools;

/// What happens by itself after a death.
#[must_use]
pub(in crate::chemistry) fn sweeps(app: &App) -> Vec<Sweep> {
    let (righting, telling, reminding) = (app.clone(), app.clone(), app.clone());
    vec![
        // Whoever is taken back into a pool has not died, whether or not anybody said so.
        Sweep::new("condolences-mistaken", SignedDuration::from_mins(10), move |db, _| {
            let app = righting.clone();
            Box::pin(async move { Ok(actions::taken_back(db, &app, None).await?) })
        }),
        Sweep::new("condolences-due", SignedDuration::from_mins(10), move |db, now| {
            let app = telling.clone();
            Box::pin(async move { tell_due(db, &app, now).await })
        }),
        Sweep::new("condolences-remind", SignedDuration::from_hours(1), move |db, now| {
            let app = reminding.clone();
            Box::pin(async move { Ok(remind(db, &app, now).await?) })
        }),
    ]
}

/// Each in a transaction of its own: one that fails keeps none of the others waiting.
async fn tell_due(db: &mut PgConnection, app: &App, now: Instant) -> Result<u64, SweepError> {
    let mut told = 0;
    for id in store::due(db, now).await? {
        let mut tx = app.db.begin().await?;
        told += u64::from(actions::tell_plainly(&mut tx, app, id).await?);
        tx.commit().await?;
    }
    Ok(told)
}

/// Reminds the coordinators on each working day after the first, until they have written.
async fn remind(db: &mut PgConnection, app: &App, now: Instant) -> Result<u64, ActError> {
    let today = day_of(now);
    let mut waiting = actions::Stopped::new();
    for one in store::open(db, now).await? {
        let open = now < one.due_at && day_of(one.recorded_at) < today;
        if open && is_working_day(today, pools::nation(db, one.pool).await?) {
            waiting.insert((one.pool, one.deceased));
        }
    }
    actions::tell_coordinators(db, app, Actor::System, &waiting, true).await
}
