//! Goals, opened for one of the two.

use std::collections::HashMap;

use sqlx::PgConnection;

use super::actions::{Action, Draft};
use super::model::{GoalActionId, GoalId, Progress, Status};
use super::{action_store, sealed, store};
use crate::accounts::first_name;
use crate::chemistry::model::Side;
use crate::platform::clock::{Day, Instant};
use crate::platform::ids::{AccountId, RelationshipId};
use crate::platform::secrets::Secret;
use crate::tools::Goal;

/// A goal as the two see it.
#[derive(Debug, Clone)]
pub(super) struct Seen {
    pub goal_id: GoalId,
    /// Without its actions; none when it cannot be read.
    pub goal: Option<Goal>,
    pub status: Status,
    pub progress: Progress,
    pub created_at: Instant,
    pub met_at: Option<Instant>,
    pub version: i32,
    /// In their order.
    pub actions: Vec<SeenAction>,
}

/// What one of the two will do.
#[derive(Debug, Clone)]
pub(super) struct SeenAction {
    pub goal_action_id: GoalActionId,
    pub what: String,
    pub who: Option<Side>,
    pub due_on: Option<Day>,
    pub done_at: Option<Instant>,
}

const UNREADABLE: &str = "This cannot be read";

impl Seen {
    /// What they want.
    pub(super) fn aim(&self) -> &str {
        self.goal.as_ref().map_or(UNREADABLE, |goal| goal.aim.as_str())
    }

    /// What is still to be done, by date.
    pub(super) fn to_do(&self) -> Vec<&SeenAction> {
        let mut to_do: Vec<&SeenAction> = self.actions.iter().filter(|one| one.done_at.is_none()).collect();
        to_do.sort_by_key(|one| (one.due_on.is_none(), one.due_on));
        to_do
    }

    /// What is done, in the order of the list.
    pub(super) fn done(&self) -> Vec<&SeenAction> {
        self.actions.iter().filter(|one| one.done_at.is_some()).collect()
    }

    /// The same as somebody would type it; none when it cannot be read.
    pub(super) fn draft(&self) -> Option<Draft> {
        let actions = self.actions.iter().map(|one| Action {
            id: Some(one.goal_action_id),
            what: one.what.clone(),
            who: one.who,
            by: one.due_on,
        });
        Some(Draft { goal: self.goal.clone()?, actions: actions.collect() })
    }
}

/// The goals of a relationship, in the order of the page. Two statements.
pub(super) async fn all(
    db: &mut PgConnection,
    secret: &Secret,
    relationship: RelationshipId,
) -> Result<Vec<Seen>, sqlx::Error> {
    let stored = store::of_relationship(db, relationship).await?;
    with_actions(db, secret, stored).await
}

/// One of them. Two statements.
pub(super) async fn one(
    db: &mut PgConnection,
    secret: &Secret,
    relationship: RelationshipId,
    id: GoalId,
) -> Result<Option<Seen>, sqlx::Error> {
    let stored = store::find(db, relationship, id).await?;
    Ok(with_actions(db, secret, stored.into_iter().collect()).await?.pop())
}

async fn with_actions(
    db: &mut PgConnection,
    secret: &Secret,
    goals: Vec<store::Stored>,
) -> Result<Vec<Seen>, sqlx::Error> {
    let ids: Vec<GoalId> = goals.iter().map(|goal| goal.goal_id).collect();
    let mut actions: HashMap<GoalId, Vec<SeenAction>> = HashMap::new();
    if !ids.is_empty() {
        for stored in action_store::of_goals(db, &ids).await? {
            let what = sealed::read_action(secret, stored.goal_action_id, &stored.body);
            actions.entry(stored.goal_id).or_default().push(SeenAction {
                goal_action_id: stored.goal_action_id,
                what: what.unwrap_or_else(|| UNREADABLE.to_owned()),
                who: stored.who,
                due_on: stored.due_on,
                done_at: stored.done_at,
            });
        }
    }
    let seen = goals.into_iter().map(|stored| Seen {
        goal_id: stored.goal_id,
        goal: sealed::read_goal(secret, stored.goal_id, &stored.body),
        status: stored.status,
        progress: Progress::stored(stored.progress),
        created_at: stored.created_at,
        met_at: stored.met_at,
        version: stored.version,
        actions: actions.remove(&stored.goal_id).unwrap_or_default(),
    });
    Ok(seen.collect())
}

/// An open goal of somebody's, for pages that show what is next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenGoal {
    pub goal_id: GoalId,
    pub relationship_id: RelationshipId,
    /// The first name of whom it is shared with.
    pub other: String,
    /// What they want.
    pub aim: String,
    pub progress: Progress,
    /// What is to be done first.
    pub next: Option<NextAction>,
}

impl OpenGoal {
    /// Where its page is.
    #[must_use]
    pub fn path(&self) -> String {
        format!("{}/goals/{}", crate::relationships::path(self.relationship_id), self.goal_id)
    }
}

/// What is to be done first towards a goal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NextAction {
    pub what: String,
    /// Whether the reader does it; none when that was not said.
    pub mine: Option<bool>,
    pub due_on: Option<Day>,
}

/// The open goals of an account in relationships that go on, with what is next; whatever is due first before the others.
/// One statement.
///
/// # Errors
/// The database's.
pub async fn open_of(
    db: &mut PgConnection,
    secret: &Secret,
    account: AccountId,
    limit: i64,
) -> Result<Vec<OpenGoal>, sqlx::Error> {
    let open = store::open_of(db, account, limit).await?;
    let seen = open.into_iter().map(|one| {
        let own = if one.is_mentee { Side::Mentee } else { Side::Practitioner };
        let next = one.goal_action_id.zip(one.action_body).map(|(id, body)| NextAction {
            what: sealed::read_action(secret, id, &body).unwrap_or_else(|| UNREADABLE.to_owned()),
            mine: one.who.map(|who| who == own.code()),
            due_on: one.due_on,
        });
        OpenGoal {
            goal_id: one.goal_id,
            relationship_id: one.relationship_id,
            other: first_name(&one.other).to_owned(),
            aim: sealed::read_goal(secret, one.goal_id, &one.body)
                .map_or_else(|| UNREADABLE.to_owned(), |goal| goal.aim),
            progress: Progress::stored(one.progress),
            next,
        }
    });
    Ok(seen.collect())
}
