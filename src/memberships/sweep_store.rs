use sqlx::PgConnection;

use super::actions::Target;
use crate::platform::clock::Day;
use crate::platform::ids::{MembershipId, PoolId};

/// Paused members whose last day of it is past.
pub(super) async fn pauses_over(db: &mut PgConnection, today: Day) -> Result<Vec<Target>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select pool_id, membership_id from membership where status = 'paused' and paused_to < $1 order by membership_id"#,
        today as Day,
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| target(row.pool_id, row.membership_id)).collect())
}

/// Associates whose contract is over.
pub(super) async fn contracts_over(db: &mut PgConnection, today: Day) -> Result<Vec<Target>, sqlx::Error> {
    let rows = sqlx::query!(
        "select pool_id, membership_id from membership
         where kind = 'associate' and status <> 'left' and contract_ends < $1 order by membership_id",
        today as Day,
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| target(row.pool_id, row.membership_id)).collect())
}

/// Active members whose last complete day is past.
pub(super) async fn run_out(db: &mut PgConnection, today: Day) -> Result<Vec<Target>, sqlx::Error> {
    let rows = sqlx::query!(
        "select pool_id, membership_id from membership
         where status = 'active' and evidence_to is not null and evidence_to < $1 and (grace_to is null or grace_to < $1)
         order by membership_id",
        today as Day,
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| target(row.pool_id, row.membership_id)).collect())
}

fn target(pool: PoolId, membership: MembershipId) -> Target {
    Target { pool, membership, version: None }
}

/// Somebody to be reminded.
pub(super) struct Due {
    pub pool: PoolId,
    pub membership: MembershipId,
    pub until: Day,
    pub dedupe_key: String,
}

/// Active members whose last complete day is at most `days` and more than `but` days away, and who were not reminded
/// of that day at this distance.
pub(super) async fn to_remind(
    db: &mut PgConnection,
    today: Day,
    days: i64,
    but: i64,
) -> Result<Vec<Due>, sqlx::Error> {
    sqlx::query_as!(
        Due,
        r#"select pool_id as "pool!: PoolId", membership_id as "membership!: MembershipId", until as "until!: Day",
             dedupe_key as "dedupe_key!"
           from (select pool_id, membership_id, account_id, greatest(evidence_to, grace_to) as until,
                   'evidence-reminder/' || membership_id || '/' || greatest(evidence_to, grace_to) || '/' || $2::bigint
                     as dedupe_key
                 from membership where status = 'active' and evidence_to is not null) m
           join account a using (account_id)
           where a.closed_at is null and until > $1::date + $3::bigint::integer and until <= $1::date + $2::bigint::integer
             and not exists (select from mail where mail.dedupe_key = m.dedupe_key)
             and not exists (select from mail_silence s where s.account_id = m.account_id)
           order by membership_id"#,
        today as Day,
        days,
        but,
    )
    .fetch_all(db)
    .await
}

/// Deletes memberships that ended before a day, and the evidence that was shown for them, unless it is shown for an
/// application that waits.
pub(super) async fn forget_left_before(db: &mut PgConnection, day: Day) -> Result<u64, sqlx::Error> {
    let gone = sqlx::query!(
        "with gone as (
           delete from membership where status = 'left' and left_at < ($1::date at time zone 'Europe/London')
           returning pool_id, account_id
         ), shown as (
           delete from evidence e using gone g where e.pool_id = g.pool_id and e.account_id = g.account_id
             and not exists (select from application a where a.pool_id = e.pool_id and a.account_id = e.account_id
                               and a.status in ('draft', 'submitted', 'changes-requested'))
         )
         select membership_gone.many from (select count(*) as many from gone) membership_gone",
        day as Day,
    )
    .fetch_one(db)
    .await?;
    Ok(gone.many.and_then(|many| u64::try_from(many).ok()).unwrap_or(0))
}
