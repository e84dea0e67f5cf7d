use super::model::{Limits, Side, Status, Thread, Times};
use crate::platform::clock::Instant;
use crate::platform::ids::{AccountId, ChemistryId, MeetingId, PoolId};
use crate::pools::Offering;

/// A request as it is stored, held by whoever changes it.
#[derive(Debug, Clone)]
pub struct Request {
    pub id: ChemistryId,
    pub pool_id: PoolId,
    pub mentee_id: AccountId,
    pub practitioner_id: AccountId,
    pub offering: Offering,
    pub entered_by: Option<AccountId>,
    pub times: Times,
    /// In the calendar.
    pub meeting_id: Option<MeetingId>,
    pub created_at: Instant,
    pub sent_at: Option<Instant>,
    pub answered_at: Option<Instant>,
    /// Reminders sent in this state.
    pub reminders: i16,
    pub version: i32,
    pub thread: Thread,
}

impl Request {
    /// Which of the two somebody is; none when neither.
    #[must_use]
    pub fn side_of(&self, account: AccountId) -> Option<Side> {
        if account == self.mentee_id {
            Some(Side::Mentee)
        } else if account == self.practitioner_id {
            Some(Side::Practitioner)
        } else {
            None
        }
    }

    #[must_use]
    pub const fn account_of(&self, side: Side) -> AccountId {
        match side {
            Side::Mentee => self.mentee_id,
            Side::Practitioner => self.practitioner_id,
        }
    }

    /// Whether the coach or mentor may book a time that suits both by the mentee's off-duty: to accept, when the mentee asked for
    /// that; later, to find a time or to move it.
    #[must_use]
    pub fn is_open_to_off_duty(&self) -> bool {
        may_go_by_off_duty(self.thread.status(), self.times)
    }

    /// Where its page is.
    #[must_use]
    pub fn path(&self) -> String {
        path(self.id)
    }
}

pub(super) fn may_go_by_off_duty(status: Status, times: Times) -> bool {
    !matches!(status, Status::Sent | Status::Questioned) || times == Times::OffDuty
}

/// Where the page of a request is.
#[must_use]
pub fn path(id: ChemistryId) -> String {
    format!("/chemistry/{id}")
}

/// Where two who both said yes find what they are to sign.
#[must_use]
pub fn agreement_path(id: ChemistryId) -> String {
    format!("/chemistry/{id}/agreement")
}

/// A request and the limits that hold for it.
#[derive(Debug, Clone)]
pub struct Held {
    pub request: Request,
    pub limits: Limits,
}
