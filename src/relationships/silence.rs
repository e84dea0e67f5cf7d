//! Nothing was heard of two for some time: they are asked, by the rhythm they agreed, before anything closes.

use sqlx::PgConnection;

use super::ending;
use super::error::ActError;
use super::events::{What, record};
use super::model::{Outcome, Quiet, Silence, Status, silence_due};
use super::news::{self, News};
use super::{store, sweep_store};
use crate::app::App;
use crate::events::Actor;
use crate::platform::clock::Instant;
use crate::platform::ids::RelationshipId;

/// As many are counted; from there on they go on as the last one did.
const MOST_STEPS: i16 = 20;

/// Takes the next step, where it is due. Whether it was.
///
/// # Errors
/// As [`ActError`] says.
pub(super) async fn step(db: &mut PgConnection, app: &App, id: RelationshipId) -> Result<bool, ActError> {
    let now = app.clock.now();
    let Some(mut one) = store::hold(db, id).await? else { return Ok(false) };
    if !matches!(one.course.status(), Status::Active | Status::ReviewDue) {
        return Ok(false);
    }
    let days_since = |then: Instant| now.since(then).as_hours() / 24;
    let heard = sweep_store::latest_start(db, id).await?.map_or(one.touched_at, |at| at.max(one.touched_at));
    let quiet =
        Quiet { days: days_since(heard), steps: one.nudges, days_since_step: one.nudged_at.map(days_since) };
    let Some(due) = silence_due(one.terms().every_weeks, quiet) else { return Ok(false) };
    if due == Silence::Close {
        let one = ending::finish(db, app, Actor::System, one, Outcome::Dormant).await?;
        news::tell_both(db, app, now, &one, News::Ended).await?;
        return Ok(true);
    }
    one.nudges = (one.nudges + 1).min(MOST_STEPS);
    one.nudged_at = Some(now);
    store::save(db, &one).await?;
    one.version += 1;
    record(db, Actor::System, now, &one, What::AskedAboutSilence, None).await?;
    match due {
        Silence::Nudge => news::tell_both(db, app, now, &one, News::Nudge).await?,
        Silence::Tell => news::tell_coordinators(db, app, now, &one, quiet.days).await?,
        Silence::Propose => news::tell_both(db, app, now, &one, News::ProposeClosing).await?,
        // Whoever does not answer twice is for a coordinator to look at; places are not taken away by a letter.
        Silence::CheckIn if one.nudges > 1 => {
            news::tell_both(db, app, now, &one, News::CheckIn).await?;
            news::tell_coordinators(db, app, now, &one, quiet.days).await?;
        }
        Silence::CheckIn | Silence::Close => news::tell_both(db, app, now, &one, News::CheckIn).await?,
    }
    Ok(true)
}
