//! What made-up people did together over the last years: relationships that have ended, and their sessions. Written set-wise, and
//! the same on every run of a day.

use sqlx::PgConnection;

use super::present_store;
use crate::platform::clock::Instant;

/// Sessions of each relationship.
const EACH: i32 = 7;
/// Years they are spread over.
const YEARS: i32 = 5;

/// Keeps about so many sessions of those who are members of a pool, with mentees that are there already.
pub(super) async fn keep(db: &mut PgConnection, now: Instant, sessions: i32) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into relationship (relationship_id, pool_id, mentee_id, practitioner_id, offering, status, began_on, touched_at,
           ended_at, outcome, created_at, submission_id)
         with coaches as (
           select m.account_id, m.pool_id, o.offering, row_number() over (order by m.pool_id, m.account_id, o.offering) - 1 as place,
             count(*) over () as many
           from membership m join membership_offering o on o.membership_id = m.membership_id and o.pool_id = m.pool_id
           where m.status <> 'left' and o.offering in ('coaching', 'mentoring')
         ), mentees as (
           select a.account_id, row_number() over (order by a.account_id) - 1 as place, count(*) over () as many
           from account a where a.closed_at is null and a.email like '%.example'
             and not exists (select from membership m where m.account_id = a.account_id)
         ), pairs as (
           select n, md5('rapport/preset/relationship/' || n)::uuid as id,
             $1::timestamptz - interval '60 days' - make_interval(days => (n * 7919 % ($3::integer * 365 - 400))::integer) as began
           from generate_series(1::bigint, $2::bigint) n
         )
         select p.id, c.pool_id, e.account_id, c.account_id, c.offering, 'ended', (p.began - interval '240 days')::date, p.began, p.began,
           case when p.n % 6 = 0 then 'early' else 'planned' end, p.began - interval '240 days', p.id
         from pairs p
         join coaches c on c.place = p.n * 104729 % c.many
         join mentees e on e.place = p.n * 15485863 % e.many
         where c.account_id <> e.account_id",
        now as Instant,
        i64::from(sessions / EACH),
        YEARS,
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "insert into session (session_id, pool_id, relationship_id, status, starts_at, planned_minutes, minutes, created_at, submission_id)
         select md5(r.relationship_id || '/' || k)::uuid, r.pool_id, r.relationship_id, 'held',
           date_trunc('day', r.ended_at - make_interval(days => 28 * k)) + make_interval(hours => 9 + k),
           60, 45 + 15 * ((k + extract(day from r.ended_at)::integer) % 3), r.ended_at - make_interval(days => 28 * k),
           md5(r.relationship_id || '/' || k)::uuid
         from relationship r cross join generate_series(1, $1::integer) k
         where r.status = 'ended' and r.submission_id = r.relationship_id",
        EACH,
    )
    .execute(&mut *db)
    .await?;
    present_store::keep(db, now).await?;
    confirm_months(db, now).await
}

/// Their last months are confirmed, but a few that were taken as they stood, so that nobody is written to about them. A month that the
/// hub opened by itself meanwhile is left to it.
async fn confirm_months(db: &mut PgConnection, now: Instant) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "with practice as materialized (
           select m.first, m.back, p.account_id, p.pool_id, p.kind, p.minutes, p.counts
           from (select back, (date_trunc('month', $1::timestamptz at time zone 'Europe/London') - make_interval(months => back))::date as first
                 from generate_series(1, 4) back) m
           cross join lateral practice_minutes(null, m.first) p
         ), made as (
           insert into monthly_return (monthly_return_id, account_id, month, status, opened_at, due_on, noticed_at, submitted_at)
           select md5(p.account_id || '/' || p.first)::uuid, p.account_id, p.first,
             case when p.back > 1 and hashtext(p.account_id || '/' || p.first) & 15 = 0 then 'unconfirmed' else 'submitted' end,
             p.first + interval '1 month', (p.first + interval '1 month 9 days')::date, p.first + interval '1 month',
             p.first + case when p.back > 1 and hashtext(p.account_id || '/' || p.first) & 15 = 0
                            then interval '1 month 9 days' else interval '1 month 3 days' end
           from (select account_id, first, back from practice group by account_id, first, back having bool_or(counts)) p
           on conflict on constraint monthly_return_month_unique do nothing
           returning monthly_return_id, account_id, month
         )
         insert into monthly_return_figure (monthly_return_id, pool_id, kind, minutes, prefilled_minutes)
         select r.monthly_return_id, p.pool_id, p.kind, p.minutes, p.minutes
         from made r join practice p on p.account_id = r.account_id and p.first = r.month",
        now as Instant,
    )
    .execute(db)
    .await?;
    Ok(())
}
