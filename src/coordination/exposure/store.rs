use sqlx::PgConnection;

use super::model::Member;
use crate::memberships::Status;
use crate::platform::clock::Day;
use crate::platform::ids::{AccountId, MembershipId, PoolId};

/// Everybody in a pool whom mentees may choose or could choose again, with how often they were seen since a day: the most
/// shown first, then by name. Paid associates are assigned and never shown, so they are left out.
///
/// # Errors
/// The database's.
pub async fn members(db: &mut PgConnection, pool: PoolId, since: Day) -> Result<Vec<Member>, sqlx::Error> {
    sqlx::query_as!(
        Member,
        r#"select m.membership_id as "membership_id!: MembershipId", m.account_id as "account_id!: AccountId", a.name as "name!",
             m.status as "status!: Status", m.since as "since!", m.paused_to as "paused_to?: Day",
             coalesce(l.accepting, false) as "accepting!", coalesce(l.capacity, 0::int2) as "capacity!",
             coalesce(places_left(l), 0) as "left!",
             exists (select from profile_term f join term t using (term_id)
                     where f.account_id = m.account_id and t.vocabulary_code = 'development-area') as "areas!",
             p.seniority_id is not null as "seniority!", e.shown as "shown!", e.opened as "opened!",
             e.shortlisted as "shortlisted!", e.asked as "asked!"
           from membership m
           join account a on a.account_id = m.account_id and a.closed_at is null
           left join place l on l.account_id = m.account_id
           left join profile p on p.account_id = m.account_id
           cross join lateral (
             select coalesce(sum(shown), 0)::int8 as shown, coalesce(sum(opened), 0)::int8 as opened,
               coalesce(sum(shortlisted), 0)::int8 as shortlisted, coalesce(sum(asked), 0)::int8 as asked
             from exposure e where e.account_id = m.account_id and e.day >= $2
           ) e
           where m.pool_id = $1 and m.status <> 'left' and m.kind <> 'associate'
           order by e.shown desc, a.name, m.membership_id"#,
        pool.0,
        since as Day,
    )
    .fetch_all(db)
    .await
}

/// Whether anybody with an account, who is not of the pool themselves, may look in it on a day.
///
/// # Errors
/// The database's.
pub async fn has_an_audience(db: &mut PgConnection, pool: PoolId, day: Day) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select exists (
             select from (
               select distinct a.organisation_id from account a
               where a.closed_at is null and a.organisation_id is not null
                 and not exists (select from membership m where m.account_id = a.account_id and m.pool_id = $1)
             ) employers
             where pool_open_to($1, organisation_id, $2)) as "any!""#,
        pool.0,
        day as Day,
    )
    .fetch_one(db)
    .await
}
