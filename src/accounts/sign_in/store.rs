use jiff::SignedDuration;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::accounts::sessions::LoginEpoch;
use crate::platform::clock::Instant;
use crate::platform::ids::AccountId;
use crate::platform::mail::EmailAddress;

/// What signing in by password needs to know of an account.
pub struct Credentials {
    pub account_id: AccountId,
    pub login_epoch: LoginEpoch,
    pub password_hash: Option<String>,
}

/// The open account of an address.
pub async fn by_email(db: &mut PgConnection, email: &EmailAddress) -> sqlx::Result<Option<Credentials>> {
    sqlx::query_as!(
        Credentials,
        r#"select account_id as "account_id: AccountId", login_epoch, password_hash
             from account where lower(email) = lower($1) and closed_at is null"#,
        email.as_str(),
    )
    .fetch_optional(db)
    .await
}

/// What confirming it is still you needs to know.
pub struct Own {
    pub email: EmailAddress,
    pub password_hash: Option<String>,
}

/// The signed-in account's own credentials.
pub async fn own(db: &mut PgConnection, account_id: AccountId) -> sqlx::Result<Own> {
    sqlx::query_as!(
        Own,
        r#"select email as "email: EmailAddress", password_hash from account where account_id = $1"#,
        account_id.0,
    )
    .fetch_one(db)
    .await
}

/// The epoch that a sign-in belongs to which begins now.
///
/// # Errors
/// The database's.
pub async fn login_epoch(db: &mut PgConnection, account_id: AccountId) -> sqlx::Result<LoginEpoch> {
    sqlx::query_scalar!("select login_epoch from account where account_id = $1", account_id.0)
        .fetch_one(db)
        .await
}

/// Whether an authenticator app is set up.
pub async fn has_second_factor(db: &mut PgConnection, account_id: AccountId) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select exists(select from second_factor where account_id = $1) as "exists!""#,
        account_id.0,
    )
    .fetch_one(db)
    .await
}

/// Replaces a hash made with older parameters, unless the password was changed meanwhile.
pub async fn rehash(db: &mut PgConnection, account_id: AccountId, old: &str, new: &str) -> sqlx::Result<()> {
    sqlx::query!(
        "update account set password_hash = $3 where account_id = $1 and password_hash = $2",
        account_id.0,
        old,
        new,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Notes that somebody asked for a code at an address. Nothing here depends on who lives there (S6).
pub async fn insert_code(
    db: &mut PgConnection,
    now: Instant,
    sign_in_code_id: Uuid,
    email: &EmailAddress,
    own_phone: bool,
    next: &str,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into sign_in_code (sign_in_code_id, email, own_phone, next, requested_at) values ($1, $2, $3, $4, $5)",
        sign_in_code_id,
        email.as_str(),
        own_phone,
        next,
        now as Instant,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// A request whose letter is still to be written, with the account it turns out to be for.
pub struct Unwritten {
    pub sign_in_code_id: Uuid,
    pub account_id: Option<AccountId>,
    pub name: Option<String>,
    pub email: Option<EmailAddress>,
}

/// Locks one request whose letter is to be written; other workers pass over it.
pub async fn lock_unwritten(db: &mut PgConnection) -> sqlx::Result<Option<Unwritten>> {
    sqlx::query_as!(
        Unwritten,
        r#"select c.sign_in_code_id, a.account_id as "account_id?: AccountId", a.name as "name?",
                  a.email as "email?: EmailAddress"
             from sign_in_code c
             left join account a on lower(a.email) = lower(c.email) and a.closed_at is null
            where c.written_at is null
            order by c.requested_at
            limit 1
            for update of c skip locked"#,
    )
    .fetch_optional(db)
    .await
}

/// Notes that the letter is written, or that there is nobody to write to.
pub async fn written(
    db: &mut PgConnection,
    now: Instant,
    sign_in_code_id: Uuid,
    letter: Option<(AccountId, Vec<u8>, Vec<u8>)>,
) -> sqlx::Result<()> {
    let (account_id, code_hash, token_hash) = match letter {
        Some((account_id, code, token)) => (Some(account_id.0), Some(code), Some(token)),
        None => (None, None, None),
    };
    sqlx::query!(
        "update sign_in_code set written_at = $2, account_id = $3, code_hash = $4, token_hash = $5
          where sign_in_code_id = $1",
        sign_in_code_id,
        now as Instant,
        account_id,
        code_hash,
        token_hash,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// A request as signing in sees it.
pub struct Asked {
    pub sign_in_code_id: Uuid,
    pub account_id: Option<AccountId>,
    pub code_hash: Option<Vec<u8>>,
    pub tries: i32,
    pub own_phone: bool,
    pub next: String,
}

/// Locks a request that can still be used.
pub async fn lock_usable(
    db: &mut PgConnection,
    now: Instant,
    sign_in_code_id: Uuid,
    lasts: SignedDuration,
) -> sqlx::Result<Option<Asked>> {
    sqlx::query_as!(
        Asked,
        r#"select sign_in_code_id, account_id as "account_id: AccountId", code_hash, tries, own_phone, next
             from sign_in_code
            where sign_in_code_id = $1 and used_at is null and requested_at > $2
            for update"#,
        sign_in_code_id,
        now.minus(lasts) as Instant,
    )
    .fetch_optional(db)
    .await
}

/// The usable request that a link belongs to.
pub async fn by_token(
    db: &mut PgConnection,
    now: Instant,
    token_hash: &[u8],
    lasts: SignedDuration,
) -> sqlx::Result<Option<Uuid>> {
    sqlx::query_scalar!(
        "select sign_in_code_id from sign_in_code
          where token_hash = $1 and used_at is null and requested_at > $2",
        token_hash,
        now.minus(lasts) as Instant,
    )
    .fetch_optional(db)
    .await
}

pub async fn count_try(db: &mut PgConnection, sign_in_code_id: Uuid) -> sqlx::Result<()> {
    sqlx::query!("update sign_in_code set tries = tries + 1 where sign_in_code_id = $1", sign_in_code_id)
        .execute(db)
        .await?;
    Ok(())
}

pub async fn use_up(db: &mut PgConnection, now: Instant, sign_in_code_id: Uuid) -> sqlx::Result<()> {
    sqlx::query!(
        "update sign_in_code set used_at = $2 where sign_in_code_id = $1",
        sign_in_code_id,
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
    Ok(sqlx::query!("delete from sign_in_code where requested_at < $1", before as Instant)
        .execute(db)
        .await?
        .rows_affected())
}
