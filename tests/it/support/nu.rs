//! The Nu HTML checker, over many pages in one run (A3).

use std::path::Path;
use std::process::Command;

/// What the checker says of one page.
#[derive(Debug)]
pub struct Finding {
    /// The number of the page in the list that was given.
    pub page: usize,
    pub kind: String,
    pub message: String,
    pub extract: String,
}

/// Checks pages and returns every error and warning.
///
/// Panics when the checker is not there: `bin/test` fetches it.
pub fn check(pages: &[&str]) -> Vec<Finding> {
    let jar = std::env::var("RAPPORT_TEST_NU_JAR").unwrap_or_else(|_| {
        let known =
            std::fs::read_dir("target/tools").into_iter().flatten().flatten().map(|entry| entry.path());
        let jar = known.into_iter().find(|path| path.extension().is_some_and(|ending| ending == "jar"));
        jar.expect("the Nu checker: run bin/test, which fetches it").to_string_lossy().into_owned()
    });
    let folder = tempfile::tempdir().expect("a folder");
    for (number, page) in pages.iter().enumerate() {
        std::fs::write(folder.path().join(format!("{number:04}.html")), page).expect("a page in a file");
    }
    let output = Command::new("java")
        .args(["-Xss1m", "-jar", &jar, "--format", "json", "--stdout", "--exit-zero-always"])
        .arg(folder.path())
        .output()
        .expect("java runs");
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|error| {
        panic!(
            "{error}: {} {}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        )
    });
    let text = |message: &serde_json::Value, key: &str| message[key].as_str().unwrap_or_default().to_owned();
    report["messages"]
        .as_array()
        .expect("a list of messages")
        .iter()
        .map(|message| Finding {
            page: number_of(&text(message, "url")),
            kind: format!("{} {}", text(message, "type"), text(message, "subType")).trim().to_owned(),
            message: text(message, "message"),
            extract: text(message, "extract"),
        })
        .collect()
}

fn number_of(url: &str) -> usize {
    let stem = Path::new(url).file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    stem.parse().unwrap_or_else(|_| panic!("{url} is not one of the pages"))
}

#[test]
fn a3_the_checker_finds_what_it_should() {
    let good = "<!doctype html><html lang=\"en\"><head><title>A</title></head><body><p>a</p></body></html>";
    let bad = good.replace("<p>a</p>", "<p id=\"x\">a</p><p id=\"x\">b</p><div role=\"nothing\">c</div>");
    let found = check(&[good, &bad]);
    assert!(found.len() >= 2 && found.iter().all(|finding| finding.page == 1), "{found:#?}");
}
