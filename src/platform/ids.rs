//! Ids: UUID version 7, a type per noun, made in Rust from the App's clock.

use rand::RngExt;
use uuid::Uuid;

use super::clock::Instant;

/// A version 7 UUID whose time part is `now`.
#[must_use]
pub fn uuid_v7(now: Instant) -> Uuid {
    let millis = u64::try_from(now.timestamp().as_millisecond()).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &rand::rng().random()).into_uuid()
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
    /// One submission of a form: a repeat of the same id is answered as the success it was.
    SubmissionId
}
