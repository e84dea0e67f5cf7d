use sqlx::PgConnection;

use super::choice::NewEmployer;
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
