//! The database: connections of the serving role, migrations by the owner, and what each role may do.

mod roles;

use std::time::Duration;

use sqlx::migrate::{MigrateError as Failure, Migrator};
use sqlx::postgres::{PgConnectOptions, PgConnection, PgPool, PgPoolOptions};
use sqlx::{ConnectOptions, Connection};

pub use roles::{RoleError, check_serving_role, create_database, create_role};

/// How many connections a pool may hold and how long anything may take.
#[derive(Debug, Clone, Copy)]
pub struct PoolSettings {
    pub max_connections: u32,
    /// How long a request waits for a connection before it is answered 503.
    pub acquire_timeout: Duration,
    /// The longest statement; anything slower is a fault, not a page.
    pub statement_timeout: Duration,
}

impl Default for PoolSettings {
    fn default() -> Self {
        Self {
            max_connections: 16,
            acquire_timeout: Duration::from_secs(3),
            statement_timeout: Duration::from_secs(10),
        }
    }
}

/// A connection that has rested this long is asked whether it is still there before it is used.
const RESTED: Duration = Duration::from_secs(1);

/// A pool for serving. It connects when first used, so that the hub can start, answer liveness and say
/// "unavailable" while the database is down (R12).
#[must_use]
pub fn pool(options: PgConnectOptions, settings: PoolSettings) -> PgPool {
    let milliseconds = |duration: Duration| duration.as_millis().to_string();
    let options = options.application_name("rapport").options([
        ("statement_timeout", milliseconds(settings.statement_timeout)),
        ("lock_timeout", milliseconds(settings.statement_timeout / 2)),
        ("idle_in_transaction_session_timeout", milliseconds(settings.statement_timeout * 2)),
    ]);
    PgPoolOptions::new()
        .max_connections(settings.max_connections)
        .acquire_timeout(settings.acquire_timeout)
        .idle_timeout(Duration::from_mins(5))
        // A question before every use costs a round trip a request; after a rest it finds the connections that
        // a restart of the database has cut (R5).
        .test_before_acquire(false)
        .before_acquire(|connection, meta| {
            Box::pin(async move {
                if meta.idle_for > RESTED {
                    connection.ping().await?;
                }
                Ok(true)
            })
        })
        .connect_lazy_with(options)
}

/// Why the schema could not be brought up to date.
#[derive(Debug, thiserror::Error)]
pub enum MigrateError {
    #[error(
        "the data were written by a newer release (schema change {0}, unknown to this one); run that release or a later one"
    )]
    NewerData(i64),
    #[error("schema change {0} was altered after it had been applied to these data")]
    Altered(i64),
    #[error("a schema change failed: {0}")]
    Failed(#[source] Failure),
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

impl From<Failure> for MigrateError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::VersionMissing(version) => Self::NewerData(version),
            Failure::VersionMismatch(version) => Self::Altered(version),
            Failure::Execute(error) => Self::Database(error),
            other => Self::Failed(other),
        }
    }
}

/// Brings the schema up to date as its owner, then gives the serving role exactly what serving needs. Safe to
/// repeat, and safe when several instances do it at once. Reference data are loaded by the caller afterwards.
///
/// # Errors
/// `NewerData` when a schema change was applied that this release does not know; `Altered` when one differs
/// from what was applied; otherwise what failed. Each schema change applies wholly or not at all.
pub async fn migrate(owner: &PgConnectOptions, serving_role: &str) -> Result<(), MigrateError> {
    migrate_with(&crate::MIGRATOR, owner, serving_role).await
}

/// [`migrate`], with other schema changes than this release's.
///
/// # Errors
/// As [`migrate`].
pub async fn migrate_with(
    migrator: &Migrator,
    owner: &PgConnectOptions,
    serving_role: &str,
) -> Result<(), MigrateError> {
    let mut connection = owner.clone().application_name("rapport migrate").connect().await?;
    let outcome = migrate_on(migrator, &mut connection, serving_role).await;
    // The migrator keeps its lock when it fails; closing the connection releases it.
    connection.close().await?;
    outcome
}

async fn migrate_on(
    migrator: &Migrator,
    connection: &mut PgConnection,
    serving_role: &str,
) -> Result<(), MigrateError> {
    migrator.run(&mut *connection).await?;
    roles::grant(connection, serving_role).await?;
    Ok(())
}
