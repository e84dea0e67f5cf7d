//! What a board asks of a pool's year, in one statement.

use sqlx::PgConnection;
use sqlx::types::Json;

use super::stated::Said;
use super::store::{SEVERAL, themes_end};
use crate::platform::clock::{Day, Instant};
use crate::platform::ids::PoolId;
use crate::relationships::ending;
use crate::returns::FinancialYear;
use crate::returns::month::{Month, begins};

/// A theme and how often it was named, as it is counted.
#[derive(Debug, Clone, serde::Deserialize)]
pub(super) struct Counted {
    pub label: String,
    pub times: i64,
}

/// A pool's year in numbers.
#[derive(Debug, Clone)]
pub(super) struct Facts {
    /// Active members now.
    pub members: i64,
    /// Relationships that began, and that ended, in the year; and those that go on now.
    pub begun: i64,
    pub ended: i64,
    pub active: i64,
    /// Mentees who wait for an answer to a request now.
    pub waiting: i64,
    /// Requests sent in the year, how many of them were answered and accepted, and half of the answers within how many days.
    pub sent: i64,
    pub answered: i64,
    pub accepted: i64,
    pub median_days: Option<f64>,
    /// Applications that came in the year, and those of them decided either way; and those that wait now.
    pub applied: i64,
    pub approved: i64,
    pub declined: i64,
    pub undecided: i64,
    /// Monthly returns of months that are in with hours of the pool, by where they stand.
    pub confirmed: i64,
    pub unconfirmed: i64,
    pub open: i64,
    pub themes: Json<Vec<Counted>>,
    /// What was stated in monthly activity for the months that are in, by month and kind.
    pub stated: Json<Vec<Said>>,
    /// What each mentee said at the end of what ended in the year, as far as it counts by now.
    pub said: Json<Vec<ending::feedback::Said>>,
    /// What was looked for and hardly found, the month that runs left out: else it could be seen arriving.
    pub unmet: Json<Vec<Counted>>,
}

pub(super) async fn facts(
    db: &mut PgConnection,
    pool: PoolId,
    year: FinancialYear,
    now: Instant,
) -> Result<Facts, sqlx::Error> {
    sqlx::query_as!(
        Facts,
        r#"select
             (select count(*) from membership m where m.pool_id = $1 and m.status = 'active') as "members!",
             r.begun as "begun!", r.ended as "ended!", r.active as "active!",
             c.waiting as "waiting!", c.sent as "sent!", c.answered as "answered!", c.accepted as "accepted!", c.median_days as "median_days?",
             a.applied as "applied!", a.approved as "approved!", a.declined as "declined!", a.undecided as "undecided!",
             m.confirmed as "confirmed!", m.unconfirmed as "unconfirmed!", m.open as "open!",
             (select coalesce(jsonb_agg(jsonb_build_object('label', x.label, 'times', x.times)), '[]')
              from (select t.label, case when themes_of_several($1, $2, $6, $8) then sum(n.count) else least(sum(n.count), 1) end as times
                    from theme_count n join term t using (term_id)
                    where n.pool_id = $1 and n.month >= $2 and n.month < $6 group by t.term_id, t.label) x) as "themes!: Json<Vec<Counted>>",
             (select coalesce(jsonb_agg(jsonb_build_object('mentee', r.mentee_id, 'at', e.answered_at, 'fit', e.fit,
                       'recommend', e.recommend, 'skills', e.skills)), '[]')
              from evaluation e join relationship r on r.relationship_id = e.relationship_id
              where r.pool_id = $1 and e.side = 'mentee' and r.status = 'ended' and r.ended_at >= $4 and r.ended_at < $5
                and e.answered_at <= $9) as "said!: Json<Vec<ending::feedback::Said>>",
             (select coalesce(jsonb_agg(to_jsonb(h)), '[]') from stated_hours($1, $2, $6, 'month') h) as "stated!: Json<Vec<Said>>",
             (select coalesce(jsonb_agg(jsonb_build_object('label', x.label, 'times', x.times)), '[]')
              from (select t.label, sum(n.count) as times from unmet_search n join term t using (term_id)
                    where n.pool_id = $1 and n.month >= $2 and n.month < least($3, $7) group by t.term_id, t.label) x) as "unmet!: Json<Vec<Counted>>"
           from
             (select count(*) filter (where began_on >= $2 and began_on < $3) as begun,
                count(*) filter (where status = 'ended' and ended_at >= $4 and ended_at < $5) as ended,
                count(*) filter (where status in ('active', 'review-due', 'paused', 'ending')) as active
              from relationship where pool_id = $1) r,
             (select count(distinct mentee_id) filter (where status in ('sent', 'questioned')) as waiting,
                count(*) filter (where in_year) as sent,
                count(*) filter (where in_year and answered_at is not null) as answered,
                count(*) filter (where in_year and answered_at is not null
                  and (status in ('arranging', 'booked', 'deciding', 'agreed')
                       or outcome in ('not-arranged', 'called-off', 'missed', 'no-fit', 'not-agreed', 'begun'))) as accepted,
                percentile_cont(0.5) within group (order by extract(epoch from answered_at - sent_at) / 86400.0)
                  filter (where in_year and answered_at is not null) as median_days
              from (select *, sent_at >= $4 and sent_at < $5 as in_year from chemistry_request where pool_id = $1) q) c,
             (select count(*) filter (where submitted_at >= $4 and submitted_at < $5) as applied,
                count(*) filter (where submitted_at >= $4 and submitted_at < $5 and status = 'approved') as approved,
                count(*) filter (where submitted_at >= $4 and submitted_at < $5 and status = 'declined') as declined,
                count(*) filter (where status in ('submitted', 'changes-requested')) as undecided
              from application where pool_id = $1) a,
             (select count(*) filter (where o.status in ('submitted', 'amended')) as confirmed,
                count(*) filter (where o.status = 'unconfirmed') as unconfirmed, count(*) filter (where o.status = 'open') as open
              from monthly_return o where o.month >= $2 and o.month < $6
                and exists (select from monthly_return_figure h
                            where h.monthly_return_id = o.monthly_return_id and h.pool_id = $1 and h.minutes > 0)) m"#,
        pool.0,
        year.first() as Day,
        year.end() as Day,
        begins(year.first()) as Instant,
        begins(year.end()) as Instant,
        themes_end(year, now) as Day,
        Month::now(now).first() as Day,
        SEVERAL,
        now.minus(ending::CHANGEABLE) as Instant,
    )
    .fetch_one(db)
    .await
}
