//! What can be found.

use crate::guidance::guides::{Guide, Passage};

/// One page, as search knows it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Document {
    pub href: String,
    pub title: String,
    /// "Guide", "Tool", "Page" or "To read".
    pub kind: &'static str,
    pub summary: String,
    /// What people call it.
    pub words: Vec<String>,
    pub passages: Vec<Passage>,
}

impl From<&Guide> for Document {
    fn from(guide: &Guide) -> Self {
        Self {
            href: guide.href(),
            title: guide.front.title.clone(),
            kind: "Guide",
            summary: guide.front.summary.clone(),
            words: guide.front.words.clone(),
            passages: guide.body.passages.clone(),
        }
    }
}
