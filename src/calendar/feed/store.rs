use sqlx::PgConnection;

use crate::platform::clock::{Day, Instant};
use crate::platform::ids::AccountId;
use crate::platform::tokens::Token;

/// The secret address of somebody's calendar.
#[derive(Debug, Clone)]
pub(super) struct Feed {
    /// The token, sealed for its owner.
    pub sealed: Vec<u8>,
    pub made_at: Instant,
    /// The last day on which a program read it.
    pub fetched_on: Option<Day>,
}

pub(super) async fn of(db: &mut PgConnection, account: AccountId) -> Result<Option<Feed>, sqlx::Error> {
    sqlx::query_as!(
        Feed,
        "select sealed, made_at, fetched_on from calendar_feed where account_id = $1",
        account.0
    )
    .fetch_optional(db)
    .await
}

/// Makes an address where there is none, or puts it in the place of the one made at this moment. False when there is
/// another meanwhile.
pub(super) async fn put(
    db: &mut PgConnection,
    now: Instant,
    account: AccountId,
    instead_of: Option<Instant>,
    token: &Token,
    sealed: &[u8],
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "insert into calendar_feed as f (account_id, token_hash, sealed, made_at) values ($1, $2, $3, $4)
         on conflict (account_id) do update
           set token_hash = excluded.token_hash, sealed = excluded.sealed, made_at = excluded.made_at, fetched_on = null
           where f.made_at = $5",
        account.0,
        token.hash(),
        sealed,
        now as Instant,
        instead_of as Option<Instant>,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub(super) async fn delete(db: &mut PgConnection, account: AccountId) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!("delete from calendar_feed where account_id = $1", account.0).execute(db).await?;
    Ok(done.rows_affected() == 1)
}

/// Whose calendar it is, as long as they have an account.
pub(super) async fn owner(db: &mut PgConnection, token: &Token) -> Result<Option<AccountId>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select f.account_id from calendar_feed f join account a using (account_id)
           where f.token_hash = $1 and a.closed_at is null"#,
        token.hash(),
    )
    .fetch_optional(db)
    .await
}

/// Notes the day, once a day, so that its owner sees whether it is used.
pub(super) async fn note_fetched(
    db: &mut PgConnection,
    account: AccountId,
    today: Day,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update calendar_feed set fetched_on = $2 where account_id = $1 and fetched_on is distinct from $2",
        account.0,
        today as Day,
    )
    .execute(db)
    .await?;
    Ok(())
}
