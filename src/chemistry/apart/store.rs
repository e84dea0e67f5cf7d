use sqlx::PgConnection;

use crate::platform::clock::Instant;
use crate::platform::ids::AccountId;

pub(super) async fn block(
    db: &mut PgConnection,
    now: Instant,
    by: AccountId,
    other: AccountId,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into contact_block (account_id, blocked_id, blocked_at) values ($1, $2, $3) on conflict do nothing",
        by.0,
        other.0,
        now as Instant,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn unblock(
    db: &mut PgConnection,
    by: AccountId,
    other: AccountId,
) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from contact_block where account_id = $1 and blocked_id = $2", by.0, other.0)
        .execute(db)
        .await?;
    Ok(())
}

pub(super) async fn declare(
    db: &mut PgConnection,
    now: Instant,
    by: AccountId,
    other: AccountId,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into declared_conflict (one_id, other_id, declared_by, declared_at)
         values (least($1::uuid, $2::uuid), greatest($1::uuid, $2::uuid), $1, $3) on conflict do nothing",
        by.0,
        other.0,
        now as Instant,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn take_back(
    db: &mut PgConnection,
    by: AccountId,
    other: AccountId,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "delete from declared_conflict
         where one_id = least($1::uuid, $2::uuid) and other_id = greatest($1::uuid, $2::uuid) and declared_by = $1",
        by.0,
        other.0,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Somebody from whom a reader is kept apart by what they did themselves.
pub(super) struct Kept {
    pub account_id: AccountId,
    pub name: String,
    /// Contact is stopped; else a conflict was declared.
    pub blocked: bool,
    pub since: Instant,
}

/// Whom somebody keeps away from, the latest first. What others did is not theirs to see.
pub(super) async fn kept_by(db: &mut PgConnection, account: AccountId) -> Result<Vec<Kept>, sqlx::Error> {
    sqlx::query_as!(
        Kept,
        r#"select a.account_id as "account_id!: AccountId", a.name as "name!", k.blocked as "blocked!", k.since as "since!: Instant"
           from (select blocked_id as id, true as blocked, blocked_at as since from contact_block where account_id = $1
                 union all
                 select case when one_id = $1 then other_id else one_id end, false, declared_at
                 from declared_conflict where declared_by = $1) k
           join account a on a.account_id = k.id
           order by 4 desc, 1"#,
        account.0,
    )
    .fetch_all(db)
    .await
}

/// Whether contact between two people is stopped or a conflict was declared, by either.
///
/// # Errors
/// The database's.
pub async fn is_apart(db: &mut PgConnection, one: AccountId, other: AccountId) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select exists (select from contact_block
                          where (account_id = $1 and blocked_id = $2) or (account_id = $2 and blocked_id = $1))
               or exists (select from declared_conflict
                          where one_id = least($1::uuid, $2::uuid) and other_id = greatest($1::uuid, $2::uuid)) as "apart!""#,
        one.0,
        other.0,
    )
    .fetch_one(db)
    .await
}

/// Takes away what keeps somebody and others apart, as closing an account does.
///
/// # Errors
/// The database's.
pub async fn forget(db: &mut PgConnection, account: AccountId) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from contact_block where account_id = $1 or blocked_id = $1", account.0)
        .execute(&mut *db)
        .await?;
    sqlx::query!("delete from declared_conflict where one_id = $1 or other_id = $1", account.0)
        .execute(db)
        .await?;
    Ok(())
}
