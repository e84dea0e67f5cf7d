//! Where an organisation belongs on a day, mergers followed.

use sqlx::PgConnection;

use super::model::Area;
use super::store::Stored;
use crate::platform::clock::Day;
use crate::platform::ids::OrganisationId;
use crate::platform::web::Choice;

/// The organisation this one has become by a day; itself while it is valid. None when it never existed.
///
/// # Errors
/// The database's.
pub async fn organisation_on(
    db: &mut PgConnection,
    id: OrganisationId,
    day: Day,
) -> Result<Option<OrganisationId>, sqlx::Error> {
    let found = sqlx::query_scalar!("select organisation_on($1, $2)", id.0, day as Day).fetch_one(db).await?;
    Ok(found.map(OrganisationId))
}

/// The system and region an organisation belongs to on a day.
///
/// # Errors
/// The database's.
pub async fn area(db: &mut PgConnection, id: OrganisationId, day: Day) -> Result<Area, sqlx::Error> {
    let found = sqlx::query_as!(
        Area,
        r#"select s.system_code as "system_code?", s.name as "system?", r.region_code as "region_code?", r.name as "region?"
           from organisation o
           left join care_system s on s.system_code = care_system_on(o.system_code, $2)
           left join region r on r.region_code = coalesce(s.region_code, o.region_code)
           where o.organisation_id = organisation_on($1, $2)"#,
        id.0,
        day as Day,
    )
    .fetch_optional(db)
    .await?;
    Ok(found.unwrap_or_default())
}

/// The system and region that a stored organisation names, as of a day; its own successor is not looked for.
///
/// # Errors
/// The database's.
pub async fn area_of(db: &mut PgConnection, stored: &Stored, day: Day) -> Result<Area, sqlx::Error> {
    let found = sqlx::query_as!(
        Area,
        r#"select s.system_code as "system_code?", s.name as "system?", r.region_code as "region_code?", r.name as "region?"
           from (select care_system_on($1, $3) as code) today
           left join care_system s on s.system_code = today.code
           left join region r on r.region_code = coalesce(s.region_code, $2)"#,
        stored.system_code,
        stored.region_code,
        day as Day,
    )
    .fetch_optional(db)
    .await?;
    Ok(found.unwrap_or_default())
}

/// The systems valid on a day, for a select whose first entry chooses none.
///
/// # Errors
/// The database's.
pub async fn system_choices(db: &mut PgConnection, day: Day) -> Result<Vec<Choice>, sqlx::Error> {
    let rows = sqlx::query!(
        "select system_code, name from care_system
         where valid_from <= $1 and (valid_to is null or valid_to > $1) order by name",
        day as Day,
    )
    .fetch_all(db)
    .await?;
    let none = Choice::new("", "Not known");
    Ok(std::iter::once(none)
        .chain(rows.into_iter().map(|row| Choice::new(row.system_code, row.name)))
        .collect())
}

/// The system a town belongs to, when every listed employer there agrees; None otherwise.
///
/// # Errors
/// The database's.
pub async fn certain_system(
    db: &mut PgConnection,
    town: &str,
    day: Day,
) -> Result<Option<Area>, sqlx::Error> {
    let mut systems = sqlx::query_as!(
        Area,
        r#"select distinct s.system_code as "system_code?", s.name as "system?",
             r.region_code as "region_code?", r.name as "region?"
           from organisation o
           join care_system s on s.system_code = care_system_on(o.system_code, $2)
           join region r on r.region_code = s.region_code
           where lower(o.town) = lower($1) and not o.provisional
           limit 2"#,
        town,
        day as Day,
    )
    .fetch_all(db)
    .await?;
    Ok(if systems.len() == 1 { systems.pop() } else { None })
}
