use super::model::{Course, Terms};
use crate::chemistry::model::Side;
use crate::platform::clock::Instant;
use crate::platform::ids::{AccountId, ChemistryId, PoolId, RelationshipId};
use crate::pools::Offering;

/// Two who work together, as it is stored, held by whoever changes it.
#[derive(Debug, Clone)]
pub struct Relationship {
    pub id: RelationshipId,
    pub pool_id: PoolId,
    pub chemistry_id: Option<ChemistryId>,
    pub mentee_id: AccountId,
    pub practitioner_id: AccountId,
    pub offering: Offering,
    /// Who said that they work together already; none when it came from a first conversation.
    pub recorded_by: Option<AccountId>,
    /// The last thing that shows that they are in touch.
    pub touched_at: Instant,
    /// How often silence was written about since then.
    pub nudges: i16,
    /// When the latest of these was; none when there was none.
    pub nudged_at: Option<Instant>,
    pub ended_by: Option<AccountId>,
    pub version: i32,
    pub course: Course,
    /// What holds: the latest agreement that both signed.
    pub terms: Option<Terms>,
    /// Sessions held.
    pub held: i16,
    /// One of the two has died, and the other waits for a coordinator's words.
    pub still: bool,
}

impl Relationship {
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

    /// What holds, or what people in the field usually agree.
    #[must_use]
    pub fn terms(&self) -> Terms {
        self.terms.unwrap_or_else(|| Terms::usual(self.offering))
    }

    /// Something shows that they are in touch.
    pub fn touch(&mut self, now: Instant) {
        self.touched_at = self.touched_at.max(now);
        self.nudges = 0;
        self.nudged_at = None;
    }
}
