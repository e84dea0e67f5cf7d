use sqlx::PgConnection;
use uuid::Uuid;

use crate::platform::clock::{Day, Instant};
use crate::platform::ids::{AccountId, OrganisationId, PoolId};

/// An organisation with people whose employment nobody has confirmed.
#[derive(Debug, Clone)]
pub struct WithPeople {
    pub organisation_id: OrganisationId,
    pub name: String,
    pub town: Option<String>,
    pub people: i64,
}

/// Those with most people first; of these pools' areas, or all.
pub async fn waiting(
    db: &mut PgConnection,
    pools: Option<&[PoolId]>,
    day: Day,
    limit: i64,
    offset: i64,
) -> Result<(Vec<WithPeople>, i64), sqlx::Error> {
    let pools: Option<Vec<Uuid>> = pools.map(|pools| pools.iter().map(|pool| pool.0).collect());
    let rows = sqlx::query!(
        r#"with unproven as (
             select organisation_id, count(*) as people from account
             where employment_proof is null and organisation_id is not null
               and closed_at is null and email_confirmed_at is not null
             group by organisation_id
           )
           select o.organisation_id as "organisation_id!: OrganisationId", o.name as "name!", o.town as "town?",
             people as "people!", count(*) over () as "total!"
           from unproven join organisation o using (organisation_id)
           where $1::uuid[] is null
             or exists (select 1 from unnest($1::uuid[]) as pool where pool_covers(pool, o.organisation_id, $2))
           order by people desc, lower(o.name), o.organisation_id
           limit $3 offset $4"#,
        pools.as_deref(),
        day as Day,
        limit,
        offset,
    )
    .fetch_all(db)
    .await?;
    let total = rows.first().map_or(0, |row| row.total);
    let rows = rows
        .into_iter()
        .map(|row| WithPeople {
            organisation_id: row.organisation_id,
            name: row.name,
            town: row.town,
            people: row.people,
        })
        .collect();
    Ok((rows, total))
}

/// Somebody whose employment nobody has confirmed. Of the address only the domain is shown.
#[derive(Debug, Clone)]
pub struct Unproven {
    pub account_id: AccountId,
    pub name: String,
    pub team: Option<String>,
    pub mail_domain: String,
    pub registered_at: Instant,
}

/// The people of an organisation whose employment nobody has confirmed, longest waiting first, without `but`.
pub async fn unproven(
    db: &mut PgConnection,
    organisation: OrganisationId,
    but: AccountId,
    limit: i64,
) -> Result<Vec<Unproven>, sqlx::Error> {
    sqlx::query_as!(
        Unproven,
        r#"select account_id, name, team, lower(split_part(email, '@', -1)) as "mail_domain!", created_at as registered_at
           from account
           where organisation_id = $1 and account_id <> $2 and employment_proof is null
             and closed_at is null and email_confirmed_at is not null
           order by created_at, account_id limit $3"#,
        organisation.0,
        but.0,
        limit,
    )
    .fetch_all(db)
    .await
}
