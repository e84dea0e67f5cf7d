//! Two who work together, put into the database as they stand, for what only needs them to be there.

use rapport::app::App;
use rapport::chemistry::Request;
use rapport::chemistry::model::{State, Thread, Times};
use rapport::platform::ids::{AccountId, ChemistryId, PoolId, RelationshipId, SessionId};
use rapport::pools::Offering;
use rapport::relationships::agreement;

use super::app::TestApp;
use super::threads;

/// Two who have both said yes and are to sign. The open relationship of theirs where there is one.
pub async fn agreeing(
    app: &TestApp,
    pool: PoolId,
    mentee: AccountId,
    practitioner: AccountId,
) -> RelationshipId {
    let open: Option<RelationshipId> = sqlx::query_scalar(
        "select relationship_id from relationship where mentee_id = $1 and practitioner_id = $2 and status not in ('ended', 'not-begun')",
    )
    .bind(mentee)
    .bind(practitioner)
    .fetch_optional(&app.app.db)
    .await
    .expect("relationships");
    if let Some(open) = open {
        // Whoever was put together without an agreement has one now.
        sqlx::query(
            "insert into agreement (relationship_id, agreement_version, minutes, review_after, review_months, words, drafted_at,
               mentee_signed_at, practitioner_signed_at, submission_id)
             select $1, 1, 60, 3, 3, ''::bytea, $2, $2, $2, gen_random_uuid() on conflict do nothing",
        )
        .bind(open)
        .bind(app.now())
        .execute(&app.app.db)
        .await
        .expect("an agreement");
        return open;
    }
    sqlx::query(
        "update chemistry_request set status = 'closed', outcome = 'withdrawn', closed_at = $3, clock_from = null, clock_wd = null, until = null
         where mentee_id = $1 and practitioner_id = $2 and status in ('entered', 'sent', 'questioned')",
    )
    .bind(mentee)
    .bind(practitioner)
    .bind(app.now())
    .execute(&app.app.db)
    .await
    .expect("no other request");
    drafted(&app.app, pool, mentee, practitioner).await
}

/// Two who have both said yes a moment ago: a place is held, and there is an agreement to sign.
pub async fn drafted(app: &App, pool: PoolId, mentee: AccountId, practitioner: AccountId) -> RelationshipId {
    sqlx::query("insert into place (account_id, capacity, held, updated_at) values ($1, 4, 1, $2) on conflict (account_id) do update set held = place.held + 1")
        .bind(practitioner)
        .bind(app.clock.now())
        .execute(&app.db)
        .await
        .expect("a place");
    let chemistry = threads::thread(app, pool, mentee, practitioner, "agreed").await;
    draft(app, chemistry, pool, mentee, practitioner).await;
    sqlx::query_scalar("select relationship_id from relationship where chemistry_request_id = $1")
        .bind(chemistry)
        .fetch_one(&app.db)
        .await
        .expect("an agreement was drafted")
}

async fn draft(app: &App, id: ChemistryId, pool: PoolId, mentee: AccountId, practitioner: AccountId) {
    let now = app.clock.now();
    let clock = rapport::chemistry::model::Clock { from: now, days: 10, until: now };
    let request = Request {
        id,
        pool_id: pool,
        mentee_id: mentee,
        practitioner_id: practitioner,
        offering: Offering::Mentoring,
        entered_by: None,
        times: Times::Suggest,
        meeting_id: None,
        created_at: now,
        sent_at: Some(now),
        answered_at: Some(now),
        reminders: 0,
        version: 1,
        thread: Thread {
            state: State::Agreed(clock),
            questions: 0,
            missed: 0,
            extended: false,
            reopened: false,
        },
    };
    let mut tx = app.db.begin().await.expect("a transaction");
    agreement::draft(&mut tx, app, now, &request).await.expect("a draft");
    tx.commit().await.expect("committed");
}

/// Two who work together: both have signed.
pub async fn begun(
    app: &TestApp,
    pool: PoolId,
    mentee: AccountId,
    practitioner: AccountId,
) -> RelationshipId {
    let id = agreeing(app, pool, mentee, practitioner).await;
    for by in [mentee, practitioner] {
        signed(&app.app, by, id).await;
    }
    id
}

/// One of the two has signed the first version.
pub async fn signed(app: &App, by: AccountId, id: RelationshipId) {
    let mut tx = app.db.begin().await.expect("a transaction");
    match agreement::sign(&mut tx, app, by, id, 1).await {
        Ok(()) | Err(rapport::relationships::ActError::OtherVersion) => {}
        Err(other) => panic!("not signed: {other}"),
    }
    tx.commit().await.expect("committed");
}

/// A session of theirs that is in both calendars, so many hours from now.
pub async fn session(app: &TestApp, id: RelationshipId, by: AccountId, hours: i64) -> SessionId {
    use rapport::platform::ids::SubmissionId;
    use rapport::platform::span::Span;
    let starts = app.now().plus(jiff::SignedDuration::from_hours(hours));
    let mut tx = app.app.db.begin().await.expect("a transaction");
    let made = rapport::relationships::sessions::arrange(
        &mut tx,
        &app.app,
        by,
        id,
        Span::of_minutes(starts, 60),
        SubmissionId::new(app.now()),
    )
    .await
    .expect("arranged");
    tx.commit().await.expect("committed");
    made
}

/// A session to come of theirs; the one there is, where there is one.
pub async fn next_session(app: &TestApp, id: RelationshipId, by: AccountId) -> SessionId {
    let there: Option<SessionId> = sqlx::query_scalar(
        "select session_id from session where relationship_id = $1 and status = 'arranged' and starts_at > $2 limit 1",
    )
    .bind(id)
    .bind(app.now())
    .fetch_optional(&app.app.db)
    .await
    .expect("sessions");
    match there {
        Some(there) => there,
        None => session(app, id, by, 30 * 24).await,
    }
}

/// Two who worked together and have ended.
pub async fn ended(
    app: &TestApp,
    pool: PoolId,
    mentee: AccountId,
    practitioner: AccountId,
) -> RelationshipId {
    let there: Option<RelationshipId> = sqlx::query_scalar(
        "select relationship_id from relationship where mentee_id = $1 and practitioner_id = $2 and status = 'ended'",
    )
    .bind(mentee)
    .bind(practitioner)
    .fetch_optional(&app.app.db)
    .await
    .expect("relationships");
    if let Some(there) = there {
        return there;
    }
    let id = begun(app, pool, mentee, practitioner).await;
    let mut tx = app.app.db.begin().await.expect("a transaction");
    rapport::relationships::ending::end(&mut tx, &app.app, mentee, id).await.expect("ended");
    tx.commit().await.expect("committed");
    id
}
