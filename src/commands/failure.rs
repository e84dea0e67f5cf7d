//! Why a command could not do its work: one sentence for a person, one exit code for a script.

use std::fmt;
use std::process::ExitCode;

use crate::config::ConfigError;
use crate::platform::db::{MigrateError, RoleError};
use crate::platform::embedded::EmbeddedError;

/// The exit codes, as docs/OPERATIONS.md lists them. 2 is the command line's own, for wrong usage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Code {
    Other = 1,
    Setting = 3,
    CannotListen = 4,
    InUse = 5,
    NotWritable = 6,
    DiskFull = 7,
    NoPostgres = 8,
    OtherMajor = 9,
    NewerData = 10,
    Database = 11,
}

/// A command's failure.
#[derive(Debug, PartialEq, Eq)]
pub struct Failure {
    pub code: Code,
    pub sentence: String,
}

impl Failure {
    pub fn new(code: Code, sentence: impl fmt::Display) -> Self {
        Self { code, sentence: sentence.to_string() }
    }

    #[must_use]
    pub fn exit_code(&self) -> ExitCode {
        ExitCode::from(self.code as u8)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.sentence)
    }
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Self {
        Self::new(Code::Setting, error)
    }
}

impl From<EmbeddedError> for Failure {
    fn from(error: EmbeddedError) -> Self {
        let code = match &error {
            EmbeddedError::NoBinaries | EmbeddedError::BadBinDir(_) | EmbeddedError::TooOld { .. } => {
                Code::NoPostgres
            }
            EmbeddedError::OtherMajor { .. } => Code::OtherMajor,
            EmbeddedError::InUse { .. } => Code::InUse,
            EmbeddedError::NotWritable { .. } => Code::NotWritable,
            EmbeddedError::DiskFull { .. } => Code::DiskFull,
            EmbeddedError::DidNotStart { .. } => Code::Database,
        };
        Self::new(code, error)
    }
}

impl From<sqlx::Error> for Failure {
    fn from(error: sqlx::Error) -> Self {
        let code = error
            .as_database_error()
            .and_then(sqlx::error::DatabaseError::code)
            .unwrap_or_default()
            .into_owned();
        match (code.as_str(), &error) {
            ("53100", _) => Self::new(
                Code::DiskFull,
                "The disk that holds the database is full. Free some space and start again; nothing is lost.",
            ),
            ("28P01" | "28000", _) => Self::new(
                Code::Database,
                format!(
                    "The database refused the role or its password: {error}. Check DATABASE_URL and RAPPORT_OWNER_URL."
                ),
            ),
            (_, sqlx::Error::Io(cause)) => Self::new(
                Code::Database,
                format!(
                    "The database cannot be reached: {cause}. Check that it runs and that DATABASE_URL is right."
                ),
            ),
            _ => Self::new(Code::Database, format!("The database refused: {error}.")),
        }
    }
}

impl From<MigrateError> for Failure {
    fn from(error: MigrateError) -> Self {
        match error {
            MigrateError::Database(error) => error.into(),
            MigrateError::NewerData(version) => Self::new(
                Code::NewerData,
                format!(
                    "The data belong to a newer release of Rapport: they hold schema change {version}, which this one \
                     does not know. Run that release or a later one; nothing was changed."
                ),
            ),
            other => {
                Self::new(Code::Database, format!("The schema could not be brought up to date: {other}."))
            }
        }
    }
}

impl From<RoleError> for Failure {
    fn from(error: RoleError) -> Self {
        match error {
            RoleError::Database(error) => error.into(),
            other => {
                let text = other.to_string();
                let mut letters = text.chars();
                let capital = letters.next().map(char::to_uppercase).into_iter().flatten();
                Self::new(Code::Setting, format!("{}.", capital.chain(letters).collect::<String>()))
            }
        }
    }
}
