//! Accounts of people whom a register names and who confirmed by a mailed link: no password, nobody signed in.

use sqlx::PgConnection;

use super::employment;
use super::events::AccountEvent;
use crate::events::{self, Actor};
use crate::platform::clock::Instant;
use crate::platform::ids::{AccountId, OrganisationId};
use crate::platform::mail::EmailAddress;

/// Who somebody is who has an account now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Introduced {
    pub account_id: AccountId,
    /// The account was there already.
    pub had_one: bool,
}

/// The account of an address that its owner has just confirmed by following a link, made when there is none. `None`: the
/// address belonged to an account that was closed.
///
/// # Errors
/// The database's.
pub async fn introduce(
    db: &mut PgConnection,
    now: Instant,
    name: &str,
    email: &EmailAddress,
    employer: Option<OrganisationId>,
) -> sqlx::Result<Option<Introduced>> {
    let account_id = AccountId::new(now);
    let made = sqlx::query!(
        "insert into account (account_id, name, email, email_confirmed_at, organisation_id, created_at)
         values ($1, $2, $3, $4, $5, $4) on conflict (lower(email)) do nothing",
        account_id.0,
        name,
        email.as_str(),
        now as Instant,
        employer.map(|id| id.0),
    )
    .execute(&mut *db)
    .await?;
    if made.rows_affected() == 0 {
        // Following the link proves the address once more.
        let found = sqlx::query_scalar!(
            "update account set email_confirmed_at = coalesce(email_confirmed_at, $2)
             where lower(email) = lower($1) and closed_at is null returning account_id",
            email.as_str(),
            now as Instant,
        )
        .fetch_optional(db)
        .await?;
        return Ok(found.map(|account_id| Introduced { account_id, had_one: true }));
    }
    events::record(db, Actor::Account(account_id), now, &AccountEvent::Registered(account_id)).await?;
    if let Some(employer) = employer {
        employment::prove_by_domain(db, now, account_id, employer, email).await?;
    }
    Ok(Some(Introduced { account_id, had_one: false }))
}
