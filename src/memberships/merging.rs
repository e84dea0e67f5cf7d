use sqlx::PgConnection;
use uuid::Uuid;

use crate::platform::clock::Instant;
use crate::platform::ids::{MembershipId, PoolId};

/// Takes the members of a pool that has become part of another along: each keeps standing, offerings, dates and
/// evidence. Who is in both already keeps the membership of the other pool, with what they offered in either. The old
/// memberships stay as history. `wording` is the number of what they agreed to among the other pool's wordings.
///
/// # Errors
/// The database's.
pub async fn merge_pools(
    db: &mut PgConnection,
    now: Instant,
    from: PoolId,
    into: PoolId,
    wording: i32,
) -> Result<u64, sqlx::Error> {
    let moving = sqlx::query_scalar!(
        "select m.membership_id from membership m
         where m.pool_id = $1 and m.status <> 'left'
           and not exists (select from membership o where o.pool_id = $2 and o.account_id = m.account_id and o.status <> 'left')
         order by m.membership_id for update",
        from.0,
        into.0,
    )
    .fetch_all(&mut *db)
    .await?;
    let old: Vec<Uuid> = moving.iter().map(|id| id.0).collect();
    let new: Vec<Uuid> = moving.iter().map(|_| MembershipId::new(now).0).collect();
    // Somebody who once left the other pool comes back to it under the row that remembers that.
    sqlx::query!(
        "insert into membership (membership_id, pool_id, account_id, kind, status, since, approved_by, terms_version,
           paused_to, suspended_reason, evidence_to, grace_to, contract_ends, hours_cap, imported, changed_at)
         select moved.new_id, $3, m.account_id, m.kind, m.status, m.since, m.approved_by, $4, m.paused_to,
           m.suspended_reason, m.evidence_to, m.grace_to, m.contract_ends, m.hours_cap, m.imported, $5
         from unnest($1::uuid[], $2::uuid[]) as moved (old_id, new_id) join membership m on m.membership_id = moved.old_id
         on conflict (pool_id, account_id) do update
         set kind = excluded.kind, status = 'active', since = excluded.since, terms_version = excluded.terms_version,
             left_at = null, leaving = null, evidence_to = excluded.evidence_to, grace_to = excluded.grace_to,
             contract_ends = excluded.contract_ends, hours_cap = excluded.hours_cap, changed_at = excluded.changed_at,
             version = membership.version + 1",
        &old,
        &new,
        into.0,
        wording,
        now as Instant,
    )
    .execute(&mut *db)
    .await?;
    // Coming back makes somebody active first; what held them back in the old pool holds them back in this one.
    sqlx::query!(
        "update membership n
         set status = m.status, paused_to = m.paused_to, suspended_reason = m.suspended_reason
         from membership m
         where m.membership_id = any($1) and n.pool_id = $2 and n.account_id = m.account_id
           and m.status <> 'active' and n.status = 'active'",
        &old,
        into.0,
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "insert into membership_offering (pool_id, membership_id, offering)
         select $2, n.membership_id, o.offering
         from membership m
         join membership_offering o on o.membership_id = m.membership_id
         join membership n on n.pool_id = $2 and n.account_id = m.account_id and n.status <> 'left'
         where m.pool_id = $1 and m.status <> 'left'
         on conflict do nothing",
        from.0,
        into.0,
    )
    .execute(&mut *db)
    .await?;
    // What somebody's ledger shows to every pool of theirs is one event, also where two of those become one: what was checked stays.
    sqlx::query!(
        "with doubled as (
           select v.evidence_id, row_number() over (
             partition by l.ledger_entry_id order by (v.checked_at is not null) desc, v.expires_on desc nulls last, v.pool_id = $2 desc) as place
           from ledger_evidence l join evidence v using (evidence_id)
           where v.pool_id in ($1, $2)
         )
         delete from evidence where evidence_id in (select evidence_id from doubled where place > 1)",
        from.0,
        into.0,
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!("update evidence set pool_id = $2 where pool_id = $1", from.0, into.0)
        .execute(&mut *db)
        .await?;
    let ended = sqlx::query!(
        "update membership set status = 'left', left_at = $2, leaving = 'merged', paused_to = null, changed_at = $2,
           version = version + 1
         where pool_id = $1 and status <> 'left'",
        from.0,
        now as Instant,
    )
    .execute(db)
    .await?;
    Ok(ended.rows_affected())
}
