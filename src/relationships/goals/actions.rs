use sqlx::PgConnection;

use super::model::{GoalActionId, GoalEvent, GoalId, MOST, Progress, Status, Step};
use super::reading::{self, Seen};
use super::{action_store, sealed, store};
use crate::accounts::hold_open;
use crate::app::App;
use crate::chemistry::model::Side;
use crate::events::{self, Actor};
use crate::platform::clock::Day;
use crate::platform::ids::SubmissionId;
use crate::platform::web::PageError;
use crate::relationships::{Pair, held};
use crate::tools::Goal;

/// What one of the two will do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Action {
    /// The action this changes; none for a new one.
    pub id: Option<GoalActionId>,
    /// One line.
    pub what: String,
    /// Who does it; none when that is not said.
    pub who: Option<Side>,
    /// The last day for it.
    pub by: Option<Day>,
}

/// A goal as somebody typed it. The actions of `goal` itself are not looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    pub goal: Goal,
    pub actions: Vec<Action>,
}

impl Draft {
    /// Whether two say the same, whatever ids their actions have.
    fn says(&self, other: &Self) -> bool {
        let alone = |goal: &Goal| Goal { actions: Vec::new(), ..goal.clone() };
        let told = |actions: &[Action]| -> Vec<Action> {
            actions.iter().map(|action| Action { id: None, ..action.clone() }).collect()
        };
        alone(&self.goal) == alone(&other.goal) && told(&self.actions) == told(&other.actions)
    }
}

/// A goal to keep.
#[derive(Debug, Clone)]
pub struct NewGoal {
    pub submission: SubmissionId,
    pub draft: Draft,
}

/// Why a goal was not kept or changed.
#[derive(Debug, thiserror::Error)]
pub enum GoalError {
    #[error("no such goal")]
    NotFound,
    #[error(
        "You kept a goal with this form a moment ago, and this is different. Send it again if you want both"
    )]
    Different,
    /// It was changed since the page was opened.
    #[error("the goal was changed meanwhile")]
    Stale,
    #[error("This goal is {0} by now, so this was not done. Look at it again to see what there is to do")]
    Moved(&'static str),
    #[error("Goals belong to the time in which you work together, so nothing can be changed here now")]
    NotLive,
    #[error(
        "You have a hundred goals here. A few at a time are reached sooner: change one of those you have"
    )]
    Full,
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    #[error("the goal could not be written")]
    Written(#[from] serde_json::Error),
}

impl From<GoalError> for PageError {
    fn from(error: GoalError) -> Self {
        match error {
            GoalError::NotFound => Self::NotFound,
            GoalError::Database(error) => error.into(),
            GoalError::Written(_) => Self::internal(error),
            GoalError::Different
            | GoalError::Stale
            | GoalError::Moved(_)
            | GoalError::NotLive
            | GoalError::Full => Self::Conflict(format!("{error}.")),
        }
    }
}

/// Completes "this goal is …".
const fn fact(status: Status) -> &'static str {
    match status {
        Status::Open => "open",
        Status::Met => "met",
        Status::LetGo => "let go",
    }
}

/// Keeps a goal. The same form sent again changes nothing (R3).
///
/// # Errors
/// `NotLive` when the two do not work together now; `Different` when the form kept another before; `Full`.
pub async fn set(db: &mut PgConnection, app: &App, pair: &Pair, new: &NewGoal) -> Result<GoalId, GoalError> {
    if !hold_open(db, pair.me).await? {
        return Err(GoalError::NotFound);
    }
    let pair = &held(db, pair).await?;
    if let Some(kept) = kept_before(db, app, pair, new).await? {
        return kept;
    }
    live(pair)?;
    if store::count(db, pair.relationship_id).await? >= MOST {
        return Err(GoalError::Full);
    }
    let now = app.clock.now();
    let id = GoalId::new(now);
    let body = sealed::goal(&app.secret, id, &new.draft.goal)?;
    if !store::insert(db, (pair.relationship_id, id), &body, pair.me, new.submission, now).await? {
        return kept_before(db, app, pair, new).await?.unwrap_or(Err(GoalError::Different));
    }
    put_actions(db, app, id, &new.draft.actions).await?;
    events::record(db, Actor::Account(pair.me), now, &GoalEvent::Set(id)).await?;
    Ok(id)
}

async fn kept_before(
    db: &mut PgConnection,
    app: &App,
    pair: &Pair,
    new: &NewGoal,
) -> Result<Option<Result<GoalId, GoalError>>, GoalError> {
    let Some((relationship, id)) = store::of_submission(db, pair.me, new.submission).await? else {
        return Ok(None);
    };
    if relationship != pair.relationship_id {
        return Ok(Some(Err(GoalError::Different)));
    }
    let there = reading::one(db, &app.secret, relationship, id).await?.and_then(|seen| seen.draft());
    let same = there.is_some_and(|there| there.says(&new.draft));
    Ok(Some(if same { Ok(id) } else { Err(GoalError::Different) }))
}

/// Writes the actions of a goal in this order. One that names an action of another goal is a new one.
async fn put_actions(
    db: &mut PgConnection,
    app: &App,
    goal: GoalId,
    actions: &[Action],
) -> Result<(), sqlx::Error> {
    let mut kept = Vec::with_capacity(actions.len());
    for (position, action) in (1_i16..).zip(actions) {
        let id = action.id.unwrap_or_else(|| GoalActionId::new(app.clock.now()));
        let body = sealed::action(&app.secret, id, &action.what);
        let row = action_store::Row {
            goal_action_id: id,
            body: &body,
            who: action.who,
            due_on: action.by,
            position,
        };
        action_store::put(db, goal, &row).await?;
        kept.push(id);
    }
    action_store::keep_only(db, goal, &kept).await
}

/// Changes what a goal says and what is to be done. The same change sent again changes nothing.
///
/// # Errors
/// `NotFound`; `NotLive`; `Moved` when it is not open; `Stale` when it is another version by now.
pub(super) async fn change(
    db: &mut PgConnection,
    app: &App,
    pair: &Pair,
    id: GoalId,
    version: i32,
    draft: &Draft,
) -> Result<(), GoalError> {
    if !hold_open(db, pair.me).await? {
        return Err(GoalError::NotFound);
    }
    let pair = &held(db, pair).await?;
    let seen = locked(db, app, pair, id).await?;
    if seen.draft().is_some_and(|there| there.says(draft)) {
        return Ok(());
    }
    live(pair)?;
    if seen.status != Status::Open {
        return Err(GoalError::Moved(fact(seen.status)));
    }
    if seen.version != version {
        return Err(GoalError::Stale);
    }
    let known = |action: &Action| seen.actions.iter().any(|own| Some(own.goal_action_id) == action.id);
    let mut taken = Vec::new();
    let actions = draft.actions.iter().cloned().map(|action| {
        let own = known(&action) && !taken.contains(&action.id);
        taken.push(action.id);
        if own { action } else { Action { id: None, ..action } }
    });
    let actions: Vec<Action> = actions.collect();
    store::update(db, id, &sealed::goal(&app.secret, id, &draft.goal)?).await?;
    put_actions(db, app, id, &actions).await?;
    record(db, app, pair, &GoalEvent::Changed(id)).await
}

/// Says how far the two are. Said again it changes nothing.
///
/// # Errors
/// `NotFound`; `NotLive`; `Moved` when it is not open; `Stale`.
pub(super) async fn progress(
    db: &mut PgConnection,
    app: &App,
    pair: &Pair,
    id: GoalId,
    version: i32,
    progress: Progress,
) -> Result<(), GoalError> {
    let seen = locked(db, app, pair, id).await?;
    if seen.status != Status::Open {
        return Err(GoalError::Moved(fact(seen.status)));
    }
    if seen.progress == progress {
        return Ok(());
    }
    live(pair)?;
    if seen.version != version {
        return Err(GoalError::Stale);
    }
    store::set_progress(db, id, progress).await?;
    record(db, app, pair, &GoalEvent::Progressed(id, progress)).await
}

/// Says that a goal is met, let go, or open again. Said again it changes nothing.
///
/// # Errors
/// `NotFound`; `NotLive`; `Moved` when the step cannot be taken any more.
pub(super) async fn step(
    db: &mut PgConnection,
    app: &App,
    pair: &Pair,
    id: GoalId,
    step: Step,
) -> Result<(), GoalError> {
    let seen = locked(db, app, pair, id).await?;
    let to = step.leads_to();
    if seen.status == to {
        return Ok(());
    }
    live(pair)?;
    if !step.may_follow(seen.status) {
        return Err(GoalError::Moved(fact(seen.status)));
    }
    store::set_status(db, id, to, app.clock.now()).await?;
    record(db, app, pair, &GoalEvent::Moved(id, to)).await
}

/// Says that an action is done, or that it is not. Said again it changes nothing.
///
/// # Errors
/// `NotFound`; `NotLive`.
pub(super) async fn tick(
    db: &mut PgConnection,
    app: &App,
    pair: &Pair,
    (goal, action): (GoalId, GoalActionId),
    done: bool,
) -> Result<(), GoalError> {
    locked(db, app, pair, goal).await?;
    live(pair)?;
    let done = done.then(|| app.clock.now());
    if action_store::set_done(db, goal, action, done).await? { Ok(()) } else { Err(GoalError::NotFound) }
}

async fn record(db: &mut PgConnection, app: &App, pair: &Pair, event: &GoalEvent) -> Result<(), GoalError> {
    Ok(events::record(db, Actor::Account(pair.me), app.clock.now(), event).await?)
}

fn live(pair: &Pair) -> Result<(), GoalError> {
    if pair.status.is_live() { Ok(()) } else { Err(GoalError::NotLive) }
}

/// The goal, locked until the transaction ends.
async fn locked(db: &mut PgConnection, app: &App, pair: &Pair, id: GoalId) -> Result<Seen, GoalError> {
    if !store::lock(db, pair.relationship_id, id).await? {
        return Err(GoalError::NotFound);
    }
    reading::one(db, &app.secret, pair.relationship_id, id).await?.ok_or(GoalError::NotFound)
}
