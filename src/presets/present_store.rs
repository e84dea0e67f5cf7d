//! What made-up people do now: pairs who meet, a few of whom nothing was heard of for long, and what came up and was looked for in
//! vain in their pools. Written set-wise, and the same on every run of a day.

use sqlx::PgConnection;

use crate::platform::clock::Instant;

/// The most pairs of a pool.
const EACH: i64 = 16;
/// Months of themes and searches.
const MONTHS: i32 = 8;

pub(super) async fn keep(db: &mut PgConnection, now: Instant) -> Result<(), sqlx::Error> {
    pairs(db, now).await?;
    sessions(db, now).await?;
    themes(db, now).await?;
    searches(db, now).await
}

/// Pairs of members with free places and people who are in no pool; of every sixth nothing was heard for long.
async fn pairs(db: &mut PgConnection, now: Instant) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "with free as (
           select distinct on (m.account_id) m.account_id, m.pool_id, o.offering
           from membership m join membership_offering o on o.membership_id = m.membership_id and o.pool_id = m.pool_id
           join account a on a.account_id = m.account_id join place p on p.account_id = m.account_id
           where m.status = 'active' and o.offering in ('coaching', 'mentoring') and a.closed_at is null
             and a.email like '%@staff.example' and p.accepting and places_left(p) > 0
           order by m.account_id, md5(m.account_id || '/' || m.pool_id || '/' || o.offering)
         ), coaches as (
           select account_id, pool_id, offering, row_number() over (order by pool_id, account_id) as place
           from (select free.*, row_number() over (partition by pool_id order by md5(account_id::text)) as within from free) f
           where within <= $2
         ), mentees as (
           select a.account_id, row_number() over (order by md5('mentee/' || a.account_id)) as place
           from account a
           where a.closed_at is null and a.email like '%@staff.example'
             and not exists (select from account_role r where r.account_id = a.account_id)
             and not exists (select from membership m where m.account_id = a.account_id)
             and not exists (select from application p where p.account_id = a.account_id)
         ), made as (
           insert into relationship (relationship_id, pool_id, mentee_id, practitioner_id, offering, status, began_on, review_on,
             review_at_session, touched_at, nudges, nudged_at, created_at, submission_id)
           select md5('rapport/preset/present/' || c.account_id)::uuid, c.pool_id, e.account_id, c.account_id, c.offering, 'active',
             ($1::timestamptz - make_interval(days => (130 + c.place * 37 % 150)::integer))::date,
             ($1 + make_interval(days => (45 + c.place % 60)::integer))::date, 12,
             $1 - make_interval(days => (case when c.place % 6 = 0 then 95 else 1 + c.place * 5 % 24 end)::integer),
             case when c.place % 6 = 0 then 2 else 0 end, case when c.place % 6 = 0 then $1 - interval '5 days' end,
             $1 - make_interval(days => (130 + c.place * 37 % 150)::integer), md5('rapport/preset/present/' || c.account_id)::uuid
           from coaches c join mentees e on e.place = c.place
           returning practitioner_id
         )
         update place p set active = p.active + 1 from made where p.account_id = made.practitioner_id",
        now as Instant,
        EACH,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// A session every four weeks, back from the last sign of them to their beginning.
async fn sessions(db: &mut PgConnection, now: Instant) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into session (session_id, pool_id, relationship_id, status, starts_at, planned_minutes, minutes, created_at, submission_id)
         select md5(r.relationship_id || '/' || k)::uuid, r.pool_id, r.relationship_id, 'held', at.at, 60,
           45 + 15 * ((k + extract(day from r.touched_at)::integer) % 3), at.at, md5(r.relationship_id || '/' || k)::uuid
         from relationship r cross join generate_series(0, 11) k
         cross join lateral (select date_trunc('day', r.touched_at - make_interval(days => 28 * k)) + make_interval(hours => 8 + k % 8) as at) at
         where r.status = 'active' and r.submission_id = md5('rapport/preset/present/' || r.practitioner_id)::uuid
           and at.at >= r.began_on and at.at <= $1::timestamptz",
        now as Instant,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// What coaches and mentors said came up, of months that are over.
async fn themes(db: &mut PgConnection, now: Instant) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "with months as (
           select (date_trunc('month', $1::timestamptz at time zone 'Europe/London') - make_interval(months => back))::date as first
           from generate_series(1, $2::integer) back
         ), pools as (
           select distinct pool_id from membership
         ), counted as (
           insert into theme_count (pool_id, month, term_id, count)
           select p.pool_id, m.first, t.term_id, 1 + (hashtext(p.pool_id || '/' || t.term_code || '/' || m.first) & 3)
           from pools p cross join months m
           join term t on t.vocabulary_code = 'theme' and t.successor_id is null and hashtext(p.pool_id || '/' || t.term_code) & 3 > 0
           on conflict do nothing
         )
         insert into theme_giver_count (pool_id, month, givers)
         select p.pool_id, m.first, 5 + (hashtext(p.pool_id || '/' || m.first) & 7) from pools p cross join months m
         on conflict do nothing",
        now as Instant,
        MONTHS,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// What people looked for and hardly found.
async fn searches(db: &mut PgConnection, now: Instant) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into unmet_search (pool_id, month, term_id, count)
         select p.pool_id, m.first, t.term_id, 1 + (hashtext(p.pool_id || '/' || t.term_code || '/' || m.first) & 3)
         from (select distinct pool_id from membership) p
         cross join (select (date_trunc('month', $1::timestamptz at time zone 'Europe/London') - make_interval(months => back))::date as first
                     from generate_series(1, $2::integer) back) m
         join term t on t.vocabulary_code = 'development-area' and t.successor_id is null
           and hashtext(p.pool_id || '/' || t.term_code) & 7 = 0
         on conflict do nothing",
        now as Instant,
        MONTHS,
    )
    .execute(db)
    .await?;
    Ok(())
}
