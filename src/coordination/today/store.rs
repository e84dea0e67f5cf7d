use sqlx::PgConnection;
use sqlx::types::Json;

use super::model::{Counts, LONG, Mourned, NEAR, Resting, Stuck};
use crate::chemistry::model::Status;
use crate::memberships::EXPIRING_DAYS;
use crate::platform::clock::{Day, Instant};
use crate::platform::ids::{AccountId, ChemistryId, PoolId};
use crate::platform::mail::EmailAddress;

/// The most lines of a list.
pub(super) const MOST: i64 = 100;

/// Requests of a pool that do not move, those whose time is over first; one of them when it is named. Those of whoever reads
/// are theirs as one of the two, and not a coordinator's.
pub(super) async fn stuck(
    db: &mut PgConnection,
    reader: AccountId,
    pool: PoolId,
    only: Option<ChemistryId>,
    now: Instant,
    day_begins: Instant,
) -> Result<Vec<Stuck>, sqlx::Error> {
    sqlx::query_as!(
        Stuck,
        r#"select r.chemistry_request_id as chemistry_id, r.mentee_id, p.name, r.status as "status: Status",
             r.clock_from as "since!: Instant", r.until as "until!: Instant",
             exists (select from event e where e.subject_noun = 'chemistry-request' and e.subject_id = r.chemistry_request_id and e.kind = 'chemistry.nudged'
                       and e.occurred_at >= $6) as "reminded!"
           from chemistry_request r join account p on p.account_id = r.practitioner_id
           where r.pool_id = $1 and ($2::uuid is null or r.chemistry_request_id = $2)
             and $8 not in (r.mentee_id, r.practitioner_id)
             and ((r.status in ('sent', 'agreed') and r.until <= $3)
                  or (r.status in ('entered', 'questioned', 'arranging') and (r.clock_from <= $4 or r.until <= $5)))
           order by r.until, r.chemistry_request_id
           limit $7"#,
        pool.0,
        only.map(|id| id.0),
        now.plus(NEAR) as Instant,
        now.minus(LONG) as Instant,
        now.plus(NEAR) as Instant,
        day_begins as Instant,
        MOST,
        reader.0,
    )
    .fetch_all(db)
    .await
}

/// Members of a pool who are not asked any more because of how requests to them went.
pub(super) async fn resting(db: &mut PgConnection, pool: PoolId) -> Result<Vec<Resting>, sqlx::Error> {
    sqlx::query_as!(
        Resting,
        r#"select a.account_id, a.name, l.closed_because = 'unanswered' as "unanswered!"
           from membership m join account a using (account_id) join place l using (account_id)
           where m.pool_id = $1 and m.status = 'active' and not l.accepting and l.closed_because in ('unanswered', 'declined')
           order by lower(a.name), a.account_id limit $2"#,
        pool.0,
        MOST,
    )
    .fetch_all(db)
    .await
}

/// What else waits in a pool.
pub(super) async fn counts(
    db: &mut PgConnection,
    pool: PoolId,
    coordinator: AccountId,
    now: Instant,
    today: Day,
) -> Result<Counts, sqlx::Error> {
    sqlx::query_as!(
        Counts,
        r#"select (select count(*) from application w where w.pool_id = $1 and w.status = 'submitted') as "applications!",
             (select count(*) from application w where w.pool_id = $1 and w.status = 'submitted' and w.due_at <= $2) as "applications_late!",
             (select count(*) from membership m where m.pool_id = $1 and m.status = 'active'
                and m.evidence_to between $3::date and $3::date + $5::integer) as "expiring!",
             (select coalesce(jsonb_agg(jsonb_build_object('deceased_id', o.deceased_id, 'name', o.name, 'people', o.people, 'due', o.due)
                        order by o.due), '[]')
              from (select c.deceased_id, d.name, count(*) as people, (extract(epoch from min(c.due_at)) * 1000000)::int8 as due
                    from condolence c
                    left join chemistry_request r on r.chemistry_request_id = c.chemistry_request_id
                    left join relationship w on w.relationship_id = c.relationship_id
                    join account d on d.account_id = c.deceased_id join account a on a.account_id = c.account_id
                    where coalesce(r.pool_id, w.pool_id) = $1 and c.told_at is null and c.account_id <> $4 and a.closed_at is null
                    group by c.deceased_id, d.name) o) as "mourned!: Json<Vec<Mourned>>""#,
        pool.0,
        now as Instant,
        today as Day,
        coordinator.0,
        EXPIRING_DAYS,
    )
    .fetch_one(db)
    .await
}

/// Somebody a request waits for.
pub(super) struct Waited {
    pub account_id: AccountId,
    pub name: String,
    pub email: EmailAddress,
}

/// Whom a request waits for; the first name of the other goes with it. Locks the request, so that two reminders come one after
/// the other.
pub(super) async fn waited(
    db: &mut PgConnection,
    id: ChemistryId,
) -> Result<Vec<(Waited, String)>, sqlx::Error> {
    sqlx::query!(
        "select chemistry_request_id from chemistry_request where chemistry_request_id = $1 for share",
        id.0
    )
    .fetch_optional(&mut *db)
    .await?;
    let rows = sqlx::query!(
        r#"select a.account_id as "account_id: AccountId", a.name, a.email as "email: EmailAddress", o.name as other
           from chemistry_request r
           join account a on (a.account_id = r.mentee_id and r.status in ('entered', 'questioned', 'arranging', 'agreed'))
             or (a.account_id = r.practitioner_id and r.status in ('sent', 'arranging', 'agreed'))
           join account o on o.account_id = case when a.account_id = r.mentee_id then r.practitioner_id else r.mentee_id end
           where r.chemistry_request_id = $1 and a.closed_at is null and a.email_confirmed_at is not null
           order by a.account_id"#,
        id.0,
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (Waited { account_id: row.account_id, name: row.name, email: row.email }, row.other))
        .collect())
}
