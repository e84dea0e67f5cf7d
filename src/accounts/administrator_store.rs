use sqlx::PgConnection;

use crate::platform::clock::Instant;
use crate::platform::ids::AccountId;
use crate::platform::mail::EmailAddress;

/// The open account with this address.
pub(super) async fn find(
    db: &mut PgConnection,
    email: &EmailAddress,
) -> Result<Option<AccountId>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select account_id as "account_id: AccountId" from account
           where lower(email) = lower($1) and closed_at is null for update"#,
        email.as_str(),
    )
    .fetch_optional(db)
    .await
}

/// A new account whose address counts as confirmed.
pub(super) async fn insert(
    db: &mut PgConnection,
    now: Instant,
    account_id: AccountId,
    name: &str,
    email: &EmailAddress,
    password_hash: Option<&str>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into account (account_id, name, email, email_confirmed_at, password_hash, created_at)
         values ($1, $2, $3, $4, $5, $4)",
        account_id.0,
        name,
        email.as_str(),
        now as Instant,
        password_hash,
    )
    .execute(db)
    .await?;
    Ok(())
}
