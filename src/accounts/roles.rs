//! What an account may do beyond being a mentee, given and taken by administrators. A change ends the person's other
//! login sessions (S5); the last administrator and the last coordinator of a pool stay.

use serde_json::{Value, json};
use sqlx::PgConnection;

use super::{role_store, sessions};
use crate::events::{self, Actor, Recorded, Subject};
use crate::platform::clock::Instant;
use crate::platform::ids::{AccountId, LoginSessionId, PoolId};

/// A role that can be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// A coach or mentor.
    Practitioner,
    /// A coordinator of one pool.
    Coordinator(PoolId),
    Administrator,
}

impl Role {
    /// As it is stored.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Practitioner => "practitioner",
            Self::Coordinator(_) => "coordinator",
            Self::Administrator => "administrator",
        }
    }

    #[must_use]
    pub fn pool(self) -> Option<PoolId> {
        if let Self::Coordinator(pool) = self { Some(pool) } else { None }
    }
}

/// Why a role could not be given or taken.
#[derive(Debug, thiserror::Error)]
pub enum RoleError {
    #[error("there is no such account")]
    NotThere,
    #[error("This is the last administrator. Make somebody else an administrator first")]
    LastAdministrator,
    #[error("This is the last coordinator of the pool. Give the pool another coordinator first")]
    LastCoordinator,
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

#[derive(Debug)]
struct Changed {
    account_id: AccountId,
    role: Role,
    granted: bool,
}

impl Recorded for Changed {
    fn kind(&self) -> &'static str {
        if self.granted { "account.role-granted" } else { "account.role-revoked" }
    }

    fn subject(&self) -> Subject {
        Subject { noun: "account", id: self.account_id.0 }
    }

    fn pool(&self) -> Option<PoolId> {
        self.role.pool()
    }

    fn data(&self) -> Value {
        json!({ "role": self.role.code() })
    }
}

/// Who changes a role, and the login session they do it in, which stays when it is their own account.
#[derive(Debug, Clone, Copy)]
pub struct Granter {
    pub actor: Actor,
    pub login_session_id: LoginSessionId,
}

impl Granter {
    /// The command line, which has no login session.
    #[must_use]
    pub fn system() -> Self {
        Self { actor: Actor::System, login_session_id: LoginSessionId(uuid::Uuid::nil()) }
    }
}

/// Gives a role to an open, confirmed account. False when it has the role already.
///
/// # Errors
/// `NotThere`.
pub async fn grant(
    db: &mut PgConnection,
    by: Granter,
    now: Instant,
    account_id: AccountId,
    role: Role,
) -> Result<bool, RoleError> {
    if !role_store::lock_account(db, account_id).await? {
        return Err(RoleError::NotThere);
    }
    let granter = if let Actor::Account(granter) = by.actor { Some(granter) } else { None };
    if !role_store::insert(db, now, account_id, role, granter).await? {
        return Ok(false);
    }
    changed(db, by, now, Changed { account_id, role, granted: true }).await?;
    Ok(true)
}

/// Takes a role away. False when the account does not have it.
///
/// # Errors
/// `LastAdministrator`, `LastCoordinator`; `NotThere`.
pub async fn revoke(
    db: &mut PgConnection,
    by: Granter,
    now: Instant,
    account_id: AccountId,
    role: Role,
) -> Result<bool, RoleError> {
    // Two administrators who take each other's role at once must not both succeed.
    let holders = match role {
        Role::Practitioner => role_store::lock_holder(db, account_id, role).await?,
        _ => role_store::lock_holders(db, role).await?,
    };
    if !holders.contains(&account_id) {
        return Ok(false);
    }
    match role {
        Role::Administrator if holders.len() == 1 => return Err(RoleError::LastAdministrator),
        Role::Coordinator(_) if holders.len() == 1 => return Err(RoleError::LastCoordinator),
        _ => {}
    }
    role_store::delete(db, account_id, role).await?;
    changed(db, by, now, Changed { account_id, role, granted: false }).await?;
    Ok(true)
}

async fn changed(
    db: &mut PgConnection,
    by: Granter,
    now: Instant,
    change: Changed,
) -> Result<(), sqlx::Error> {
    sessions::end_others(db, now, change.account_id, by.login_session_id).await?;
    events::record(db, by.actor, now, &change).await
}
