//! What to read, and the bodies of the field: `content/reading.toml`, inside the binary, read once.

use std::sync::LazyLock;

use serde::Deserialize;

use super::guides::{ContentError, Fault};
use super::search::Document;

const FILE: &str = "content/reading.toml";

static READING: LazyLock<Result<Reading, ContentError>> = LazyLock::new(|| {
    Reading::parse(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/content/reading.toml")))
});

/// The list.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reading {
    #[serde(rename = "book")]
    pub books: Vec<Book>,
    #[serde(rename = "body")]
    pub bodies: Vec<Network>,
}

/// A book.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Book {
    /// Its place on the page.
    pub id: String,
    pub title: String,
    pub author: String,
    /// Of the first edition.
    pub year: u16,
    pub what_for: String,
    #[serde(default)]
    pub words: Vec<String>,
}

/// A body of the field.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Network {
    pub id: String,
    pub name: String,
    pub what_for: String,
    /// Its home page.
    pub home: Option<String>,
    #[serde(default)]
    pub words: Vec<String>,
}

/// The list of this binary.
///
/// # Errors
/// What is wrong with its file.
pub fn reading() -> Result<&'static Reading, ContentError> {
    READING.as_ref().map_err(Clone::clone)
}

impl Reading {
    fn parse(source: &str) -> Result<Self, ContentError> {
        let reading: Self = toml::from_str(source).map_err(|error| {
            let line = error.span().map_or(1, |span| source[..span.start].matches('\n').count() + 1);
            Fault { line, what: error.message().to_owned() }.of(FILE)
        })?;
        let loose =
            reading.bodies.iter().filter_map(|body| body.home.as_deref()).find(|home| !is_home_page(home));
        match loose {
            Some(home) => {
                Err(Fault { line: 1, what: format!("{home:?} is no home page with https") }.of(FILE))
            }
            None => Ok(reading),
        }
    }

    /// Its entries, for search.
    #[must_use]
    pub fn documents(&self) -> Vec<Document> {
        let books = self.books.iter().map(|book| {
            let names = [vec![book.author.clone(), "book".to_owned()], book.words.clone()].concat();
            (&book.id, format!("{} ({}, {})", book.title, book.author, book.year), &book.what_for, names)
        });
        let bodies = self.bodies.iter().map(|body| {
            (
                &body.id,
                body.name.clone(),
                &body.what_for,
                [vec!["body".to_owned()], body.words.clone()].concat(),
            )
        });
        books
            .chain(bodies)
            .map(|(id, title, what_for, words)| Document {
                href: format!("/guidance/reading#{id}"),
                title,
                kind: "To read",
                summary: what_for.clone(),
                words,
                passages: Vec::new(),
            })
            .chain([Document {
                href: "/guidance/reading".to_owned(),
                title: "Reading list and networks".to_owned(),
                kind: "Page",
                summary: "Books worth your time, and the bodies of coaching and mentoring by name."
                    .to_owned(),
                words: ["books", "further reading", "professional bodies", "networks", "bibliography"]
                    .map(str::to_owned)
                    .to_vec(),
                passages: Vec::new(),
            }])
            .collect()
    }
}

/// The host of a home page, as a link says it.
#[must_use]
pub fn host(home: &str) -> &str {
    home.trim_start_matches("https://").trim_start_matches("www.").trim_end_matches('/')
}

/// Nothing deeper than a home page is linked: those stay where they are.
fn is_home_page(address: &str) -> bool {
    address
        .strip_prefix("https://")
        .and_then(|rest| rest.strip_suffix('/'))
        .is_some_and(|host| !host.is_empty() && !host.contains(['/', '?', '#', '@', ' ']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_can_be_read_and_every_entry_has_a_place_of_its_own() {
        let reading = reading().unwrap_or_else(|error| panic!("{error}"));
        let mut ids: Vec<&String> = reading
            .books
            .iter()
            .map(|book| &book.id)
            .chain(reading.bodies.iter().map(|body| &body.id))
            .collect();
        let all = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert!(all >= 9 && ids.len() == all);
        assert!(reading.books.iter().all(|book| (1950..2027).contains(&book.year)));
    }

    #[test]
    fn a_fault_names_the_file_and_its_line() {
        let wrong = |source: &str| Reading::parse(source).unwrap_err().to_string();
        assert!(
            wrong("book = []\nbody = []\nthing = 1")
                .starts_with("content/reading.toml, line 3: unknown field")
        );
        let body =
            "book = []\n[[body]]\nid = \"x\"\nname = \"X\"\nwhat_for = \"Y.\"\nhome = \"http://x.example/\"";
        assert!(wrong(body).contains("no home page with https"));
        assert!(
            wrong(&body.replace("http://x.example/", "https://x.example/deep/page")).contains("no home page")
        );
    }
}
