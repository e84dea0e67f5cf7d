use super::facts::Facts;
use crate::chemistry::model::{Change, Declining, Outcome, Side, Status, Times};
use crate::platform::clock::Instant;
use crate::platform::ids::{AccountId, PoolId};
use crate::platform::span::Span;

/// One request as one of the two reads it.
#[expect(clippy::struct_excessive_bools, reason = "facts of one row, each of its own")]
#[derive(Debug, Clone)]
pub struct Seen {
    pub facts: Facts,
    pub pool_id: PoolId,
    pub pool: String,
    pub mentee: Party,
    pub practitioner: Party,
    /// What the mentee hopes for.
    pub hope: String,
    pub times: Times,
    /// Times on offer that lie ahead, by who offers them.
    pub mentee_offers: Vec<Span>,
    pub practitioner_offers: Vec<Span>,
    /// Other meetings the other has before them.
    pub busy: Vec<Span>,
    /// How long a first conversation with this coach or mentor takes.
    pub minutes: i64,
    /// How to join the meeting, and how they meet.
    pub joining: String,
    pub delivery: Option<String>,
    /// The coordinator who entered it.
    pub entered_by: Option<String>,
    /// They work together since.
    pub together: bool,
    pub reopened: bool,
    pub missed: i16,
    pub questions: i16,
    /// Why it was declined or called off: a code.
    pub reason: Option<String>,
    /// What was said with it.
    pub farewell: Option<String>,
    /// Who wrote to the reader after a death, and what.
    pub condolence: Option<(String, String)>,
    /// A colleague suggested instead.
    pub suggested: Option<(AccountId, String)>,
    /// Whether the reader may open the profile of the coach or mentor, and that of the colleague.
    pub practitioner_open: bool,
    pub suggested_open: bool,
    pub sent_at: Option<Instant>,
    pub cool_off_to: Option<Instant>,
}

/// One of the two.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    pub account_id: AccountId,
    pub name: String,
    pub pronouns: String,
    pub job_title: String,
    pub employer: Option<String>,
    /// Their first profession: all that a page without a sign-in says of them beside the first name.
    pub profession: Option<String>,
}

impl Party {
    #[must_use]
    pub fn first_name(&self) -> &str {
        self.name.split(' ').next().unwrap_or(&self.name)
    }

    /// "Matron, women’s services · Bradford Teaching Hospitals".
    #[must_use]
    pub fn role(&self) -> String {
        let what = if self.job_title.is_empty() {
            self.profession.as_deref()
        } else {
            Some(self.job_title.as_str())
        };
        [what, self.employer.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(" · ")
    }
}

impl Seen {
    #[must_use]
    pub fn me(&self) -> &Party {
        self.party(self.facts.side)
    }

    #[must_use]
    pub fn other(&self) -> &Party {
        self.party(self.facts.side.other())
    }

    #[must_use]
    pub const fn party(&self, side: Side) -> &Party {
        match side {
            Side::Mentee => &self.mentee,
            Side::Practitioner => &self.practitioner,
        }
    }

    /// Times on offer to whoever reads.
    #[must_use]
    pub fn offered_to_me(&self) -> &[Span] {
        if self.facts.is_mentee() { &self.practitioner_offers } else { &self.mentee_offers }
    }

    #[must_use]
    pub fn my_offers(&self) -> &[Span] {
        if self.facts.is_mentee() { &self.mentee_offers } else { &self.practitioner_offers }
    }

    /// Who was asked has not said yes or no.
    #[must_use]
    pub fn is_unanswered(&self) -> bool {
        matches!(self.facts.status, Status::Sent | Status::Questioned)
    }

    /// It can be opened again.
    #[must_use]
    pub fn may_reopen(&self, now: Instant) -> bool {
        self.facts.status == Status::Closed
            && !self.reopened
            && self.facts.reopen_to.is_some_and(|to| now < to)
    }

    /// Why it was declined or called off, in words; what says nothing stays unsaid.
    #[must_use]
    pub fn reason_label(&self) -> Option<&'static str> {
        let code = self.reason.as_deref()?;
        match self.facts.outcome? {
            Outcome::Declined => {
                Declining::from_code(code).filter(|why| *why != Declining::Other).map(Declining::label)
            }
            Outcome::CalledOff => {
                Change::from_code(code).filter(|why| *why != Change::Other).map(Change::label)
            }
            _ => None,
        }
    }
}
