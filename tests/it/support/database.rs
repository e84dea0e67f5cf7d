//! A migrated database of its own for every test, copied from a template that is made once per schema.

use std::sync::OnceLock;
use std::time::Duration;

use rapport::platform::db::{self, PoolSettings};
use sha2::{Digest, Sha256};
use sqlx::postgres::{PgConnectOptions, PgConnection, PgPool};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection};

pub const OWNER: &str = "rapport_test_owner";
pub const SERVING: &str = "rapport_test_serving";

const LOCK: i64 = 0x5261_7070_6f72_7402;

/// Dropped at the end of its test, also when the test fails.
pub struct TestDatabase {
    name: String,
}

impl TestDatabase {
    /// A copy of the migrated template, reference data included.
    pub async fn migrated() -> Self {
        let mut admin = admin().await;
        let template = template(&mut admin).await;
        let database = Self { name: unique("rapport_test") };
        execute(
            &mut admin,
            &format!(
                "create database {} template {template} strategy file_copy owner {OWNER}",
                database.name
            ),
        )
        .await;
        // A copy does not take over the rights on the database itself.
        execute(&mut admin, &format!("revoke create, temporary on database {} from public", database.name))
            .await;
        admin.close().await.expect("the server closes the connection");
        database
    }

    /// A database with nothing in it.
    pub async fn empty() -> Self {
        let mut admin = admin().await;
        create_roles(&mut admin).await;
        let database = Self { name: unique("rapport_test") };
        db::create_database(&mut admin, &database.name, OWNER).await.expect("an empty database");
        admin.close().await.expect("the server closes the connection");
        database
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn as_owner(&self) -> PgConnectOptions {
        server().clone().database(&self.name).username(OWNER)
    }

    pub fn as_serving(&self) -> PgConnectOptions {
        server().clone().database(&self.name).username(SERVING)
    }

    /// The server's own role, for what neither of the hub's roles may do.
    pub fn as_admin(&self) -> PgConnectOptions {
        server().clone().database(&self.name)
    }

    /// Every row of every table but reference data, as JSON text: what an erased person must not be found in.
    pub async fn everything_as_text(&self) -> String {
        let mut db = self.owner().await;
        let tables: Vec<String> = sqlx::query_scalar(
            "select table_name::text from information_schema.tables
             where table_schema = 'public' and table_type = 'BASE TABLE'
               and table_name not in ('_sqlx_migrations', 'region', 'care_system', 'organisation')",
        )
        .fetch_all(&mut db)
        .await
        .expect("the tables");
        let mut everything = String::new();
        for table in tables {
            let rows: Vec<String> = sqlx::query_scalar(sqlx::AssertSqlSafe(format!(
                "select row_to_json(t)::text from \"{table}\" t"
            )))
            .fetch_all(&mut db)
            .await
            .expect("the rows");
            everything.push_str(&rows.join("\n"));
        }
        everything
    }

    pub async fn owner(&self) -> PgConnection {
        self.as_owner().connect().await.expect("the owner connects")
    }

    pub async fn serving(&self) -> PgConnection {
        self.as_serving().connect().await.expect("the serving role connects")
    }

    /// A pool of the serving role, as the hub uses it.
    pub fn pool(&self, max_connections: u32) -> PgPool {
        db::pool(
            self.as_serving(),
            PoolSettings {
                max_connections,
                acquire_timeout: Duration::from_secs(10),
                ..PoolSettings::default()
            },
        )
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        let name = self.name.clone();
        // Its own thread and runtime, because the test's runtime may be unwinding.
        let dropped = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.expect("a runtime").block_on(async {
                let mut admin = admin().await;
                execute(&mut admin, &format!("drop database if exists {name} with (force)")).await;
            });
        })
        .join();
        if dropped.is_err() {
            eprintln!("the database {} could not be dropped", self.name);
        }
    }
}

/// The server the tests use, from `RAPPORT_TEST_OWNER_URL`.
fn server() -> &'static PgConnectOptions {
    static SERVER: OnceLock<PgConnectOptions> = OnceLock::new();
    SERVER.get_or_init(|| {
        let url = std::env::var("RAPPORT_TEST_OWNER_URL").unwrap_or_default();
        assert!(
            !url.is_empty(),
            "These tests need a Postgres server. Run bin/test, which starts one, or set RAPPORT_TEST_OWNER_URL \
             to a superuser's address on a server without other data, such as postgres://postgres@127.0.0.1:5432."
        );
        url.parse::<PgConnectOptions>().expect("RAPPORT_TEST_OWNER_URL is an address of Postgres").database("postgres")
    })
}

async fn admin() -> PgConnection {
    server().connect().await.expect("the server of RAPPORT_TEST_OWNER_URL answers")
}

async fn create_roles(admin: &mut PgConnection) {
    for role in [OWNER, SERVING] {
        db::create_role(admin, role).await.expect("the test roles exist");
    }
}

/// Makes the template unless it is there, and gives its name. It is named after everything that goes into it.
async fn template(admin: &mut PgConnection) -> String {
    let name = template_name();
    if database_exists(admin, &name).await {
        return name;
    }
    execute(admin, &format!("select pg_advisory_lock({LOCK})")).await;
    if !database_exists(admin, &name).await {
        create_roles(admin).await;
        // Renamed when complete, so that a template that exists is always whole.
        let draft = TestDatabase { name: unique("rapport_draft") };
        db::create_database(admin, &draft.name, OWNER).await.expect("an empty database");
        db::migrate(&draft.as_owner(), SERVING).await.expect("the migrations apply");
        load_reference_data(&draft).await;
        execute(admin, &format!("alter database {} rename to {name}", draft.name)).await;
        execute(admin, &format!("alter database {name} allow_connections false")).await;
    }
    execute(admin, &format!("select pg_advisory_unlock({LOCK})")).await;
    name
}

async fn load_reference_data(draft: &TestDatabase) {
    let mut owner = draft.owner().await;
    let loaded = rapport::organisations::load_reference_data(&mut owner, super::app::noon()).await;
    loaded.expect("the reference data load");
    let loaded = rapport::vocabulary::load_reference_data(&mut owner, super::app::noon()).await;
    loaded.expect("the vocabularies load");
    // A template may be copied only while nobody is connected to it.
    owner.close().await.expect("the server closes the connection");
}

fn template_name() -> String {
    let mut hash = Sha256::new();
    for migration in rapport::MIGRATOR.iter() {
        hash.update(&migration.checksum);
    }
    for data in [
        include_str!("../../../src/organisations/data/regions.tsv"),
        include_str!("../../../src/organisations/data/systems.tsv"),
        include_str!("../../../src/organisations/data/types.tsv"),
        include_str!("../../../src/organisations/data/organisations.tsv"),
        include_str!("../../../src/organisations/data/aliases.tsv"),
        include_str!("../../../src/organisations/reference.rs"),
        include_str!("../../../src/organisations/words.rs"),
        include_str!("../../../src/vocabulary/data/vocabularies.tsv"),
        include_str!("../../../src/vocabulary/data/terms.tsv"),
        include_str!("../../../src/vocabulary/data/synonyms.tsv"),
        include_str!("../../../src/vocabulary/reference.rs"),
        include_str!("../../../src/vocabulary/words.rs"),
    ] {
        hash.update(data);
    }
    hash.update(include_str!("../../../src/platform/db/mod.rs"));
    hash.update(include_str!("../../../src/platform/db/roles.rs"));
    format!("rapport_template_{}", data_encoding::HEXLOWER.encode(&hash.finalize()[..10]))
}

async fn database_exists(admin: &mut PgConnection, name: &str) -> bool {
    let known: Option<i32> = sqlx::query_scalar("select 1 from pg_database where datname = $1")
        .bind(name)
        .fetch_optional(admin)
        .await
        .expect("the list of databases");
    known.is_some()
}

fn unique(prefix: &str) -> String {
    format!("{prefix}_{}", uuid::Uuid::new_v4().simple())
}

pub async fn execute(connection: &mut PgConnection, statement: &str) {
    sqlx::query(AssertSqlSafe(statement.to_owned()))
        .execute(connection)
        .await
        .unwrap_or_else(|error| panic!("{statement}: {error}"));
}
