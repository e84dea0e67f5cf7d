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

/// Sessions held and what the ledger says, by year, the latest first.
pub(super) async fn figures(
    db: &mut PgConnection,
    account: AccountId,
) -> Result<(Vec<Given>, Vec<Development>), sqlx::Error> {
    let rows = sqlx::query!(
        r#"select r.offering as "offering?: Offering", null::text as "kind?",
             extract(year from s.starts_at at time zone 'Europe/London')::int as "year!", count(*) as "times!",
             sum(s.minutes) as "minutes!", count(distinct r.mentee_id) as "more!"
           from relationship r join session s on s.pool_id = r.pool_id and s.relationship_id = r.relationship_id
           where r.practitioner_id = $1 and s.status = 'held'
           group by 1, 3
           union all
           select null, e.kind, extract(year from e.held_on)::int, count(*), sum(e.minutes),
             coalesce(sum(e.minutes) filter (where e.with_account_id is not null or exists (
               select from ledger_evidence l join evidence v using (evidence_id)
               where l.ledger_entry_id = e.ledger_entry_id and v.checked_at is not null)), 0)
           from ledger_entry e where e.account_id = $1
           group by e.kind, 3
           order by 3 desc, 1, 2"#,
        account.0,
    )
    .fetch_all(db)
    .await?;
    let (mut given, mut development) = (Vec::new(), Vec::new());
    for row in rows {
        if let Some(offering) = row.offering {
            let (sessions, people) = (row.times, row.more);
            given.push(Given { year: row.year, offering, sessions, minutes: row.minutes, people });
        } else if let Some(kind) = row.kind {
            let (entries, confirmed_minutes) = (row.times, row.more);
            development.push(Development {
                year: row.year,
                kind,
                entries,
                minutes: row.minutes,
                confirmed_minutes,
            });
        }
    }
    Ok((given, development))
}
