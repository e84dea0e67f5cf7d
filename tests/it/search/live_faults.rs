//! What the index does when the database hiccups, when all its connections are taken, and while everything is loaded anew.

use std::time::Duration;

use rapport::platform::ids::AccountId;
use rapport::pools::Offering;
use rapport::search::Standing;
use sqlx::PgConnection;

use super::live::{finds, sql, within_a_second};
use super::live_actions::assert_like_fresh;
use crate::memberships::{member, mentor};
use crate::support::app::TestApp;
use crate::support::database::{SERVING, execute};
use crate::support::given;

/// Two people who can be found, in an index that follows.
async fn two(app: &TestApp) -> (AccountId, AccountId) {
    let (pool, grace, _) = mentor(app).await;
    let owen = given::account(app).named("Owen Price").make().await;
    member(app, pool, &owen, &[Offering::Mentoring]).await;
    app.follow().await;
    assert!(finds(app, grace.account_id) && finds(app, owen.account_id));
    (grace.account_id, owen.account_id)
}

/// A change that nothing tells of: it is seen by nobody until everything is loaded anew.
async fn leave_unsaid(owner: &mut PgConnection, account: AccountId) {
    execute(owner, "alter table place disable trigger user").await;
    sqlx::query("update place set accepting = false where account_id = $1")
        .bind(account)
        .execute(&mut *owner)
        .await
        .expect("a change");
    execute(owner, "alter table place enable trigger user").await;
}

#[tokio::test]
async fn r7_a_change_that_cannot_be_read_is_kept_and_nothing_else_is_loaded_for_it() {
    let app = TestApp::start().await;
    let (grace, owen) = two(&app).await;
    let mut owner = app.database.owner().await;
    leave_unsaid(&mut owner, owen).await;
    execute(&mut owner, &format!("revoke select on reply_record from {SERVING}")).await;
    sql(&app, "update place set accepting = false where account_id = $1", grace).await;
    tokio::time::sleep(Duration::from_millis(400)).await;
    assert!(finds(&app, grace), "it cannot be read");
    assert_eq!(app.app.live.standing(tokio::time::Instant::now()), Standing::Fresh, "for a while");
    execute(&mut owner, &format!("grant select on reply_record to {SERVING}")).await;
    within_a_second("trying again", || !finds(&app, grace)).await;
    app.caught_up().await;
    assert!(finds(&app, owen), "only what was told is read");
}

#[tokio::test]
async fn r7_r8_changes_arrive_when_requests_hold_every_connection() {
    let app = TestApp::start().await;
    let (grace, _) = two(&app).await;
    let mut held = Vec::new();
    for _ in 0..app.app.db.options().get_max_connections() {
        held.push(app.app.db.acquire().await.expect("a connection"));
    }
    assert!(app.app.db.try_acquire().is_none(), "every connection is taken");
    let mut owner = app.database.owner().await;
    execute(&mut owner, "update place set accepting = false").await;
    within_a_second("a change", || !finds(&app, grace)).await;
}

#[tokio::test]
async fn r8_changes_arrive_within_a_second_while_everything_is_loaded_anew() {
    let app = TestApp::start().await;
    let (grace, owen) = two(&app).await;
    let mut owner = app.database.owner().await;
    leave_unsaid(&mut owner, owen).await;
    // The load waits for this table, and what is read of single people is not in it.
    execute(&mut owner, "begin").await;
    execute(&mut owner, "lock table care_system in access exclusive mode").await;
    sqlx::query("select pg_notify('matching', 'all')").execute(&app.app.db).await.expect("it is told");
    tokio::time::sleep(Duration::from_millis(150)).await;
    sql(&app, "update place set accepting = false where account_id = $1", grace).await;
    within_a_second("a change", || !finds(&app, grace)).await;
    assert!(finds(&app, owen), "it is not loaded yet");
    execute(&mut owner, "commit").await;
    app.caught_up().await;
    assert!(!finds(&app, owen), "it is loaded");
    assert!(!finds(&app, grace));
}

#[tokio::test]
async fn r8_nothing_is_lost_while_everything_is_loaded_anew_again_and_again() {
    let app = TestApp::start().await;
    let (grace, owen) = two(&app).await;
    for round in 0..60 {
        let tell = if round % 3 == 0 { "all" } else { "ground" };
        sqlx::query("select pg_notify('matching', $1)").bind(tell).execute(&app.app.db).await.expect("told");
        let account = if round % 2 == 0 { grace } else { owen };
        sql(&app, "update place set accepting = not accepting where account_id = $1", account).await;
        tokio::time::sleep(Duration::from_millis(7 * (round % 8))).await;
    }
    assert_like_fresh(&app).await;
    sql(&app, "update place set accepting = false where account_id = $1", grace).await;
    assert_like_fresh(&app).await;
    assert!(!finds(&app, grace));
}

#[tokio::test]
async fn r8_more_people_than_are_read_one_by_one_are_loaded_anew() {
    let app = TestApp::start().await;
    let (grace, owen) = two(&app).await;
    let mut owner = app.database.owner().await;
    leave_unsaid(&mut owner, owen).await;
    execute(&mut owner, "select pg_notify('matching', gen_random_uuid()::text) from generate_series(1, 501)")
        .await;
    within_a_second("a load", || !finds(&app, owen)).await;
    assert!(finds(&app, grace));
}
