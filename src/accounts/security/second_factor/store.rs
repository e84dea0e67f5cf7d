use jiff::SignedDuration;
use sqlx::PgConnection;

use crate::accounts::totp::Step;
use crate::platform::clock::Instant;
use crate::platform::ids::AccountId;

/// How long an authenticator app may take to be set up.
const ENROLMENT_LASTS: SignedDuration = SignedDuration::from_mins(60);

/// The authenticator app in force.
pub struct InForce {
    pub sealed_secret: Vec<u8>,
    pub last_step: Step,
}

pub async fn in_force(db: &mut PgConnection, account_id: AccountId) -> sqlx::Result<Option<InForce>> {
    sqlx::query_as!(
        InForce,
        "select sealed_secret, last_step from second_factor where account_id = $1",
        account_id.0,
    )
    .fetch_optional(db)
    .await
}

/// Uses up the code of a step. Of two that bring the same code at once, one wins; so does the one before a newer.
pub async fn use_step(db: &mut PgConnection, account_id: AccountId, step: Step) -> sqlx::Result<bool> {
    let used = sqlx::query!(
        "update second_factor set last_step = $2 where account_id = $1 and last_step < $2",
        account_id.0,
        step,
    )
    .execute(db)
    .await?;
    Ok(used.rows_affected() == 1)
}

/// Begins to set up an app. The one in force, if any, stays until the new one has shown a right code.
pub async fn start(
    db: &mut PgConnection,
    now: Instant,
    account_id: AccountId,
    sealed: &[u8],
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into second_factor_enrolment (account_id, sealed_secret, started_at) values ($1, $2, $3)
         on conflict (account_id) do update set sealed_secret = $2, started_at = $3",
        account_id.0,
        sealed,
        now as Instant,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// The app being set up.
pub async fn enrolment(
    db: &mut PgConnection,
    now: Instant,
    account_id: AccountId,
) -> sqlx::Result<Option<Vec<u8>>> {
    sqlx::query_scalar!(
        "select sealed_secret from second_factor_enrolment where account_id = $1 and started_at > $2",
        account_id.0,
        now.minus(ENROLMENT_LASTS) as Instant,
    )
    .fetch_optional(db)
    .await
}

/// Puts the app being set up in force, if it is still the one whose code was checked.
pub async fn confirm(
    db: &mut PgConnection,
    now: Instant,
    account_id: AccountId,
    sealed: &[u8],
    step: Step,
) -> sqlx::Result<bool> {
    let was_waiting = sqlx::query!(
        "delete from second_factor_enrolment where account_id = $1 and sealed_secret = $2",
        account_id.0,
        sealed,
    )
    .execute(&mut *db)
    .await?;
    if was_waiting.rows_affected() == 0 {
        return Ok(false);
    }
    sqlx::query!(
        "insert into second_factor (account_id, sealed_secret, confirmed_at, last_step) values ($1, $2, $3, $4)
         on conflict (account_id) do update set sealed_secret = $2, confirmed_at = $3, last_step = $4",
        account_id.0,
        sealed,
        now as Instant,
        step,
    )
    .execute(db)
    .await?;
    Ok(true)
}

pub async fn remove(db: &mut PgConnection, account_id: AccountId) -> sqlx::Result<()> {
    sqlx::query!("delete from second_factor where account_id = $1", account_id.0).execute(&mut *db).await?;
    sqlx::query!("delete from second_factor_enrolment where account_id = $1", account_id.0)
        .execute(db)
        .await?;
    Ok(())
}

/// Removes an app that was set up after a moment, and its recovery codes; returns whether there was one.
pub async fn remove_newer(db: &mut PgConnection, account_id: AccountId, than: Instant) -> sqlx::Result<bool> {
    let removed = sqlx::query!(
        "delete from second_factor where account_id = $1 and confirmed_at >= $2",
        account_id.0,
        than as Instant,
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!("delete from second_factor_enrolment where account_id = $1", account_id.0)
        .execute(db)
        .await?;
    Ok(removed.rows_affected() == 1)
}

/// Deletes what was never set up to the end; returns how many.
pub async fn sweep(db: &mut PgConnection, now: Instant) -> sqlx::Result<u64> {
    let swept = sqlx::query!(
        "delete from second_factor_enrolment where started_at <= $1",
        now.minus(ENROLMENT_LASTS) as Instant,
    )
    .execute(db)
    .await?;
    Ok(swept.rows_affected())
}
