//! The made-up people's rows. The one place outside the slices that writes their tables, because nobody registered,
//! proved or granted anything here.

use sqlx::PgConnection;
use uuid::Uuid;

use super::people::Person;
use super::practice::Face;
use crate::platform::clock::{Day, Instant};
use crate::platform::ids::{AccountId, OrganisationId, PoolId};

/// One instance sets the demonstration up at a time.
pub(super) async fn lock(db: &mut PgConnection) -> Result<(), sqlx::Error> {
    sqlx::query!("select pg_advisory_xact_lock(hashtextextended('rapport/demo', 0))").execute(db).await?;
    Ok(())
}

pub(super) async fn is_seeded(db: &mut PgConnection, pool: PoolId) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(r#"select exists (select from pool where pool_id = $1) as "seeded!""#, pool.0)
        .fetch_one(db)
        .await
}

pub(super) async fn employers_exist(
    db: &mut PgConnection,
    employers: &[Option<OrganisationId>],
) -> Result<bool, sqlx::Error> {
    let ids: Vec<Uuid> = employers.iter().flatten().map(|employer| employer.0).collect();
    sqlx::query_scalar!(
        r#"select (select count(*) from organisation where organisation_id = any ($1)) = cardinality($1::uuid[]) as "all!""#,
        &ids,
    )
    .fetch_one(db)
    .await
}

/// Lets somebody have been a member from a day on, with what newcomers are given time for long behind them.
pub(super) async fn joined(db: &mut PgConnection, account: AccountId, since: Day) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update membership set since = $2, grace_to = null where account_id = $1",
        account.0,
        since as Day,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn insert_pool(
    db: &mut PgConnection,
    now: Instant,
    pool: PoolId,
    name: &str,
    system_code: &str,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into pool (pool_id, name, level, system_code, valid_from, created_at)
         values ($1, $2, 'system', $3, ($4::timestamptz at time zone 'Europe/London')::date, $4)",
        pool.0,
        name,
        system_code,
        now as Instant,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn insert_domain(
    db: &mut PgConnection,
    now: Instant,
    domain: &str,
    employer: OrganisationId,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into organisation_domain (domain, organisation_id, added_at) values ($1, $2, $3) on conflict do nothing",
        domain,
        employer.0,
        now as Instant,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn insert_account(
    db: &mut PgConnection,
    now: Instant,
    person: &Person,
    employer: OrganisationId,
    proof: Option<&str>,
    proven_by: Option<AccountId>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into account (account_id, name, email, email_confirmed_at, organisation_id, employment_proof,
                              employment_proven_at, employment_proven_by, team, line_manager, created_at)
         values ($1, $2, $3, $4, $5, $6::text, case when $6::text is not null then $4::timestamptz end, $7, $8, $9, $4)",
        person.account_id().0,
        person.name,
        person.email,
        now as Instant,
        employer.0,
        proof,
        proven_by.map(|account| account.0),
        person.team,
        person.line_manager,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn insert_role(
    db: &mut PgConnection,
    now: Instant,
    account: AccountId,
    role: &str,
    pool: Option<PoolId>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into account_role (account_id, role, pool_id, granted_at) values ($1, $2, $3, $4)",
        account.0,
        role,
        pool.map(|pool| pool.0),
        now as Instant,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Whether somebody may still be signed in as: a visitor may have closed the account.
pub(super) async fn is_open(db: &mut PgConnection, account: AccountId) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select exists (select from account where account_id = $1 and closed_at is null) as "open!""#,
        account.0,
    )
    .fetch_one(db)
    .await
}

/// The profile, places and times of somebody who coaches or mentors.
pub(super) async fn insert_face(
    db: &mut PgConnection,
    now: Instant,
    account: AccountId,
    face: &Face,
) -> Result<(), sqlx::Error> {
    let codes: Vec<String> = face.terms.iter().map(|code| (*code).to_owned()).collect();
    sqlx::query!(
        "insert into profile (account_id, job_title, headline, biography, how_i_work, seniority_id, created_at, updated_at)
         values ($1, $2, $3, $4, $5, (select term_id from term where vocabulary_code = 'seniority' and term_code = $6), $7, $7)",
        account.0,
        face.job_title,
        face.headline,
        face.biography,
        face.how_i_work,
        face.seniority,
        now as Instant,
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "with places as (
           insert into place (account_id, capacity, updated_at) values ($1, $3, $5)
         ), times as (
           insert into availability (account_id, outline, updated_at) values ($1, $4, $5)
         )
         insert into profile_term (account_id, term_id, position)
         select $1, term_id, row_number() over (order by vocabulary_code, position) from term
         where term_code = any ($2) and vocabulary_code <> 'theme'
            or vocabulary_code = 'development-area'
               and term_code in ('first-time-leadership', 'confidence', 'difficult-conversations', 'leading-teams')",
        account.0,
        &codes,
        face.capacity,
        face.outline,
        now as Instant,
    )
    .execute(db)
    .await?;
    Ok(())
}
