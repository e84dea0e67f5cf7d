use sqlx::PgConnection;

use crate::platform::ids::AccountId;

/// Has the database write moments in UTC until the transaction ends, whatever its own zone is.
pub(super) async fn in_utc(db: &mut PgConnection) -> Result<(), sqlx::Error> {
    sqlx::query!("select set_config('TimeZone', 'UTC', true)").fetch_one(db).await?;
    Ok(())
}

/// By whose clock times are told to somebody.
pub(super) async fn of(db: &mut PgConnection, account: AccountId) -> Result<String, sqlx::Error> {
    sqlx::query_scalar!(r#"select zone_of($1) as "zone!""#, account.0).fetch_one(db).await
}
