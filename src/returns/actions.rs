use sqlx::PgConnection;

use super::model::{Figure, Line, MonthlyReturnId, Return, ReturnEvent, Status};
use super::month::Month;
use super::{store, sweep_store, theme_store};
use crate::events::{self, Actor};
use crate::organisations::day_of;
use crate::platform::clock::Instant;
use crate::platform::ids::{AccountId, PoolId};
use crate::vocabulary::TermId;

/// What somebody wants done with their figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Intent {
    /// Kept for later; the return stays open.
    Keep,
    /// They are right; or, of a return that was sent, they are right now.
    Confirm,
}

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Done {
    Kept,
    Confirmed,
    Amended,
    /// It says so already, and was sent.
    Already,
}

/// Why figures were not taken.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    #[error("there is no return of this month")]
    NotFound,
    /// It was changed, or taken as it stood, after the form was shown.
    #[error("the return changed meanwhile")]
    Overtaken,
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// The figures somebody typed, by the version of the return they saw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Typed {
    pub version: i32,
    pub intent: Intent,
    /// In minutes. A figure that is not named stays.
    pub figures: Vec<Figure>,
    /// What sessions and the ledger said when the form was shown, of each figure of which the form says it.
    pub seen: Vec<Figure>,
    pub themes: Vec<TermId>,
}

/// Keeps, confirms or amends somebody's month. The same form again changes nothing and is answered as done (R3): themes are
/// counted when a month is first confirmed, and never again.
///
/// # Errors
/// `NotFound` when they have no return of that month; `Overtaken` when it has another version by now and says something else, or when
/// more was recorded since the form was shown.
pub async fn send(
    db: &mut PgConnection,
    account: AccountId,
    now: Instant,
    month: Month,
    typed: &Typed,
) -> Result<Done, SendError> {
    let found = store::lock(db, account, month).await?.ok_or(SendError::NotFound)?;
    if found.status == Status::Open {
        sweep_store::refresh(db, month, Some(account), &[found.monthly_return_id.0]).await?;
    }
    let lines = store::lines(db, account, &found).await?;
    let figures = merged(&lines, found.status, &typed.figures);
    let same = figures.iter().zip(&lines).all(|(figure, line)| figure.minutes == line.shown(found.status));
    if typed.version != found.version && !same {
        return Err(SendError::Overtaken);
    }
    if !same && found.status == Status::Open && has_more(&lines, &typed.seen) {
        return Err(SendError::Overtaken);
    }
    let id = found.monthly_return_id;
    match (found.status, typed.intent) {
        (Status::Open, Intent::Keep) => {
            if !same {
                keep(db, id, &figures, &lines).await?;
                store::set_status(db, id, Status::Open, now, false).await?;
            }
            Ok(Done::Kept)
        }
        (Status::Open, Intent::Confirm) => {
            keep(db, id, &figures, &lines).await?;
            settle(db, account, now, &found, Status::Submitted, (&figures, &typed.themes)).await?;
            Ok(Done::Confirmed)
        }
        (Status::Unconfirmed, Intent::Confirm) if same => {
            settle(db, account, now, &found, Status::Submitted, (&figures, &typed.themes)).await?;
            Ok(Done::Confirmed)
        }
        _ if same => Ok(Done::Already),
        _ => {
            store::keep_before(db, id, found.version, now).await?;
            keep(db, id, &figures, &lines).await?;
            settle(db, account, now, &found, Status::Amended, (&figures, &typed.themes)).await?;
            Ok(Done::Amended)
        }
    }
}

/// Whether sessions or the ledger say something else by now than they did when the form was shown: a figure that was right then would
/// otherwise seem to be one that its owner lowered.
fn has_more(lines: &[Line], seen: &[Figure]) -> bool {
    lines.iter().any(|line| {
        let then = seen.iter().find(|figure| figure.pool_id == line.pool_id && figure.kind == line.kind);
        then.is_some_and(|figure| figure.minutes != line.fresh)
    })
}

/// The figure for each line: what was typed, else what the page showed.
fn merged(lines: &[Line], status: Status, typed: &[Figure]) -> Vec<Figure> {
    lines
        .iter()
        .map(|line| {
            let own = typed.iter().find(|figure| figure.pool_id == line.pool_id && figure.kind == line.kind);
            Figure {
                pool_id: line.pool_id,
                kind: line.kind,
                minutes: own.map_or_else(|| line.shown(status), |figure| figure.minutes),
            }
        })
        .collect()
}

async fn keep(
    db: &mut PgConnection,
    id: MonthlyReturnId,
    figures: &[Figure],
    lines: &[Line],
) -> Result<(), sqlx::Error> {
    let prefilled: Vec<i32> = lines.iter().map(|line| line.fresh).collect();
    store::keep(db, id, figures, &prefilled).await
}

async fn settle(
    db: &mut PgConnection,
    account: AccountId,
    now: Instant,
    found: &Return,
    status: Status,
    (figures, themes): (&[Figure], &[TermId]),
) -> Result<(), sqlx::Error> {
    let id = found.monthly_return_id;
    let counts = found.status.takes_themes() && !found.themes_given && !themes.is_empty();
    if counts {
        let worked = figures.iter().filter(|figure| figure.kind.is_practice() && figure.minutes > 0);
        let pools: Vec<PoolId> = worked.filter_map(|figure| figure.pool_id).collect();
        // What is shown already does not change any more, else whoever looked before and after would see what one person named.
        let month = found.month.max(Month::themes_shown_before(day_of(now)));
        // One who is late with several months is one person, in whichever month their themes are counted.
        theme_store::count(db, month, &pools, themes, month == found.month).await?;
    }
    store::set_status(db, id, status, now, found.themes_given || counts).await?;
    let event = if status == Status::Amended { ReturnEvent::Amended(id) } else { ReturnEvent::Submitted(id) };
    events::record(db, Actor::Account(account), now, &event).await
}
