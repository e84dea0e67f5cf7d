use sqlx::PgConnection;
use uuid::Uuid;

use super::model::{GoalActionId, GoalId};
use crate::chemistry::model::Side;
use crate::platform::clock::{Day, Instant};

/// What one of the two will do, as it is stored.
pub(super) struct Stored {
    pub goal_action_id: GoalActionId,
    pub goal_id: GoalId,
    pub body: Vec<u8>,
    pub who: Option<Side>,
    pub due_on: Option<Day>,
    pub done_at: Option<Instant>,
}

/// The actions of some goals, in their order.
pub(super) async fn of_goals(db: &mut PgConnection, goals: &[GoalId]) -> Result<Vec<Stored>, sqlx::Error> {
    let goals: Vec<Uuid> = goals.iter().map(|goal| goal.0).collect();
    sqlx::query_as!(
        Stored,
        r#"select goal_action_id, goal_id, body, who as "who?: Side", due_on as "due_on?", done_at as "done_at?"
           from goal_action where goal_id = any($1) order by goal_id, position"#,
        &goals,
    )
    .fetch_all(db)
    .await
}

/// An action with its place, sealed.
pub(super) struct Row<'a> {
    pub goal_action_id: GoalActionId,
    pub body: &'a [u8],
    pub who: Option<Side>,
    pub due_on: Option<Day>,
    pub position: i16,
}

/// Keeps an action of a goal: a new one, or in the place of what it was. Whether it is done stays as it is.
pub(super) async fn put(db: &mut PgConnection, goal: GoalId, row: &Row<'_>) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into goal_action (goal_action_id, goal_id, body, who, due_on, position) values ($1, $2, $3, $4, $5, $6)
         on conflict (goal_action_id) do update
           set body = excluded.body, who = excluded.who, due_on = excluded.due_on, position = excluded.position
           where goal_action.goal_id = excluded.goal_id",
        row.goal_action_id.0,
        goal.0,
        row.body,
        row.who.map(Side::code),
        row.due_on as Option<Day>,
        row.position,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Deletes the actions of a goal but these.
pub(super) async fn keep_only(
    db: &mut PgConnection,
    goal: GoalId,
    kept: &[GoalActionId],
) -> Result<(), sqlx::Error> {
    let kept: Vec<Uuid> = kept.iter().map(|action| action.0).collect();
    sqlx::query!("delete from goal_action where goal_id = $1 and goal_action_id <> all($2)", goal.0, &kept)
        .execute(db)
        .await?;
    Ok(())
}

/// Says that an action is done, or not; false when there is none. Said again it keeps the moment.
pub(super) async fn set_done(
    db: &mut PgConnection,
    goal: GoalId,
    id: GoalActionId,
    done: Option<Instant>,
) -> Result<bool, sqlx::Error> {
    let set = sqlx::query!(
        "update goal_action set done_at = case when $3::timestamptz is null then null else coalesce(done_at, $3) end
         where goal_action_id = $2 and goal_id = $1",
        goal.0,
        id.0,
        done as Option<Instant>,
    )
    .execute(db)
    .await?;
    Ok(set.rows_affected() == 1)
}
