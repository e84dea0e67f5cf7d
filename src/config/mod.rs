//! Every setting, its default and its environment variable.
//!
//! Defaults, then the file named by `RAPPORT_CONFIG` (TOML), then the environment. What is wrong is said in one
//! sentence before anything is started.

mod base_url;
mod layers;
mod report;
mod settings;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::str::FromStr;

use lettre::message::Mailbox;
use sqlx::postgres::PgConnectOptions;
use url::Url;

pub use base_url::BaseUrl;
pub use layers::{Environment, Source, unknown_variables};
pub use report::report;
pub use settings::{SETTINGS, Setting, Shown};

use layers::Layers;

use crate::platform::secrets::Secret;
use crate::platform::telemetry::logs::LogFormat;
use crate::platform::web::Limits;

/// The settings of one running hub.
#[derive(Debug, Clone)]
pub struct Config {
    /// `RAPPORT_LISTEN`
    pub listen: SocketAddr,
    /// `RAPPORT_BASE_URL`; `None` when it follows from where the hub listens.
    pub base_url: Option<BaseUrl>,
    /// `RAPPORT_DATA_DIR`
    pub data_dir: PathBuf,
    /// `RAPPORT_DEMO`
    pub demo: bool,
    pub database: Database,
    /// `RAPPORT_POOL_SIZE`, connections.
    pub pool_size: u32,
    pub secret: SecretSource,
    /// `RAPPORT_NOTE_KEY`; one derived from the secret when there is none.
    pub note_key: Option<Secret>,
    /// `RAPPORT_NOTE_KEYS_OLD`: keys of notes that still open.
    pub note_keys_old: Vec<Secret>,
    /// `RAPPORT_SMTP_URL`
    pub smtp_url: Option<Private<Url>>,
    /// `RAPPORT_MAIL_FROM`
    pub mail_from: Mailbox,
    /// `RAPPORT_MAIL_REPLY_TO`
    pub mail_reply_to: Option<Mailbox>,
    /// `RAPPORT_OPERATOR`
    pub operator: Option<String>,
    /// `RAPPORT_MAIL_DIR`
    pub mail_dir: Option<PathBuf>,
    /// `RAPPORT_METRICS_LISTEN`
    pub metrics_listen: Option<SocketAddr>,
    /// `RAPPORT_LOG`
    pub log: String,
    /// `RAPPORT_LOG_FORMAT`
    pub log_format: LogFormat,
    /// `RAPPORT_TRUSTED_PROXIES`, `RAPPORT_MAX_CONNECTIONS`, `RAPPORT_MAX_IN_FLIGHT`
    pub limits: Limits,
}

/// Which Postgres.
#[derive(Debug, Clone)]
pub enum Database {
    /// Our own server process, in the data folder.
    Embedded {
        /// `PG_BINDIR`
        bin_dir: Option<PathBuf>,
    },
    /// Somebody else's server.
    External {
        /// `DATABASE_URL`: the serving role.
        serving: Private<Box<PgConnectOptions>>,
        /// `RAPPORT_OWNER_URL`: the role that owns the schema.
        owner: Option<Private<Box<PgConnectOptions>>>,
    },
}

/// Where the installation's secret is.
#[derive(Debug, Clone)]
pub enum SecretSource {
    Given(Secret),
    /// Kept in this file.
    File(PathBuf),
    /// Made once and kept in the data folder: the embedded demonstration's.
    Generated,
    /// Nowhere. Enough for commands that seal nothing; the hub refuses to start (S15).
    Missing,
}

/// A value that may hold a password, and so is never printed.
#[derive(Clone)]
pub struct Private<T>(pub T);

impl<T> std::fmt::Debug for Private<T> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Private(redacted)")
    }
}

/// What is wrong with the settings.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum ConfigError {
    #[error("The settings file {} cannot be used: {why}.", path.display())]
    File { path: PathBuf, why: String },
    #[error("{variable} {why}.")]
    Value { variable: &'static str, why: String },
    #[error("RAPPORT_SECRET and RAPPORT_SECRET_FILE are both set. Keep one of them.")]
    TwoSecrets,
    #[error(
        "The demonstration lets anybody sign in with one click, so it runs on loopback only, and {variable} is \
         {value}. Use a loopback address such as 127.0.0.1, or set RAPPORT_DEMO=false."
    )]
    DemoOffLoopback { variable: &'static str, value: String },
    #[error(
        "RAPPORT_OWNER_URL is set without DATABASE_URL. Set both to use your own Postgres, or neither for the \
         embedded one."
    )]
    OwnerAlone,
}

impl Config {
    /// Reads the process's environment and the settings file it names.
    ///
    /// # Errors
    /// What is wrong, in one sentence.
    pub fn load() -> Result<Self, ConfigError> {
        Self::from_environment(&process_environment())
    }

    /// The same for a given environment.
    ///
    /// # Errors
    /// What is wrong, in one sentence.
    pub fn from_environment(environment: &Environment) -> Result<Self, ConfigError> {
        let layers = layers::read(environment)?;
        let listen: SocketAddr =
            require(&layers, "listen", "must be an address and a port, such as 127.0.0.1:3000")?;
        let base_url = parse(&layers, "base_url", BaseUrl::parse)?;
        let database = database(&layers)?;
        let embedded = matches!(database, Database::Embedded { .. });
        let demo = parse(&layers, "demo", yes_or_no)?.unwrap_or(embedded);
        let config = Self {
            listen,
            base_url,
            data_dir: text(&layers, "data_dir").map(PathBuf::from).unwrap_or_default(),
            demo,
            database,
            pool_size: parse(&layers, "pool_size", |text| {
                text.parse()
                    .ok()
                    .filter(|size| (2..=500).contains(size))
                    .ok_or_else(|| "must be a number from 2 to 500".into())
            })?
            .unwrap_or(16),
            secret: secret(&layers, embedded && demo)?,
            note_key: parse(&layers, "note_key", key)?,
            note_keys_old: parse(&layers, "note_keys_old", keys)?.unwrap_or_default(),
            smtp_url: parse(&layers, "smtp_url", smtp)?.map(Private),
            mail_from: require(
                &layers,
                "mail_from",
                "must be an address, such as Rapport <hub@example.org>",
            )?,
            mail_reply_to: parse(&layers, "mail_reply_to", |text| {
                text.parse().map_err(|_| "must be an address, such as help@example.org".to_owned())
            })?,
            operator: text(&layers, "operator").map(str::to_owned),
            mail_dir: text(&layers, "mail_dir").map(PathBuf::from),
            metrics_listen: parse(&layers, "metrics_listen", |text| {
                text.parse().map_err(|_| "must be an address and a port, such as 127.0.0.1:9464".to_owned())
            })?,
            log: text(&layers, "log").unwrap_or_default().to_owned(),
            log_format: parse(&layers, "log_format", said)?.unwrap_or_default(),
            limits: limits(&layers)?,
        };
        config.check()?;
        Ok(config)
    }

    /// The address people type, without a trailing slash, when the hub listens on `bound`.
    ///
    /// # Errors
    /// When none is set and the listening address cannot serve as one: plain http off loopback.
    pub fn base_url_for(&self, bound: SocketAddr) -> Result<BaseUrl, ConfigError> {
        match &self.base_url {
            Some(given) => Ok(given.clone()),
            None => BaseUrl::parse(&format!("http://{bound}")).map_err(|_| ConfigError::Value {
                variable: "RAPPORT_BASE_URL",
                why: format!(
                    "must say at which https:// address people reach the hub, because it listens on {bound}, which \
                     is not loopback"
                ),
            }),
        }
    }

    fn check(&self) -> Result<(), ConfigError> {
        if self.demo {
            if !self.listen.ip().is_loopback() {
                return Err(off_loopback("RAPPORT_LISTEN", self.listen.to_string()));
            }
            if let Some(base_url) = self.base_url.as_ref().filter(|base_url| !base_url.is_loopback()) {
                return Err(off_loopback("RAPPORT_BASE_URL", base_url.to_string()));
            }
        }
        self.base_url_for(self.listen).map(|_| ())
    }
}

/// The environment of this process, as far as it is text.
#[must_use]
pub fn process_environment() -> Environment {
    std::env::vars_os()
        .filter_map(|(key, value)| Some((key.into_string().ok()?, value.into_string().ok()?)))
        .collect()
}

fn off_loopback(variable: &'static str, value: String) -> ConfigError {
    ConfigError::DemoOffLoopback { variable, value }
}

fn text<'a>(layers: &'a Layers, key: &str) -> Option<&'a str> {
    layers.get(key).map(|found| found.text.trim())
}

fn parse<T>(
    layers: &Layers,
    key: &'static str,
    parser: impl FnOnce(&str) -> Result<T, String>,
) -> Result<Option<T>, ConfigError> {
    text(layers, key)
        .map(|text| parser(text).map_err(|why| ConfigError::Value { variable: variable(key), why }))
        .transpose()
}

fn require<T: FromStr>(layers: &Layers, key: &'static str, otherwise: &str) -> Result<T, ConfigError> {
    text(layers, key)
        .and_then(|text| text.parse().ok())
        .ok_or_else(|| ConfigError::Value { variable: variable(key), why: otherwise.to_owned() })
}

fn variable(key: &str) -> &'static str {
    SETTINGS.iter().find(|setting| setting.key == key).map_or("", |setting| setting.variable)
}

fn limits(layers: &Layers) -> Result<Limits, ConfigError> {
    let usual = Limits::default();
    let count = |text: &str| {
        text.parse()
            .ok()
            .filter(|count| *count > 0)
            .ok_or_else(|| "must be a whole number above 0".to_owned())
    };
    Ok(Limits {
        trusted_proxies: parse(layers, "trusted_proxies", said)?.unwrap_or_default(),
        connections: parse(layers, "max_connections", count)?.unwrap_or(usual.connections),
        in_flight: parse(layers, "max_in_flight", count)?.unwrap_or(usual.in_flight),
        ..usual
    })
}

/// For types that say themselves what a value must look like.
fn said<T: FromStr<Err: std::fmt::Display>>(text: &str) -> Result<T, String> {
    text.parse().map_err(|error: T::Err| error.to_string())
}

fn yes_or_no(text: &str) -> Result<bool, String> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "yes" | "on" | "1" => Ok(true),
        "false" | "no" | "off" | "0" => Ok(false),
        _ => Err("must be true or false".to_owned()),
    }
}

fn smtp(text: &str) -> Result<Url, String> {
    let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "smtp" | "smtps") && url.has_host());
    url.ok_or_else(|| "must look like smtps://user:password@mail.example.org".to_owned())
}

fn database(layers: &Layers) -> Result<Database, ConfigError> {
    let connect = |text: &str| {
        Url::parse(text)
            .ok()
            .filter(|url| matches!(url.scheme(), "postgres" | "postgresql"))
            .and_then(|_| text.parse::<PgConnectOptions>().ok())
            .map(|options| Private(Box::new(options)))
            .ok_or_else(|| "must look like postgres://role:password@host/database".to_owned())
    };
    let owner = parse(layers, "owner_url", connect)?;
    match parse(layers, "database_url", connect)? {
        Some(serving) => Ok(Database::External { serving, owner }),
        None if owner.is_some() => Err(ConfigError::OwnerAlone),
        None => Ok(Database::Embedded { bin_dir: text(layers, "postgres_bin_dir").map(PathBuf::from) }),
    }
}

fn secret(layers: &Layers, embedded_demo: bool) -> Result<SecretSource, ConfigError> {
    match (text(layers, "secret"), text(layers, "secret_file")) {
        (Some(_), Some(_)) => Err(ConfigError::TwoSecrets),
        (Some(given), None) => key(given)
            .map(SecretSource::Given)
            .map_err(|why| ConfigError::Value { variable: "RAPPORT_SECRET", why }),
        (None, Some(file)) => Ok(SecretSource::File(PathBuf::from(file))),
        (None, None) if embedded_demo => Ok(SecretSource::Generated),
        (None, None) => Ok(SecretSource::Missing),
    }
}

fn key(text: &str) -> Result<Secret, String> {
    Secret::parse(text).map_err(|error| {
        let why = error.to_string();
        why.strip_prefix("the secret ").map(str::to_owned).unwrap_or(why)
    })
}

fn keys(text: &str) -> Result<Vec<Secret>, String> {
    let all = text.split(',').map(str::trim).filter(|one| !one.is_empty());
    all.map(key)
        .collect::<Result<_, _>>()
        .map_err(|why| format!("holds a key that cannot be used: each {why}"))
}

#[cfg(test)]
mod tests;
