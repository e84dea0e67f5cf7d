//! Ids: UUID version 7, a type per noun, made in Rust from the App's clock.

use std::sync::{Mutex, PoisonError};

use uuid::{ContextV7, Timestamp, Uuid};

use super::clock::Instant;

/// Counts within a millisecond, so that ids made one after the other also sort so.
static COUNTER: Mutex<ContextV7> = Mutex::new(ContextV7::new());

/// A version 7 UUID whose time part is `now`.
#[must_use]
pub fn uuid_v7(now: Instant) -> Uuid {
    let seconds = u64::try_from(now.unix_seconds()).unwrap_or(0);
    let nanoseconds = u32::try_from(now.timestamp().subsec_nanosecond()).unwrap_or(0);
    let counter = COUNTER.lock().unwrap_or_else(PoisonError::into_inner);
    Uuid::new_v7(Timestamp::from_unix(&*counter, seconds, nanoseconds))
}

/// Declares an id newtype that sqlx, serde, axum paths and templates all understand.
#[macro_export]
macro_rules! id_type {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize, sqlx::Type,
        )]
        #[serde(transparent)]
        #[sqlx(transparent)]
        pub struct $name(pub uuid::Uuid);

        impl $name {
            /// A new id whose time part is `now`.
            #[must_use]
            pub fn new(now: $crate::platform::clock::Instant) -> Self {
                Self($crate::platform::ids::uuid_v7(now))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(formatter)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    };
}

id_type! {
    /// A person who can sign in.
    AccountId
}
id_type! {
    /// A register of approved practitioners; the boundary of tenancy.
    PoolId
}
id_type! {
    /// An employer.
    OrganisationId
}
id_type! {
    /// A request to join a pool.
    ApplicationId
}
id_type! {
    /// Somebody's standing in a pool.
    MembershipId
}
id_type! {
    /// One thing somebody shows a pool: a qualification, a year's insurance, a supervision.
    EvidenceId
}
id_type! {
    /// A request for a first conversation, and all that follows from it.
    ChemistryId
}
id_type! {
    /// A meeting of two people in the calendar, whatever it is for.
    MeetingId
}
id_type! {
    /// An agreed pairing, from agreement to ending.
    RelationshipId
}
id_type! {
    /// One meeting in a relationship.
    SessionId
}
id_type! {
    /// Something a person tells a coordinator about behaviour or safety.
    ConcernId
}
id_type! {
    /// One submission of a form: a repeat of the same id is answered as the success it was.
    SubmissionId
}
id_type! {
    /// One sign-in of one account on one browser. Never "session" alone: that is a meeting.
    LoginSessionId
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_made_in_one_moment_sort_in_the_order_they_were_made() {
        let now = Instant::from_microsecond(1_800_000_000_000_000);
        let ids: Vec<Uuid> = (0..1_000).map(|_| uuid_v7(now)).collect();
        assert!(ids.is_sorted());
    }
}
