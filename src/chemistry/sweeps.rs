use jiff::SignedDuration;
use sqlx::PgConnection;

use super::error::ActError;
use super::model::{Side, Status};
use super::moves;
use super::news::{self, News};
use super::{condolences, store, sweep_store};
use crate::app::App;
use crate::platform::ids::ChemistryId;
use crate::platform::sweeps::{Sweep, SweepError};
use crate::platform::telemetry::describe;

/// Both are reminded to agree how they begin so long before their time is over, after once at half of it.
pub(super) const AGREEMENT_NEAR: SignedDuration = SignedDuration::from_hours(48);

/// The periodic jobs of requests.
#[must_use]
pub fn sweeps(app: &App) -> Vec<Sweep> {
    let (keeping, reminding) = (app.clone(), app.clone());
    let mut all = vec![
        Sweep::new("chemistry-limits", SignedDuration::from_mins(1), move |db, now| {
            let app = keeping.clone();
            Box::pin(async move { each(&app, sweep_store::due(db, now).await?, What::Limit).await })
        }),
        Sweep::new("chemistry-reminders", SignedDuration::from_mins(5), move |db, now| {
            let app = reminding.clone();
            Box::pin(async move { each(&app, sweep_store::to_remind(db, now).await?, What::Reminder).await })
        }),
        Sweep::new("chemistry-retention", SignedDuration::from_hours(24), |db, now| {
            Box::pin(async move { Ok(sweep_store::forget_old(db, now).await?) })
        }),
    ];
    all.extend(condolences::sweeps(app));
    all
}

#[derive(Debug, Clone, Copy)]
enum What {
    Limit,
    Reminder,
}

/// Each request in a transaction of its own: one that fails keeps none of the others waiting, and locks are held shortly.
async fn each(app: &App, ids: Vec<ChemistryId>, what: What) -> Result<u64, SweepError> {
    let mut count = 0;
    let mut failed = None;
    for id in ids {
        let mut tx = app.db.begin().await?;
        let done = match what {
            What::Limit => moves::time_up(&mut tx, app, id).await,
            What::Reminder => remind(&mut tx, app, id).await,
        };
        match done {
            Ok(done) => {
                tx.commit().await?;
                count += u64::from(done);
            }
            Err(error) => {
                tracing::error!(request = %id, error = describe(&error), "a request was left as it is; it is tried again");
                failed = Some(error);
            }
        }
    }
    match failed {
        Some(error) if count == 0 => Err(error.into()),
        _ => Ok(count),
    }
}

/// Reminds whom a request waits for, unless they are away today.
async fn remind(db: &mut PgConnection, app: &App, id: ChemistryId) -> Result<bool, ActError> {
    let now = app.clock.now();
    let Some(mut held) = moves::hold(db, now, id).await? else { return Ok(false) };
    let Some(clock) = held.request.thread.state.clock().filter(|clock| clock.until > now) else {
        return Ok(false);
    };
    let booked = held.request.thread.status() == Status::Booked;
    let agreed = held.request.thread.status() == Status::Agreed;
    let settings = crate::pools::settings(db, held.request.pool_id).await?;
    let days =
        settings.request_reminder_days.get(usize::try_from(held.request.reminders).unwrap_or(usize::MAX));
    let due = match (booked, days) {
        _ if agreed => match held.request.reminders {
            0 => clock.from.plus(clock.until.since(clock.from) / 2) <= now,
            1 => clock.until.minus(AGREEMENT_NEAR) <= now,
            _ => false,
        },
        (true, _) => held.request.reminders == 0 && clock.from <= now,
        (false, Some(days)) => {
            let waits = held.request.thread.state.waits_for(now);
            held.limits.reminder_at(clock.from, *days, &waits) <= now
        }
        (false, None) => false,
    };
    if !due {
        return Ok(false);
    }
    held.request.reminders += 1;
    store::save(db, &held.request).await?;
    held.request.version += 1;
    let news = if booked { News::DidItHappen } else { News::Reminder };
    let today = crate::organisations::day_of(now);
    for side in held.request.thread.state.waits_for(now) {
        let away = match side {
            Side::Mentee => &held.limits.mentee_away,
            Side::Practitioner => &held.limits.away,
        };
        if !away.iter().any(|(first, last)| *first <= today && today <= *last) {
            news::tell(db, app, now, &held.request, side, news).await?;
        }
    }
    Ok(true)
}
