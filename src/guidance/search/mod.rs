//! Search over the guides, the tools, the reading list and the pages of the hub, with the words people use.

mod document;
mod excerpt;
mod index;
#[cfg(test)]
mod index_tests;
mod places;
mod synonyms;
mod web;
mod words;

use std::sync::LazyLock;

pub use document::Document;
pub use excerpt::{Excerpt, Piece, marked};
pub use index::{Found, Hit, Index};
pub(super) use web::routes;

use super::guides::{ContentError, guides};
use super::reading::reading;

static INDEX: LazyLock<Result<Index, ContentError>> = LazyLock::new(|| Ok(Index::of(documents()?)));

/// The index of this binary, made when it is first asked.
///
/// # Errors
/// What is wrong with a file of `content/`.
pub fn index() -> Result<&'static Index, ContentError> {
    INDEX.as_ref().map_err(Clone::clone)
}

/// Everything that can be found.
///
/// # Errors
/// What is wrong with a file of `content/`.
pub fn documents() -> Result<Vec<Document>, ContentError> {
    let mut all: Vec<Document> = guides()?.iter().map(Document::from).collect();
    all.extend(places::documents());
    all.extend(reading()?.documents());
    Ok(all)
}
