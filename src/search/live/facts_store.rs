use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::facts::Row;
use crate::platform::clock::Day;
use crate::platform::ids::{AccountId, OrganisationId};
use crate::pools::Offering;

/// Everybody who may be found, as far as their own rows say; whether their pools are valid [`rows`] finds.
///
/// # Errors
/// The database's.
pub async fn people(db: &mut PgConnection) -> Result<Vec<AccountId>, sqlx::Error> {
    sqlx::query_scalar!(
        "select a.account_id from account a join place l using (account_id)
         where l.accepting and a.closed_at is null and exists (
           select from membership m where m.account_id = a.account_id and m.status = 'active' and m.kind <> 'associate')
         order by a.account_id",
    )
    .fetch_all(db)
    .await
}

/// Of these people, those who can be found on a day, with what matching needs of them. `offset 0` keeps Postgres from
/// reading whole pools for each person, as it would right after very many people were brought in, before it has counted.
///
/// # Errors
/// The database's.
pub async fn rows(db: &PgPool, people: &[AccountId], day: Day) -> Result<Vec<Row>, sqlx::Error> {
    let people: Vec<Uuid> = people.iter().map(|account| account.0).collect();
    sqlx::query_as!(
        Row,
        r#"select a.account_id, a.organisation_id as "organisation_id?: OrganisationId", f.seniority_id as "seniority_id?", l.capacity,
             (l.active + l.held + l.seen_elsewhere)::int4 as "taken!", v.zone as "zone?",
             coalesce(c.asked, 0) as "asked!", coalesce(c.answered, 0) as "answered!", c.median_hours as "median_hours?",
             floor(date_part('epoch', c.last_asked_at) / 3600)::int4 as last_asked,
             m.pools as "pools!: Vec<Uuid>", m.offerings as "offerings!: Vec<Offering>",
             array(select t.term_id from profile_term t where t.account_id = a.account_id) as "terms!: Vec<i32>",
             array(select (((w.weekday - 1) * 1440 + date_part('epoch', w.from_time)::int4 / 60) << 14)
                       | ((w.weekday - 1) * 1440 + date_part('epoch', w.to_time)::int4 / 60)
                   from availability_window w where w.account_id = a.account_id) as "windows!: Vec<i32>",
             array(select e.qualification_id from evidence e
                   where e.account_id = a.account_id and e.qualification_id is not null
                     and (e.expires_on is null or e.expires_on >= $2)
                     and (e.dated_on is null or e.dated_on <= $2)) as "qualifications!: Vec<i32>"
           from account a
           join place l on l.account_id = a.account_id
           cross join lateral (
             select array_agg(m.pool_id) as pools, array_agg(o.offering) as offerings
             from (select * from membership where membership.account_id = a.account_id offset 0) m
             join pool p on p.pool_id = m.pool_id and p.valid_from <= $2 and (p.valid_to is null or p.valid_to > $2)
             join membership_offering o on o.membership_id = m.membership_id and o.pool_id = m.pool_id
             where m.status = 'active' and m.kind <> 'associate'
           ) m
           left join profile f on f.account_id = a.account_id
           left join availability v on v.account_id = a.account_id
           left join reply_record c on c.account_id = a.account_id
           where a.account_id = any($1) and a.closed_at is null and l.accepting and m.pools is not null"#,
        &people,
        day as Day,
    )
    .fetch_all(db)
    .await
}
