use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

use super::LASTS;
use crate::platform::clock::Instant;
use crate::platform::ids::{AccountId, OrganisationId};
use crate::platform::mail::EmailAddress;

/// Keeps a registration. `false` when the same submission was kept before.
pub async fn insert(
    db: &mut PgConnection,
    now: Instant,
    registration_id: Uuid,
    name: &str,
    email: &EmailAddress,
    workplace: &Value,
) -> sqlx::Result<bool> {
    let kept = sqlx::query!(
        "insert into registration (registration_id, email, name, workplace, requested_at) values ($1, $2, $3, $4, $5)
         on conflict (registration_id) do nothing",
        registration_id,
        email.as_str(),
        name,
        workplace,
        now as Instant,
    )
    .execute(db)
    .await?;
    Ok(kept.rows_affected() == 1)
}

/// A registration whose letter is still to be written, with the account its address has already, if any.
pub struct Unwritten {
    pub registration_id: Uuid,
    pub email: EmailAddress,
    pub name: String,
    pub account_id: Option<AccountId>,
    pub account_name: Option<String>,
}

/// Locks one registration whose letter is to be written; other workers pass over it.
pub async fn lock_unwritten(db: &mut PgConnection) -> sqlx::Result<Option<Unwritten>> {
    sqlx::query_as!(
        Unwritten,
        r#"select r.registration_id, r.email as "email!: EmailAddress", r.name as "name!",
                  a.account_id as "account_id?: AccountId", a.name as "account_name?"
             from registration r
             left join account a on lower(a.email) = lower(r.email) and a.closed_at is null
            where r.written_at is null
            order by r.requested_at
            limit 1
            for update of r skip locked"#,
    )
    .fetch_optional(db)
    .await
}

pub async fn written(
    db: &mut PgConnection,
    now: Instant,
    registration_id: Uuid,
    token_hash: Option<Vec<u8>>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update registration set written_at = $2, token_hash = $3 where registration_id = $1",
        registration_id,
        now as Instant,
        token_hash,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// A registration that its link can still confirm.
pub struct Usable {
    pub registration_id: Uuid,
    pub name: String,
    pub email: EmailAddress,
    pub workplace: Value,
}

/// Locks the registration of a link.
pub async fn lock_usable(
    db: &mut PgConnection,
    now: Instant,
    token_hash: &[u8],
) -> sqlx::Result<Option<Usable>> {
    sqlx::query_as!(
        Usable,
        r#"select registration_id, name, email as "email: EmailAddress", workplace from registration
            where token_hash = $1 and confirmed_at is null and requested_at > $2
            for update"#,
        token_hash,
        now.minus(LASTS) as Instant,
    )
    .fetch_optional(db)
    .await
}

pub async fn confirm(db: &mut PgConnection, now: Instant, registration_id: Uuid) -> sqlx::Result<()> {
    sqlx::query!(
        "update registration set confirmed_at = $2 where registration_id = $1",
        registration_id,
        now as Instant,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// A new account whose address is confirmed. `false` when the address has one already.
pub async fn insert_account(
    db: &mut PgConnection,
    now: Instant,
    account_id: AccountId,
    registration: &Usable,
    organisation: Option<OrganisationId>,
    password_hash: Option<&str>,
) -> sqlx::Result<bool> {
    let made = sqlx::query!(
        "insert into account (account_id, name, email, email_confirmed_at, password_hash, organisation_id, created_at)
         values ($1, $2, $3, $4, $5, $6, $4)
         on conflict (lower(email)) do nothing",
        account_id.0,
        registration.name,
        registration.email.as_str(),
        now as Instant,
        password_hash,
        organisation.map(|organisation| organisation.0),
    )
    .execute(db)
    .await?;
    Ok(made.rows_affected() == 1)
}

/// Removes registrations that were confirmed a day ago or can no longer be. Returns how many.
///
/// # Errors
/// The database's.
pub async fn sweep(db: &mut PgConnection, now: Instant) -> sqlx::Result<u64> {
    let removed = sqlx::query!(
        "delete from registration where requested_at < $1 or confirmed_at < $2",
        now.minus(LASTS) as Instant,
        now.minus(jiff::SignedDuration::from_hours(24)) as Instant,
    )
    .execute(db)
    .await?;
    Ok(removed.rows_affected())
}
