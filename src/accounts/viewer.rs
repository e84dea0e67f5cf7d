use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use http::request::Parts;
use jiff::tz::TimeZone;

use crate::accounts::sessions::FRESH;
use crate::platform::clock::{Instant, london};
use crate::platform::ids::{AccountId, LoginSessionId, PoolId};
use crate::platform::web::PageError;

/// What an account may do beyond being a mentee.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Roles {
    pub administrator: bool,
    pub practitioner: bool,
    pub coordinator_of: Vec<PoolId>,
}

/// Who is asking: the signed-in account, loaded once by the guard.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Viewer {
    pub account_id: AccountId,
    /// The login session this request came with.
    pub login_session_id: LoginSessionId,
    pub name: String,
    pub roles: Roles,
    /// Employment is proven: search may show names.
    pub employment_proven: bool,
    /// A second factor is set up and confirmed.
    pub second_factor: bool,
    /// Requests for a first conversation that wait for them.
    #[serde(default)]
    pub waiting: u32,
    /// How much waits for them in what they do together with others; none when they have worked with nobody.
    #[serde(default)]
    pub together: Option<u32>,
    /// How many people are on their shortlist.
    pub kept: u32,
    /// The name of the zone by whose clock times are told to them.
    #[serde(default)]
    pub zone: String,
    /// When this login session last gave a password, a mailed code or a second factor.
    pub authenticated_at: Instant,
    /// The login session lasts thirty days, on a phone that is theirs alone.
    #[serde(default)]
    pub own_phone: bool,
}

impl Viewer {
    /// The zone by whose clock times are told to them.
    #[must_use]
    pub fn zone(&self) -> TimeZone {
        TimeZone::get(&self.zone).unwrap_or_else(|_| london())
    }

    #[must_use]
    pub fn is_coordinator(&self) -> bool {
        !self.roles.coordinator_of.is_empty()
    }

    #[must_use]
    pub fn coordinates(&self, pool: PoolId) -> bool {
        self.roles.coordinator_of.contains(&pool)
    }

    /// Coordinators and administrators watch over others: shorter limits, and a second factor is compulsory.
    #[must_use]
    pub fn watches_over_others(&self) -> bool {
        self.roles.administrator || self.is_coordinator()
    }

    /// Whether this login session gave a credential within the last few minutes.
    #[must_use]
    pub fn is_fresh(&self, now: Instant) -> bool {
        now.since(self.authenticated_at) < FRESH
    }

    /// Asks for a fresh sign-in where the route's own rule cannot, because it is a role's.
    ///
    /// # Errors
    /// `FreshSignInRequired` when the last sign-in is too long ago.
    pub fn require_fresh(&self, now: Instant) -> Result<(), PageError> {
        if self.is_fresh(now) { Ok(()) } else { Err(PageError::FreshSignInRequired) }
    }

    /// The name used in the frame: up to the first space.
    #[must_use]
    pub fn first_name(&self) -> &str {
        self.name.split(' ').next().unwrap_or(&self.name)
    }
}

impl<S: Sync> FromRequestParts<S> for Viewer {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        parts.extensions.get::<Self>().cloned().ok_or(PageError::SignInRequired)
    }
}

impl<S: Sync> OptionalFromRequestParts<S> for Viewer {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Option<Self>, Self::Rejection> {
        Ok(parts.extensions.get::<Self>().cloned())
    }
}
