use std::marker::PhantomData;

use axum::extract::FromRequestParts;
use http::request::Parts;
use sqlx::PgConnection;

use crate::accounts::Viewer;
use crate::organisations::day_of;
use crate::platform::clock::Instant;
use crate::platform::ids::{OrganisationId, PoolId};
use crate::platform::web::PageError;
use crate::pools;

/// At whose desk a page about employment is read: an administrator's, who sees every organisation, or a
/// coordinator's, who sees those of their pools' areas. The same pages stand under both prefixes.
#[derive(Debug, Clone)]
pub struct Desk {
    pub prefix: &'static str,
    /// None: every organisation.
    pub pools: Option<Vec<PoolId>>,
    _only_extracted: PhantomData<()>,
}

impl Desk {
    /// Passes when this organisation is looked after at this desk.
    ///
    /// # Errors
    /// `NotFound` otherwise, the same as for one that does not exist (S1).
    pub async fn require(
        &self,
        db: &mut PgConnection,
        organisation: OrganisationId,
        now: Instant,
    ) -> Result<(), PageError> {
        let mut ids = vec![organisation];
        self.keep_own(db, &mut ids, |id| *id, now).await?;
        if ids.is_empty() { Err(PageError::NotFound) } else { Ok(()) }
    }

    /// Keeps those of a list that are looked after at this desk.
    ///
    /// # Errors
    /// The database's.
    pub async fn keep_own<T>(
        &self,
        db: &mut PgConnection,
        list: &mut Vec<T>,
        id: impl Fn(&T) -> OrganisationId,
        now: Instant,
    ) -> Result<(), sqlx::Error> {
        if let Some(pools) = &self.pools {
            let ids: Vec<OrganisationId> = list.iter().map(&id).collect();
            let own = pools::covered(db, pools, &ids, day_of(now)).await?;
            list.retain(|one| own.contains(&id(one)));
        }
        Ok(())
    }

    #[must_use]
    pub fn is_administrators(&self) -> bool {
        self.pools.is_none()
    }

    #[must_use]
    pub fn employment(&self) -> String {
        format!("{}/employment", self.prefix)
    }

    #[must_use]
    pub fn employment_of(&self, organisation: &OrganisationId) -> String {
        format!("{}/organisations/{organisation}/employment", self.prefix)
    }
}

impl<S: Sync> FromRequestParts<S> for Desk {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        let viewer = parts.extensions.get::<Viewer>().ok_or(PageError::SignInRequired)?;
        let (prefix, pools) = if parts.uri.path().starts_with("/admin/") {
            if !viewer.roles.administrator {
                return Err(PageError::NotFound);
            }
            ("/admin", None)
        } else {
            if !viewer.is_coordinator() {
                return Err(PageError::NotFound);
            }
            ("/coordination", Some(viewer.roles.coordinator_of.clone()))
        };
        Ok(Self { prefix, pools, _only_extracted: PhantomData })
    }
}
