//! The table of settings: one line each, in the order they are printed.

use crate::platform::telemetry::logs::DEFAULT_FILTER;

/// One setting: where it comes from, what it is for, and what holds when nobody says.
#[derive(Debug, Clone, Copy)]
pub struct Setting {
    /// Its name in the settings file: `listen`.
    pub key: &'static str,
    /// Its environment variable: `RAPPORT_LISTEN`.
    pub variable: &'static str,
    /// The value when nobody says; `None` when it is then worked out or absent.
    pub default: Option<&'static str>,
    /// What holds without a value, for settings that have no fixed default.
    pub otherwise: &'static str,
    pub meaning: &'static str,
    pub shown: Shown,
}

/// How a value may be printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    Plainly,
    /// An address whose password is left out.
    WithoutPassword,
    /// Never.
    Never,
}

const fn plain(
    key: &'static str,
    variable: &'static str,
    default: Option<&'static str>,
    otherwise: &'static str,
    meaning: &'static str,
) -> Setting {
    Setting { key, variable, default, otherwise, meaning, shown: Shown::Plainly }
}

const fn address(
    key: &'static str,
    variable: &'static str,
    otherwise: &'static str,
    meaning: &'static str,
) -> Setting {
    Setting { key, variable, default: None, otherwise, meaning, shown: Shown::WithoutPassword }
}

/// The variable that names the settings file; a setting of its own only in the environment.
pub const FILE_VARIABLE: &str = "RAPPORT_CONFIG";

/// Every setting.
pub const SETTINGS: &[Setting] = &[
    plain("listen", "RAPPORT_LISTEN", Some("127.0.0.1:3000"), "", "address and port the hub listens on"),
    plain(
        "base_url",
        "RAPPORT_BASE_URL",
        None,
        "http:// and the listening address",
        "address people type, used in mails; https makes the session cookie Secure, http is for loopback only",
    ),
    plain(
        "data_dir",
        "RAPPORT_DATA_DIR",
        Some("./data"),
        "",
        "folder of the embedded database and the generated secret",
    ),
    plain(
        "demo",
        "RAPPORT_DEMO",
        None,
        "true on the embedded database, false with DATABASE_URL",
        "demonstration: believable people, one-click sign-in and /demo/mail; on loopback only",
    ),
    plain(
        "operator",
        "RAPPORT_OPERATOR",
        None,
        "the privacy notice says: the organisation that runs the hub at its address",
        "name of the organisation that runs the hub, the controller in the privacy notice",
    ),
    address(
        "database_url",
        "DATABASE_URL",
        "the embedded database",
        "Postgres to use instead of the embedded one, as the serving role, which cannot change the schema",
    ),
    address(
        "owner_url",
        "RAPPORT_OWNER_URL",
        "serve does not migrate an outside database",
        "the same database as the role that owns the schema; migrates",
    ),
    plain("pool_size", "RAPPORT_POOL_SIZE", Some("16"), "", "most database connections at once"),
    plain(
        "postgres_bin_dir",
        "PG_BINDIR",
        None,
        "looked for in the usual places",
        "folder that holds initdb and postgres, for the embedded database",
    ),
    Setting {
        key: "secret",
        variable: "RAPPORT_SECRET",
        default: None,
        otherwise: "generated once in the embedded demonstration, required elsewhere",
        meaning: "64 hexadecimal digits that seal what is stored; make one with: openssl rand -hex 32",
        shown: Shown::Never,
    },
    plain("secret_file", "RAPPORT_SECRET_FILE", None, "none", "file that holds the secret instead"),
    Setting {
        key: "note_key",
        variable: "RAPPORT_NOTE_KEY",
        default: None,
        otherwise: "derived from the secret",
        meaning: "64 hexadecimal digits: the outer key that wraps the keys of notes",
        shown: Shown::Never,
    },
    Setting {
        key: "note_keys_old",
        variable: "RAPPORT_NOTE_KEYS_OLD",
        default: None,
        otherwise: "none",
        meaning: "outer keys of notes that still open, separated by commas; see rotate-note-keys",
        shown: Shown::Never,
    },
    address(
        "smtp_url",
        "RAPPORT_SMTP_URL",
        "mail waits in the outbox; the demonstration shows it at /demo/mail",
        "mail server: smtps://user:password@host, or smtp://host:587?tls=required",
    ),
    plain(
        "mail_from",
        "RAPPORT_MAIL_FROM",
        Some("Rapport <hub@rapport.example>"),
        "",
        "sender of every mail",
    ),
    plain(
        "mail_reply_to",
        "RAPPORT_MAIL_REPLY_TO",
        None,
        "answers go to the sender",
        "address that answers to the hub's mails reach",
    ),
    plain(
        "mail_dir",
        "RAPPORT_MAIL_DIR",
        None,
        "none",
        "folder to write mails to as files instead of sending them",
    ),
    plain(
        "metrics_listen",
        "RAPPORT_METRICS_LISTEN",
        None,
        "no metrics",
        "internal address and port for Prometheus metrics",
    ),
    plain(
        "log",
        "RAPPORT_LOG",
        None,
        DEFAULT_FILTER,
        "what is logged: error, warn, info, debug, or a list such as rapport=debug,warn",
    ),
    plain(
        "log_format",
        "RAPPORT_LOG_FORMAT",
        Some("pretty"),
        "",
        "how log lines are written: pretty or json",
    ),
    plain(
        "trusted_proxies",
        "RAPPORT_TRUSTED_PROXIES",
        None,
        "nobody: X-Forwarded-For is ignored",
        "addresses or networks of proxies whose X-Forwarded-For is believed, separated by commas",
    ),
    plain("max_connections", "RAPPORT_MAX_CONNECTIONS", Some("4096"), "", "most open connections at once"),
    plain(
        "max_in_flight",
        "RAPPORT_MAX_IN_FLIGHT",
        Some("128"),
        "",
        "most requests worked on at once; more wait a moment and are then told to come back",
    ),
];
