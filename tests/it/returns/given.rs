//! Makers of people who work together, and of what they did.

use rapport::platform::ids::{AccountId, PoolId};
use uuid::Uuid;

use crate::support::app::TestApp;
use crate::support::given::{self, Person};

/// A pool, a mentor of it and somebody the mentor has worked with since a day.
pub struct Pair {
    pub pool: PoolId,
    pub mentor: Person,
    pub relationship: Uuid,
}

pub async fn pair(app: &TestApp, began_on: &str) -> Pair {
    let pool = given::pool(app, "North pool").await;
    let mentor = given::account(app).named("Grace Obi").practitioner().make().await;
    let mentee = given::account(app).named("Amina Khan").make().await;
    let relationship =
        relationship(app, pool, mentor.account_id, mentee.account_id, "mentoring", began_on).await;
    Pair { pool, mentor, relationship }
}

/// Two who work together since a day ("2027-01-10"), on which the hub learned of it.
pub async fn relationship(
    app: &TestApp,
    pool: PoolId,
    practitioner: AccountId,
    mentee: AccountId,
    offering: &str,
    began_on: &str,
) -> Uuid {
    let id = Uuid::new_v4();
    sqlx::query(
        "insert into relationship (relationship_id, pool_id, mentee_id, practitioner_id, offering, status, began_on, touched_at,
           created_at, submission_id)
         values ($1, $2, $3, $4, $5, 'active', $6::date, $7, least($7, $6::date), $1)",
    )
    .bind(id)
    .bind(pool)
    .bind(mentee)
    .bind(practitioner)
    .bind(offering)
    .bind(began_on)
    .bind(app.now())
    .execute(&app.app.db)
    .await
    .expect("a relationship");
    id
}

/// A meeting that was held ("2027-02-10T09:00Z").
pub async fn held(app: &TestApp, relationship: Uuid, at: &str, minutes: i16) -> Uuid {
    let id = Uuid::new_v4();
    sqlx::query(
        "insert into session (session_id, pool_id, relationship_id, status, starts_at, planned_minutes, minutes, created_at, submission_id)
         select $1, pool_id, relationship_id, 'held', $3::timestamptz, 60, $4, $5, $1 from relationship where relationship_id = $2",
    )
    .bind(id)
    .bind(relationship)
    .bind(at)
    .bind(minutes)
    .bind(app.now())
    .execute(&app.app.db)
    .await
    .expect("a session");
    id
}

/// What somebody's ledger says.
pub async fn ledger(app: &TestApp, account: AccountId, kind: &str, on: &str, minutes: i16) {
    sqlx::query(
        "insert into ledger_entry (ledger_entry_id, account_id, kind, held_on, minutes, title, counts, created_at, submission_id)
         values (gen_random_uuid(), $1, $2, $3::date, $4, 'An entry', false, $5, gen_random_uuid())",
    )
    .bind(account)
    .bind(kind)
    .bind(on)
    .bind(minutes)
    .bind(app.now())
    .execute(&app.app.db)
    .await
    .expect("an entry");
}

/// Runs what opens and closes months, as the worker would at a moment.
pub async fn sweep(app: &TestApp, at: &str) -> u64 {
    let now = rapport::platform::clock::Instant::new(at.parse().expect("a moment"));
    let mut tx = app.app.db.begin().await.expect("a transaction");
    let count = rapport::returns::months(&mut tx, &app.app.outbox, now).await.expect("swept");
    tx.commit().await.expect("committed");
    count
}

/// Month and status of somebody's returns, the earliest first.
pub async fn standing(app: &TestApp, account: AccountId) -> Vec<(String, String)> {
    sqlx::query_as(
        "select to_char(month, 'YYYY-MM'), status from monthly_return where account_id = $1 order by month",
    )
    .bind(account)
    .fetch_all(&app.app.db)
    .await
    .expect("returns")
}

/// The figures of somebody's month that are not nothing: kind, minutes, what was recorded.
pub async fn figures(app: &TestApp, account: AccountId, month: &str) -> Vec<(String, i32, i32)> {
    sqlx::query_as(
        "select kind, minutes, prefilled_minutes from monthly_return_figure join monthly_return using (monthly_return_id)
         where account_id = $1 and to_char(month, 'YYYY-MM') = $2 and (minutes > 0 or prefilled_minutes > 0) order by kind",
    )
    .bind(account)
    .bind(month)
    .fetch_all(&app.app.db)
    .await
    .expect("hours")
}

/// Theme and count of a pool.
pub async fn counted(app: &TestApp, pool: PoolId) -> Vec<(String, i32)> {
    sqlx::query_as(
        "select term_code, count from theme_count join term using (term_id) where pool_id = $1 order by 1",
    )
    .bind(pool)
    .fetch_all(&app.app.db)
    .await
    .expect("themes")
}
