use jiff::SignedDuration;

use crate::chemistry::model::{Side, Status};
use crate::id_type;
use crate::platform::clock::Instant;
use crate::platform::ids::{AccountId, ChemistryId, PoolId};

/// Characters of a message.
pub const LONGEST: usize = 2_000;

/// How long both may read what they wrote after their request closed.
pub const READABLE: SignedDuration = SignedDuration::from_hours(24 * 30);

id_type! {
    /// One message of a request.
    MessageId
}

/// What a message does beside being said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "kebab-case")]
pub enum Kind {
    Message,
    /// Of the coach or mentor, before they answer the request: the clock is the mentee's until they reply.
    Question,
    Answer,
}

impl Kind {
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Message => "message",
            Self::Question => "question",
            Self::Answer => "answer",
        }
    }
}

/// One of them, opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    pub message_id: MessageId,
    pub author_id: AccountId,
    pub author: String,
    pub kind: Kind,
    pub text: String,
    pub written_at: Instant,
}

impl Message {
    #[must_use]
    pub fn is_by(&self, account: &AccountId) -> bool {
        self.author_id == *account
    }
}

/// Whom a request is between, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Between {
    pub chemistry_id: ChemistryId,
    pub pool_id: PoolId,
    pub mentee_id: AccountId,
    pub mentee: String,
    pub practitioner_id: AccountId,
    pub practitioner: String,
    pub status: Status,
    pub closed_at: Option<Instant>,
    /// They work together, so they go on writing here.
    pub together: bool,
}

impl Between {
    /// Which of the two somebody is; None for anybody else, and for a coach or mentor before the mentee confirmed what a
    /// coordinator entered, because until then nobody asked them.
    #[must_use]
    pub fn side(&self, account: AccountId) -> Option<Side> {
        if account == self.mentee_id {
            Some(Side::Mentee)
        } else if account == self.practitioner_id && self.status != Status::Entered {
            Some(Side::Practitioner)
        } else {
            None
        }
    }

    /// The one whom this side talks with.
    #[must_use]
    pub const fn other(&self, side: Side) -> (AccountId, &String) {
        match side {
            Side::Mentee => (self.practitioner_id, &self.practitioner),
            Side::Practitioner => (self.mentee_id, &self.mentee),
        }
    }

    /// What may be done with its messages at a moment.
    #[must_use]
    pub fn standing(&self, now: Instant) -> Standing {
        match (self.status, self.closed_at) {
            _ if self.together => Standing::Open,
            (Status::Entered, _) => Standing::NotBegun,
            (_, Some(closed)) if now < closed.plus(READABLE) => Standing::Closed(closed.plus(READABLE)),
            (Status::Closed, _) => Standing::Gone,
            _ => Standing::Open,
        }
    }
}

/// Whether the two may write and read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// A coordinator entered the request, and the mentee has not confirmed it.
    NotBegun,
    Open,
    /// To be read until then.
    Closed(Instant),
    Gone,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn between(status: Status, closed_at: Option<Instant>) -> Between {
        let id = |number| AccountId(uuid::Uuid::from_u128(number));
        Between {
            chemistry_id: ChemistryId(uuid::Uuid::from_u128(1)),
            pool_id: PoolId(uuid::Uuid::from_u128(2)),
            mentee_id: id(3),
            mentee: "Amina Khan".to_owned(),
            practitioner_id: id(4),
            practitioner: "Grace Obi".to_owned(),
            status,
            closed_at,
            together: false,
        }
    }

    #[test]
    fn thirty_days_to_read_and_then_none() {
        let closed = Instant::from_microsecond(1_800_000_000_000_000);
        let thread = between(Status::Closed, Some(closed));
        let day = SignedDuration::from_hours(24);
        assert_eq!(thread.standing(closed.plus(day * 29)), Standing::Closed(closed.plus(READABLE)));
        assert_eq!(thread.standing(closed.plus(day * 30)), Standing::Gone);
        assert_eq!(between(Status::Deciding, None).standing(closed), Standing::Open);
    }

    #[test]
    fn who_was_not_asked_yet_knows_of_nothing() {
        let entered = between(Status::Entered, None);
        assert_eq!(entered.side(entered.practitioner_id), None);
        assert_eq!(entered.side(entered.mentee_id), Some(Side::Mentee));
        let sent = between(Status::Sent, None);
        assert_eq!(sent.side(sent.practitioner_id), Some(Side::Practitioner));
        assert_eq!(sent.side(AccountId(uuid::Uuid::from_u128(9))), None);
    }
}
