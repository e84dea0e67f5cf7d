use sqlx::PgConnection;

use super::employers::{Employers, Row};
use crate::platform::clock::Day;
use crate::platform::ids::OrganisationId;

/// Every organisation and what it has become by a day. Systems are few, so their mergers are followed once for each.
///
/// # Errors
/// The database's.
pub async fn employers(db: &mut PgConnection, day: Day) -> Result<Employers, sqlx::Error> {
    let rows = sqlx::query_as!(
        Row,
        r#"with become as materialized (
             select system_code, care_system_on(system_code, $1) as now_code from care_system
           )
           select o.organisation_id, o.valid_to as "valid_to?: Day", o.successor_id as "successor_id?: OrganisationId",
             o.type_code, s.system_code as "system?", coalesce(s.region_code, o.region_code) as "region?"
           from organisation o
           left join become b on b.system_code = o.system_code
           left join care_system s on s.system_code = b.now_code
           order by o.organisation_id"#,
        day as Day,
    )
    .fetch_all(db)
    .await?;
    Ok(Employers::of(rows, day))
}
