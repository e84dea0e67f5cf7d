use serde::Deserialize;

use crate::platform::clock::Instant;
use crate::platform::ids::SubmissionId;
use crate::platform::web::{Choice, FormErrors, forms};
use crate::relationships::notes::model::{LONGEST, Written};

/// A note as it is typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct NoteForm {
    pub submission: String,
    /// The meeting it is about; empty for none.
    pub session: String,
    pub note: String,
    /// Who sees it: `me` or `both`.
    pub who: String,
    pub version: String,
}

impl NoteForm {
    pub(super) fn fresh(now: Instant) -> Self {
        Self { submission: SubmissionId::new(now).to_string(), who: "me".to_owned(), ..Self::default() }
    }

    pub(super) fn of(written: &Written, version: i32) -> Self {
        let who = if written.shared { "both" } else { "me" };
        Self {
            note: written.text.clone(),
            who: who.to_owned(),
            version: version.to_string(),
            ..Self::default()
        }
    }

    pub(super) fn parse(&self) -> Result<Written, FormErrors> {
        let mut errors = FormErrors::none();
        let text = errors.take("note", forms::paragraphs(&self.note, "your note", LONGEST));
        let shared = match self.who.as_str() {
            "me" => Some(false),
            "both" => Some(true),
            _ => {
                errors.add("who", "Choose who sees it");
                None
            }
        };
        match (text, shared) {
            (Some(text), Some(shared)) => Ok(Written { text, shared }),
            _ => Err(errors),
        }
    }
}

/// Who may see a note.
pub(super) fn choices(other: &str) -> Vec<Choice> {
    vec![
        Choice::new("me", "Only you"),
        Choice::new("both", format!("You and {other}"))
            .hint("You can take this back. What was read until then stays read."),
    ]
}
