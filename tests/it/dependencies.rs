//! Where dependencies come from and what their licences allow (S16), by the rules of deny.toml and without its tool.
//! Advisories need a list that changes daily: `bin/test` asks for them where `cargo deny` is installed.

use std::collections::BTreeSet;
use std::process::Command;

use serde_json::Value;

#[test]
fn s16_every_licence_is_allowed() {
    let allowed = list_in_deny_toml("allow = [");
    assert!(allowed.contains("MIT"), "{allowed:?}");
    let refused: Vec<String> = packages()
        .iter()
        .filter(|package| package["source"].is_string())
        .filter(|package| !is_allowed(package["license"].as_str().unwrap_or_default(), &allowed))
        .map(|package| format!("{} {}: {}", package["name"], package["version"], package["license"]))
        .collect();
    assert!(refused.is_empty(), "{refused:#?}");
}

#[test]
fn s16_every_dependency_is_pinned_by_its_checksum_and_none_is_banned() {
    let lock = std::fs::read_to_string("Cargo.lock").expect("Cargo.lock");
    let banned = ["openssl-sys", "aws-lc-sys", "native-tls"];
    let mut counted = 0;
    for package in lock.split("[[package]]").skip(1) {
        let value = |key: &str| {
            let line = package.lines().find(|line| line.starts_with(&format!("{key} = ")));
            line.and_then(|line| line.split('"').nth(1)).unwrap_or_default().to_owned()
        };
        let name = value("name");
        assert!(!banned.contains(&name.as_str()), "{name} is banned by deny.toml");
        if name != "rapport" {
            assert!(value("source").starts_with("registry+"), "{name} comes from {:?}", value("source"));
            assert_eq!(value("checksum").len(), 64, "{name} has no checksum");
            counted += 1;
        }
    }
    assert!(counted > 100, "{counted} dependencies");
}

/// Every package of the build on Linux, as cargo tells.
fn packages() -> Vec<Value> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--offline", "--locked"])
        .args(["--filter-platform", "x86_64-unknown-linux-gnu"])
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    metadata["packages"].as_array().expect("packages").clone()
}

fn list_in_deny_toml(start: &str) -> BTreeSet<String> {
    let text = std::fs::read_to_string("deny.toml").expect("deny.toml");
    let (_, list) = text.split_once(start).expect("the list");
    let (list, _) = list.split_once(']').expect("its end");
    list.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}

/// Whether an SPDX expression can be satisfied by allowed licences: some side of each OR, every side of each AND.
fn is_allowed(expression: &str, allowed: &BTreeSet<String>) -> bool {
    let spaced =
        expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ").replace(" WITH ", "\u{a0}");
    let words: Vec<String> = spaced.split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect();
    let mut at = 0;
    let whole = either(&words, &mut at, allowed);
    whole && at == words.len()
}

fn either(words: &[String], at: &mut usize, allowed: &BTreeSet<String>) -> bool {
    let mut any = both(words, at, allowed);
    while words.get(*at).is_some_and(|word| word == "OR") {
        *at += 1;
        any |= both(words, at, allowed);
    }
    any
}

fn both(words: &[String], at: &mut usize, allowed: &BTreeSet<String>) -> bool {
    let mut all = one(words, at, allowed);
    while words.get(*at).is_some_and(|word| word == "AND") {
        *at += 1;
        all &= one(words, at, allowed);
    }
    all
}

fn one(words: &[String], at: &mut usize, allowed: &BTreeSet<String>) -> bool {
    let Some(word) = words.get(*at) else { return false };
    *at += 1;
    if word == "(" {
        let inner = either(words, at, allowed);
        *at += 1;
        return inner;
    }
    allowed.contains(&word.replace('\u{a0}', " WITH "))
}

#[test]
fn licence_expressions_are_read_as_spdx_means_them() {
    let allowed: BTreeSet<String> = ["MIT".to_owned(), "ISC".to_owned()].into();
    for (expression, expected) in [
        ("MIT", true),
        ("GPL-3.0 OR MIT", true),
        ("GPL-3.0/MIT", true),
        ("MIT AND GPL-3.0", false),
        ("(GPL-3.0 OR MIT) AND ISC", true),
        ("MIT WITH exception", false),
        ("", false),
    ] {
        assert_eq!(is_allowed(expression, &allowed), expected, "{expression}");
    }
}
