use sqlx::PgConnection;

use super::actions::Details;
use super::choice::NewEmployer;
use super::model::{RegionCode, TypeCode};
use super::words;
use crate::platform::clock::{Day, Instant};
use crate::platform::ids::{OrganisationId, SubmissionId};

pub struct NewProvisional<'a> {
    pub employer: &'a NewEmployer,
    pub system: Option<&'a str>,
    pub region: Option<&'a str>,
    pub submission: SubmissionId,
}

/// The organisation this id stands for on a day, mergers followed, if somebody may say they work there.
pub async fn choosable(
    db: &mut PgConnection,
    id: OrganisationId,
    day: Day,
) -> Result<Option<OrganisationId>, sqlx::Error> {
    sqlx::query_scalar!(
        "select organisation_id from organisation
         where organisation_id = organisation_on($1, $2)
           and (valid_from is null or valid_from <= $2) and (valid_to is null or valid_to > $2)",
        id.0,
        day as Day,
    )
    .fetch_optional(db)
    .await
}

/// False when this submission has already made one.
pub async fn insert_provisional(
    db: &mut PgConnection,
    id: OrganisationId,
    now: Instant,
    new: &NewProvisional<'_>,
) -> Result<bool, sqlx::Error> {
    let no_aliases: [&str; 0] = [];
    let done = sqlx::query!(
        "insert into organisation
           (organisation_id, name, town, type_code, system_code, region_code, provisional, search_terms, submission_id, created_at)
         values ($1, $2, $3, $4, $5, $6, true, $7, $8, $9)
         on conflict (submission_id) do nothing",
        id.0,
        new.employer.name,
        new.employer.town,
        new.employer.kind.as_str(),
        new.system,
        new.region,
        words::terms(&new.employer.name, Some(&new.employer.town), None, &no_aliases),
        new.submission.0,
        now as Instant,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub async fn of_submission(
    db: &mut PgConnection,
    submission: SubmissionId,
) -> Result<OrganisationId, sqlx::Error> {
    sqlx::query_scalar!("select organisation_id from organisation where submission_id = $1", submission.0)
        .fetch_one(db)
        .await
}

/// An organisation as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    pub organisation_id: OrganisationId,
    pub ods_code: Option<String>,
    pub name: String,
    pub town: Option<String>,
    pub postcode: Option<String>,
    pub type_code: Option<String>,
    pub system_code: Option<String>,
    pub region_code: Option<String>,
    pub provisional: bool,
    pub valid_from: Option<Day>,
    pub valid_to: Option<Day>,
    pub successor_id: Option<OrganisationId>,
    pub created_at: Instant,
    pub version: i32,
}

impl Stored {
    #[must_use]
    pub fn has_ended(&self, day: Day) -> bool {
        self.valid_to.is_some_and(|end| end <= day)
    }
}

/// An organisation by its id.
///
/// # Errors
/// The database's.
pub async fn get(db: &mut PgConnection, id: OrganisationId) -> Result<Option<Stored>, sqlx::Error> {
    sqlx::query_as!(
        Stored,
        r#"select organisation_id, ods_code, name, town, postcode, type_code, system_code, region_code, provisional,
             valid_from, valid_to, successor_id as "successor_id: OrganisationId", created_at, version
           from organisation where organisation_id = $1"#,
        id.0,
    )
    .fetch_optional(db)
    .await
}

pub async fn lock(db: &mut PgConnection, id: OrganisationId) -> Result<Option<Stored>, sqlx::Error> {
    sqlx::query_as!(
        Stored,
        r#"select organisation_id, ods_code, name, town, postcode, type_code, system_code, region_code, provisional,
             valid_from, valid_to, successor_id as "successor_id: OrganisationId", created_at, version
           from organisation where organisation_id = $1 for update"#,
        id.0,
    )
    .fetch_optional(db)
    .await
}

pub async fn update(
    db: &mut PgConnection,
    id: OrganisationId,
    details: &Details,
    terms: &str,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update organisation set name = $2, town = $3, type_code = $4, system_code = $5, region_code = $6,
           search_terms = $7, version = version + 1
         where organisation_id = $1",
        id.0,
        details.name,
        details.town,
        details.kind.map(TypeCode::as_str),
        details.system,
        details.region.map(RegionCode::as_str),
        terms,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub async fn set_listed(db: &mut PgConnection, id: OrganisationId) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update organisation set provisional = false, version = version + 1 where organisation_id = $1",
        id.0,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub async fn end(
    db: &mut PgConnection,
    id: OrganisationId,
    day: Day,
    successor: OrganisationId,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update organisation set valid_to = $2, successor_id = $3, provisional = false, version = version + 1
         where organisation_id = $1",
        id.0,
        day as Day,
        successor.0,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub async fn set_search_terms(
    db: &mut PgConnection,
    id: OrganisationId,
    terms: &str,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update organisation set search_terms = $2, version = version + 1 where organisation_id = $1",
        id.0,
        terms,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// What it is also called, in alphabetical order.
///
/// # Errors
/// The database's.
pub async fn other_names(db: &mut PgConnection, id: OrganisationId) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query_scalar!(
        "select other_name from organisation_other_name where organisation_id = $1 order by other_name",
        id.0,
    )
    .fetch_all(db)
    .await
}

pub async fn add_other_name(
    db: &mut PgConnection,
    id: OrganisationId,
    name: &str,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into organisation_other_name (organisation_id, other_name)
         select organisation_id, $2 from organisation where organisation_id = $1 and lower(name) <> lower($2)
         on conflict do nothing",
        id.0,
        name,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub async fn move_other_names(
    db: &mut PgConnection,
    from: OrganisationId,
    into: OrganisationId,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into organisation_other_name (organisation_id, other_name)
         select $2, other_name from organisation_other_name where organisation_id = $1 on conflict do nothing",
        from.0,
        into.0,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Removes employers that somebody typed in while registering and nobody works at: their registration was never
/// confirmed, or they changed it. Returns how many.
pub async fn remove_unused(db: &mut PgConnection, created_before: Instant) -> Result<u64, sqlx::Error> {
    let done = sqlx::query!(
        "delete from organisation o
         where provisional and created_at < $1
           and not exists (select 1 from account where account.organisation_id = o.organisation_id)
           and not exists (select 1 from pool where pool.organisation_id = o.organisation_id)
           and not exists (select 1 from join_code where join_code.organisation_id = o.organisation_id)
           and not exists (select 1 from organisation_domain d where d.organisation_id = o.organisation_id)
           and not exists (select 1 from organisation_other_name n where n.organisation_id = o.organisation_id)
           and not exists (select 1 from organisation p where p.successor_id = o.organisation_id)
           and not exists (select 1 from enquiry e where e.organisation_id = o.organisation_id)
           and not exists (select 1 from pool_audience d where d.organisation_id = o.organisation_id)",
        created_before as Instant,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}
