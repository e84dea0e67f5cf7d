use sqlx::PgConnection;

use super::actions::PoolEvent;
use crate::events::{self, Actor};
use crate::organisations::day_of;
use crate::platform::clock::{Day, Instant};
use crate::platform::ids::{PoolId, uuid_v7};

/// Why two pools could not become one.
#[derive(Debug, thiserror::Error)]
pub enum MergeError {
    #[error("there is no such pool")]
    NotThere,
    #[error("A pool cannot become part of itself")]
    Itself,
    #[error("One of the pools has ended already")]
    Ended,
    #[error(
        "{0} of its applications wait for a decision. Decide them first, so that nobody’s is lost on the way"
    )]
    Undecided(i64),
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// Ends a pool today, its place taken by another: the people of its area and of its audience may look in the other from
/// now on, and what its members agreed to is kept with the other's wordings. Returns the number under which that
/// wording now stands. Members, drafts and coordinators are moved by the slices they belong to.
///
/// # Errors
/// As [`MergeError`] says.
pub async fn merge(
    db: &mut PgConnection,
    by: Actor,
    now: Instant,
    from: PoolId,
    into: PoolId,
) -> Result<i32, MergeError> {
    if from == into {
        return Err(MergeError::Itself);
    }
    let today = day_of(now);
    // Both rows, always in the same order, so that two mergers across each other cannot wait for one another.
    let locked = sqlx::query!(
        r#"select pool_id, valid_to as "valid_to?: Day" from pool where pool_id in ($1, $2) order by pool_id for update"#,
        from.0,
        into.0,
    )
    .fetch_all(&mut *db)
    .await?;
    if locked.len() < 2 {
        return Err(MergeError::NotThere);
    }
    if locked.iter().any(|pool| pool.valid_to.is_some_and(|end| end <= today)) {
        return Err(MergeError::Ended);
    }
    let undecided = sqlx::query_scalar!(
        r#"select count(*) as "many!" from application where pool_id = $1 and status in ('submitted', 'changes-requested')"#,
        from.0,
    )
    .fetch_one(&mut *db)
    .await?;
    if undecided > 0 {
        return Err(MergeError::Undecided(undecided));
    }
    sqlx::query!(
        "update pool set valid_to = greatest($3, valid_from + 1), successor_id = $2, version = version + 1 where pool_id = $1",
        from.0,
        into.0,
        today as Day,
    )
    .execute(&mut *db)
    .await?;
    let places = sqlx::query!(
        "select organisation_id, system_code, region_code from pool where pool_id = $1 and level <> 'national'
         union
         select organisation_id, system_code, region_code from pool_audience where pool_id = $1",
        from.0,
    )
    .fetch_all(&mut *db)
    .await?;
    for place in places {
        sqlx::query!(
            "insert into pool_audience (pool_audience_id, pool_id, organisation_id, system_code, region_code)
             values ($1, $2, $3, $4, $5) on conflict do nothing",
            uuid_v7(now),
            into.0,
            place.organisation_id,
            place.system_code,
            place.region_code,
        )
        .execute(&mut *db)
        .await?;
    }
    let wording = sqlx::query_scalar!(
        "insert into pool_wording (pool_id, terms_version, wording, published_at)
         select $2, (select max(terms_version) + 1 from pool_wording where pool_id = $2), w.wording, w.published_at
         from pool p join pool_wording w on w.pool_id = p.pool_id and w.terms_version = p.terms_version
         where p.pool_id = $1 returning terms_version",
        from.0,
        into.0,
    )
    .fetch_one(&mut *db)
    .await?;
    events::record(db, by, now, &PoolEvent::Merged(from, into)).await?;
    Ok(wording)
}
