use sqlx::PgConnection;

use super::{Put, take};
use crate::app::App;
use crate::chemistry::error::ActError;
use crate::chemistry::events::What;
use crate::chemistry::model::{Answer, MOST_MISSED, Side, State, Status};
use crate::chemistry::news::{self, News};
use crate::chemistry::{holding_store, store};
use crate::events::Actor;
use crate::platform::ids::{AccountId, ChemistryId};

/// Says that the meeting happened. Saying it again changes nothing.
///
/// # Errors
/// As [`ActError`] says.
pub async fn held(db: &mut PgConnection, app: &App, by: AccountId, id: ChemistryId) -> Result<(), ActError> {
    let now = app.clock.now();
    let (held, _) = take(db, app, by, id).await?;
    if held.request.thread.status() == Status::Deciding {
        return Ok(());
    }
    let after = held.request.thread.held(now, &held.limits)?;
    let request = Put::new(held, after, What::Held).write(db, app, Actor::Account(by)).await?;
    for side in Side::BOTH {
        news::tell(db, app, now, &request, side, News::Decide).await?;
    }
    Ok(())
}

/// Says that the meeting did not happen, without blame. The first time another is to be found; the second closes the request.
///
/// # Errors
/// As [`ActError`] says.
pub async fn missed(
    db: &mut PgConnection,
    app: &App,
    by: AccountId,
    id: ChemistryId,
) -> Result<(), ActError> {
    let now = app.clock.now();
    let (held, side) = take(db, app, by, id).await?;
    if held.request.thread.status() == Status::Arranging && held.request.thread.missed > 0 {
        return Ok(());
    }
    let after = held.request.thread.missed(now, &held.limits)?;
    let for_good = after.missed >= MOST_MISSED;
    let request = Put::new(held, after, What::Missed).write(db, app, Actor::Account(by)).await?;
    news::tell(db, app, now, &request, side.other(), News::Missed { for_good }).await?;
    Ok(())
}

/// Keeps what one of the two answers. The other learns nothing of it before both have answered or time is up.
///
/// # Errors
/// As [`ActError`] says.
pub async fn decide(
    db: &mut PgConnection,
    app: &App,
    by: AccountId,
    id: ChemistryId,
    answer: Answer,
) -> Result<(), ActError> {
    let now = app.clock.now();
    let (held, side) = take(db, app, by, id).await?;
    let before = held.request.thread.clone();
    if let State::Deciding(_, answers) = &before.state
        && answers.of(side) == Some(answer)
    {
        return Ok(());
    }
    let after = before.decide(side, answer, now, &held.limits)?;
    store::set_decision(db, now, id, side, answer).await?;
    let was_extended = !before.extended && after.extended;
    let request = Put::new(held, after, What::Decided).write(db, app, Actor::Account(by)).await?;
    match request.thread.status() {
        Status::Agreed => {
            crate::app::both_said_yes(db, app, &request).await?;
            for side in Side::BOTH {
                news::tell(db, app, now, &request, side, News::Agreed).await?;
            }
        }
        Status::Closed => {
            for side in Side::BOTH {
                news::tell(db, app, now, &request, side, News::NoFit).await?;
            }
        }
        _ if was_extended => news::tell(db, app, now, &request, side.other(), News::MoreTime).await?,
        _ if before.status() == Status::Booked => {
            news::tell(db, app, now, &request, side.other(), News::Decide).await?;
        }
        _ => {}
    }
    Ok(())
}

/// Ends the request because both have signed an agreement: the place it held is free for the relationship. The caller holds
/// the place, takes it in the same transaction and tells both.
///
/// # Errors
/// As [`ActError`] says.
pub async fn begin(db: &mut PgConnection, app: &App, by: AccountId, id: ChemistryId) -> Result<(), ActError> {
    let (held, _) = take(db, app, by, id).await?;
    let after = held.request.thread.begin(app.clock.now())?;
    Put::new(held, after, What::Begun).write(db, app, Actor::Account(by)).await?;
    Ok(())
}

/// Opens it again after it was not taken further: both are asked once more. Needs a place.
///
/// # Errors
/// As [`ActError`] says; `NoPlace` when there is none.
pub async fn reopen(
    db: &mut PgConnection,
    app: &App,
    by: AccountId,
    id: ChemistryId,
) -> Result<(), ActError> {
    let now = app.clock.now();
    holding_store::hold_mentee_of(db, id).await?;
    let (held, side) = take(db, app, by, id).await?;
    if held.request.thread.status() == Status::Deciding && held.request.thread.reopened {
        return Ok(());
    }
    let against = store::against_reopening(db, &held.request).await?;
    if against.another_open {
        return Err(ActError::Invalid(
            "You have another request open between you. Go on with that one.".to_owned(),
        ));
    }
    if against.not_available {
        return Err(ActError::Invalid("They are not available at the moment.".to_owned()));
    }
    let after = held.request.thread.reopen(now, &held.limits)?;
    if against.paired {
        return Err(ActError::Invalid(match side {
            Side::Mentee => {
                "You have agreed to work with somebody already. When that has ended, you can open it again."
                    .to_owned()
            }
            Side::Practitioner => "They are not available at the moment.".to_owned(),
        }));
    }
    if side == Side::Mentee && against.open >= against.cap.into() {
        return Err(ActError::Invalid(
            "You have as many requests open as you can have at once. You can open this one again when one is answered, or when you take one back.".to_owned(),
        ));
    }
    let request = Put::new(held, after, What::Reopened).write(db, app, Actor::Account(by)).await?;
    news::tell(db, app, now, &request, side.other(), News::Reopened).await?;
    Ok(())
}
