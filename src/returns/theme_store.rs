use sqlx::PgConnection;
use uuid::Uuid;

use super::month::Month;
use crate::platform::clock::Day;
use crate::platform::ids::PoolId;
use crate::vocabulary::TermId;

/// Counts themes for a month in pools, once each; `gives`: whoever names them is one more person of that month. Nothing of who it was
/// is kept.
pub(super) async fn count(
    db: &mut PgConnection,
    month: Month,
    pools: &[PoolId],
    themes: &[TermId],
    gives: bool,
) -> Result<(), sqlx::Error> {
    let pools: Vec<Uuid> = pools.iter().map(|pool| pool.0).collect();
    let themes: Vec<i32> = themes.iter().map(|theme| theme.0).collect();
    // In one order, so that two who count at once cannot wait for one another.
    sqlx::query!(
        "insert into theme_count (pool_id, month, term_id, count)
         select p.pool_id, $2, t.term_id, 1
         from (select distinct unnest($1::uuid[]) as pool_id) p
         cross join (select distinct unnest($3::integer[]) as term_id) t
         join term on term.term_id = t.term_id and term.vocabulary_code = 'theme'
         order by 1, 3
         on conflict (pool_id, month, term_id) do update set count = theme_count.count + 1",
        &pools,
        month.first() as Day,
        &themes,
    )
    .execute(&mut *db)
    .await?;
    if !gives {
        return Ok(());
    }
    sqlx::query!(
        "insert into theme_giver_count (pool_id, month, givers)
         select p.pool_id, $2, 1 from (select distinct unnest($1::uuid[]) as pool_id) p order by 1
         on conflict (pool_id, month) do update set givers = theme_giver_count.givers + 1",
        &pools,
        month.first() as Day,
    )
    .execute(db)
    .await?;
    Ok(())
}
