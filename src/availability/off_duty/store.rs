use std::collections::BTreeMap;

use sqlx::PgConnection;

use super::Shift;
use crate::platform::clock::Day;
use crate::platform::ids::AccountId;

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
