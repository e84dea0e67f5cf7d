use sqlx::PgConnection;
use uuid::Uuid;

use super::actions::NewPool;
use super::model::Place;
use crate::platform::clock::{Day, Instant};
use crate::platform::ids::{AccountId, OrganisationId, PoolId, SubmissionId};
use crate::platform::mail::EmailAddress;

/// A pool as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    pub pool_id: PoolId,
    pub name: String,
    /// The name of its organisation, system or region; None for a national pool.
    pub place: Option<String>,
    pub level: String,
    pub coordinators: i64,
}

/// Somebody who watches over a pool, with the address their letters go to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coordinator {
    pub account_id: AccountId,
    pub name: String,
    pub email: EmailAddress,
}

/// False when the submission or the name is taken.
pub(super) async fn insert(
    db: &mut PgConnection,
    id: PoolId,
    now: Instant,
    day: Day,
    submission: SubmissionId,
    new: &NewPool,
) -> Result<bool, sqlx::Error> {
    let (organisation, system, region) = match &new.place {
        Place::Organisation(id) => (Some(id.0), None, None),
        Place::System(code) => (None, Some(code.as_str()), None),
        Place::Region(code) => (None, None, Some(code.as_str())),
        Place::National => (None, None, None),
    };
    let done = sqlx::query!(
        "insert into pool (pool_id, name, level, organisation_id, system_code, region_code, valid_from, submission_id, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing",
        id.0,
        new.name,
        new.place.level().code(),
        organisation,
        system,
        region,
        day as Day,
        submission.0,
        now as Instant,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub(super) async fn of_submission(
    db: &mut PgConnection,
    submission: SubmissionId,
) -> Result<Option<PoolId>, sqlx::Error> {
    sqlx::query_scalar!("select pool_id from pool where submission_id = $1", submission.0)
        .fetch_optional(db)
        .await
}

/// The pools valid on a day, in alphabetical order.
///
/// # Errors
/// The database's.
pub async fn all(db: &mut PgConnection, day: Day) -> Result<Vec<Listed>, sqlx::Error> {
    sqlx::query_as!(
        Listed,
        r#"select p.pool_id as "pool_id!: PoolId", p.name as "name!", p.level as "level!",
             coalesce(o.name, s.name, r.name) as "place?",
             (select count(*) from account_role c where c.pool_id = p.pool_id and c.role = 'coordinator') as "coordinators!"
           from pool p
           left join organisation o on o.organisation_id = p.organisation_id
           left join care_system s on s.system_code = p.system_code
           left join region r on r.region_code = p.region_code
           where p.valid_from <= $1 and (p.valid_to is null or p.valid_to > $1)
           order by lower(p.name)"#,
        day as Day,
    )
    .fetch_all(db)
    .await
}

/// Who watches over a pool: open, confirmed accounts, longest in the role first.
///
/// # Errors
/// The database's.
pub async fn coordinators(db: &mut PgConnection, pool: PoolId) -> Result<Vec<Coordinator>, sqlx::Error> {
    sqlx::query_as!(
        Coordinator,
        r#"select a.account_id as "account_id: AccountId", a.name, a.email as "email: EmailAddress"
           from account_role r join account a using (account_id)
           where r.pool_id = $1 and r.role = 'coordinator' and a.closed_at is null and a.email_confirmed_at is not null
           order by r.granted_at, a.account_id"#,
        pool.0,
    )
    .fetch_all(db)
    .await
}

/// The pools whose area covers an organisation on a day, the nearest first: its own, its system's, its region's,
/// national ones.
///
/// # Errors
/// The database's.
pub async fn serving(
    db: &mut PgConnection,
    organisation: OrganisationId,
    day: Day,
) -> Result<Vec<PoolId>, sqlx::Error> {
    sqlx::query_scalar!(
        "select pool_id from pool where pool_covers(pool_id, $1, $2)
         order by array_position(array['organisation', 'system', 'region', 'national'], level), created_at, pool_id",
        organisation.0,
        day as Day,
    )
    .fetch_all(db)
    .await
}

/// Those of the organisations that the area of one of these pools covers on a day.
///
/// # Errors
/// The database's.
pub async fn covered(
    db: &mut PgConnection,
    pools: &[PoolId],
    organisations: &[OrganisationId],
    day: Day,
) -> Result<Vec<OrganisationId>, sqlx::Error> {
    let pools: Vec<Uuid> = pools.iter().map(|pool| pool.0).collect();
    let organisations: Vec<Uuid> = organisations.iter().map(|id| id.0).collect();
    sqlx::query_scalar!(
        r#"select organisation as "organisation!: OrganisationId" from unnest($2::uuid[]) as organisation
           where exists (select 1 from unnest($1::uuid[]) as pool where pool_covers(pool, organisation, $3))"#,
        &pools,
        &organisations,
        day as Day,
    )
    .fetch_all(db)
    .await
}

/// The name of a pool.
///
/// # Errors
/// The database's.
pub async fn name(db: &mut PgConnection, pool: PoolId) -> Result<String, sqlx::Error> {
    sqlx::query_scalar!("select name from pool where pool_id = $1", pool.0).fetch_one(db).await
}
