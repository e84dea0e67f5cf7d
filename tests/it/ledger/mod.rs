//! Supervision and CPD: the ledger, what of it pools see, groups, and what is printed of it.

mod accounted;
mod entries;
mod following;
mod groups;
mod mending;
mod passport;
mod reflections;
mod shown;
mod statements;

use rapport::platform::ids::{PoolId, RelationshipId};
use rapport::pools::Offering;
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use crate::memberships::member;
use crate::support::app::TestApp;
use crate::support::client::Client;
use crate::support::form::otherwise;
use crate::support::given::{self, Person};
use crate::support::page::Page;

/// An entry as it is filled in, of 1 February 2027.
const WHOLE: [(&str, &str); 7] = [
    ("kind", "supervision-received"),
    ("held-day", "1"),
    ("held-month", "2"),
    ("held-year", "2027"),
    ("length", "1:30"),
    ("title", "Managing endings"),
    ("with_whom", "Tom Hale"),
];

/// A pool whose coaches need two supervisions and two CPD events a year and nothing else, and one of them.
async fn coach(app: &TestApp) -> (PoolId, Person, Client) {
    let pool = pool_of_coaches(app, "North coaching pool").await;
    let grace = given::account(app).named("Grace Obi").make().await;
    member(app, pool, &grace, &[Offering::Coaching]).await;
    let browser = app.browser_of(&grace).await;
    (pool, grace, browser)
}

async fn pool_of_coaches(app: &TestApp, name: &str) -> PoolId {
    let pool = given::pool(app, name).await;
    execute(app, &format!("update pool_offering set needs_qualification = false where pool_id = '{pool}'"))
        .await;
    pool
}

/// Adds an entry, filled in as usual but for this.
async fn added(browser: &Client, other: &[(&str, &str)]) -> Page {
    let page = browser.get("/supervision").await;
    browser.submit(&page, &otherwise(&WHOLE, other)).await
}

/// Where the one entry of this title is.
async fn entry_path(browser: &Client, title: &str) -> String {
    let page = browser.get("/supervision").await;
    let at = page.texts(".app-entry strong a").iter().position(|text| text == title);
    let at = at.unwrap_or_else(|| panic!("no entry {title}. {page}"));
    page.attributes(".app-entry strong a", "href").remove(at)
}

/// A session of these two that was held, and the relationship it belongs to.
async fn held(
    app: &TestApp,
    pool: PoolId,
    (mentee, practitioner): (&Person, &Person),
    at: &str,
    minutes: i16,
) -> RelationshipId {
    let db = &app.app.db;
    let known: Option<RelationshipId> = sqlx::query_scalar(
        "select relationship_id from relationship where mentee_id = $1 and practitioner_id = $2",
    )
    .bind(mentee.account_id)
    .bind(practitioner.account_id)
    .fetch_optional(db)
    .await
    .unwrap();
    let id = known.unwrap_or(RelationshipId::new(app.now()));
    if known.is_none() {
        sqlx::query(
            "insert into relationship (relationship_id, pool_id, mentee_id, practitioner_id, offering, status, began_on,
               touched_at, created_at, submission_id)
             values ($1, $2, $3, $4, 'coaching', 'active', '2026-01-01', $5, $5, $1)",
        )
        .bind(id)
        .bind(pool)
        .bind(mentee.account_id)
        .bind(practitioner.account_id)
        .bind(app.now())
        .execute(db)
        .await
        .unwrap();
    }
    sqlx::query(
        "insert into session (session_id, pool_id, relationship_id, status, starts_at, planned_minutes, minutes, created_at, submission_id)
         values ($1, $2, $3, 'held', $4::timestamptz, 60, $5, $6, $1)",
    )
    .bind(Uuid::new_v4())
    .bind(pool)
    .bind(id)
    .bind(rapport::platform::clock::Instant::new(at.parse().unwrap()))
    .bind(minutes)
    .bind(app.now())
    .execute(db)
    .await
    .unwrap();
    id
}

async fn execute(app: &TestApp, sql: &str) {
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&app.app.db).await.expect(sql);
}

async fn count(app: &TestApp, sql: &str) -> i64 {
    sqlx::query_scalar(AssertSqlSafe(sql.to_owned())).fetch_one(&app.app.db).await.expect(sql)
}
