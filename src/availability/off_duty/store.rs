use std::collections::BTreeMap;

use sqlx::PgConnection;
use sqlx::types::Json;

use super::Shift;
use crate::platform::clock::{Day, Instant};
use crate::platform::ids::AccountId;
use crate::platform::span::Span;

/// What somebody said they work.
///
/// # Errors
/// The database's.
pub async fn days(db: &mut PgConnection, account: AccountId) -> Result<BTreeMap<Day, Shift>, sqlx::Error> {
    let rows =
        sqlx::query!(r#"select day, shift as "shift: Shift" from off_duty where account_id = $1"#, account.0)
            .fetch_all(db)
            .await?;
    Ok(rows.into_iter().map(|row| (row.day, row.shift)).collect())
}

/// The same, with what they have booked.
pub(super) async fn known(
    db: &mut PgConnection,
    account: AccountId,
    now: Instant,
) -> Result<(BTreeMap<Day, Shift>, Vec<Span>), sqlx::Error> {
    let days = days(db, account).await?;
    let busy = sqlx::query_scalar!(
        r#"select coalesce(json_agg(json_build_array(
             (extract(epoch from lower(during)) * 1000000)::int8, (extract(epoch from upper(during)) * 1000000)::int8)
             order by during), '[]') as "busy!: Json<Vec<(i64, i64)>>"
           from booking where account_id = $1 and live and upper(during) > $2"#,
        account.0,
        now as Instant,
    )
    .fetch_one(db)
    .await?;
    let busy = busy
        .0
        .into_iter()
        .filter_map(|(from, to)| Span::new(Instant::from_microsecond(from), Instant::from_microsecond(to)));
    Ok((days, busy.collect()))
}

/// Keeps what somebody works on these days, over what they said before; days that have passed are left out. Returns how many.
///
/// # Errors
/// The database's.
pub async fn save(
    db: &mut PgConnection,
    account: AccountId,
    today: Day,
    days: &BTreeMap<Day, Shift>,
) -> Result<usize, sqlx::Error> {
    let to_come: Vec<(Day, Shift)> = days.range(today..).map(|(day, shift)| (*day, *shift)).collect();
    let dates: Vec<Day> = to_come.iter().map(|(day, _)| *day).collect();
    let shifts: Vec<String> = to_come.iter().map(|(_, shift)| shift.code().to_owned()).collect();
    sqlx::query!(
        "insert into off_duty (account_id, day, shift)
         select $1, t.day, t.shift from unnest($2::date[], $3::text[]) t (day, shift)
         on conflict (account_id, day) do update set shift = excluded.shift",
        account.0,
        &dates as &[Day],
        &shifts,
    )
    .execute(db)
    .await?;
    Ok(to_come.len())
}

/// Forgets what somebody said of these days.
///
/// # Errors
/// The database's.
pub async fn clear(db: &mut PgConnection, account: AccountId, days: &[Day]) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from off_duty where account_id = $1 and day = any ($2)", account.0, days as &[Day])
        .execute(db)
        .await?;
    Ok(())
}
