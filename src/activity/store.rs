//! Roll-ups reckoned from sessions on each read. They follow what is recorded at once, and nothing has to be kept in step.

use sqlx::PgConnection;

use super::model::{Figures, Reckoned};
use super::places::{AtEmployer, Named};
use super::stated::Said;
use crate::organisations::day_of;
use crate::platform::clock::{Day, Instant};
use crate::platform::ids::PoolId;
use crate::returns::month::begins;
use crate::returns::{FinancialYear, Month};

/// By what hours are told apart that is neither a place nor a profession.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Key {
    Month,
    Offering,
    Pool,
}

impl Key {
    const fn code(self) -> &'static str {
        match self {
            Self::Month => "month",
            Self::Offering => "offering",
            Self::Pool => "pool",
        }
    }
}

/// From the beginning of a year to a day.
fn span(year: FinancialYear, end: Day) -> (Instant, Instant) {
    (begins(year.first()), begins(end))
}

/// The hours of a year up to a day in a pool, or (none) in all of them, by something. Labels are names of pools, or codes where the code is
/// known here: months as "2026-10", kinds of help as they are stored.
///
/// The range of a pool is found through the pool, so that one plan is right for one pool and for all; and sessions are summed
/// for each relationship before anything else is looked up.
pub(super) async fn hours_by(
    db: &mut PgConnection,
    pool: Option<PoolId>,
    year: FinancialYear,
    end: Day,
    key: Key,
) -> Result<Reckoned, sqlx::Error> {
    let (from, to) = span(year, end);
    let months = year.months();
    let firsts: Vec<Instant> = months.iter().map(|month| begins(month.first())).collect();
    let rows = sqlx::query!(
        r#"with held as (
             select s.relationship_id, case when $4 = 'month' then width_bucket(s.starts_at, $5::timestamptz[]) end as month,
               sum(s.minutes) as minutes, count(*) as sessions
             from pool q join session s on s.pool_id = q.pool_id
             where s.status = 'held' and ($1::uuid is null or q.pool_id = $1) and s.starts_at >= $2 and s.starts_at < $3
             group by 1, 2
           ), met as materialized (
             select case $4 when 'month' then h.month::text when 'offering' then r.offering else r.pool_id::text end as key,
               r.mentee_id, sum(h.minutes) as minutes, sum(h.sessions) as sessions
             from held h join relationship r on r.relationship_id = h.relationship_id
             group by 1, 2
           )
           select k.whole as "whole!", k.people as "people!", k.sessions as "sessions!", k.minutes as "minutes!",
             coalesce(p.name, k.key, '') as "label!"
           from (select key, false as whole, count(*) as people, sum(sessions)::bigint as sessions, sum(minutes)::bigint as minutes
                 from met group by key
                 union all
                 select null, true, count(distinct mentee_id), coalesce(sum(sessions), 0)::bigint, coalesce(sum(minutes), 0)::bigint
                 from met) k
           left join pool p on $4 = 'pool' and p.pool_id::text = k.key
           order by k.whole, k.minutes desc, 5"#,
        pool.map(|pool| pool.0),
        from as Instant,
        to as Instant,
        key.code(),
        &firsts as &[Instant],
    )
    .fetch_all(db)
    .await?;
    let label = |label: String| {
        let month = label.parse::<usize>().ok().filter(|_| key == Key::Month);
        month.and_then(|at| months.get(at.checked_sub(1)?)).map_or(label, |month| month.code())
    };
    Ok(reckoned(rows.into_iter().map(|row| {
        (
            row.whole,
            label(row.label),
            Figures { people: row.people, sessions: row.sessions, minutes: row.minutes },
        )
    })))
}

/// The same by the profession that mentees name first; empty where they name none.
pub(super) async fn hours_by_profession(
    db: &mut PgConnection,
    pool: PoolId,
    year: FinancialYear,
    end: Day,
) -> Result<Reckoned, sqlx::Error> {
    let (from, to) = span(year, end);
    let rows = sqlx::query!(
        r#"with met as materialized (
             select r.mentee_id, sum(h.minutes) as minutes, sum(h.sessions) as sessions
             from (select s.relationship_id, sum(s.minutes) as minutes, count(*) as sessions from session s
                   where s.status = 'held' and s.pool_id = $1 and s.starts_at >= $2 and s.starts_at < $3 group by 1) h
             join relationship r on r.relationship_id = h.relationship_id
             group by 1
           ), named as materialized (
             select m.mentee_id, min((p.position::bigint << 32) | p.term_id) as first
             from met m join profile_term p on p.account_id = m.mentee_id
             join term t on t.term_id = p.term_id and t.vocabulary_code = 'profession'
             group by 1
           )
           select coalesce(t.label, '') as "label!", grouping(t.term_id) = 1 as "whole!", count(*) as "people!",
             coalesce(sum(m.sessions), 0)::bigint as "sessions!", coalesce(sum(m.minutes), 0)::bigint as "minutes!"
           from met m left join named n on n.mentee_id = m.mentee_id
           left join term t on t.term_id = (n.first & 4294967295)::integer
           group by grouping sets ((t.term_id, t.label), ())"#,
        pool.0,
        from as Instant,
        to as Instant,
    )
    .fetch_all(db)
    .await?;
    Ok(reckoned(rows.into_iter().map(|row| {
        (row.whole, row.label, Figures { people: row.people, sessions: row.sessions, minutes: row.minutes })
    })))
}

/// Lines and their total, which is marked.
fn reckoned(rows: impl Iterator<Item = (bool, String, Figures)>) -> Reckoned {
    let mut reckoned = Reckoned::default();
    for (whole, label, figures) in rows {
        if whole {
            reckoned.total = figures;
        } else {
            reckoned.lines.push((label, figures));
        }
    }
    reckoned
}

/// The hours of a year up to a day in a pool, or in all of them, by where the mentees work now. Nobody is behind two of them.
pub(super) async fn hours_by_employer(
    db: &mut PgConnection,
    pool: Option<PoolId>,
    year: FinancialYear,
    end: Day,
) -> Result<Vec<AtEmployer>, sqlx::Error> {
    let (from, to) = span(year, end);
    let rows = sqlx::query!(
        r#"with met as (
             select r.mentee_id, sum(h.minutes) as minutes, sum(h.sessions) as sessions
             from (select s.relationship_id, sum(s.minutes) as minutes, count(*) as sessions
                   from pool q join session s on s.pool_id = q.pool_id
                   where s.status = 'held' and ($1::uuid is null or q.pool_id = $1) and s.starts_at >= $2 and s.starts_at < $3
                   group by 1) h
             join relationship r on r.relationship_id = h.relationship_id
             group by 1
           ), at_employer as (
             select a.organisation_id, count(*) as people, sum(m.sessions)::bigint as sessions, sum(m.minutes)::bigint as minutes
             from met m join account a on a.account_id = m.mentee_id
             group by a.organisation_id
           )
           select e.people as "people!", e.sessions as "sessions!", e.minutes as "minutes!", o.organisation_id::text as "organisation_id?",
             o.name as "organisation?", c.system_code as "system_code?", c.name as "system?", g.region_code as "region_code?",
             g.name as "region?"
           from at_employer e
           left join organisation o on o.organisation_id = e.organisation_id
           left join care_system c on c.system_code = o.system_code
           left join region g on g.region_code = coalesce(c.region_code, o.region_code)"#,
        pool.map(|pool| pool.0),
        from as Instant,
        to as Instant,
    )
    .fetch_all(db)
    .await?;
    let named = |key: Option<String>, name: Option<String>| Some(Named { key: key?, name: name? });
    Ok(rows
        .into_iter()
        .map(|row| AtEmployer {
            organisation: named(row.organisation_id, row.organisation),
            system: named(row.system_code, row.system),
            region: named(row.region_code, row.region),
            figures: Figures { people: row.people, sessions: row.sessions, minutes: row.minutes },
        })
        .collect())
}

/// In one month at least so many coaches and mentors have to have named themes before any of a pool's year is shown: what is named
/// often may else be what one of them names each month.
pub(super) const SEVERAL: i32 = 3;

/// The first day after the months of a year that are in: whose themes are shown, and whose hours leave the pool.
pub(super) fn themes_end(year: FinancialYear, now: Instant) -> Day {
    year.end().min(Month::themes_shown_before(day_of(now)).first())
}

/// How often each theme was named in a pool for the months of a year that are in, as it is counted: never to be shown so.
pub(super) async fn themes(
    db: &mut PgConnection,
    pool: PoolId,
    year: FinancialYear,
    now: Instant,
) -> Result<Vec<(String, i64)>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select t.label, case when themes_of_several($1, $2, $3, $4) then sum(c.count) else least(sum(c.count), 1) end as "times!"
           from theme_count c join term t using (term_id)
           where c.pool_id = $1 and c.month >= $2 and c.month < $3
           group by t.term_id, t.label order by lower(t.label)"#,
        pool.0,
        year.first() as Day,
        themes_end(year, now) as Day,
        SEVERAL,
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (row.label, row.times)).collect())
}

/// What was stated for the months of a year before a day that were sent, in a pool or (none) in all of them, by month or pool and by kind.
pub(super) async fn stated(
    db: &mut PgConnection,
    pool: Option<PoolId>,
    year: FinancialYear,
    end: Day,
    key: Key,
) -> Result<Vec<Said>, sqlx::Error> {
    sqlx::query_as!(
        Said,
        r#"select key, kind, people as "people!", minutes as "minutes!" from stated_hours($1, $2, $3, $4)"#,
        pool.map(|pool| pool.0) as Option<uuid::Uuid>,
        year.first() as Day,
        end as Day,
        key.code(),
    )
    .fetch_all(db)
    .await
}

/// How often each development area was looked for in a pool and hardly anybody found, as it is counted: never to be shown so. The month
/// that runs is left out: else it could be seen arriving.
pub(super) async fn unmet(
    db: &mut PgConnection,
    pool: PoolId,
    year: FinancialYear,
    now: Instant,
) -> Result<Vec<(String, i64)>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select t.label, sum(n.count) as "times!" from unmet_search n join term t using (term_id)
           where n.pool_id = $1 and n.month >= $2 and n.month < $3 group by t.term_id, t.label"#,
        pool.0,
        year.first() as Day,
        year.end().min(Month::now(now).first()) as Day,
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (row.label, row.times)).collect())
}
