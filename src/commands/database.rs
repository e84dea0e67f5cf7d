//! The database a command works on: the embedded one or an outside one, opened, migrated and checked.

use std::path::Path;

use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions, Connection};

use super::failure::{Code, Failure};
use crate::MIGRATOR;
use crate::config::{Config, Database};
use crate::platform::clock::Clock;
use crate::platform::db;
use crate::platform::embedded::{self, Embedded, Reserved};
use crate::{organisations, vocabulary};

/// A database that is there.
#[derive(Debug)]
pub(super) struct Opened {
    /// How the serving role connects.
    pub serving: PgConnectOptions,
    /// How the owner of the schema connects, when we know.
    owner: Option<PgConnectOptions>,
    embedded: Option<Embedded>,
}

/// What `serve` holds before it starts anything.
#[derive(Debug)]
pub(super) enum Claimed<'a> {
    Embedded { reserved: Reserved, bin_dir: Option<&'a Path> },
    External { serving: &'a PgConnectOptions, owner: Option<&'a PgConnectOptions> },
}

impl<'a> Claimed<'a> {
    /// Takes the embedded database for this process alone; an outside one is shared.
    pub fn take(config: &'a Config) -> Result<Self, Failure> {
        Ok(match &config.database {
            Database::Embedded { bin_dir } => {
                Self::Embedded { reserved: Reserved::take(&config.data_dir)?, bin_dir: bin_dir.as_deref() }
            }
            Database::External { serving, owner } => {
                Self::External { serving: &serving.0, owner: owner.as_ref().map(|owner| &*owner.0) }
            }
        })
    }

    pub fn open(self) -> Result<Opened, Failure> {
        Ok(match self {
            Self::Embedded { reserved, bin_dir } => Opened::embedded(reserved.start(bin_dir)?),
            Self::External { serving, owner } => {
                Opened { serving: serving.clone(), owner: owner.cloned(), embedded: None }
            }
        })
    }
}

impl Opened {
    /// Opens the database beside a `serve` that may be running on it.
    pub fn shared(config: &Config) -> Result<Self, Failure> {
        match &config.database {
            Database::Embedded { bin_dir } => {
                Ok(Self::embedded(Embedded::join(&config.data_dir, bin_dir.as_deref())?))
            }
            Database::External { .. } => Claimed::take(config)?.open(),
        }
    }

    fn embedded(embedded: Embedded) -> Self {
        Self { serving: embedded.serving(), owner: Some(embedded.owner()), embedded: Some(embedded) }
    }

    /// Brings the schema up to date when we know its owner, and in every case refuses a database that this
    /// release does not fit or whose serving role could change it (S15).
    pub async fn prepare(&self) -> Result<(), Failure> {
        if self.owner.is_some() {
            self.migrate().await?;
        }
        let mut serving = self.serving.clone().connect().await?;
        if self.owner.is_none() {
            check_schema(&mut serving).await?;
        }
        db::check_serving_role(&mut serving).await?;
        serving.close().await?;
        Ok(())
    }

    /// Brings the schema and the reference data up to date.
    pub async fn migrate(&self) -> Result<(), Failure> {
        let Some(owner) = &self.owner else {
            return Err(Failure::new(
                Code::Setting,
                "RAPPORT_OWNER_URL is not set. Only the role that owns the schema can change it: give its address there.",
            ));
        };
        if let Some(embedded) = &self.embedded {
            let mut admin = embedded.admin().connect().await?;
            for role in [embedded::OWNER, embedded::SERVING] {
                db::create_role(&mut admin, role).await?;
            }
            db::create_database(&mut admin, embedded::DATABASE, embedded::OWNER).await?;
            admin.close().await?;
        }
        db::migrate(owner, self.serving.get_username()).await?;
        let mut owner = owner.clone().connect().await?;
        let now = Clock::system().now();
        organisations::load_reference_data(&mut owner, now).await?;
        vocabulary::load_reference_data(&mut owner, now).await?;
        owner.close().await?;
        Ok(())
    }

    /// Resolves with the reason when the embedded database has failed for good; never otherwise.
    pub async fn failed(&self) -> Failure {
        let Some(mut failure) = self.embedded.as_ref().and_then(Embedded::failure) else {
            return std::future::pending().await;
        };
        match failure.wait_for(Option::is_some).await {
            Ok(reason) => Failure::new(Code::Database, reason.as_deref().unwrap_or_default()),
            Err(_) => Failure::new(Code::Database, "The embedded database is no longer looked after."),
        }
    }

    /// Stops the embedded server if this process runs it.
    pub fn close(self) {
        if let Some(embedded) = self.embedded {
            embedded.stop();
        }
    }
}

/// Compares the schema with this release's, for a database that others migrate.
async fn check_schema(serving: &mut sqlx::PgConnection) -> Result<(), Failure> {
    let applied: Result<Vec<i64>, sqlx::Error> =
        sqlx::query_scalar("select version from _sqlx_migrations where success").fetch_all(serving).await;
    let applied = match applied {
        Ok(applied) => applied,
        // No such table: nobody has migrated yet.
        Err(error)
            if error.as_database_error().is_some_and(|error| error.code().as_deref() == Some("42P01")) =>
        {
            vec![]
        }
        Err(error) => return Err(error.into()),
    };
    let known: Vec<i64> = MIGRATOR.iter().map(|change| change.version).collect();
    if let Some(newer) = applied.iter().find(|version| !known.contains(version)) {
        return Err(db::MigrateError::NewerData(*newer).into());
    }
    let missing = known.iter().filter(|version| !applied.contains(version)).count();
    if missing > 0 {
        return Err(Failure::new(
            Code::Database,
            format!(
                "The database lacks {missing} schema {}. Set RAPPORT_OWNER_URL, so that they are made at the start, or run \
                 rapport migrate with it.",
                if missing == 1 { "change" } else { "changes" }
            ),
        ));
    }
    Ok(())
}
