//! What coordinators change about their pool.

use serde_json::{Value, json};
use sqlx::PgConnection;
use uuid::Uuid;

use super::settings::{self, Settings};
use super::{Offering, Requirements};
use crate::events::{self, Actor, Recorded, Subject};
use crate::organisations::RegionCode;
use crate::platform::clock::Instant;
use crate::platform::ids::{OrganisationId, PoolId, uuid_v7};
use crate::vocabulary::TermId;

/// What a pool says of itself, and the rung from which people may look in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Description {
    pub name: String,
    pub summary: String,
    pub welcome: String,
    pub minimum_level: Option<i16>,
}

/// Whose people may look in a pool besides its own area's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Audience {
    Organisation(OrganisationId),
    System(String),
    Region(RegionCode),
}

/// Why a pool could not be changed.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    #[error("somebody else changed this pool meanwhile")]
    Overtaken,
    #[error("There is already a pool of this name")]
    NameTaken,
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

struct Changed {
    pool: PoolId,
    what: &'static str,
}

impl Recorded for Changed {
    fn kind(&self) -> &'static str {
        "pool.changed"
    }

    fn subject(&self) -> Subject {
        Subject { noun: "pool", id: self.pool.0 }
    }

    fn pool(&self) -> Option<PoolId> {
        Some(self.pool)
    }

    fn data(&self) -> Value {
        json!({ "what": self.what })
    }
}

/// Records that something of a pool changed.
pub(super) async fn changed(
    db: &mut PgConnection,
    by: Actor,
    now: Instant,
    pool: PoolId,
    what: &'static str,
) -> Result<(), sqlx::Error> {
    events::record(db, by, now, &Changed { pool, what }).await
}

/// Changes what a pool says of itself.
///
/// # Errors
/// `Overtaken` when `version` is not the pool's any more; `NameTaken` when another pool has the name.
pub async fn describe(
    db: &mut PgConnection,
    by: Actor,
    now: Instant,
    pool: PoolId,
    version: i32,
    new: &Description,
) -> Result<(), SetupError> {
    let taken = sqlx::query_scalar!(
        r#"select exists (select from pool where lower(name) = lower($2) and valid_to is null and pool_id <> $1) as "taken!""#,
        pool.0,
        new.name,
    )
    .fetch_one(&mut *db)
    .await?;
    if taken {
        return Err(SetupError::NameTaken);
    }
    let done = sqlx::query!(
        "update pool set name = $3, summary = $4, welcome = $5, minimum_level = $6, version = version + 1
         where pool_id = $1 and version = $2",
        pool.0,
        version,
        new.name,
        new.summary,
        new.welcome,
        new.minimum_level,
    )
    .execute(&mut *db)
    .await?;
    if done.rows_affected() == 0 {
        return Err(SetupError::Overtaken);
    }
    Ok(events::record(db, by, now, &Changed { pool, what: "description" }).await?)
}

/// Changes what a pool asks of those who offer something in it. Whoever calls this looks at the members again.
///
/// # Errors
/// The database's.
pub async fn set_requirements(
    db: &mut PgConnection,
    by: Actor,
    now: Instant,
    pool: PoolId,
    new: &Requirements,
) -> Result<(), sqlx::Error> {
    let offering = new.offering.code();
    sqlx::query!(
        "insert into pool_offering (pool_id, offering, takes_applications, needs_qualification, needs_training,
           needs_insurance, needs_ethics, supervision_a_year, cpd_a_year)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         on conflict (pool_id, offering) do update
         set takes_applications = $3, needs_qualification = $4, needs_training = $5, needs_insurance = $6,
             needs_ethics = $7, supervision_a_year = $8, cpd_a_year = $9",
        pool.0,
        offering,
        new.takes_applications,
        new.needs_qualification,
        new.needs_training,
        new.needs_insurance,
        new.needs_ethics,
        new.supervision_a_year,
        new.cpd_a_year,
    )
    .execute(&mut *db)
    .await?;
    let terms: Vec<i32> = new.qualifications.iter().map(|term| term.0).collect();
    sqlx::query!(
        "delete from pool_qualification where pool_id = $1 and offering = $2 and term_id <> all($3)",
        pool.0,
        offering,
        &terms,
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "insert into pool_qualification (pool_id, offering, term_id)
         select $1, $2, term_id from term where term_id = any($3) and vocabulary_code = 'qualification'
         on conflict do nothing",
        pool.0,
        offering,
        &terms,
    )
    .execute(&mut *db)
    .await?;
    events::record(db, by, now, &Changed { pool, what: "requirements" }).await
}

/// Changes the limits of a pool. What runs already keeps the limit it began with.
///
/// # Errors
/// The database's.
pub async fn set_limits(
    db: &mut PgConnection,
    by: Actor,
    now: Instant,
    pool: PoolId,
    new: &Settings,
) -> Result<(), sqlx::Error> {
    settings::save_settings(db, pool, new).await?;
    events::record(db, by, now, &Changed { pool, what: "limits" }).await
}

/// Publishes another wording of what members agree to. Those who agreed to an earlier one stay members; new ones
/// agree to this one. The same wording again changes nothing.
///
/// # Errors
/// `Overtaken` when `version` is not the wording's any more.
pub async fn publish_terms(
    db: &mut PgConnection,
    by: Actor,
    now: Instant,
    pool: PoolId,
    version: i32,
    wording: &str,
) -> Result<(), SetupError> {
    let current = sqlx::query!(
        r#"select p.terms_version, w.wording,
             (select max(terms_version) + 1 from pool_wording m where m.pool_id = p.pool_id) as "next!"
           from pool p
           join pool_wording w on w.pool_id = p.pool_id and w.terms_version = p.terms_version
           where p.pool_id = $1 for update of p"#,
        pool.0,
    )
    .fetch_one(&mut *db)
    .await?;
    if current.wording == wording {
        return Ok(());
    }
    if current.terms_version != version {
        return Err(SetupError::Overtaken);
    }
    // A merger may have brought wordings of another pool, so the next number is not always one more than this.
    let next = current.next;
    sqlx::query!(
        "insert into pool_wording (pool_id, terms_version, wording, published_at) values ($1, $2, $3, $4)",
        pool.0,
        next,
        wording,
        now as Instant,
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!("update pool set terms_version = $2 where pool_id = $1", pool.0, next)
        .execute(&mut *db)
        .await?;
    Ok(events::record(db, by, now, &Changed { pool, what: "terms" }).await?)
}

/// Lets the people of another place look in a pool. Repeating it changes nothing.
///
/// # Errors
/// The database's.
pub async fn open_to(
    db: &mut PgConnection,
    by: Actor,
    now: Instant,
    pool: PoolId,
    audience: &Audience,
) -> Result<(), sqlx::Error> {
    let (organisation, system, region) = match audience {
        Audience::Organisation(id) => (Some(id.0), None, None),
        Audience::System(code) => (None, Some(code.as_str()), None),
        Audience::Region(code) => (None, None, Some(code.as_str())),
    };
    let done = sqlx::query!(
        "insert into pool_audience (pool_audience_id, pool_id, organisation_id, system_code, region_code)
         values ($1, $2, $3, $4, $5) on conflict do nothing",
        uuid_v7(now),
        pool.0,
        organisation,
        system,
        region,
    )
    .execute(&mut *db)
    .await?;
    if done.rows_affected() == 0 {
        return Ok(());
    }
    events::record(db, by, now, &Changed { pool, what: "audience" }).await
}

/// Takes that back. Requests that were sent go on.
///
/// # Errors
/// The database's.
pub async fn close_to(
    db: &mut PgConnection,
    by: Actor,
    now: Instant,
    pool: PoolId,
    audience: Uuid,
) -> Result<(), sqlx::Error> {
    let done = sqlx::query!(
        "delete from pool_audience where pool_id = $1 and pool_audience_id = $2",
        pool.0,
        audience,
    )
    .execute(&mut *db)
    .await?;
    if done.rows_affected() == 0 {
        return Ok(());
    }
    events::record(db, by, now, &Changed { pool, what: "audience" }).await
}

/// One place whose people may look in a pool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    pub id: Uuid,
    pub label: String,
}

/// Whose people may look in a pool besides its own area's.
///
/// # Errors
/// The database's.
pub async fn audience(db: &mut PgConnection, pool: PoolId) -> Result<Vec<Opened>, sqlx::Error> {
    sqlx::query_as!(
        Opened,
        r#"select a.pool_audience_id as "id!", coalesce(o.name, s.name, r.name) as "label!"
           from pool_audience a
           left join organisation o on o.organisation_id = a.organisation_id
           left join care_system s on s.system_code = a.system_code
           left join region r on r.region_code = a.region_code
           where a.pool_id = $1 order by 2"#,
        pool.0,
    )
    .fetch_all(db)
    .await
}

/// What a pool starts from when it begins to offer something.
#[must_use]
pub fn usual(offering: Offering) -> Requirements {
    let qualified = offering != Offering::Mentoring;
    Requirements {
        offering,
        takes_applications: false,
        needs_qualification: qualified,
        qualifications: Vec::<TermId>::new(),
        needs_training: false,
        needs_insurance: offering == Offering::Supervision,
        needs_ethics: qualified,
        supervision_a_year: if qualified { 2 } else { 0 },
        cpd_a_year: if qualified { 2 } else { 0 },
    }
}
