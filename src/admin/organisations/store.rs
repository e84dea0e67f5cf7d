use sqlx::PgConnection;

use crate::platform::clock::{Day, Instant};
use crate::platform::ids::OrganisationId;

/// An employer that somebody named and nobody has looked at yet.
#[derive(Debug, Clone)]
pub struct Waiting {
    pub organisation_id: OrganisationId,
    pub name: String,
    pub town: Option<String>,
    pub kind: Option<String>,
    pub created_at: Instant,
    pub people: i64,
}

/// The provisional employers, those most people work at first, and how many there are in all.
pub async fn waiting(
    db: &mut PgConnection,
    limit: i64,
    offset: i64,
) -> Result<(Vec<Waiting>, i64), sqlx::Error> {
    let rows = sqlx::query!(
        r#"select o.organisation_id, o.name, o.town, t.label as "kind?", o.created_at,
             (select count(*) from account a where a.organisation_id = o.organisation_id and a.closed_at is null) as "people!",
             count(*) over () as "total!"
           from organisation o left join organisation_type t using (type_code)
           where o.provisional
           order by 6 desc, o.created_at, o.organisation_id
           limit $1 offset $2"#,
        limit,
        offset,
    )
    .fetch_all(db)
    .await?;
    let total = rows.first().map_or(0, |row| row.total);
    let rows = rows
        .into_iter()
        .map(|row| Waiting {
            organisation_id: row.organisation_id,
            name: row.name,
            town: row.town,
            kind: row.kind,
            created_at: row.created_at,
            people: row.people,
        })
        .collect();
    Ok((rows, total))
}

/// An organisation as its page shows it.
#[derive(Debug, Clone)]
pub struct Shown {
    pub organisation_id: OrganisationId,
    pub ods_code: Option<String>,
    pub name: String,
    pub town: Option<String>,
    pub postcode: Option<String>,
    pub kind: Option<String>,
    /// The system it belongs to today, mergers followed.
    pub system: Option<String>,
    pub region: Option<String>,
    pub provisional: bool,
    pub valid_from: Option<Day>,
    pub valid_to: Option<Day>,
    pub successor_id: Option<OrganisationId>,
    pub successor: Option<String>,
    /// Names of the organisations that became part of it.
    pub predecessors: Vec<String>,
    pub people: i64,
    pub domains: Vec<String>,
    pub other_names: Vec<String>,
    pub created_at: Instant,
}

impl Shown {
    #[must_use]
    pub fn has_ended(&self, day: Day) -> bool {
        self.valid_to.is_some_and(|end| end <= day)
    }
}

pub async fn shown(
    db: &mut PgConnection,
    id: OrganisationId,
    day: Day,
) -> Result<Option<Shown>, sqlx::Error> {
    sqlx::query_as!(
        Shown,
        r#"select o.organisation_id as "organisation_id!: OrganisationId", o.ods_code as "ods_code?", o.name as "name!",
             o.town as "town?", o.postcode as "postcode?", t.label as "kind?", 
             s.name as "system?", r.name as "region?", o.provisional as "provisional!", o.valid_from as "valid_from?",
             o.valid_to as "valid_to?", o.successor_id as "successor_id?: OrganisationId", n.name as "successor?",
             array(select p.name from organisation p where p.successor_id = o.organisation_id order by p.name) as "predecessors!",
             (select count(*) from account a where a.organisation_id = o.organisation_id and a.closed_at is null) as "people!",
             array(select domain from organisation_domain d where d.organisation_id = o.organisation_id order by domain) as "domains!",
             array(select other_name from organisation_other_name x where x.organisation_id = o.organisation_id order by other_name)
               as "other_names!",
             o.created_at as "created_at!"
           from organisation o
           left join organisation_type t on t.type_code = o.type_code
           left join care_system s on s.system_code = care_system_on(o.system_code, $2)
           left join region r on r.region_code = coalesce(s.region_code, o.region_code)
           left join organisation n on n.organisation_id = o.successor_id
           where o.organisation_id = $1"#,
        id.0,
        day as Day,
    )
    .fetch_optional(db)
    .await
}
