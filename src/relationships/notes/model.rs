use serde_json::{Value, json};

use crate::events::{Recorded, Subject};
use crate::platform::ids::RelationshipId;
use crate::platform::words;
use crate::relationships::model::Status;

crate::id_type! {
    /// What one of two who work together wrote down.
    NoteId
}

/// Characters of a note.
pub const LONGEST: usize = 8_000;

/// Notes one author may have in one relationship: far more than anybody writes by hand.
pub const MOST: i64 = 2_000;

/// What somebody wrote, and for whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Paragraphs of at most [`LONGEST`] characters.
    pub text: String,
    /// Whether the other of the two reads it as well.
    pub shared: bool,
}

impl Written {
    /// Whether this takes the place of `there` without saying anything new: it is only kept to its author from now on.
    #[must_use]
    pub fn only_withdraws(&self, there: &Self) -> bool {
        !self.shared && self.text == there.text
    }
}

/// Whether the two may write notes: until they have ended. What was written stays readable until it is deleted.
#[must_use]
pub const fn may_write(status: Status) -> bool {
    !matches!(status, Status::Ended | Status::NotBegun)
}

/// How many notes somebody can read in a relationship.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Their own.
    pub own: i64,
    /// Those of their own that the other reads as well.
    pub own_shared: i64,
    /// What the other shared with them.
    pub from_other: i64,
}

impl Counts {
    /// Everything they can read.
    #[must_use]
    pub const fn all(self) -> i64 {
        self.own + self.from_other
    }

    /// "3 notes, 1 from Grace"; "no notes yet".
    #[must_use]
    pub fn words(self, other: &str) -> String {
        match (self.all(), self.from_other) {
            (0, _) => "no notes yet".to_owned(),
            (all, 0) => words::count(all, "note", "notes"),
            (all, theirs) => format!("{}, {theirs} from {other}", words::count(all, "note", "notes")),
        }
    }
}

/// What is recorded of notes: that they were written and read, never what they say. No pool sees them among its events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoteEvent {
    /// Kept; whether shared.
    Written(NoteId, bool),
    /// Changed; whether shared from now on.
    Changed(NoteId, bool),
    Deleted(NoteId),
    /// The other's notes that were on a page somebody opened (S13).
    Read(RelationshipId, Vec<NoteId>),
}

impl Recorded for NoteEvent {
    fn kind(&self) -> &'static str {
        match self {
            Self::Written(..) => "note.written",
            Self::Changed(..) => "note.changed",
            Self::Deleted(_) => "note.deleted",
            Self::Read(..) => "note.read",
        }
    }

    fn subject(&self) -> Subject {
        match self {
            Self::Written(id, _) | Self::Changed(id, _) | Self::Deleted(id) => {
                Subject { noun: "note", id: id.0 }
            }
            Self::Read(id, _) => Subject { noun: "relationship", id: id.0 },
        }
    }

    fn data(&self) -> Value {
        match self {
            Self::Written(_, shared) | Self::Changed(_, shared) => json!({ "shared": shared }),
            Self::Deleted(_) => Value::Null,
            Self::Read(_, notes) => json!({ "notes": notes }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_are_written_until_two_have_ended() {
        for status in Status::ALL {
            assert_eq!(may_write(status), !["ended", "not-begun"].contains(&status.code()), "{status:?}");
        }
    }

    #[test]
    fn counts_are_told_in_words() {
        let counts = |own, from_other| Counts { own, own_shared: 0, from_other }.words("Grace");
        assert_eq!(counts(0, 0), "no notes yet");
        assert_eq!(counts(1, 0), "1 note");
        assert_eq!(counts(2, 1), "3 notes, 1 from Grace");
    }
}
