use jiff::SignedDuration;
use sqlx::PgConnection;
use uuid::Uuid;

use super::LASTS;
use crate::platform::clock::Instant;
use crate::platform::ids::{AccountId, uuid_v7};
use crate::platform::mail::EmailAddress;

/// Notes that somebody asked for a reset at an address. Nothing here depends on who lives there (S6).
pub async fn insert(db: &mut PgConnection, now: Instant, email: &EmailAddress) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into password_reset (password_reset_id, email, requested_at) values ($1, $2, $3)",
        uuid_v7(now),
        email.as_str(),
        now as Instant,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// A reset whose link is handed over by other means than mail.
///
/// # Errors
/// The database's.
pub async fn insert_for(
    db: &mut PgConnection,
    now: Instant,
    account_id: AccountId,
    email: &EmailAddress,
    token_hash: &[u8],
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into password_reset (password_reset_id, email, requested_at, written_at, account_id, token_hash)
         values ($1, $2, $3, $3, $4, $5)",
        uuid_v7(now),
        email.as_str(),
        now as Instant,
        account_id.0,
        token_hash,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// A request whose letter is still to be written, with the account it turns out to be for.
pub struct Unwritten {
    pub password_reset_id: Uuid,
    pub email: EmailAddress,
    pub account_id: Option<AccountId>,
    pub name: Option<String>,
}

/// Locks one request whose letter is to be written; other workers pass over it. A recovery address that several
/// accounts name recovers none of them by itself: the account whose own address it is comes first, then the oldest.
pub async fn lock_unwritten(db: &mut PgConnection) -> sqlx::Result<Option<Unwritten>> {
    sqlx::query_as!(
        Unwritten,
        r#"select r.password_reset_id, r.email as "email!: EmailAddress",
                  a.account_id as "account_id?: AccountId", a.name as "name?"
             from password_reset r
             left join lateral (
               select account_id, name from account
                where closed_at is null
                  and (lower(email) = lower(r.email)
                       or (lower(recovery_email) = lower(r.email) and recovery_email_confirmed_at is not null))
                order by lower(email) = lower(r.email) desc, created_at
                limit 1) a on true
            where r.written_at is null
            order by r.requested_at
            limit 1
            for update of r skip locked"#,
    )
    .fetch_optional(db)
    .await
}

/// Notes that the letter is written, or that there is nobody to write to.
pub async fn written(
    db: &mut PgConnection,
    now: Instant,
    password_reset_id: Uuid,
    letter: Option<(AccountId, Vec<u8>)>,
) -> sqlx::Result<()> {
    let (account_id, token_hash) =
        letter.map_or((None, None), |(account, token)| (Some(account.0), Some(token)));
    sqlx::query!(
        "update password_reset set written_at = $2, account_id = $3, token_hash = $4 where password_reset_id = $1",
        password_reset_id,
        now as Instant,
        account_id,
        token_hash,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// A reset that can still be used, and what its password must not be made of.
pub struct Usable {
    pub account_id: AccountId,
    pub name: String,
    pub email: EmailAddress,
    pub organisation: Option<String>,
}

/// Locks the usable reset of a link.
pub async fn lock_usable(
    db: &mut PgConnection,
    now: Instant,
    token_hash: &[u8],
) -> sqlx::Result<Option<Usable>> {
    sqlx::query_as!(
        Usable,
        r#"select a.account_id as "account_id!: AccountId", a.name as "name!", a.email as "email!: EmailAddress", o.name as "organisation?"
             from password_reset r
             join account a on a.account_id = r.account_id and a.closed_at is null
             left join organisation o on o.organisation_id = a.organisation_id
            where r.token_hash = $1 and r.used_at is null and r.requested_at > $2
            for update of r"#,
        token_hash,
        now.minus(LASTS) as Instant,
    )
    .fetch_optional(db)
    .await
}

/// Sets the password and uses up every reset of the account: an older link must not undo a newer one.
pub async fn set_password(
    db: &mut PgConnection,
    now: Instant,
    account_id: AccountId,
    password_hash: &str,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update account set password_hash = $2, version = version + 1 where account_id = $1",
        account_id.0,
        password_hash,
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "update password_reset set used_at = $2 where account_id = $1 and used_at is null",
        account_id.0,
        now as Instant,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Removes requests older than a day. Returns how many.
///
/// # Errors
/// The database's.
pub async fn sweep(db: &mut PgConnection, now: Instant) -> sqlx::Result<u64> {
    let before = now.minus(SignedDuration::from_hours(24));
    Ok(sqlx::query!("delete from password_reset where requested_at < $1", before as Instant)
        .execute(db)
        .await?
        .rows_affected())
}
