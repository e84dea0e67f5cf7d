//! The two database roles, and the rig that every other test stands on.

use rapport::platform::db::{self, RoleError};
use sqlx::Connection;

use crate::support::app::TestApp;
use crate::support::database::{SERVING, TestDatabase, execute};
use crate::support::given;

#[tokio::test]
async fn s15_the_serving_role_cannot_change_the_schema() {
    let database = TestDatabase::migrated().await;
    let mut serving = database.serving().await;
    for statement in [
        "create table mine (a int)",
        "create temporary table mine (a int)",
        "create schema mine",
        "alter table account add column mine int",
        "drop table event",
        "create index mine on account (name)",
        "create function mine() returns int language sql as 'select 1'",
        "alter table event owner to current_user",
        "insert into _sqlx_migrations values (1, '', now(), true, '', 0)",
    ] {
        let refused = sqlx::query(statement).execute(&mut serving).await.expect_err(statement);
        let code =
            refused.as_database_error().and_then(|error| error.code().map(std::borrow::Cow::into_owned));
        assert_eq!(code.as_deref(), Some("42501"), "{statement}: {refused}");
    }
}

#[tokio::test]
async fn s13_the_serving_role_can_only_add_to_events() {
    let database = TestDatabase::migrated().await;
    let mut serving = database.serving().await;
    sqlx::query(
        "insert into event (event_id, occurred_at, actor_kind, kind, subject_noun, subject_id, data)
         values (gen_random_uuid(), now(), 'system', 'pool.created', 'pool', gen_random_uuid(), 'null')",
    )
    .execute(&mut serving)
    .await
    .expect("adding is allowed");
    for statement in ["update event set kind = 'x'", "delete from event", "truncate event"] {
        let refused = sqlx::query(statement).execute(&mut serving).await.expect_err(statement);
        assert!(refused.to_string().contains("permission denied"), "{statement}: {refused}");
    }
}

#[tokio::test]
async fn s15_a_role_that_owns_the_schema_is_not_fit_to_serve() {
    let database = TestDatabase::migrated().await;
    db::check_serving_role(&mut database.serving().await).await.expect("the serving role is fit");
    let owner = db::check_serving_role(&mut database.owner().await).await;
    assert!(matches!(owner, Err(RoleError::CanChangeSchema)), "{owner:?}");
    execute(&mut database.owner().await, &format!("grant delete on event to {SERVING}")).await;
    let loose = db::check_serving_role(&mut database.serving().await).await;
    assert!(matches!(loose, Err(RoleError::CanAlterEvents)), "{loose:?}");
    execute(&mut database.owner().await, &format!("revoke delete on event from {SERVING}")).await;
    for table in ["note", "note_key"] {
        execute(&mut database.owner().await, &format!("alter table {table} disable row level security"))
            .await;
        let sees = db::check_serving_role(&mut database.serving().await).await;
        assert!(matches!(sees, Err(RoleError::SeesNotes)), "{table}: {sees:?}");
        execute(&mut database.owner().await, &format!("alter table {table} enable row level security")).await;
    }
    db::check_serving_role(&mut database.serving().await).await.expect("as it was");
}

#[tokio::test]
async fn every_test_has_a_database_of_its_own_and_statements_can_be_counted() {
    let (one, other) = (TestApp::start().await, TestApp::start().await);
    given::account(&one).named("Amina Khan").make().await;
    let count = "select count(*) from account";
    let (ours, statements) = one.statements(sqlx::query_scalar::<_, i64>(count).fetch_one(&one.app.db)).await;
    let theirs: i64 = sqlx::query_scalar(count).fetch_one(&other.app.db).await.expect("a count");
    assert_eq!((ours.expect("a count"), theirs), (1, 0));
    assert_eq!(statements, [count]);
}

#[tokio::test]
async fn a_dropped_connection_is_noticed_before_it_is_used() {
    let database = TestDatabase::migrated().await;
    let pool = database.pool(1);
    sqlx::query("select 1").execute(&pool).await.expect("a connection");
    tokio::time::sleep(std::time::Duration::from_millis(1100)).await;
    let mut admin = sqlx::PgConnection::connect_with(&database.as_admin()).await.expect("the admin");
    execute(
        &mut admin,
        "select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and application_name = 'rapport'",
    )
    .await;
    sqlx::query("select 1").execute(&pool).await.expect("a new connection in place of the cut one");
}
