use jiff::{SignedDuration, ToSpan};
use sqlx::PgConnection;

use super::error::ActError;
use super::model::{BETWEEN_STEPS, REVIEW_DAYS};
use super::news::{self, News};
use super::{agreement, bereavement, ending, recording, review, silence, store, sweep_store};
use crate::app::App;
use crate::organisations::day_of;
use crate::platform::clock::{Day, Instant};
use crate::platform::ids::RelationshipId;
use crate::platform::sweeps::{Sweep, SweepError};
use crate::platform::telemetry::describe;

const DAY: SignedDuration = SignedDuration::from_hours(24);
/// Nobody is asked about silence sooner.
const SOONEST: i32 = 8 * 7;
/// What one recorded, and the other has not confirmed, waits so long.
const CONFIRMED_WITHIN: i32 = 28;
/// What was written is kept so long after the ending (assurance: special-category data, 6).
const WORDS_KEPT_MONTHS: i32 = 12;
/// Records of hours are kept so long after the ending.
const KEPT: i32 = 365 * 7;
/// The one question that follows an ending is asked after so many days, and not much later.
const ASKED_AGAIN: std::ops::Range<i32> = 183..240;

fn days(number: i32) -> SignedDuration {
    DAY * number
}

/// The periodic jobs of relationships.
#[must_use]
pub fn sweeps(app: &App) -> Vec<Sweep> {
    vec![
        sweep(app, "relationships-days", SignedDuration::from_mins(10), What::Day),
        sweep(app, "relationships-silence", SignedDuration::from_hours(1), What::Silence),
        sweep(app, "sessions-to-log", SignedDuration::from_mins(5), What::Session),
        sweep(app, "relationships-unconfirmed", SignedDuration::from_hours(6), What::Unconfirmed),
        sweep(app, "relationships-look-back", SignedDuration::from_hours(6), What::LookBack),
        bereavement::sweep(app),
        super::notes::sweep(),
        super::goals::sweep(),
        Sweep::new("relationships-retention", DAY, |db, now| {
            Box::pin(async move {
                let words = now.months_before(WORDS_KEPT_MONTHS);
                let mut done = agreement::forget_words(db, words).await?;
                done += review::forget(db, words).await?;
                done += ending::forget_words(db, words).await?;
                done += sweep_store::forget(db, now.minus(days(KEPT))).await?;
                done += recording::forget_old(db, now).await?;
                Ok(done)
            })
        }),
    ]
}

#[derive(Debug, Clone, Copy)]
enum What {
    Day,
    Silence,
    Session,
    Unconfirmed,
    LookBack,
}

fn sweep(app: &App, name: &'static str, every: SignedDuration, what: What) -> Sweep {
    let app = app.clone();
    Sweep::new(name, every, move |db, now| {
        let app = app.clone();
        Box::pin(async move {
            let ids = find(db, now, what).await?;
            each(&app, ids, what).await
        })
    })
}

async fn find(db: &mut PgConnection, now: Instant, what: What) -> Result<Vec<RelationshipId>, sqlx::Error> {
    let today = day_of(now);
    let ids = match what {
        What::Day => {
            let over = Day::new(today.date().saturating_sub(REVIEW_DAYS.days()));
            sweep_store::due_by_day(db, today, over).await?
        }
        What::Silence => {
            sweep_store::silent(db, now.minus(days(SOONEST)), now.minus(days(BETWEEN_STEPS))).await?
        }
        What::Session => sweep_store::to_ask_about(db, now).await?,
        What::Unconfirmed => sweep_store::unconfirmed(db, now.minus(days(CONFIRMED_WITHIN))).await?,
        What::LookBack => {
            let (from, to) = (now.minus(days(ASKED_AGAIN.end)), now.minus(days(ASKED_AGAIN.start)));
            ending::to_ask_again(db, from, to).await?
        }
    };
    Ok(ids)
}

/// Each in a transaction of its own: one that fails keeps none of the others waiting, and locks are held shortly.
async fn each(app: &App, ids: Vec<RelationshipId>, what: What) -> Result<u64, SweepError> {
    let mut count = 0;
    let mut failed = None;
    for id in ids {
        let mut tx = app.db.begin().await?;
        let done = match what {
            What::Day => day(&mut tx, app, id).await,
            What::Silence => silence::step(&mut tx, app, id).await,
            What::Session => ask_about(&mut tx, app, id).await,
            What::Unconfirmed => recording::unconfirmed(&mut tx, app, id).await,
            What::LookBack => look_back(&mut tx, app, id).await,
        };
        match done {
            Ok(done) => {
                tx.commit().await?;
                count += u64::from(done);
            }
            Err(error) => {
                tracing::error!(relationship = %id, error = describe(&error), "a relationship was left as it is; it is tried again");
                failed = Some(error);
            }
        }
    }
    match failed {
        Some(error) if count == 0 => Err(error.into()),
        _ => Ok(count),
    }
}

async fn day(db: &mut PgConnection, app: &App, id: RelationshipId) -> Result<bool, ActError> {
    Ok(review::due(db, app, id).await?
        || review::over(db, app, id).await?
        || ending::resume_due(db, app, id).await?
        || ending::end_due(db, app, id).await?)
}

async fn ask_about(db: &mut PgConnection, app: &App, id: RelationshipId) -> Result<bool, ActError> {
    let now = app.clock.now();
    let Some(one) = store::hold(db, id).await? else { return Ok(false) };
    let Some(session) = sweep_store::ask_about(db, now, id).await? else { return Ok(false) };
    news::tell_both(db, app, now, &one, News::DidYouMeet { session }).await?;
    Ok(true)
}

async fn look_back(db: &mut PgConnection, app: &App, id: RelationshipId) -> Result<bool, ActError> {
    let now = app.clock.now();
    let Some(one) = store::hold(db, id).await? else { return Ok(false) };
    for side in ending::ask(db, now, id).await? {
        news::tell(db, app, now, &one, side, News::SixMonths).await?;
    }
    Ok(true)
}
