//! Two who work together, put into the database as they stand; and what they write, as the hub writes it.

use rapport::app::App;
use rapport::platform::ids::{AccountId, PoolId, RelationshipId, SubmissionId};
use rapport::relationships::goals::{self, Draft, GoalId, NewGoal};
use rapport::relationships::notes::{self, NewNote, NoteId, Written};
use rapport::relationships::{Pair, pair};
use rapport::tools::Goal;
use sqlx::{Postgres, Transaction};

/// A relationship of this status, `active` or one that comes before it; the open one where there is one.
pub async fn relationship(
    app: &App,
    pool: PoolId,
    mentee: AccountId,
    practitioner: AccountId,
    offering: &str,
) -> RelationshipId {
    let open: Option<RelationshipId> = sqlx::query_scalar(
        "select relationship_id from relationship
         where mentee_id = $1 and practitioner_id = $2 and offering = $3 and status not in ('ended', 'not-begun')",
    )
    .bind(mentee)
    .bind(practitioner)
    .bind(offering)
    .fetch_optional(&app.db)
    .await
    .expect("relationships");
    if let Some(open) = open {
        return open;
    }
    let (id, now) = (RelationshipId::new(app.clock.now()), app.clock.now());
    sqlx::query(
        "insert into relationship (relationship_id, pool_id, mentee_id, practitioner_id, offering, status, began_on, touched_at,
           created_at, submission_id)
         values ($1, $2, $3, $4, $5, 'active', $6::timestamptz::date, $6, $6, gen_random_uuid())",
    )
    .bind(id)
    .bind(pool)
    .bind(mentee)
    .bind(practitioner)
    .bind(offering)
    .bind(now)
    .execute(&app.db)
    .await
    .expect("a relationship");
    id
}

/// The two stop working together now.
pub async fn end(app: &App, id: RelationshipId) {
    sqlx::query(
        "update relationship set status = 'ended', outcome = 'planned', ended_at = $2 where relationship_id = $1",
    )
    .bind(id)
    .bind(app.clock.now())
    .execute(&app.db)
    .await
    .expect("ended");
}

/// A transaction that says who asks, as `App::begin` begins one.
pub async fn begin_as(app: &App, account: AccountId) -> Transaction<'static, Postgres> {
    let mut tx = app.db.begin().await.expect("a transaction");
    sqlx::query("select set_config('rapport.account_id', $1, true)")
        .bind(account.to_string())
        .execute(&mut *tx)
        .await
        .expect("who asks");
    tx
}

async fn enter(app: &App, id: RelationshipId, account: AccountId) -> (Transaction<'static, Postgres>, Pair) {
    let mut tx = begin_as(app, account).await;
    let pair = pair(&mut tx, id, account).await.expect("the database answers").expect("one of the two");
    (tx, pair)
}

/// A note of one of the two.
pub async fn note(app: &App, id: RelationshipId, author: AccountId, text: &str, shared: bool) -> NoteId {
    let (mut tx, pair) = enter(app, id, author).await;
    let submission = SubmissionId::new(app.clock.now());
    let new = NewNote { submission, written: Written { text: text.to_owned(), shared }, session: None };
    let note = notes::write(&mut tx, app, &pair, &new).await.expect("a note");
    tx.commit().await.expect("committed");
    note
}

/// A goal of the two with one step, set by one of them.
pub async fn goal(app: &App, id: RelationshipId, by: AccountId, aim: &str) -> GoalId {
    let (mut tx, pair) = enter(app, id, by).await;
    let goal = Goal {
        aim: aim.to_owned(),
        measure: None,
        reality: None,
        options: vec![],
        actions: vec![],
        sureness: None,
        surer: None,
    };
    let step =
        goals::Action { id: None, what: "Ask Ruth for a date".to_owned(), who: Some(pair.side), by: None };
    let new = NewGoal {
        submission: SubmissionId::new(app.clock.now()),
        draft: Draft { goal, actions: vec![step] },
    };
    let goal = goals::set(&mut tx, app, &pair, &new).await.expect("a goal");
    tx.commit().await.expect("committed");
    goal
}
