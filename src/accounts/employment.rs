//! Where somebody works and how that is known: by their organisation's mail domain, a join code, or a person with the
//! right. Until it is proven, search shows cards without names.

use serde_json::{Value, json};
use sqlx::PgConnection;

use super::employment_store;
use crate::events::{self, Actor, Recorded, Subject};
use crate::organisations;
use crate::platform::clock::Instant;
use crate::platform::ids::{AccountId, OrganisationId};
use crate::platform::mail::EmailAddress;

/// How employment is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// A confirmed address of the organisation's own mail domain.
    MailDomain,
    /// A code that a person with the right handed out.
    JoinCode,
    /// A coordinator or administrator said so.
    Person(AccountId),
}

impl Proof {
    /// As it is stored.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::MailDomain => "mail-domain",
            Self::JoinCode => "join-code",
            Self::Person(_) => "person",
        }
    }
}

/// Why employment could not be proven.
#[derive(Debug, thiserror::Error)]
pub enum ProveError {
    /// There is no such open, confirmed account that works at this organisation.
    #[error("there is nobody to prove")]
    NotThere,
    #[error("Nobody can confirm their own employment")]
    Oneself,
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

#[derive(Debug)]
struct Proven {
    account_id: AccountId,
    organisation: OrganisationId,
    proof: Proof,
}

impl Recorded for Proven {
    fn kind(&self) -> &'static str {
        "account.employment-proven"
    }

    fn subject(&self) -> Subject {
        Subject { noun: "account", id: self.account_id.0 }
    }

    fn data(&self) -> Value {
        json!({ "organisation": self.organisation, "proof": self.proof.code() })
    }
}

/// Notes that somebody works where their account says. Repeating it changes nothing: the first proof stays.
///
/// # Errors
/// `NotThere` when the account does not say that it works at this organisation, is closed or not confirmed; `Oneself`.
pub async fn prove(
    db: &mut PgConnection,
    by: Actor,
    now: Instant,
    account_id: AccountId,
    organisation: OrganisationId,
    proof: Proof,
) -> Result<(), ProveError> {
    if proof == Proof::Person(account_id) {
        return Err(ProveError::Oneself);
    }
    let state = employment_store::lock(db, account_id).await?.ok_or(ProveError::NotThere)?;
    if state.organisation_id != Some(organisation) {
        return Err(ProveError::NotThere);
    }
    if state.proven {
        return Ok(());
    }
    employment_store::set_proof(db, now, account_id, proof).await?;
    events::record(db, by, now, &Proven { account_id, organisation, proof }).await?;
    Ok(())
}

#[derive(Debug)]
struct Moved {
    account_id: AccountId,
    organisation: OrganisationId,
}

impl Recorded for Moved {
    fn kind(&self) -> &'static str {
        "account.employer-recorded"
    }

    fn subject(&self) -> Subject {
        Subject { noun: "account", id: self.account_id.0 }
    }

    fn data(&self) -> Value {
        json!({ "organisation": self.organisation })
    }
}

/// Notes for somebody else where they work; confirmed by whoever notes it when they may (`proves`). What proved
/// another employer proves nothing now.
///
/// # Errors
/// `NotThere` for an account that is closed or not confirmed; `Oneself`.
pub async fn record(
    db: &mut PgConnection,
    by: AccountId,
    now: Instant,
    account_id: AccountId,
    organisation: OrganisationId,
    proves: bool,
) -> Result<(), ProveError> {
    if by == account_id {
        return Err(ProveError::Oneself);
    }
    let state = employment_store::lock(db, account_id).await?.ok_or(ProveError::NotThere)?;
    let actor = Actor::Account(by);
    if state.organisation_id != Some(organisation) {
        employment_store::set_employer(db, account_id, organisation).await?;
        events::record(db, actor, now, &Moved { account_id, organisation }).await?;
    }
    if proves { prove(db, actor, now, account_id, organisation, Proof::Person(by)).await } else { Ok(()) }
}

/// Proves employment when the confirmed address is of the employer's own mail domain. An address of another
/// organisation's domain proves nothing.
///
/// # Errors
/// The database's.
pub async fn prove_by_domain(
    db: &mut PgConnection,
    now: Instant,
    account_id: AccountId,
    employer: OrganisationId,
    address: &EmailAddress,
) -> Result<(), sqlx::Error> {
    if organisations::proof_by_domain(db, address, now).await? != Some(employer) {
        return Ok(());
    }
    match prove(db, Actor::System, now, account_id, employer, Proof::MailDomain).await {
        Ok(()) | Err(ProveError::NotThere | ProveError::Oneself) => Ok(()),
        Err(ProveError::Database(error)) => Err(error),
    }
}

/// Moves everybody from an organisation to the one it became part of; their proofs stay. Returns how many.
///
/// # Errors
/// The database's.
pub async fn move_everybody(
    db: &mut PgConnection,
    from: OrganisationId,
    into: OrganisationId,
) -> Result<u64, sqlx::Error> {
    employment_store::move_everybody(db, from, into).await
}
