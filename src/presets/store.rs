//! Rows of made-up people, many at a time. Besides the demonstration's the one place that writes the slices' tables,
//! because nobody registered, applied or was approved here.

use sqlx::PgConnection;
use uuid::Uuid;

use super::ground::{Employer, Ground, Reach};
use crate::platform::clock::{Day, Instant};
use crate::platform::ids::{AccountId, OrganisationId, PoolId};

/// One process makes people up at a time.
pub async fn lock(db: &mut PgConnection) -> Result<(), sqlx::Error> {
    sqlx::query!("select pg_advisory_xact_lock(hashtextextended('rapport/presets', 0))").execute(db).await?;
    Ok(())
}

/// Takes the time that it takes: a region is more than a page may ask of the database.
pub async fn unhurried(db: &mut PgConnection) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "select set_config('statement_timeout', '0', true) as a, set_config('lock_timeout', '0', true) as b,
           set_config('idle_in_transaction_session_timeout', '0', true) as c"
    )
    .fetch_one(db)
    .await?;
    Ok(())
}

/// Whether an account exists.
pub async fn account_exists(db: &mut PgConnection, account: AccountId) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(r#"select exists (select from account where account_id = $1) as "there!""#, account.0)
        .fetch_one(db)
        .await
}

/// Whether anybody has an account at all.
pub async fn anybody(db: &mut PgConnection) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(r#"select exists (select from account) as "anybody!""#).fetch_one(db).await
}

/// Employers that are listed and exist on a day; of one system, one region or all.
pub async fn employers(
    db: &mut PgConnection,
    system: Option<&str>,
    region: Option<&str>,
    day: Day,
) -> Result<Vec<Employer>, sqlx::Error> {
    sqlx::query_as!(
        Employer,
        r#"select o.organisation_id as "organisation_id!: OrganisationId", o.name as "name!", o.system_code as "system_code?",
             coalesce(s.region_code, o.region_code) as "region_code?"
           from organisation o left join care_system s using (system_code)
           where not o.provisional and o.successor_id is null
             and (o.valid_to is null or o.valid_to > $3) and o.ods_code is not null
             and ($1::text is null or o.system_code = $1)
             and ($2::text is null or coalesce(s.region_code, o.region_code) = $2)
           order by o.organisation_id"#,
        system,
        region,
        day as Day,
    )
    .fetch_all(db)
    .await
}

/// The pool of this id, or one of this name, if there is one.
pub async fn pool_of(db: &mut PgConnection, id: PoolId, name: &str) -> Result<Option<PoolId>, sqlx::Error> {
    sqlx::query_scalar!("select pool_id from pool where pool_id = $1 or name = $2 limit 1", id.0, name)
        .fetch_optional(db)
        .await
}

/// A pool that exists for a system.
pub async fn pool_of_system(db: &mut PgConnection, system: &str) -> Result<Option<PoolId>, sqlx::Error> {
    sqlx::query_scalar!(
        "select pool_id from pool where system_code = $1 and valid_to is null order by created_at, pool_id limit 1",
        system
    )
    .fetch_optional(db)
    .await
}

pub async fn region_names(db: &mut PgConnection) -> Result<Vec<(String, String)>, sqlx::Error> {
    let rows =
        sqlx::query!("select region_code, name from region order by region_code").fetch_all(db).await?;
    Ok(rows.into_iter().map(|row| (row.region_code, row.name)).collect())
}

pub async fn system_name(db: &mut PgConnection, code: &str) -> Result<Option<String>, sqlx::Error> {
    sqlx::query_scalar!("select name from care_system where system_code = $1", code).fetch_optional(db).await
}

pub async fn insert_pool(db: &mut PgConnection, pool: &Ground, since: Instant) -> Result<(), sqlx::Error> {
    let (organisation, system, region) = match &pool.reach {
        Reach::Organisation(id) => (Some(id.0), None, None),
        Reach::System(code) => (None, Some(code.as_str()), None),
        Reach::Region(code) => (None, None, Some(code.as_str())),
    };
    sqlx::query!(
        "insert into pool (pool_id, name, level, organisation_id, system_code, region_code, summary, valid_from, created_at)
         values ($1, $2, $3, $4, $5, $6, 'Coaches and mentors near you, checked by people who know them',
                 ($7::timestamptz at time zone 'Europe/London')::date, $7)",
        pool.pool_id.0,
        pool.name,
        pool.reach.level(),
        organisation,
        system,
        region,
        since as Instant,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// The account that coordinates the made-up pools.
pub async fn insert_coordinator(
    db: &mut PgConnection,
    account: AccountId,
    pools: &[PoolId],
    since: Instant,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into account (account_id, name, email, email_confirmed_at, created_at)
         values ($1, 'Ruth Adeyemi', 'ruth.adeyemi@staff.example', $2, $2) on conflict do nothing",
        account.0,
        since as Instant,
    )
    .execute(&mut *db)
    .await?;
    let pools: Vec<Uuid> = pools.iter().map(|pool| pool.0).collect();
    sqlx::query!(
        "insert into account_role (account_id, role, pool_id, granted_at)
         select $1, 'coordinator', pool_id, $3 from unnest($2::uuid[]) as pool_id on conflict do nothing",
        account.0,
        &pools,
        since as Instant,
    )
    .execute(db)
    .await?;
    Ok(())
}
