//! The rules of the house that the compiler cannot check, by reading the sources.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Slices, each of which may use those before it and none of those after it.
const ORDER: [&str; 28] = [
    "events",
    "organisations",
    "accounts",
    "vocabulary",
    "pools",
    "availability",
    "calendar",
    "profiles",
    "memberships",
    "applications",
    "registers",
    "search",
    "chemistry",
    "concerns",
    "tools",
    "relationships",
    "ledger",
    "returns",
    "activity",
    "schemes",
    "training",
    "coordination",
    "guidance",
    "privacy",
    "own_data",
    "admin",
    "presets",
    "demo",
];

/// What the pages of any slice may name: who is asking.
const VIEWER: &str = "crate::accounts::Viewer";

/// Files of a slice that may not hold SQL: it belongs in the store, or in a file named after the noun it stores.
const WITHOUT_SQL: [&str; 7] = ["web", "actions", "model", "emails", "guard", "viewer", "layer"];

const LONGEST_FILE: usize = 400;

#[test]
fn rule_4_platform_knows_no_slice() {
    let wrong: Vec<String> = sources("src/platform")
        .iter()
        .flat_map(|source| {
            used_modules(&source.code)
                .into_iter()
                .filter(|module| ORDER.contains(&module.as_str()))
                .map(|module| format!("{} uses {module}", source.path))
                .collect::<Vec<_>>()
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn rule_4_slices_use_only_earlier_slices() {
    let mut wrong = Vec::new();
    for source in sources("src") {
        let Some(own) = slice_of(&source.path) else { continue };
        let position = ORDER.iter().position(|slice| *slice == own);
        let Some(position) = position else {
            wrong.push(format!("{}: the slice {own} has no place in ORDER", source.path));
            continue;
        };
        let is_page = source.path.contains("/web");
        let code = if is_page { source.code.replace(VIEWER, "") } else { source.code };
        for module in used_modules(&code) {
            let used = ORDER.iter().position(|slice| *slice == module);
            if used.is_some_and(|used| used > position) {
                wrong.push(format!("{} uses {module}, which comes after {own}", source.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn rule_1_matching_is_pure() {
    for source in sources("src/matching") {
        for module in used_modules(&source.code) {
            assert_eq!(module, "matching", "{} uses {module}", source.path);
        }
        assert!(!source.code.contains("sqlx"), "{} knows SQL", source.path);
    }
}

#[test]
fn rule_3_sql_lives_in_stores_and_what_holds_sql_never_begins_or_commits() {
    let mut wrong = Vec::new();
    for source in sources("src") {
        let Some(slice) = slice_of(&source.path) else { continue };
        if !source.code.contains("sqlx::query") {
            continue;
        }
        let inside = source.path.trim_start_matches(&format!("src/{slice}/"));
        let kind = inside.split('/').next().unwrap_or_default().trim_end_matches(".rs");
        if WITHOUT_SQL.contains(&kind) {
            wrong.push(format!("{} holds SQL; put it in the store of {slice}", source.path));
        }
        if [".begin()", ".commit()", ".rollback()"].iter().any(|call| source.code.contains(call)) {
            wrong.push(format!("{} holds SQL and begins or ends a transaction", source.path));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn rule_3_stores_are_private_to_their_slice() {
    let open: Vec<String> = sources("src")
        .iter()
        .filter(|source| source.path.ends_with("mod.rs"))
        .filter(|source| source.code.lines().any(|line| line.trim() == "pub mod store;"))
        .map(|source| source.path.clone())
        .collect();
    assert!(open.is_empty(), "a store is private to its slice: {open:?}");
}

#[test]
fn rule_6_routes_are_declared_in_one_way() {
    let wrong: Vec<String> = sources("src")
        .iter()
        .filter(|source| !source.path.starts_with("src/platform/"))
        .filter(|source| {
            [".route(", ".route_service(", ".nest("].iter().any(|call| source.code.contains(call))
        })
        .map(|source| source.path.clone())
        .collect();
    assert!(wrong.is_empty(), "declare routes with platform::web::Routes: {wrong:?}");
}

#[test]
fn rule_7_files_stay_small() {
    let mut all = sources("src");
    all.extend(sources("tests/it"));
    let long: Vec<String> = all
        .iter()
        .map(|source| (source.path.clone(), source.lines))
        .filter(|(_, lines)| *lines > LONGEST_FILE)
        .map(|(path, lines)| format!("{path}: {lines} lines"))
        .collect();
    assert!(long.is_empty(), "split by noun: {long:#?}");
}

#[test]
fn time_comes_from_the_clock_alone() {
    let calls = ["Timestamp::now", "Zoned::now", "SystemTime::now", "Uuid::now_v7", "OffsetDateTime::now"];
    let wrong: Vec<String> = sources("src")
        .iter()
        .filter(|source| source.path != "src/platform/clock.rs")
        .filter(|source| calls.iter().any(|call| source.code.contains(call)))
        .map(|source| source.path.clone())
        .collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn s11_templates_never_switch_escaping_off() {
    for (path, text) in templates_ending("html") {
        assert!(!text.contains("|safe") && !text.contains("| safe"), "{path} uses the safe filter");
    }
}

#[test]
fn s11_one_type_alone_gets_past_escaping() {
    let makers: Vec<String> = sources("src")
        .iter()
        .filter(|source| source.code.contains("HtmlSafe"))
        .map(|source| source.path.clone())
        .collect();
    assert_eq!(
        makers,
        ["src/guidance/markup.rs"],
        "values that templates do not escape are made there alone"
    );
}

#[test]
fn s10_templates_hold_no_inline_script_or_style() {
    for (path, text) in templates_ending("html") {
        if path.starts_with("templates/emails/") || path.starts_with("templates/layouts/email") {
            continue;
        }
        // Never shown by the hub: a file that is taken away, and has to look right where there is nothing else.
        if path == "templates/own_data/file.html" {
            continue;
        }
        for (number, line) in text.lines().enumerate() {
            let line = line.to_lowercase();
            let inline_script = line.contains("<script") && !line.contains("src=");
            let handler = line
                .split_whitespace()
                .any(|word| word.starts_with("on") && word.contains("=\"") && !word.starts_with("on=\""));
            assert!(
                !inline_script && !handler && !line.contains("<style") && !line.contains(" style=\""),
                "{path}:{}: {line}",
                number + 1
            );
        }
    }
}

#[test]
fn every_template_is_used() {
    let mut readers: String = sources("src").iter().map(|source| source.code.as_str()).collect();
    let all = templates();
    for (_, text) in &all {
        readers.push_str(text);
    }
    let unused: Vec<&String> = all
        .iter()
        .map(|(path, _)| path)
        // A library for pages to come, compared with the design system's fixtures as it is.
        .filter(|path| !path.starts_with("templates/components/"))
        .filter(|path| !readers.contains(&format!("\"{}\"", path.trim_start_matches("templates/"))))
        .collect();
    assert!(unused.is_empty(), "{unused:?}");
}

#[test]
fn every_module_says_what_it_is() {
    let silent: Vec<String> = sources("src")
        .iter()
        .filter(|source| source.path.ends_with("/mod.rs") && source.lines > 20)
        .filter(|source| {
            let doc: String = source.text.lines().take_while(|line| line.starts_with("//!")).collect();
            doc.len() < 30
        })
        .map(|source| source.path.clone())
        .collect();
    assert!(silent.is_empty(), "begin with a sentence in the field's words: {silent:?}");
}

#[test]
fn pages_say_coach_or_mentor() {
    for (path, text) in templates() {
        let shown = without_tags(&text).to_lowercase();
        assert!(
            !shown.contains("practitioner"),
            "{path} says practitioner, which means clinician to its readers"
        );
        assert!(!shown.contains("lorem ipsum"), "{path} holds filler");
    }
}

struct Source {
    path: String,
    text: String,
    /// The text without comments and without its inline tests.
    code: String,
    lines: usize,
}

fn sources(folder: &str) -> Vec<Source> {
    files(Path::new(folder), "rs")
        .into_iter()
        .map(|path| {
            let text = std::fs::read_to_string(&path).expect("a source file");
            let tested = text.find("#[cfg(test)]\nmod tests {").map_or(text.as_str(), |start| &text[..start]);
            let code = tested
                .lines()
                .filter(|line| !line.trim_start().starts_with("//"))
                .collect::<Vec<_>>()
                .join("\n");
            Source { path: path.to_string_lossy().into_owned(), lines: text.lines().count(), code, text }
        })
        .collect()
}

fn templates() -> Vec<(String, String)> {
    [templates_ending("html"), templates_ending("txt")].concat()
}

fn templates_ending(ending: &str) -> Vec<(String, String)> {
    files(Path::new("templates"), ending)
        .into_iter()
        .map(|path| {
            let text = std::fs::read_to_string(&path).expect("a template");
            (path.to_string_lossy().into_owned(), text)
        })
        .collect()
}

fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut found = Vec::new();
    for entry in entries {
        let path = entry.expect("a folder's entry").path();
        if path.is_dir() {
            found.extend(files(&path, ending));
        } else if path.extension().is_some_and(|own| own == ending) {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// The slice a file belongs to; `None` for the platform, the pure core and the crate's root.
fn slice_of(path: &str) -> Option<String> {
    let inside = path.strip_prefix("src/")?;
    let first = inside.split('/').next()?;
    let slice = first.strip_suffix(".rs").unwrap_or(first);
    (!["platform", "config", "commands", "matching", "main", "lib"].contains(&slice)
        && (inside.contains('/') || ORDER.contains(&slice)))
    .then(|| slice.to_owned())
}

/// The modules of this crate that a source names, as `crate::x` or inside `use crate::{x, y::z}`.
fn used_modules(code: &str) -> BTreeSet<String> {
    let mut modules = BTreeSet::new();
    for (start, _) in code.match_indices("crate::") {
        if code[..start].ends_with('$') {
            continue;
        }
        let rest = &code[start + "crate::".len()..];
        if let Some(group) = rest.strip_prefix('{') {
            modules.extend(group_members(group));
        } else {
            modules.insert(identifier(rest));
        }
    }
    modules
}

/// The first names of a braced list of imports, as far as its closing brace.
fn group_members(group: &str) -> Vec<String> {
    let mut members = Vec::new();
    let mut depth = 0_usize;
    let mut start = 0;
    for (at, letter) in group.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' if depth == 0 => {
                members.push(identifier(&group[start..at]));
                break;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                members.push(identifier(&group[start..at]));
                start = at + 1;
            }
            _ => {}
        }
    }
    members.retain(|member| !member.is_empty());
    members
}

fn identifier(text: &str) -> String {
    text.trim_start().chars().take_while(|letter| letter.is_ascii_alphanumeric() || *letter == '_').collect()
}

/// What a reader of a template sees: no tags, no expressions, no comments.
fn without_tags(text: &str) -> String {
    let mut shown = String::new();
    let mut rest = text;
    while let Some(start) = rest.find(['<', '{']) {
        shown.push_str(&rest[..start]);
        let tail = &rest[start..];
        let end = ["{{", "{%", "{#", "<"]
            .iter()
            .zip(["}}", "%}", "#}", ">"])
            .find(|(open, _)| tail.starts_with(**open))
            .and_then(|(_, close)| tail.find(close).map(|at| at + close.len()));
        rest = &tail[end.unwrap_or(1)..];
    }
    shown.push_str(rest);
    shown
}

#[test]
fn the_scanner_finds_what_it_looks_for() {
    let code = "use crate::{accounts::{self, Viewer}, demo};\nlet x = crate::pools::Pool; $crate::events::x";
    let found: Vec<String> = used_modules(code).into_iter().collect();
    assert_eq!(found, ["accounts", "demo", "pools"]);
    assert_eq!(
        without_tags("<p class=\"practitioner\">Your {{ practitioner }} {% if x %}coach</p>"),
        "Your  coach"
    );
    assert_eq!(slice_of("src/accounts/web.rs").as_deref(), Some("accounts"));
    assert_eq!(slice_of("src/platform/web/page.rs"), None);
}
