use sqlx::PgConnection;

use super::{Put, arranging, take};
use crate::app::App;
use crate::chemistry::error::ActError;
use crate::chemistry::events::What;
use crate::chemistry::messages;
use crate::chemistry::model::{Declining, Outcome, Side, Status};
use crate::chemistry::news::{self, News};
use crate::chemistry::request::Held;
use crate::chemistry::{offer_store, people, replies, sealed, store};
use crate::events::Actor;
use crate::platform::clock::Instant;
use crate::platform::ids::{AccountId, ChemistryId, SubmissionId};
use crate::platform::span::Span;

/// How a coach or mentor accepts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Acceptance {
    /// At a time the mentee offered.
    At(Span),
    /// Times for the mentee to choose from.
    Offering(Vec<Span>),
    /// They will find a time by writing to each other.
    ByMessage,
}

/// How a coach or mentor declines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusing {
    pub why: Declining,
    /// Kind words for the mentee; may be empty.
    pub words: String,
    /// A colleague in the same pool.
    pub suggested: Option<AccountId>,
}

/// Asks the mentee something back. The same submission again changes nothing.
///
/// # Errors
/// As [`ActError`] says.
pub async fn ask(
    db: &mut PgConnection,
    app: &App,
    by: AccountId,
    id: ChemistryId,
    text: &str,
    submission: SubmissionId,
) -> Result<(), ActError> {
    let now = app.clock.now();
    let (held, side) = take(db, app, by, id).await?;
    if messages::was_sent(db, &app.secret, id, by, text, submission).await? {
        return Ok(());
    }
    let after = held.request.thread.ask(side, now, &held.limits)?;
    keep(db, app, now, id, by, messages::Kind::Question, text, submission).await?;
    let request = answered(held, now, |held| Put::new(held, after, What::Questioned))
        .write(db, app, Actor::Account(by))
        .await?;
    replies::answered(db, &request, now).await?;
    news::tell(db, app, now, &request, Side::Mentee, News::Question).await?;
    Ok(())
}

/// Answers a question of the coach or mentor, whose clock begins anew. The same submission again changes nothing.
///
/// # Errors
/// As [`ActError`] says.
pub async fn reply(
    db: &mut PgConnection,
    app: &App,
    by: AccountId,
    id: ChemistryId,
    text: &str,
    submission: SubmissionId,
) -> Result<(), ActError> {
    let now = app.clock.now();
    let (held, side) = take(db, app, by, id).await?;
    if messages::was_sent(db, &app.secret, id, by, text, submission).await? {
        return Ok(());
    }
    let after = held.request.thread.reply(side, now, &held.limits)?;
    keep(db, app, now, id, by, messages::Kind::Answer, text, submission).await?;
    let request = Put::new(held, after, What::Answered).write(db, app, Actor::Account(by)).await?;
    news::tell(db, app, now, &request, Side::Practitioner, News::Answer).await?;
    Ok(())
}

/// Accepts, and holds a place in the same transaction. With a time of the mentee's the meeting is booked; otherwise both have
/// the pool's limit to find one. Accepting again what was accepted already changes nothing.
///
/// # Errors
/// As [`ActError`] says; `NoPlace` when the last place is gone.
pub async fn accept(
    db: &mut PgConnection,
    app: &App,
    by: AccountId,
    id: ChemistryId,
    how: &Acceptance,
) -> Result<(), ActError> {
    let now = app.clock.now();
    let (held, side) = take(db, app, by, id).await?;
    if side == Side::Practitioner && held.request.thread.status().holds_place() {
        return Ok(());
    }
    if side == Side::Practitioner && held.request.thread.is_closed_as(Outcome::Full) {
        return Err(ActError::NoPlace);
    }
    let time = match how {
        Acceptance::At(span) => Some(*span),
        Acceptance::Offering(_) | Acceptance::ByMessage => None,
    };
    let after = held.request.thread.accept(side, time, now, &held.limits)?;
    if let Some(span) = time {
        arranging::check_offered(db, &held.request, side, span, now).await?;
    }
    if let Acceptance::Offering(times) = how {
        arranging::check_times(times, now)?;
    }
    let mut put = answered(held, now, |held| Put::new(held, after, What::Accepted));
    if let Some(span) = time {
        put.request.meeting_id = Some(arranging::into_calendar(db, app, &put.request, span).await?);
    }
    let request = put.write(db, app, Actor::Account(by)).await?;
    replies::answered(db, &request, now).await?;
    if let Acceptance::Offering(times) = how {
        offer_store::set_offers(db, id, Side::Practitioner, times).await?;
    }
    if request.thread.status() == Status::Arranging {
        let offered = matches!(how, Acceptance::Offering(_));
        news::tell(db, app, now, &request, Side::Mentee, News::Accepted { offered }).await?;
    }
    Ok(())
}

/// Declines with a reason and kind words. Declining again changes nothing.
///
/// # Errors
/// As [`ActError`] says.
pub async fn decline(
    db: &mut PgConnection,
    app: &App,
    by: AccountId,
    id: ChemistryId,
    how: &Refusing,
) -> Result<(), ActError> {
    let now = app.clock.now();
    let (held, side) = take(db, app, by, id).await?;
    if side == Side::Practitioner && held.request.thread.is_closed_as(Outcome::Declined) {
        return Ok(());
    }
    let after = held.request.thread.decline(side, how.why, now, &held.limits)?;
    if let Some(colleague) = how.suggested
        && !people::in_pool(db, held.request.pool_id, colleague, &[by, held.request.mentee_id]).await?
    {
        return Err(ActError::Invalid("Choose a colleague from the list".to_owned()));
    }
    let put = answered(held, now, |held| Put::new(held, after, What::Declined).because(how.why.code()));
    let request = put.write(db, app, Actor::Account(by)).await?;
    let words = (!how.words.trim().is_empty()).then(|| sealed::farewell(&app.secret, id, how.words.trim()));
    let farewell = store::Farewell {
        reason: Some(how.why.code()),
        words: words.as_deref(),
        by: Some(by),
        suggested: how.suggested,
    };
    store::set_farewell(db, id, &farewell).await?;
    replies::answered(db, &request, now).await?;
    let news = News::Declined { words: words.is_some(), suggested: how.suggested.is_some() };
    news::tell(db, app, now, &request, Side::Mentee, news).await?;
    replies::rest_if_declining(db, app, &request).await?;
    Ok(())
}

/// Takes a request back before it is accepted. Doing it again changes nothing.
///
/// # Errors
/// As [`ActError`] says.
pub async fn withdraw(
    db: &mut PgConnection,
    app: &App,
    by: AccountId,
    id: ChemistryId,
) -> Result<(), ActError> {
    let now = app.clock.now();
    let (held, side) = take(db, app, by, id).await?;
    let was_sent = held.request.sent_at.is_some();
    if side == Side::Mentee && held.request.thread.is_closed_as(Outcome::Withdrawn) {
        return Ok(());
    }
    let after = held.request.thread.withdraw(side, now)?;
    let request = Put::new(held, after, What::Withdrawn).write(db, app, Actor::Account(by)).await?;
    if was_sent {
        news::tell(db, app, now, &request, Side::Practitioner, News::Withdrawn).await?;
    }
    Ok(())
}

/// Keeps a question or an answer. A form that has been sent before, with other words, counts as a new one.
#[expect(clippy::too_many_arguments, reason = "a row")]
async fn keep(
    db: &mut PgConnection,
    app: &App,
    now: Instant,
    id: ChemistryId,
    by: AccountId,
    kind: messages::Kind,
    text: &str,
    submission: SubmissionId,
) -> Result<(), sqlx::Error> {
    if !messages::insert(db, &app.secret, now, id, by, kind, text, submission).await? {
        messages::insert(db, &app.secret, now, id, by, kind, text, SubmissionId::new(now)).await?;
    }
    Ok(())
}

/// Notes when the coach or mentor first answered.
fn answered(mut held: Held, now: Instant, put: impl FnOnce(Held) -> Put) -> Put {
    held.request.answered_at = held.request.answered_at.or(Some(now));
    put(held)
}
