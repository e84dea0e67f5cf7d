use sqlx::PgConnection;

use crate::platform::bank_holidays::Nation;
use crate::platform::clock::Day;
use crate::platform::ids::{AccountId, PoolId};

/// The nearest pool that serves where somebody works and has coordinators.
pub(super) async fn pool_of_account(
    db: &mut PgConnection,
    account: AccountId,
    day: Day,
) -> Result<Option<PoolId>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select p.pool_id as "pool_id: PoolId"
           from account a
           join pool p on pool_covers(p.pool_id, organisation_on(a.organisation_id, $2), $2)
           where a.account_id = $1 and a.organisation_id is not null
             and exists (select from account_role c join account k using (account_id)
                         where c.pool_id = p.pool_id and c.role = 'coordinator' and k.closed_at is null)
           order by array_position(array['organisation', 'system', 'region', 'national'], p.level), p.created_at, p.pool_id
           limit 1"#,
        account.0,
        day as Day,
    )
    .fetch_optional(db)
    .await
}

/// A pool's name, whose bank holidays count in it, and in how many working days it acknowledges a concern.
pub(super) struct Terms {
    pub name: String,
    pub nation: Nation,
    pub days: u16,
}

pub(super) async fn terms(db: &mut PgConnection, pool: PoolId) -> Result<Terms, sqlx::Error> {
    let row = sqlx::query!(
        r#"select p.name, s.concern_wd, coalesce(r.nation, 'england') as "nation!: Nation"
           from pool p join pool_setting s using (pool_id)
           left join organisation o on o.organisation_id = p.organisation_id
           left join care_system c on c.system_code = coalesce(p.system_code, o.system_code)
           left join region r on r.region_code = coalesce(p.region_code, c.region_code, o.region_code)
           where p.pool_id = $1"#,
        pool.0,
    )
    .fetch_one(db)
    .await?;
    Ok(Terms { name: row.name, nation: row.nation, days: row.concern_wd.unsigned_abs() })
}
