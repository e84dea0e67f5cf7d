use sqlx::PgConnection;

use crate::platform::clock::Day;
use crate::platform::ids::AccountId;

/// Forgets how much somebody looked at.
///
/// # Errors
/// The database's.
pub async fn erase(db: &mut PgConnection, account: AccountId) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from view_budget where account_id = $1", account.0).execute(db).await?;
    Ok(())
}

/// Deletes what is of before this day, and says how many rows it was.
pub(super) async fn clean(db: &mut PgConnection, before: Day) -> Result<u64, sqlx::Error> {
    let done = sqlx::query!("delete from view_budget where day < $1", before as Day).execute(db).await?;
    Ok(done.rows_affected())
}
