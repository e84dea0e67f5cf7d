use sqlx::PgConnection;

use super::LINK_LASTS;
use crate::platform::clock::Instant;
use crate::platform::ids::AccountId;
use crate::platform::mail::EmailAddress;

/// Keeps an address that waits for its link, in place of an earlier one that waited.
pub async fn request(
    db: &mut PgConnection,
    now: Instant,
    account_id: AccountId,
    address: &EmailAddress,
    token_hash: &[u8],
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into recovery_address_request (account_id, email, token_hash, requested_at, expires_at)
         values ($1, $2, $3, $4, $5)
         on conflict (account_id) do update
         set email = $2, token_hash = $3, requested_at = $4, expires_at = $5",
        account_id.0,
        address.as_str(),
        token_hash,
        now as Instant,
        now.plus(LINK_LASTS) as Instant,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// An address that waits for its link.
pub struct Waiting {
    pub account_id: AccountId,
    pub email: EmailAddress,
}

/// The address that waits for this link.
pub async fn waiting(
    db: &mut PgConnection,
    now: Instant,
    token_hash: &[u8],
) -> sqlx::Result<Option<Waiting>> {
    sqlx::query_as!(
        Waiting,
        r#"select r.account_id as "account_id!: AccountId", r.email as "email!: EmailAddress"
             from recovery_address_request r
             join account a on a.account_id = r.account_id and a.closed_at is null
            where r.token_hash = $1 and r.expires_at > $2
            for update"#,
        token_hash,
        now as Instant,
    )
    .fetch_optional(db)
    .await
}

/// Puts the address in force and uses its link up.
pub async fn confirm(db: &mut PgConnection, now: Instant, waiting: &Waiting) -> sqlx::Result<()> {
    sqlx::query!(
        "update account set recovery_email = $2, recovery_email_confirmed_at = $3, version = version + 1
          where account_id = $1",
        waiting.account_id.0,
        waiting.email.as_str(),
        now as Instant,
    )
    .execute(&mut *db)
    .await?;
    forget_request(db, waiting.account_id).await
}

async fn forget_request(db: &mut PgConnection, account_id: AccountId) -> sqlx::Result<()> {
    sqlx::query!("delete from recovery_address_request where account_id = $1", account_id.0)
        .execute(db)
        .await?;
    Ok(())
}

/// Takes the address away, and one that waits too. Reset links that were mailed stop working.
pub async fn remove(db: &mut PgConnection, now: Instant, account_id: AccountId) -> sqlx::Result<()> {
    sqlx::query!(
        "update account set recovery_email = null, recovery_email_confirmed_at = null, version = version + 1
          where account_id = $1",
        account_id.0,
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "update password_reset set used_at = $2 where account_id = $1 and used_at is null",
        account_id.0,
        now as Instant,
    )
    .execute(&mut *db)
    .await?;
    forget_request(db, account_id).await
}

/// Deletes addresses whose link ran out; returns how many.
pub async fn sweep(db: &mut PgConnection, now: Instant) -> sqlx::Result<u64> {
    let swept = sqlx::query!("delete from recovery_address_request where expires_at <= $1", now as Instant)
        .execute(db)
        .await?;
    Ok(swept.rows_affected())
}
