use super::AvoidedId;
use crate::platform::clock::Instant;
use crate::platform::ids::AccountId;

/// Whom somebody would rather not be matched with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whom {
    /// Chosen on a page.
    Person(AccountId),
    /// An email address or a full name, as it was written.
    Written(String),
}

/// One entry of somebody's list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Avoided {
    pub avoided_id: AvoidedId,
    pub whom: Whom,
    pub added_at: Instant,
}
