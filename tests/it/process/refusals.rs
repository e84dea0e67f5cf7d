use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;

use super::program::{SECRET, folder, refusal, run};

const OUTSIDE: (&str, &str) = ("DATABASE_URL", "postgres://serving:hunter2@127.0.0.1:1/rapport");

#[test]
fn s15_without_a_secret_nothing_starts_outside_the_embedded_demonstration() {
    let folder = folder();
    let data = folder.path().join("data");
    for settings in [&[OUTSIDE][..], &[OUTSIDE, ("RAPPORT_DEMO", "true")], &[("RAPPORT_DEMO", "false")]] {
        let (code, sentence) = refusal(&data, &["serve"], settings);
        assert_eq!(code, 3, "{sentence}");
        assert!(sentence.contains("There is no secret"), "{sentence}");
    }
    let (code, sentence) = refusal(&data, &["serve"], &[OUTSIDE, ("RAPPORT_SECRET", &"ab".repeat(32))]);
    assert_eq!(code, 3, "{sentence}");
    assert!(!data.join("postgres").exists());
}

#[test]
fn settings_that_are_wrong_are_refused_in_a_sentence_before_anything_starts() {
    let folder = folder();
    let data = folder.path().join("data");
    let off = ("RAPPORT_DEMO", "false");
    let secret = ("RAPPORT_SECRET", SECRET);
    for (settings, telling) in [
        (&[("RAPPORT_LISTEN", "0.0.0.0:0")][..], "on loopback only"),
        (&[("RAPPORT_BASE_URL", "https://hub.example.org")], "on loopback only"),
        (&[off, secret, ("RAPPORT_BASE_URL", "http://hub.example.org")], "plain http is for loopback only"),
        (&[off, secret, ("RAPPORT_LISTEN", "0.0.0.0:0")], "RAPPORT_BASE_URL must say"),
        (&[("RAPPORT_LISTEN", "somewhere")], "RAPPORT_LISTEN must be an address"),
        (&[("RAPPORT_LOG", "rapport=loud")], "RAPPORT_LOG cannot be used"),
        (&[("RAPPORT_CONFIG", "/nowhere/rapport.toml")], "settings file /nowhere/rapport.toml"),
        (&[("RAPPORT_SMTP_URL", "smtp://localhost?tls=perhaps")], "RAPPORT_SMTP_URL cannot be used"),
    ] {
        let (code, sentence) = refusal(&data, &["serve"], settings);
        assert_eq!(code, 3, "{sentence}");
        assert!(sentence.contains(telling), "{sentence}");
    }
    assert!(!data.exists());
}

#[test]
fn what_stands_in_the_way_is_named_with_a_code_of_its_own() {
    let folder = folder();
    let data = folder.path().join("data");
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let (code, sentence) = refusal(&data, &["serve"], &[("RAPPORT_LISTEN", &address)]);
    assert_eq!(code, 4, "{sentence}");
    assert!(sentence.contains("is taken by another program"), "{sentence}");
    let (code, sentence) = refusal(
        &data,
        &["serve"],
        &[
            ("RAPPORT_LISTEN", "192.0.2.1:3000"),
            ("RAPPORT_DEMO", "no"),
            ("RAPPORT_SECRET", SECRET),
            ("RAPPORT_BASE_URL", "https://hub.example.org"),
        ],
    );
    assert_eq!(code, 4, "{sentence}");

    let (code, sentence) = refusal(&data, &["serve"], &[("PG_BINDIR", "/nowhere")]);
    assert_eq!(code, 8, "{sentence}");
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    let (code, sentence) = refusal(&file.join("data"), &["serve"], &[]);
    assert_eq!(code, 6, "{sentence}");

    let secret = ("RAPPORT_SECRET", SECRET);
    let (code, sentence) = refusal(&data, &["serve"], &[OUTSIDE, secret]);
    assert_eq!(code, 11, "{sentence}");
    assert!(sentence.contains("cannot be reached") && !sentence.contains("hunter2"), "{sentence}");
    let (code, sentence) = refusal(&data, &["migrate"], &[OUTSIDE]);
    assert_eq!(code, 3, "{sentence}");
    assert!(sentence.contains("RAPPORT_OWNER_URL is not set"), "{sentence}");
}

#[test]
fn a_full_disk_is_named() {
    let folder = folder();
    let data = folder.path().join("data");
    // An installation whose initdb finds no room, as a real one says it.
    let bin = folder.path().join("bin");
    std::fs::create_dir(&bin).unwrap();
    std::fs::set_permissions(folder.path(), PermissionsExt::from_mode(0o755)).unwrap();
    for (name, body) in [
        ("postgres", "echo 'postgres (PostgreSQL) 17.2'"),
        (
            "initdb",
            "echo 'initdb: error: could not write to file \"base/1/2619\": No space left on device' >&2; exit 1",
        ),
    ] {
        let path = bin.join(name);
        std::fs::write(&path, format!("#!/bin/sh\n{body}\n")).unwrap();
        std::fs::set_permissions(&path, PermissionsExt::from_mode(0o755)).unwrap();
    }
    let (code, sentence) = refusal(&data, &["serve"], &[("PG_BINDIR", bin.to_str().unwrap())]);
    assert_eq!(code, 7, "{sentence}");
    assert!(sentence.contains("is full"), "{sentence}");
    assert!(!data.join("postgres").exists() && !data.join("postgres.new").exists());
}

#[test]
fn the_settings_are_printed_with_their_sources_and_without_secrets() {
    let folder = folder();
    let output =
        run(folder.path(), &["config"], &[OUTSIDE, ("RAPPORT_SECRET", SECRET), ("RAPPORT_LISEN", "x")]);
    assert!(output.status.success());
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(!text.contains("hunter2") && !text.contains(SECRET), "{text}");
    assert!(text.contains(
        "RAPPORT_SECRET (secret in the settings file)\n  value:   set, not shown\n  source:  environment"
    ));
    assert!(
        text.contains("value:   127.0.0.1:0\n  source:  environment\n  default: 127.0.0.1:3000"),
        "{text}"
    );
    assert!(text.contains("RAPPORT_LISEN is set, and is no setting of Rapport"), "{text}");
}

#[test]
fn wrong_usage_is_told_from_failure() {
    let folder = folder();
    assert_eq!(run(folder.path(), &["sing"], &[]).status.code(), Some(2));
    assert_eq!(run(folder.path(), &[], &[]).status.code(), Some(2));
    let help = run(folder.path(), &["--help"], &[]);
    assert!(help.status.success());
    assert!(
        !String::from_utf8(help.stdout).unwrap().contains("run-database-program"),
        "the hidden command stays hidden"
    );
    assert_eq!(run(folder.path(), &["run-database-program"], &[]).status.code(), Some(1));
}
