use crate::coordination::EnquiryId;
use crate::events::{Recorded, Subject};
use crate::platform::bank_holidays::Nation;
use crate::platform::clock::Instant;
use crate::platform::ids::{AccountId, OrganisationId, PoolId, SubmissionId};
use crate::platform::mail::EmailAddress;
use crate::pools::Coordinator;

/// Working days in which an enquiry is owed an answer.
pub const LIMIT: u16 = 3;
/// The longest message and the longest reply, in characters.
pub const LONGEST: usize = 4000;

/// What an enquiry is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "kebab-case")]
pub enum Topic {
    Joining,
    Finding,
    Problem,
    Other,
}

impl Topic {
    pub const ALL: [Self; 4] = [Self::Joining, Self::Finding, Self::Problem, Self::Other];

    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Joining => "joining",
            Self::Finding => "finding",
            Self::Problem => "problem",
            Self::Other => "other",
        }
    }

    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|topic| topic.code() == code)
    }

    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Joining => "Joining, or signing in",
            Self::Finding => "Finding a coach or mentor",
            Self::Problem => "Something that went wrong",
            Self::Other => "Something else",
        }
    }
}

/// Where the sender works, as far as they said.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Place {
    pub organisation_id: Option<OrganisationId>,
    pub system_code: Option<String>,
    pub region_code: Option<String>,
}

/// Who is to answer, and whose bank holidays count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// `None`: no pool with coordinators serves the place, so administrators answer.
    pub pool_id: Option<PoolId>,
    /// The people who are told.
    pub people: Vec<Coordinator>,
    pub nation: Nation,
}

/// An enquiry as it was written, before it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEnquiry {
    pub submission_id: SubmissionId,
    pub account_id: Option<AccountId>,
    pub name: String,
    pub email: EmailAddress,
    pub topic: Topic,
    pub place: Place,
    pub message: String,
}

/// How an enquiry was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "kebab-case")]
pub enum How {
    Mail,
    Spoken,
    PassedOn,
    NoAnswerNeeded,
}

impl How {
    /// The ways other than a reply by mail.
    pub const OTHERS: [Self; 3] = [Self::Spoken, Self::PassedOn, Self::NoAnswerNeeded];

    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Spoken => "spoken",
            Self::PassedOn => "passed-on",
            Self::NoAnswerNeeded => "no-answer-needed",
        }
    }

    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Mail => "Answered by mail",
            Self::Spoken => "I have spoken to them",
            Self::PassedOn => "I have passed it to somebody who will answer",
            Self::NoAnswerNeeded => "It needs no answer",
        }
    }

    /// The same, as a fact about a colleague.
    #[must_use]
    pub const fn fact(self) -> &'static str {
        match self {
            Self::Mail => "answered by mail",
            Self::Spoken => "spoke to them",
            Self::PassedOn => "passed it to somebody who will answer",
            Self::NoAnswerNeeded => "marked it as needing no answer",
        }
    }
}

/// An answer: a letter, or another way of having dealt with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    Letter(String),
    Otherwise(How),
}

impl Answer {
    #[must_use]
    pub const fn how(&self) -> How {
        match self {
            Self::Letter(_) => How::Mail,
            Self::Otherwise(how) => *how,
        }
    }
}

/// Who answered, when and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    pub at: Instant,
    pub by: AccountId,
    pub by_name: String,
    pub how: How,
    pub reply: Option<String>,
}

/// What happened to an enquiry.
#[derive(Debug, Clone, Copy)]
pub enum EnquiryEvent {
    Received(EnquiryId, Option<PoolId>, Topic),
    Read(EnquiryId, Option<PoolId>),
    Answered(EnquiryId, Option<PoolId>, How),
}

impl Recorded for EnquiryEvent {
    fn kind(&self) -> &'static str {
        match self {
            Self::Received(..) => "enquiry.received",
            Self::Read(..) => "enquiry.read",
            Self::Answered(..) => "enquiry.answered",
        }
    }

    fn subject(&self) -> Subject {
        let (Self::Received(id, ..) | Self::Read(id, ..) | Self::Answered(id, ..)) = self;
        Subject { noun: "enquiry", id: id.0 }
    }

    fn pool(&self) -> Option<PoolId> {
        let (Self::Received(_, pool, _) | Self::Read(_, pool) | Self::Answered(_, pool, _)) = self;
        *pool
    }

    fn data(&self) -> serde_json::Value {
        match self {
            Self::Received(_, _, topic) => serde_json::json!({ "topic": topic.code() }),
            Self::Read(..) => serde_json::Value::Null,
            Self::Answered(_, _, how) => serde_json::json!({ "how": how.code() }),
        }
    }
}
