use sqlx::PgConnection;
use uuid::Uuid;

use super::{Seen, Unmet};
use crate::platform::clock::Day;
use crate::platform::ids::{AccountId, PoolId};

/// Adds counts to those that are there. Who has closed their account meanwhile is left out.
///
/// # Errors
/// The database's.
pub async fn add(db: &mut PgConnection, seen: &[Seen]) -> Result<(), sqlx::Error> {
    let people: Vec<Uuid> = seen.iter().map(|one| one.account_id.0).collect();
    let days: Vec<Day> = seen.iter().map(|one| one.day).collect();
    let column = |count: fn(&Seen) -> i32| seen.iter().map(count).collect::<Vec<i32>>();
    sqlx::query!(
        "insert into exposure (account_id, day, shown, opened, shortlisted, asked)
         select s.account_id, s.day, s.shown, s.opened, s.shortlisted, s.asked
         from unnest($1::uuid[], $2::date[], $3::int4[], $4::int4[], $5::int4[], $6::int4[])
              with ordinality as s (account_id, day, shown, opened, shortlisted, asked, position)
         join account a on a.account_id = s.account_id and a.closed_at is null
         order by s.position
         on conflict (account_id, day) do update set
           shown = exposure.shown + excluded.shown, opened = exposure.opened + excluded.opened,
           shortlisted = exposure.shortlisted + excluded.shortlisted, asked = exposure.asked + excluded.asked",
        &people,
        &days as &[Day],
        &column(|one| one.counts.shown),
        &column(|one| one.counts.opened),
        &column(|one| one.counts.shortlisted),
        &column(|one| one.counts.asked),
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(in crate::profiles) async fn erase(db: &mut PgConnection, account: AccountId) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from exposure where account_id = $1", account.0).execute(db).await?;
    Ok(())
}

/// Adds what was looked for in vain to what is there: for a pool that became part of another meanwhile, to that one.
pub(super) async fn add_unmet(db: &mut PgConnection, unmet: &[Unmet]) -> Result<(), sqlx::Error> {
    let pools: Vec<Uuid> = unmet.iter().map(|one| one.pool_id.0).collect();
    let months: Vec<Day> = unmet.iter().map(|one| one.month).collect();
    let areas: Vec<i32> = unmet.iter().map(|one| one.area.0).collect();
    let counts: Vec<i32> = unmet.iter().map(|one| one.count).collect();
    sqlx::query!(
        "insert into unmet_search (pool_id, month, term_id, count)
         select coalesce(p.successor_id, p.pool_id), u.month, u.term_id, sum(u.count)
         from unnest($1::uuid[], $2::date[], $3::int4[], $4::int4[]) as u (pool_id, month, term_id, count)
         join pool p on p.pool_id = u.pool_id join term t on t.term_id = u.term_id
         group by 1, 2, 3 order by 1, 2, 3
         on conflict (pool_id, month, term_id) do update set count = unmet_search.count + excluded.count",
        &pools,
        &months as &[Day],
        &areas,
        &counts,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// What was looked for in vain in a pool that became part of another is that one's; where both have a count, it is the sum.
///
/// # Errors
/// The database's.
pub async fn move_to_pool(db: &mut PgConnection, from: PoolId, into: PoolId) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "with gone as (delete from unmet_search where pool_id = $1 returning *)
         insert into unmet_search (pool_id, month, term_id, count) select $2, month, term_id, count from gone
         on conflict (pool_id, month, term_id) do update set count = unmet_search.count + excluded.count",
        from.0,
        into.0,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Deletes what is of before this day, and says how many rows it was.
pub(super) async fn clean(db: &mut PgConnection, before: Day) -> Result<u64, sqlx::Error> {
    sqlx::query!("delete from unmet_search where month < $1::date - 1500", before as Day)
        .execute(&mut *db)
        .await?;
    let done = sqlx::query!("delete from exposure where day < $1", before as Day).execute(db).await?;
    Ok(done.rows_affected())
}
