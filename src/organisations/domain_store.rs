use sqlx::PgConnection;

use crate::platform::clock::Instant;
use crate::platform::ids::OrganisationId;

/// Who has the longest of these domains.
pub async fn owner(db: &mut PgConnection, domains: &[String]) -> Result<Option<OrganisationId>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select organisation_id as "organisation_id: OrganisationId"
           from organisation_domain where domain = any($1) order by length(domain) desc limit 1"#,
        domains,
    )
    .fetch_optional(db)
    .await
}

pub async fn owner_named(
    db: &mut PgConnection,
    domain: &str,
) -> Result<Option<(OrganisationId, String)>, sqlx::Error> {
    let row = sqlx::query!(
        "select o.organisation_id, o.name from organisation_domain d join organisation o using (organisation_id)
         where d.domain = $1",
        domain,
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| (row.organisation_id, row.name)))
}

/// False when somebody has it already.
pub async fn insert(
    db: &mut PgConnection,
    organisation: OrganisationId,
    domain: &str,
    now: Instant,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "insert into organisation_domain (domain, organisation_id, added_at) values ($1, $2, $3) on conflict do nothing",
        domain,
        organisation.0,
        now as Instant,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub async fn delete(
    db: &mut PgConnection,
    organisation: OrganisationId,
    domain: &str,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "delete from organisation_domain where organisation_id = $1 and domain = $2",
        organisation.0,
        domain,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The domains of an organisation, in alphabetical order.
///
/// # Errors
/// The database's.
pub async fn of(db: &mut PgConnection, organisation: OrganisationId) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query_scalar!(
        "select domain from organisation_domain where organisation_id = $1 order by domain",
        organisation.0,
    )
    .fetch_all(db)
    .await
}

pub async fn move_all(
    db: &mut PgConnection,
    from: OrganisationId,
    into: OrganisationId,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update organisation_domain set organisation_id = $2 where organisation_id = $1",
        from.0,
        into.0,
    )
    .execute(db)
    .await?;
    Ok(())
}
