use sqlx::PgConnection;
use uuid::Uuid;

use super::{LINK_LASTS, UNDO_LASTS};
use crate::platform::clock::Instant;
use crate::platform::ids::{AccountId, uuid_v7};
use crate::platform::mail::EmailAddress;

/// Keeps a change that waits for its link; an earlier one that waited is forgotten.
pub async fn request(
    db: &mut PgConnection,
    now: Instant,
    account_id: AccountId,
    old: &EmailAddress,
    new: &EmailAddress,
    token_hash: &[u8],
) -> sqlx::Result<()> {
    forget_requests(db, account_id).await?;
    sqlx::query!(
        "insert into email_change (email_change_id, account_id, old_email, new_email, token_hash, requested_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7)",
        uuid_v7(now),
        account_id.0,
        old.as_str(),
        new.as_str(),
        token_hash,
        now as Instant,
        now.plus(LINK_LASTS) as Instant,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub async fn forget_requests(db: &mut PgConnection, account_id: AccountId) -> sqlx::Result<()> {
    sqlx::query!("delete from email_change where account_id = $1 and confirmed_at is null", account_id.0)
        .execute(db)
        .await?;
    Ok(())
}

/// A change that a link belongs to.
pub struct Change {
    pub email_change_id: Uuid,
    pub account_id: AccountId,
    pub old_email: EmailAddress,
    pub new_email: EmailAddress,
    /// `None` while it waits.
    pub confirmed_at: Option<Instant>,
}

/// Locks the change that waits for this link, if the account still has the address it had then.
pub async fn lock_waiting(
    db: &mut PgConnection,
    now: Instant,
    token_hash: &[u8],
) -> sqlx::Result<Option<Change>> {
    sqlx::query_as!(
        Change,
        r#"select e.email_change_id as "email_change_id!", e.account_id as "account_id!: AccountId",
                  e.old_email as "old_email!: EmailAddress", e.new_email as "new_email!: EmailAddress", e.confirmed_at
             from email_change e
             join account a on a.account_id = e.account_id and a.closed_at is null and a.email = e.old_email
            where e.token_hash = $1 and e.confirmed_at is null and e.expires_at > $2
            for update"#,
        token_hash,
        now as Instant,
    )
    .fetch_optional(db)
    .await
}

/// Locks the change that this link undoes.
pub async fn lock_undoable(
    db: &mut PgConnection,
    now: Instant,
    undo_hash: &[u8],
) -> sqlx::Result<Option<Change>> {
    sqlx::query_as!(
        Change,
        r#"select e.email_change_id as "email_change_id!", e.account_id as "account_id!: AccountId",
                  e.old_email as "old_email!: EmailAddress", e.new_email as "new_email!: EmailAddress", e.confirmed_at
             from email_change e
             join account a on a.account_id = e.account_id and a.closed_at is null
            where e.undo_hash = $1 and e.undone_at is null and e.undo_expires_at > $2
            for update"#,
        undo_hash,
        now as Instant,
    )
    .fetch_optional(db)
    .await
}

/// Marks the change as made, with the way back.
pub async fn confirm(
    db: &mut PgConnection,
    now: Instant,
    email_change_id: Uuid,
    undo_hash: &[u8],
) -> sqlx::Result<()> {
    sqlx::query!(
        "update email_change set confirmed_at = $2, undo_hash = $3, undo_expires_at = $4 where email_change_id = $1",
        email_change_id,
        now as Instant,
        undo_hash,
        now.plus(UNDO_LASTS) as Instant,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Marks a change and all later ones of the account as undone.
pub async fn undo_since(db: &mut PgConnection, now: Instant, change: &Change) -> sqlx::Result<()> {
    sqlx::query!(
        "update email_change set undone_at = $3
          where account_id = $1 and confirmed_at >= $2 and undone_at is null",
        change.account_id.0,
        change.confirmed_at as Option<Instant>,
        now as Instant,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Gives the account its new address; false when another account has it. What proved employment by mail domain
/// holds on only if the new address is of the organisation's domain too.
pub async fn set_email(
    db: &mut PgConnection,
    now: Instant,
    account_id: AccountId,
    email: &EmailAddress,
) -> sqlx::Result<bool> {
    let set = sqlx::query!(
        "with fit as (
           select exists(select from organisation_domain d
                          where d.organisation_id = a.organisation_id and d.domain = $4) as proves
             from account a where a.account_id = $1
         )
         update account set
           email = $2, email_confirmed_at = $3, version = version + 1,
           employment_proof = case when employment_proof = 'mail-domain' and not fit.proves then null
                                   when employment_proof is null and fit.proves then 'mail-domain'
                                   else employment_proof end,
           employment_proven_at = case when employment_proof = 'mail-domain' and not fit.proves then null
                                       when employment_proof is null and fit.proves then $3
                                       else employment_proven_at end
         from fit
         where account.account_id = $1
           and not exists (select from account other where lower(other.email) = lower($2) and other.account_id <> $1)",
        account_id.0,
        email.as_str(),
        now as Instant,
        email.domain(),
    )
    .execute(db)
    .await;
    match set {
        Ok(done) => Ok(done.rows_affected() == 1),
        Err(sqlx::Error::Database(refused)) if refused.is_unique_violation() => Ok(false),
        Err(other) => Err(other),
    }
}

/// Takes away what somebody may have added after a moment to keep an account: its password, and a recovery address.
pub async fn take_back(db: &mut PgConnection, account_id: AccountId, since: Instant) -> sqlx::Result<()> {
    sqlx::query!(
        "update account set
           password_hash = null,
           recovery_email = case when recovery_email_confirmed_at >= $2 then null else recovery_email end,
           recovery_email_confirmed_at =
             case when recovery_email_confirmed_at >= $2 then null else recovery_email_confirmed_at end
         where account_id = $1",
        account_id.0,
        since as Instant,
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!("delete from recovery_address_request where account_id = $1", account_id.0)
        .execute(db)
        .await?;
    Ok(())
}

/// Ends every sign-in code and reset link that was mailed: they went to an address that no longer counts.
pub async fn end_mailed_links(
    db: &mut PgConnection,
    now: Instant,
    account_id: AccountId,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update sign_in_code set used_at = $2 where account_id = $1 and used_at is null",
        account_id.0,
        now as Instant,
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

/// Deletes requests whose link ran out and changes that can no longer be undone; returns how many.
pub async fn sweep(db: &mut PgConnection, now: Instant) -> sqlx::Result<u64> {
    let swept = sqlx::query!(
        "delete from email_change where case when confirmed_at is null then expires_at else undo_expires_at end <= $1",
        now as Instant,
    )
    .execute(db)
    .await?;
    Ok(swept.rows_affected())
}
