//! Where every column about people is in a copy, or why it is not: compared with docs/DATA.md and with a real copy by tests, both ways.

mod account;
mod contact;
mod hours;
mod offer;
mod together;

/// Why a column is in no copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// A secret or the hash of one.
    Secret,
    /// Somebody else’s, who decides whether it is told.
    Others,
    /// What somebody did in a role: the record of what they did has it, and the rest belongs to those it is about.
    Role,
    /// Follows from what is given.
    Derived,
    /// Keeps forms, letters and jobs apart, and says nothing of a person.
    Technical,
    /// Leads to no account.
    Nobody,
    /// Always empty while the account is open.
    Empty,
}

impl Why {
    /// The reason in words.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::Secret => "a secret, or the hash of one",
            Self::Others => "somebody else’s, who decides whether it is told",
            Self::Role => "what somebody did in a role; the record of what they did has it",
            Self::Derived => "follows from what is given",
            Self::Technical => "keeps forms, letters and jobs apart, and says nothing of a person",
            Self::Nobody => "leads to no account",
            Self::Empty => "always empty while the account is open",
        }
    }
}

/// The columns of a table that are personal, special-category or confidential.
#[derive(Debug, Clone, Copy)]
pub struct Table {
    pub name: &'static str,
    /// The section of the copy that holds it; empty: none does.
    pub section: &'static str,
    /// Columns that are given, each with the field that holds it where that has another name: `set_by=set_by_you`. One beginning with
    /// `/` is at the head of the file, because it says no more than whose copy it is.
    pub given: &'static str,
    pub left: &'static [(&'static str, Why)],
}

impl Table {
    /// Each column that is given and its field.
    pub fn fields(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        self.given.split_whitespace().map(|word| word.split_once('=').unwrap_or((word, word)))
    }
}

const fn table(name: &'static str, section: &'static str, given: &'static str) -> Table {
    Table { name, section, given, left: &[] }
}

const fn without(table: Table, left: &'static [(&'static str, Why)]) -> Table {
    Table { left, ..table }
}

const fn nothing(name: &'static str, left: &'static [(&'static str, Why)]) -> Table {
    Table { name, section: "", given: "", left }
}

/// Every table with a column about people.
pub const TABLES: [&[Table]; 5] =
    [account::TABLES, offer::TABLES, contact::TABLES, together::TABLES, hours::TABLES];
