use super::*;

const SECRET: &str = "9f2c4e6a8b0d1f3355779bbddf02468ace13579bdf0e2d4c6b8a99f7e5d3c1b0";

fn given(pairs: &[(&str, &str)]) -> Environment {
    pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}

fn refused(pairs: &[(&str, &str)]) -> String {
    Config::from_environment(&given(pairs)).unwrap_err().to_string()
}

#[test]
fn with_nothing_set_it_is_the_demonstration_on_loopback() {
    let config = Config::from_environment(&given(&[])).unwrap();
    assert_eq!(config.listen, "127.0.0.1:3000".parse().unwrap());
    assert!(config.demo);
    assert!(matches!(config.secret, SecretSource::Generated));
    assert!(matches!(config.database, Database::Embedded { bin_dir: None }));
    assert_eq!(config.base_url_for(config.listen).unwrap().to_string(), "http://127.0.0.1:3000");
}

#[test]
fn s15_an_outside_database_is_no_demonstration_and_generates_no_secret() {
    let url = ("DATABASE_URL", "postgres://serving@db.example/rapport");
    let config = Config::from_environment(&given(&[url])).unwrap();
    assert!(!config.demo);
    assert!(matches!(config.secret, SecretSource::Missing));
    let asked_for = Config::from_environment(&given(&[url, ("RAPPORT_DEMO", "true")])).unwrap();
    assert!(asked_for.demo);
    assert!(matches!(asked_for.secret, SecretSource::Missing));
}

#[test]
fn s15_default_secrets_are_refused() {
    assert!(
        refused(&[("RAPPORT_SECRET", "changeme")])
            .starts_with("RAPPORT_SECRET must be 64 hexadecimal digits")
    );
    assert!(refused(&[("RAPPORT_SECRET", &"00".repeat(32))]).contains("well-known"));
    assert!(refused(&[("RAPPORT_SECRET", SECRET), ("RAPPORT_SECRET_FILE", "x")]).contains("Keep one"));
}

#[test]
fn the_demonstration_stays_on_loopback() {
    assert!(refused(&[("RAPPORT_LISTEN", "0.0.0.0:3000")]).contains("RAPPORT_LISTEN is 0.0.0.0:3000"));
    assert!(
        refused(&[("RAPPORT_BASE_URL", "https://hub.example.org")]).contains("RAPPORT_BASE_URL is https://")
    );
}

#[test]
fn plain_http_is_for_loopback_only() {
    let off = ("RAPPORT_DEMO", "false");
    assert!(
        refused(&[off, ("RAPPORT_BASE_URL", "http://hub.example.org")])
            .contains("plain http is for loopback")
    );
    assert!(refused(&[off, ("RAPPORT_LISTEN", "0.0.0.0:3000")]).contains("RAPPORT_BASE_URL must say"));
    for good in ["https://hub.example.org", "http://localhost:3000", "http://[::1]:3000", "http://127.9.9.9"]
    {
        Config::from_environment(&given(&[off, ("RAPPORT_BASE_URL", good)])).unwrap();
    }
    for bad in
        ["hub.example.org", "https://hub.example.org/path", "https://me@hub.example.org", "ftp://localhost"]
    {
        assert!(refused(&[off, ("RAPPORT_BASE_URL", bad)]).starts_with("RAPPORT_BASE_URL "), "{bad}");
    }
}

#[test]
fn every_bad_value_is_named_by_its_variable() {
    for (variable, value) in [
        ("RAPPORT_LISTEN", "3000"),
        ("RAPPORT_DEMO", "maybe"),
        ("RAPPORT_POOL_SIZE", "0"),
        ("RAPPORT_SMTP_URL", "mail.example.org"),
        ("RAPPORT_MAIL_FROM", "nobody"),
        ("RAPPORT_METRICS_LISTEN", "here"),
        ("RAPPORT_NOTE_KEY", "changeme"),
        ("RAPPORT_NOTE_KEYS_OLD", "changeme"),
        ("DATABASE_URL", "mysql:"),
    ] {
        assert!(refused(&[(variable, value)]).starts_with(variable), "{variable}");
    }
    assert!(
        refused(&[("RAPPORT_OWNER_URL", "postgres://owner@db.example/rapport")])
            .contains("without DATABASE_URL")
    );
}

#[test]
fn the_environment_wins_over_the_file_and_the_file_over_the_default() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rapport.toml");
    std::fs::write(&path, "listen = \"127.0.0.1:4000\"\npool_size = 7\ndemo = false\n").unwrap();
    let file = path.to_str().unwrap();
    let environment =
        given(&[("RAPPORT_CONFIG", file), ("RAPPORT_LISTEN", "127.0.0.1:5000"), ("RAPPORT_DEMO", "")]);
    let config = Config::from_environment(&environment).unwrap();
    assert_eq!((config.listen.port(), config.pool_size, config.demo), (5000, 7, false));
    let report = report(&environment).unwrap();
    assert!(report.contains(&format!("value:   7\n  source:  {file}")), "{report}");
    assert!(report.contains("value:   127.0.0.1:5000\n  source:  environment"), "{report}");

    std::fs::write(&path, "lisen = \"127.0.0.1:4000\"\n").unwrap();
    assert!(refused(&[("RAPPORT_CONFIG", file)]).contains("no setting named lisen"));
    std::fs::write(&path, "listen =").unwrap();
    assert!(refused(&[("RAPPORT_CONFIG", file)]).contains("cannot be used"));
}

#[test]
fn the_report_shows_every_setting_and_no_secret() {
    let report = report(&given(&[
        ("RAPPORT_SECRET", SECRET),
        ("DATABASE_URL", "postgres://serving:hunter2@db.example/rapport"),
        ("RAPPORT_OWNER_URL", "postgres://db.example/rapport?user=owner&password=hunter2"),
        ("RAPPORT_SMTP_URL", "smtps://user:hunter2@mail.example"),
        ("RAPPORT_LISEN", "127.0.0.1:3000"),
    ]))
    .unwrap();
    for setting in SETTINGS {
        assert!(report.contains(setting.variable), "{}", setting.variable);
    }
    assert!(!report.contains("hunter2") && !report.contains(SECRET), "{report}");
    assert!(report.contains("serving:REDACTED@db.example"));
    assert!(report.contains("RAPPORT_LISEN is set, and is no setting"));
}

#[test]
fn s13_settings_can_be_logged_without_their_passwords() {
    let config = Config::from_environment(&given(&[
        ("RAPPORT_SECRET", SECRET),
        ("DATABASE_URL", "postgres://serving:hunter2@db.example/rapport"),
        ("RAPPORT_OWNER_URL", "postgres://owner:hunter2@db.example/rapport"),
        ("RAPPORT_SMTP_URL", "smtps://user:hunter2@mail.example"),
    ]))
    .unwrap();
    let logged = format!("{config:?}");
    assert!(!logged.contains("hunter2") && !logged.contains(SECRET), "{logged}");
}

#[test]
fn s15_keys_of_notes_are_read_strictly_and_never_shown() {
    let other = SECRET.replace('9', "7");
    let old = format!("{SECRET}, {other}");
    let environment =
        given(&[("RAPPORT_NOTE_KEY", SECRET), ("RAPPORT_NOTE_KEYS_OLD", &old), ("RAPPORT_DEMO", "true")]);
    let config = Config::from_environment(&environment).unwrap();
    assert!(config.note_key.is_some());
    assert_eq!(config.note_keys_old.len(), 2);
    for told in [format!("{config:?}"), report(&environment).unwrap()] {
        assert!(!told.contains(SECRET) && !told.contains(&other), "{told}");
    }
    assert!(refused(&[("RAPPORT_NOTE_KEY", &"00".repeat(32))]).contains("well-known"));
    let half = format!("{SECRET},{}", "00".repeat(32));
    assert!(refused(&[("RAPPORT_NOTE_KEYS_OLD", &half)]).starts_with("RAPPORT_NOTE_KEYS_OLD holds a key"));
}

#[test]
fn limits_are_read_strictly() {
    let config = Config::from_environment(&given(&[
        ("RAPPORT_TRUSTED_PROXIES", "10.0.0.0/8, ::1"),
        ("RAPPORT_MAX_CONNECTIONS", "100"),
        ("RAPPORT_LOG_FORMAT", "json"),
    ]))
    .unwrap();
    assert_eq!(config.limits.connections, 100);
    assert_eq!(config.limits.in_flight, Limits::default().in_flight);
    assert_eq!(config.limits.trusted_proxies, "10.0.0.0/8,::1".parse().unwrap());
    assert_eq!(config.log_format, LogFormat::Json);
    assert!(refused(&[("RAPPORT_MAX_IN_FLIGHT", "0")]).contains("above 0"));
    assert!(refused(&[("RAPPORT_TRUSTED_PROXIES", "proxy.example")]).contains("holds “proxy.example”"));
    assert!(refused(&[("RAPPORT_LOG_FORMAT", "xml")]).contains("pretty or json"));
}

#[test]
fn the_handbook_lists_every_setting_with_its_default() {
    let handbook = include_str!("../../docs/OPERATIONS.md");
    for setting in SETTINGS {
        let row = handbook.lines().find(|line| line.starts_with(&format!("| `{}` |", setting.variable)));
        let row = row.unwrap_or_else(|| panic!("{} is missing", setting.variable));
        assert!(setting.default.is_none_or(|default| row.contains(default)), "{row}");
    }
}
