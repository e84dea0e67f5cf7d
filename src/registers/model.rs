use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::columns::Field;
use super::understanding::Unsure;
use crate::events::{Recorded, Subject};
use crate::id_type;
use crate::platform::clock::Instant;
use crate::platform::ids::PoolId;

id_type! {
    /// One file that is being brought in.
    ImportId
}
id_type! {
    /// Somebody a register names.
    EntryId
}

/// How far an import has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "kebab-case")]
pub enum Status {
    /// Its columns are to be looked at.
    Uploaded,
    Checking,
    /// The dry run is there.
    Checked,
    Running,
    Done,
    Failed,
    Discarded,
}

impl Status {
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Uploaded => "uploaded",
            Self::Checking => "checking",
            Self::Checked => "checked",
            Self::Running => "running",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Discarded => "discarded",
        }
    }

    #[must_use]
    pub const fn is_at_work(self) -> bool {
        matches!(self, Self::Checking | Self::Running)
    }

    /// What a list says.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Uploaded => "Columns to look at",
            Self::Checking => "Being checked",
            Self::Checked => "Checked, not brought in yet",
            Self::Running => "Being brought in",
            Self::Done => "Brought in",
            Self::Failed => "Failed, nothing brought in",
            Self::Discarded => "Discarded",
        }
    }
}

/// How a file is read, as it is kept with the import.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Reading {
    pub read_as: String,
    pub heading_line: u32,
    pub blank_lines: usize,
    pub headings: Vec<String>,
    pub columns: Vec<Option<Field>>,
    /// Values nobody has decided about, after a check.
    pub unsure: Vec<Unsure>,
    /// How many rows came to what, after a check or run.
    pub counts: Counts,
}

/// An import as its page shows it.
#[derive(Debug, Clone)]
pub struct Import {
    pub import_id: ImportId,
    pub pool_id: PoolId,
    /// The pool's name.
    pub pool: String,
    pub file_name: String,
    pub reading: Reading,
    pub status: Status,
    pub rows_total: i32,
    pub rows_done: i32,
    pub failure: String,
    pub created_at: Instant,
    pub finished_at: Option<Instant>,
    pub version: i32,
}

/// What becomes of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, sqlx::Type)]
#[serde(rename_all = "kebab-case")]
#[sqlx(type_name = "text", rename_all = "kebab-case")]
pub enum Outcome {
    Created,
    Updated,
    Unchanged,
    Refused,
}

impl Outcome {
    pub const ALL: [Self; 4] = [Self::Created, Self::Updated, Self::Unchanged, Self::Refused];

    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Updated => "updated",
            Self::Unchanged => "unchanged",
            Self::Refused => "refused",
        }
    }

    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.code() == code)
    }

    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Created => "New",
            Self::Updated => "Changed",
            Self::Unchanged => "Unchanged",
            Self::Refused => "Refused",
        }
    }

    /// The colour of its tag.
    #[must_use]
    pub const fn colour(self) -> &'static str {
        match self {
            Self::Created => "green",
            Self::Updated => "blue",
            Self::Unchanged => "grey",
            Self::Refused => "red",
        }
    }
}

/// How many rows came to what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    pub created: i64,
    pub updated: i64,
    pub unchanged: i64,
    pub refused: i64,
}

impl Counts {
    #[must_use]
    pub const fn of(&self, outcome: Outcome) -> i64 {
        match outcome {
            Outcome::Created => self.created,
            Outcome::Updated => self.updated,
            Outcome::Unchanged => self.unchanged,
            Outcome::Refused => self.refused,
        }
    }

    pub const fn add(&mut self, outcome: Outcome, number: i64) {
        match outcome {
            Outcome::Created => self.created += number,
            Outcome::Updated => self.updated += number,
            Outcome::Unchanged => self.unchanged += number,
            Outcome::Refused => self.refused += number,
        }
    }

    #[must_use]
    pub const fn total(&self) -> i64 {
        self.created + self.updated + self.unchanged + self.refused
    }
}

/// What a pool remembers of its files: the field of each folded heading; `None`: left out.
pub type Remembered = BTreeMap<String, Option<Field>>;

/// What happens to registers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RegisterEvent {
    Uploaded(PoolId, ImportId),
    /// Somebody asked for a checked file to be brought in.
    RunAsked(PoolId, ImportId),
    BroughtIn(PoolId, ImportId, Counts),
    Discarded(PoolId, ImportId),
    /// Somebody took away the rows that were refused.
    RefusedTaken(PoolId, ImportId),
    Exported(PoolId, i64),
    Invited(PoolId, EntryId),
    Confirmed(PoolId, EntryId),
    Declined(PoolId, EntryId),
}

impl Recorded for RegisterEvent {
    fn kind(&self) -> &'static str {
        match self {
            Self::Uploaded(..) => "register.uploaded",
            Self::RunAsked(..) => "register.run-asked",
            Self::BroughtIn(..) => "register.brought-in",
            Self::Discarded(..) => "register.discarded",
            Self::RefusedTaken(..) => "register.refused-taken",
            Self::Exported(..) => "register.exported",
            Self::Invited(..) => "register.invited",
            Self::Confirmed(..) => "register.confirmed",
            Self::Declined(..) => "register.declined",
        }
    }

    fn subject(&self) -> Subject {
        match self {
            Self::Uploaded(_, id)
            | Self::RunAsked(_, id)
            | Self::BroughtIn(_, id, _)
            | Self::Discarded(_, id)
            | Self::RefusedTaken(_, id) => Subject { noun: "register-import", id: id.0 },
            Self::Exported(pool, _) => Subject { noun: "pool", id: pool.0 },
            Self::Invited(_, id) | Self::Confirmed(_, id) | Self::Declined(_, id) => {
                Subject { noun: "register-entry", id: id.0 }
            }
        }
    }

    fn pool(&self) -> Option<PoolId> {
        match self {
            Self::Uploaded(pool, _)
            | Self::RunAsked(pool, _)
            | Self::BroughtIn(pool, ..)
            | Self::Discarded(pool, _)
            | Self::RefusedTaken(pool, _)
            | Self::Exported(pool, _)
            | Self::Invited(pool, _)
            | Self::Confirmed(pool, _)
            | Self::Declined(pool, _) => Some(*pool),
        }
    }

    fn data(&self) -> Value {
        match self {
            Self::BroughtIn(_, _, counts) => json!({
                "created": counts.created, "updated": counts.updated, "unchanged": counts.unchanged, "refused": counts.refused,
            }),
            Self::Exported(_, people) => json!({ "people": people }),
            _ => Value::Null,
        }
    }
}
