use sqlx::PgConnection;

use super::model::{Development, Given, Qualification, Standing};
use crate::memberships::Status;
use crate::organisations::day_of;
use crate::platform::clock::{Day, Instant};
use crate::platform::ids::AccountId;
use crate::pools::Offering;

/// Standing in every pool somebody is or was in, the oldest first.
pub(super) async fn standing(
    db: &mut PgConnection,
    account: AccountId,
) -> Result<Vec<Standing>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select p.name as pool, m.status as "status: Status", m.since as "since: Instant",
             m.left_at as "left_at?: Instant", m.evidence_to as "evidence_to?: Day",
             array(select offering from membership_offering o
                   where o.pool_id = m.pool_id and o.membership_id = m.membership_id order by offering)
               as "offerings!: Vec<Offering>"
           from membership m join pool p using (pool_id)
           where m.account_id = $1 order by m.since, m.membership_id"#,
        account.0,
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Standing {
            pool: row.pool,
            offerings: row.offerings,
            status: row.status,
            since: day_of(row.since),
            left_on: row.left_at.map(day_of),
            evidence_to: row.evidence_to.filter(|_| row.status != Status::Left),
        })
        .collect())
}

/// The qualifications somebody has shown to any pool, each once.
pub(super) async fn qualifications(
    db: &mut PgConnection,
    account: AccountId,
) -> Result<Vec<Qualification>, sqlx::Error> {
    sqlx::query_as!(
        Qualification,
        r#"select title, awarding_body, dated_on as "awarded_on?: Day", expires_on as "expires_on?: Day",
             bool_or(checked_at is not null) as "checked!"
           from evidence where account_id = $1 and kind = 'qualification'
           group by title, awarding_body, dated_on, expires_on
           order by dated_on desc nulls last, title, awarding_body, expires_on"#,
        account.0,
    )
    .fetch_all(db)
    .await
}

/// What was given and learned by year, the latest first: of months that were sent as they say, of others as sessions and the ledger
/// say.
pub(super) async fn figures(
    db: &mut PgConnection,
    account: AccountId,
) -> Result<(Vec<Given>, Vec<Development>), sqlx::Error> {
    let rows = sqlx::query!(
        r#"with met as (
             select extract(year from s.starts_at at time zone 'Europe/London')::int as year, r.offering, count(distinct r.mentee_id) as people
             from relationship r join session s on s.pool_id = r.pool_id and s.relationship_id = r.relationship_id
             where r.practitioner_id = $1 and s.status = 'held'
             group by 1, 2
           )
           select a.year as "year!", a.kind as "kind!", a.times as "times!", a.minutes as "minutes!", a.confirmed as "confirmed!",
             coalesce(m.people, 0) as "people!"
           from (select extract(year from h.month)::int as year, h.kind, sum(h.times)::bigint as times, sum(h.minutes)::bigint as minutes,
                   sum(h.confirmed)::bigint as confirmed
                 from accounted_minutes($1, '1900-01-01', '2200-01-01') h
                 group by 1, 2) a
           left join met m on m.year = a.year and m.offering = a.kind
           order by a.year desc, a.kind"#,
        account.0,
    )
    .fetch_all(db)
    .await?;
    let (mut given, mut development) = (Vec::new(), Vec::new());
    for row in rows {
        if let Ok(offering) = Offering::parse(&row.kind) {
            let (sessions, people) = (row.times, row.people);
            given.push(Given { year: row.year, offering, sessions, minutes: row.minutes, people });
        } else {
            development.push(Development {
                year: row.year,
                kind: row.kind,
                entries: row.times,
                minutes: row.minutes,
                confirmed_minutes: row.confirmed,
            });
        }
    }
    Ok((given, development))
}
