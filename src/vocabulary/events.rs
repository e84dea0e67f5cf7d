use serde_json::json;
use uuid::Uuid;

use super::model::{List, TermId};
use crate::events::{Recorded, Subject};

/// What happens to a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Happened {
    Added,
    Renamed,
    Moved,
    Retired { successor: Option<TermId> },
    BroughtBack,
    SynonymAdded,
    SynonymRemoved,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Event {
    pub list: List,
    pub term: TermId,
    pub happened: Happened,
}

impl Recorded for Event {
    fn kind(&self) -> &'static str {
        match self.happened {
            Happened::Added => "term.added",
            Happened::Renamed => "term.renamed",
            Happened::Moved => "term.moved",
            Happened::Retired { .. } => "term.retired",
            Happened::BroughtBack => "term.brought-back",
            Happened::SynonymAdded => "term.synonym-added",
            Happened::SynonymRemoved => "term.synonym-removed",
        }
    }

    /// Terms are numbered; the number stands in the lower half of the subject's id.
    fn subject(&self) -> Subject {
        Subject { noun: "term", id: Uuid::from_u64_pair(0, u64::from(self.term.0.unsigned_abs())) }
    }

    fn data(&self) -> serde_json::Value {
        match self.happened {
            Happened::Retired { successor } => json!({
                "vocabulary": self.list.code(), "term": self.term.0, "successor": successor.map(|term| term.0),
            }),
            _ => json!({ "vocabulary": self.list.code(), "term": self.term.0 }),
        }
    }
}
