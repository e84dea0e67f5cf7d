use jiff::SignedDuration;
use sqlx::PgConnection;

use super::{Exception, ExceptionId, Extra, What};
use crate::availability::WallTime;
use crate::organisations::day_of;
use crate::platform::clock::{Day, Instant};
use crate::platform::ids::AccountId;

/// What has passed is kept so long: limits that were running then are reckoned by it.
const KEPT: SignedDuration = SignedDuration::from_hours(24 * 180);

/// What is still to come of somebody's days away and extra times, in order.
///
/// # Errors
/// The database's.
pub async fn to_come(
    db: &mut PgConnection,
    account: AccountId,
    today: Day,
) -> Result<Vec<Exception>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select availability_exception_id as "exception_id: ExceptionId", kind, from_day, to_day,
             (extract(epoch from from_time) / 60)::int4 as "from_minutes?",
             (extract(epoch from to_time) / 60)::int4 as "to_minutes?"
           from availability_exception where account_id = $1 and to_day >= $2
           order by from_day, from_time nulls first, availability_exception_id"#,
        account.0,
        today as Day,
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            let what = match (row.from_minutes, row.to_minutes) {
                (Some(from), Some(to)) => What::Extra(Extra {
                    day: row.from_day,
                    from: WallTime::from_minutes(from)?,
                    to: WallTime::from_minutes(to)?,
                }),
                _ => What::Away(row.from_day, row.to_day),
            };
            Some(Exception { exception_id: row.exception_id, what })
        })
        .collect())
}

pub(super) async fn insert_away(
    db: &mut PgConnection,
    now: Instant,
    account: AccountId,
    from: Day,
    to: Day,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into availability_exception (availability_exception_id, account_id, kind, from_day, to_day, added_at)
         values ($1, $2, 'away', $3, $4, $5)",
        ExceptionId::new(now).0,
        account.0,
        from as Day,
        to as Day,
        now as Instant,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn insert_extra(
    db: &mut PgConnection,
    now: Instant,
    account: AccountId,
    extra: &Extra,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into availability_exception (availability_exception_id, account_id, kind, from_day, to_day, from_time, to_time, added_at)
         values ($1, $2, 'extra', $3, $3, ($4::text)::time, ($5::text)::time, $6)",
        ExceptionId::new(now).0,
        account.0,
        extra.day as Day,
        extra.from.code(),
        extra.to.code(),
        now as Instant,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn delete(
    db: &mut PgConnection,
    account: AccountId,
    id: ExceptionId,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "delete from availability_exception where account_id = $1 and availability_exception_id = $2",
        account.0,
        id.0,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub(in crate::availability) async fn erase(
    db: &mut PgConnection,
    account: AccountId,
) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from availability_exception where account_id = $1", account.0)
        .execute(&mut *db)
        .await?;
    sqlx::query!("delete from off_duty where account_id = $1", account.0).execute(db).await?;
    Ok(())
}

/// Opens places whose day has come, and deletes what has passed.
pub(in crate::availability) async fn sweep(db: &mut PgConnection, now: Instant) -> Result<u64, sqlx::Error> {
    let today = day_of(now);
    let opened = sqlx::query!(
        "update place set accepting = true, resumes_on = null, closed_because = null, reopened_at = $2, version = version + 1, updated_at = $2
         where resumes_on <= $1",
        today as Day,
        now as Instant,
    )
    .execute(&mut *db)
    .await?;
    let old =
        sqlx::query!("delete from availability_exception where to_day < $1", day_of(now.minus(KEPT)) as Day)
            .execute(&mut *db)
            .await?;
    // Yesterday's night says how long somebody sleeps today.
    let worked =
        sqlx::query!("delete from off_duty where day < $1::date - 1", today as Day).execute(db).await?;
    Ok(opened.rows_affected() + old.rows_affected() + worked.rows_affected())
}
