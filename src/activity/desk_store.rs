//! What a coordinator's first page says of the year, of all their pools in one statement.

use sqlx::PgConnection;
use sqlx::types::Json;

use super::store::{SEVERAL, themes_end};
use crate::platform::clock::{Day, Instant};
use crate::platform::ids::PoolId;
use crate::returns::FinancialYear;
use crate::returns::month::{Month, begins};

/// Minutes of the so-manieth month of the year.
#[derive(Debug, Clone, serde::Deserialize)]
pub(super) struct OfMonth {
    pub month: i64,
    pub minutes: i64,
}

/// Something and how often it was counted: never to be shown so.
#[derive(Debug, Clone, serde::Deserialize)]
pub(super) struct Counted {
    pub label: String,
    pub times: i64,
}

#[derive(Debug, Clone)]
pub(super) struct Row {
    pub pool_id: PoolId,
    pub name: String,
    pub hours: Json<Vec<OfMonth>>,
    pub themes: Json<Vec<Counted>>,
    /// The month that runs left out: else it could be seen arriving.
    pub unmet: Json<Vec<Counted>>,
}

pub(super) async fn years(
    db: &mut PgConnection,
    pools: &[PoolId],
    year: FinancialYear,
    now: Instant,
) -> Result<Vec<Row>, sqlx::Error> {
    let pools: Vec<uuid::Uuid> = pools.iter().map(|pool| pool.0).collect();
    let firsts: Vec<Instant> = year.months().iter().map(|month| begins(month.first())).collect();
    sqlx::query_as!(
        Row,
        r#"select p.pool_id, p.name,
             (select coalesce(jsonb_agg(jsonb_build_object('month', h.month, 'minutes', h.minutes)), '[]')
              from (select width_bucket(s.starts_at, $2::timestamptz[]) as month, sum(s.minutes) as minutes from session s
                    where s.pool_id = p.pool_id and s.status = 'held' and s.starts_at >= $3 and s.starts_at < $4
                    group by 1) h) as "hours!: Json<Vec<OfMonth>>",
             (select coalesce(jsonb_agg(jsonb_build_object('label', x.label, 'times', x.times)), '[]')
              from (select t.label, case when themes_of_several(p.pool_id, $5, $6, $8) then sum(n.count) else least(sum(n.count), 1) end as times
                    from theme_count n join term t using (term_id)
                    where n.pool_id = p.pool_id and n.month >= $5 and n.month < $6 group by t.term_id, t.label) x) as "themes!: Json<Vec<Counted>>",
             (select coalesce(jsonb_agg(jsonb_build_object('label', x.label, 'times', x.times)), '[]')
              from (select t.label, sum(n.count) as times from unmet_search n join term t using (term_id)
                    where n.pool_id = p.pool_id and n.month >= $5 and n.month < $7 group by t.term_id, t.label) x) as "unmet!: Json<Vec<Counted>>"
           from pool p where p.pool_id = any ($1) order by lower(p.name), p.pool_id"#,
        &pools,
        &firsts as &[Instant],
        begins(year.first()) as Instant,
        begins(year.end()) as Instant,
        year.first() as Day,
        themes_end(year, now) as Day,
        Month::now(now).first() as Day,
        SEVERAL,
    )
    .fetch_all(db)
    .await
}
