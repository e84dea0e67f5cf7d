use sqlx::PgConnection;

use super::{Put, hold};
use crate::app::App;
use crate::chemistry::error::ActError;
use crate::chemistry::events::What;
use crate::chemistry::model::{Closing, Outcome, Side, State, Status};
use crate::chemistry::news::{self, News};
use crate::chemistry::request::Request;
use crate::chemistry::{replies, store};
use crate::events::Actor;
use crate::platform::clock::Instant;
use crate::platform::ids::ChemistryId;

/// Ends a request from outside: somebody left, contact is to stop, a conflict was declared. Whoever did it is told nothing;
/// the other gets neutral words. What is closed stays so.
///
/// # Errors
/// The database's or a letter's.
pub async fn stop(
    db: &mut PgConnection,
    app: &App,
    by: Actor,
    id: ChemistryId,
    outcome: Outcome,
) -> Result<(), ActError> {
    let now = app.clock.now();
    let Some(request) = end(db, app, by, id, outcome).await? else { return Ok(()) };
    let known = request.sent_at.is_some();
    for side in Side::BOTH {
        let own = by == Actor::Account(request.account_of(side));
        if !own && (known || side == Side::Mentee) {
            news::tell(db, app, now, &request, side, News::Stopped).await?;
        }
    }
    Ok(())
}

/// The same without a word to either; a meeting to come is cancelled in both calendars. None when it was closed already.
///
/// # Errors
/// The database's or a letter's.
pub(in crate::chemistry) async fn end(
    db: &mut PgConnection,
    app: &App,
    by: Actor,
    id: ChemistryId,
    outcome: Outcome,
) -> Result<Option<Request>, ActError> {
    let now = app.clock.now();
    let Some(held) = hold(db, now, id).await? else { return Ok(None) };
    let Ok(after) = held.request.thread.stop(outcome, now) else { return Ok(None) };
    Ok(Some(Put::new(held, after, What::Stopped).because(outcome.code()).write(db, app, by).await?))
}

/// What happens by itself when a limit has passed. Days that somebody has stated meanwhile to be away move the limit instead.
/// Whether anything was done.
///
/// # Errors
/// The database's or a letter's.
pub async fn time_up(db: &mut PgConnection, app: &App, id: ChemistryId) -> Result<bool, ActError> {
    let now = app.clock.now();
    let Some(mut held) = hold(db, now, id).await? else { return Ok(false) };
    if let Some(later) = held.request.thread.reckoned_anew(&held.limits, now) {
        held.request.thread = later;
        store::save(db, &held.request).await?;
        return Ok(true);
    }
    let after = held.request.thread.time_up(now, &held.limits);
    if after == held.request.thread {
        return Ok(false);
    }
    let before = held.request.thread.status();
    let request = Put::new(held, after, What::TimeUp).write(db, app, Actor::System).await?;
    match &request.thread.state {
        State::Closed(Closing { outcome: Outcome::NoFit, .. }) => {
            both(db, app, now, &request, News::NoFit).await?;
        }
        State::Closed(Closing { outcome: Outcome::Expired, .. }) => {
            both(db, app, now, &request, News::Expired).await?;
            replies::rest_if_silent(db, app, &request).await?;
        }
        State::Closed(Closing { outcome: Outcome::Unanswered, .. }) if before == Status::Entered => {
            news::tell(db, app, now, &request, Side::Mentee, News::Lapsed).await?;
        }
        State::Closed(Closing { outcome: Outcome::Unanswered, .. }) => {
            both(db, app, now, &request, News::Lapsed).await?;
        }
        State::Closed(Closing { outcome: Outcome::NotAgreed, .. }) => {
            both(db, app, now, &request, News::NotAgreed).await?;
        }
        State::Closed(_) => both(db, app, now, &request, News::NotArranged).await?,
        State::Deciding(..) => both(db, app, now, &request, News::Decide).await?,
        _ => {}
    }
    Ok(true)
}

async fn both(
    db: &mut PgConnection,
    app: &App,
    now: Instant,
    request: &Request,
    news: News,
) -> Result<(), ActError> {
    for side in Side::BOTH {
        news::tell(db, app, now, request, side, news).await?;
    }
    Ok(())
}
