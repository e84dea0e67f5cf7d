use sqlx::PgConnection;

use super::roles::Role;
use crate::platform::clock::Instant;
use crate::platform::ids::AccountId;

/// False when there is no such open, confirmed account.
pub(super) async fn lock_account(db: &mut PgConnection, account_id: AccountId) -> Result<bool, sqlx::Error> {
    let found = sqlx::query_scalar!(
        r#"select 1 as "found!" from account
           where account_id = $1 and closed_at is null and email_confirmed_at is not null for update"#,
        account_id.0,
    )
    .fetch_optional(db)
    .await?;
    Ok(found.is_some())
}

/// False when the account has the role already.
pub(super) async fn insert(
    db: &mut PgConnection,
    now: Instant,
    account_id: AccountId,
    role: Role,
    by: Option<AccountId>,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "insert into account_role (account_id, role, pool_id, granted_at, granted_by)
         values ($1, $2, $3, $4, $5) on conflict on constraint account_role_unique do nothing",
        account_id.0,
        role.code(),
        role.pool().map(|pool| pool.0),
        now as Instant,
        by.map(|by| by.0),
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The open accounts with a role, locked until the transaction ends.
pub(super) async fn lock_holders(db: &mut PgConnection, role: Role) -> Result<Vec<AccountId>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select r.account_id as "account_id: AccountId" from account_role r join account a using (account_id)
           where r.role = $1 and r.pool_id is not distinct from $2 and a.closed_at is null
           order by r.account_id for update"#,
        role.code(),
        role.pool().map(|pool| pool.0),
    )
    .fetch_all(db)
    .await
}

/// The same of one account alone, for a role that nobody must be the last of.
pub(super) async fn lock_holder(
    db: &mut PgConnection,
    account_id: AccountId,
    role: Role,
) -> Result<Vec<AccountId>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select r.account_id as "account_id: AccountId" from account_role r join account a using (account_id)
           where r.account_id = $1 and r.role = $2 and r.pool_id is null and a.closed_at is null for update"#,
        account_id.0,
        role.code(),
    )
    .fetch_all(db)
    .await
}

pub(super) async fn delete(
    db: &mut PgConnection,
    account_id: AccountId,
    role: Role,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "delete from account_role where account_id = $1 and role = $2 and pool_id is not distinct from $3",
        account_id.0,
        role.code(),
        role.pool().map(|pool| pool.0),
    )
    .execute(db)
    .await?;
    Ok(())
}
