//! Pages of goals: all of them, a new one, and one to change, to measure and to celebrate.

mod form;
mod from_tool;
mod list;
mod new;
mod one;

use jiff::tz::TimeZone;
use sqlx::{Postgres, Transaction};

use super::reading::{Seen, SeenAction};
use crate::accounts::Viewer;
use crate::app::App;
use crate::chemistry::model::Side;
use crate::platform::clock::Day;
use crate::platform::ids::RelationshipId;
use crate::platform::web::filters::Holds;
use crate::platform::web::{PageError, Routes, Who};
use crate::platform::words;
use crate::relationships::{Pair, pair};

const GOALS: &str = "/relationships/{id}/goals";
const GOAL: &str = "/relationships/{id}/goals/{goal_id}";

pub(super) fn routes() -> Routes<App> {
    Routes::new()
        .post("/relationships/goals", Who::SignedIn, from_tool::choose)
        .get(GOALS, Who::SignedIn, list::show)
        .post(GOALS, Who::SignedIn, new::keep)
        .get("/relationships/{id}/goals/new", Who::SignedIn, new::show)
        .get(GOAL, Who::SignedIn, one::show)
        .post(GOAL, Who::SignedIn, one::save)
        .post("/relationships/{id}/goals/{goal_id}/progress", Who::SignedIn, one::measure)
        .post("/relationships/{id}/goals/{goal_id}/met", Who::SignedIn, one::meet)
        .post("/relationships/{id}/goals/{goal_id}/let-go", Who::SignedIn, one::let_go)
        .post("/relationships/{id}/goals/{goal_id}/reopening", Who::SignedIn, one::reopen)
        .post("/relationships/{id}/goals/{goal_id}/actions/{goal_action_id}", Who::SignedIn, one::tick)
}

/// A transaction, and the relationship if it is the viewer's.
async fn enter(
    app: &App,
    viewer: &Viewer,
    id: RelationshipId,
) -> Result<(Transaction<'static, Postgres>, Pair), PageError> {
    let mut tx = app.begin(viewer).await?;
    let pair = pair(&mut tx, id, viewer.account_id).await?.ok_or(PageError::NotFound)?;
    Ok((tx, pair))
}

fn goals_path(pair: &Pair) -> String {
    format!("{}/goals", pair.path())
}

/// Who does something, as the reader is told: "you", or the other's name.
fn who_of(pair: &Pair, side: Side) -> String {
    if side == pair.side { "you".to_owned() } else { pair.other_first_name().to_owned() }
}

impl SeenAction {
    /// Who does it and by when: "Grace, by Thursday 4 March 2027".
    fn told(&self, pair: &Pair) -> String {
        let who = self.who.map(|side| words::capitalised(&who_of(pair, side)));
        let by = self.due_on.map(|day| format!("by {}", words::date(day)));
        match (who, by) {
            (Some(who), Some(by)) => format!("{who}, {by}"),
            (Some(one), None) => one,
            (None, Some(by)) => words::capitalised(&by),
            (None, None) => String::new(),
        }
    }

    /// The day for it has passed.
    fn is_late(&self, today: &impl Holds<Day>) -> bool {
        self.done_at.is_none() && self.due_on.is_some_and(|day| day < today.held())
    }

    fn done_on(&self, zone: &TimeZone) -> String {
        self.done_at.map(|at| words::date(Day::new(at.in_zone(zone).date()))).unwrap_or_default()
    }
}

impl Seen {
    fn is_open(&self) -> bool {
        self.status == super::model::Status::Open
    }

    fn is_met(&self) -> bool {
        self.status == super::model::Status::Met
    }

    /// "2 steps done".
    fn done_words(&self) -> String {
        let done = i64::try_from(self.done().len()).unwrap_or(i64::MAX);
        format!("{} done", words::count(done, "step", "steps"))
    }

    /// When a goal was met, and how long that took: "You reached this on Thursday 4 March 2027, 12 days after you set it."
    fn celebration(&self, zone: &TimeZone) -> String {
        let Some(met_at) = self.met_at else { return String::new() };
        let (set, met) = (self.created_at.in_zone(zone).date(), met_at.in_zone(zone).date());
        let days = set.until(met).map_or(0, |span| span.get_days());
        let after = match days {
            ..=0 => "on the very day you set it".to_owned(),
            days => format!("{} after you set it", words::count(days, "day", "days")),
        };
        format!("You reached this on {}, {after}.", words::date(Day::new(met)))
    }
}
