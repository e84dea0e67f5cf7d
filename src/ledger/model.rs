use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::events::{self, Subject};
use crate::memberships::{EvidenceKind, MembershipError};
use crate::platform::clock::Day;
use crate::platform::ids::{AccountId, PoolId, SessionId};
use crate::platform::seal::{Unsealable, open, seal};
use crate::platform::secrets::{Purpose, Secret};
use crate::platform::web::PageError;

crate::id_type! {
    /// One line of somebody's ledger.
    EntryId
}

crate::id_type! {
    /// A supervision of several people.
    GroupId
}

crate::code_type! {
    /// What an entry is of.
    Kind {
        SupervisionReceived => "supervision-received", "Supervision I had";
        SupervisionGiven => "supervision-given", "Supervision I gave";
        Cpd => "cpd", "Continuing development (CPD)";
        Training => "training", "Training as a coach or mentor";
    }
}

impl Kind {
    /// Whether it is a meeting, which is of one day; training and CPD may take longer.
    #[must_use]
    pub const fn is_of_one_day(self) -> bool {
        matches!(self, Self::SupervisionReceived | Self::SupervisionGiven)
    }

    /// The evidence by which pools see it; none for what no pool asks about.
    #[must_use]
    pub const fn evidence(self) -> Option<EvidenceKind> {
        match self {
            Self::SupervisionReceived => Some(EvidenceKind::Supervision),
            Self::Cpd => Some(EvidenceKind::Cpd),
            Self::Training => Some(EvidenceKind::Training),
            Self::SupervisionGiven => None,
        }
    }

    /// In a statement that others read: "Supervision received".
    #[must_use]
    pub const fn heading(self) -> &'static str {
        match self {
            Self::SupervisionReceived => "Supervision received",
            Self::SupervisionGiven => "Supervision given",
            Self::Cpd => "Continuing development (CPD)",
            Self::Training => "Training as a coach or mentor",
        }
    }
}

/// What somebody thought of it, for themselves. Any part may be empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reflection {
    pub happened: String,
    pub learned: String,
    pub next: String,
}

impl Reflection {
    #[must_use]
    pub fn is_empty(&self) -> bool {
        [&self.happened, &self.learned, &self.next].into_iter().all(String::is_empty)
    }

    /// Its parts that say something, each under what it answers.
    #[must_use]
    pub fn parts(&self) -> Vec<(&'static str, &str)> {
        [
            ("What happened", self.happened.as_str()),
            ("What I learned", self.learned.as_str()),
            ("What I will do", self.next.as_str()),
        ]
        .into_iter()
        .filter(|(_, text)| !text.is_empty())
        .collect()
    }

    /// Sealed for one entry of one account; none when it says nothing.
    pub(super) fn seal(&self, secret: &Secret, entry: EntryId, account: AccountId) -> Option<Vec<u8>> {
        self.seal_in(secret, &context(entry, account))
    }

    /// Sealed for one session of one account; none when it says nothing.
    pub(super) fn seal_of_session(
        &self,
        secret: &Secret,
        session: SessionId,
        account: AccountId,
    ) -> Option<Vec<u8>> {
        self.seal_in(secret, &context_of_session(session, account))
    }

    fn seal_in(&self, secret: &Secret, context: &[u8]) -> Option<Vec<u8>> {
        if self.is_empty() {
            return None;
        }
        let plain = json!(self).to_string();
        Some(seal(secret, Purpose::Ledger, context, plain.as_bytes()))
    }

    /// What was sealed for this entry of this account.
    ///
    /// # Errors
    /// `Unsealable` when it was sealed for another, or altered.
    pub fn open(
        secret: &Secret,
        entry: EntryId,
        account: AccountId,
        sealed: Option<&[u8]>,
    ) -> Result<Self, Unsealable> {
        Self::open_in(secret, &context(entry, account), sealed)
    }

    /// What was sealed for this session of this account.
    ///
    /// # Errors
    /// `Unsealable` when it was sealed for another, or altered.
    pub fn open_of_session(
        secret: &Secret,
        session: SessionId,
        account: AccountId,
        sealed: Option<&[u8]>,
    ) -> Result<Self, Unsealable> {
        Self::open_in(secret, &context_of_session(session, account), sealed)
    }

    fn open_in(secret: &Secret, context: &[u8], sealed: Option<&[u8]>) -> Result<Self, Unsealable> {
        let Some(sealed) = sealed else { return Ok(Self::default()) };
        let plain = open(secret, Purpose::Ledger, context, sealed)?;
        serde_json::from_slice(&plain).map_err(|_| Unsealable)
    }
}

fn context(entry: EntryId, account: AccountId) -> Vec<u8> {
    [entry.0.as_bytes().as_slice(), account.0.as_bytes().as_slice()].concat()
}

fn context_of_session(session: SessionId, account: AccountId) -> Vec<u8> {
    [b"session/".as_slice(), session.0.as_bytes().as_slice(), account.0.as_bytes().as_slice()].concat()
}

/// An entry that may be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEntry {
    pub kind: Kind,
    pub held_on: Day,
    /// From 5 to 6000.
    pub minutes: u16,
    pub title: String,
    /// The supervisor or provider; may be empty.
    pub with_whom: String,
    pub shown: Shown,
    pub reflection: Reflection,
    /// Its owner says that it was another meeting than one that others or a session recorded on the same day.
    pub apart: bool,
}

/// Which pools an entry is shown to, of those that ask for such a thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    ToAll,
    To(PoolId),
    ToNobody,
}

impl Shown {
    pub(super) const fn of(counts: bool, pool: Option<PoolId>) -> Self {
        match (counts, pool) {
            (false, _) => Self::ToNobody,
            (true, Some(pool)) => Self::To(pool),
            (true, None) => Self::ToAll,
        }
    }

    pub(super) const fn pool(self) -> Option<PoolId> {
        if let Self::To(pool) = self { Some(pool) } else { None }
    }

    pub(super) const fn counts(self) -> bool {
        !matches!(self, Self::ToNobody)
    }

    pub(super) fn includes(self, pool: PoolId) -> bool {
        match self {
            Self::ToAll => true,
            Self::To(one) => one == pool,
            Self::ToNobody => false,
        }
    }

    /// As forms send it: `all`, `none`, or the pool's id.
    pub(super) fn code(self) -> String {
        match self {
            Self::ToAll => "all".to_owned(),
            Self::To(pool) => pool.to_string(),
            Self::ToNobody => "none".to_owned(),
        }
    }
}

/// Why an entry could not be kept, changed or removed.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    #[error("there is no such entry of theirs")]
    NotFound,
    /// It changed since the page was loaded.
    #[error("the entry has changed meanwhile")]
    Overtaken,
    /// A coordinator has checked what it shows, so it stands.
    #[error(
        "A coordinator has checked this entry, so it stays as it is. You can still write and change your reflection"
    )]
    Checked,
    /// It follows a session, so it goes with it.
    #[error(
        "This entry follows a session. Say on the session that it did not happen, and the entry goes with it"
    )]
    Follows,
    /// Others or a session recorded one of the same kind on that day, and it was not said that it was another meeting.
    #[error("there is such an entry of that day already")]
    SameDay,
    #[error(transparent)]
    Membership(#[from] MembershipError),
    #[error(transparent)]
    Sealed(#[from] Unsealable),
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

impl From<LedgerError> for PageError {
    fn from(error: LedgerError) -> Self {
        match error {
            LedgerError::NotFound => Self::NotFound,
            LedgerError::Overtaken => Self::Conflict(
                "This entry changed while you were looking at it. Load the page again and see whether your change is \
                 still needed."
                    .to_owned(),
            ),
            error @ (LedgerError::Checked | LedgerError::Follows | LedgerError::SameDay) => Self::Conflict(format!("{error}.")),
            LedgerError::Membership(error) => error.into(),
            LedgerError::Sealed(error) => Self::internal(error),
            LedgerError::Database(error) => error.into(),
        }
    }
}

/// What happens to ledgers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LedgerEvent {
    Recorded(EntryId, Kind),
    Changed(EntryId, Kind),
    Removed(EntryId, Kind),
    GroupRecorded {
        group: GroupId,
        pool: PoolId,
        /// How many were there, the supervisor not counted.
        attendees: usize,
    },
    /// A supervisor put a group right.
    GroupMended {
        group: GroupId,
        pool: PoolId,
        /// How many were added, and how many do not have it any more.
        added: usize,
        removed: usize,
    },
    /// A mentee wrote down, for themselves, what they take from a session.
    SessionReflected {
        session: SessionId,
    },
}

impl events::Recorded for LedgerEvent {
    fn kind(&self) -> &'static str {
        match self {
            Self::Recorded(..) => "ledger-entry.recorded",
            Self::Changed(..) => "ledger-entry.changed",
            Self::Removed(..) => "ledger-entry.removed",
            Self::GroupRecorded { .. } => "supervision-group.recorded",
            Self::GroupMended { .. } => "supervision-group.mended",
            Self::SessionReflected { .. } => "session.reflected",
        }
    }

    fn subject(&self) -> Subject {
        match self {
            Self::Recorded(entry, _) | Self::Changed(entry, _) | Self::Removed(entry, _) => {
                Subject { noun: "ledger-entry", id: entry.0 }
            }
            Self::GroupRecorded { group, .. } | Self::GroupMended { group, .. } => {
                Subject { noun: "supervision-group", id: group.0 }
            }
            Self::SessionReflected { session } => Subject { noun: "session", id: session.0 },
        }
    }

    fn pool(&self) -> Option<PoolId> {
        match self {
            Self::GroupRecorded { pool, .. } | Self::GroupMended { pool, .. } => Some(*pool),
            _ => None,
        }
    }

    fn data(&self) -> Value {
        match self {
            Self::Recorded(_, kind) | Self::Changed(_, kind) | Self::Removed(_, kind) => {
                json!({ "kind": kind.code() })
            }
            Self::GroupRecorded { attendees, .. } => json!({ "attendees": attendees }),
            Self::GroupMended { added, removed, .. } => json!({ "added": added, "removed": removed }),
            Self::SessionReflected { .. } => json!({}),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::clock::Instant;

    #[test]
    fn a_reflection_opens_for_its_own_entry_and_account_alone() {
        let (secret, now) = (Secret::from_bytes([7; 32]), Instant::from_microsecond(1_800_000_000_000_000));
        let (entry, other) = (EntryId::new(now), EntryId::new(now));
        let (own, foreign) = (AccountId::new(now), AccountId::new(now));
        let reflection = Reflection { learned: "To wait.".to_owned(), ..Reflection::default() };
        let sealed = reflection.seal(&secret, entry, own).unwrap();
        assert_eq!(Reflection::open(&secret, entry, own, Some(&sealed)), Ok(reflection.clone()));
        assert_eq!(Reflection::open(&secret, other, own, Some(&sealed)), Err(Unsealable));
        assert_eq!(Reflection::open(&secret, entry, foreign, Some(&sealed)), Err(Unsealable));
        let (session, at) = (SessionId::new(now), SessionId::new(now));
        let sealed = reflection.seal_of_session(&secret, session, own).unwrap();
        assert_eq!(Reflection::open_of_session(&secret, session, own, Some(&sealed)), Ok(reflection));
        assert_eq!(Reflection::open_of_session(&secret, at, own, Some(&sealed)), Err(Unsealable));
        assert_eq!(Reflection::open_of_session(&secret, session, foreign, Some(&sealed)), Err(Unsealable));
        assert_eq!(Reflection::default().seal(&secret, entry, own), None);
        assert_eq!(Reflection::open(&secret, entry, own, None), Ok(Reflection::default()));
    }
}
