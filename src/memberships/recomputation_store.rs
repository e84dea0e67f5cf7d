use sqlx::PgConnection;
use uuid::Uuid;

use super::standing::Status;
use crate::platform::clock::{Day, Instant};
use crate::platform::ids::{AccountId, MembershipId, PoolId};
use crate::pools::Offering;

/// What reckoning needs to know of a member.
pub(super) struct Member {
    pub membership_id: MembershipId,
    pub account_id: AccountId,
    pub status: Status,
    pub offerings: Vec<Offering>,
    pub evidence_to: Option<Day>,
    pub grace_to: Option<Day>,
}

/// Everybody in a pool who has not left, locked until the transaction ends, always in the same order.
pub(super) async fn lock_members(db: &mut PgConnection, pool: PoolId) -> Result<Vec<Member>, sqlx::Error> {
    sqlx::query_as!(
        Member,
        r#"select membership_id, account_id, status as "status: Status",
             array(select offering from membership_offering o
                   where o.pool_id = m.pool_id and o.membership_id = m.membership_id order by offering)
               as "offerings!: Vec<Offering>",
             evidence_to, grace_to
           from membership m where pool_id = $1 and status <> 'left' order by membership_id for update"#,
        pool.0,
    )
    .fetch_all(db)
    .await
}

/// What reckoning found.
pub(super) struct Reckoned {
    pub membership_id: MembershipId,
    pub status: Status,
    pub evidence_to: Option<Day>,
    pub grace_to: Option<Day>,
}

pub(super) async fn save_all(
    db: &mut PgConnection,
    now: Instant,
    pool: PoolId,
    reckoned: &[Reckoned],
) -> Result<(), sqlx::Error> {
    let ids: Vec<Uuid> = reckoned.iter().map(|one| one.membership_id.0).collect();
    let statuses: Vec<String> = reckoned.iter().map(|one| one.status.code().to_owned()).collect();
    let ends: Vec<Option<Day>> = reckoned.iter().map(|one| one.evidence_to).collect();
    let graces: Vec<Option<Day>> = reckoned.iter().map(|one| one.grace_to).collect();
    sqlx::query!(
        "update membership m
            set status = r.status, evidence_to = r.evidence_to, grace_to = r.grace_to, changed_at = $6,
                version = version + 1
           from unnest($2::uuid[], $3::text[], $4::date[], $5::date[]) as r (membership_id, status, evidence_to, grace_to)
          where m.pool_id = $1 and m.membership_id = r.membership_id",
        pool.0,
        &ids,
        &statuses,
        &ends as &[Option<Day>],
        &graces as &[Option<Day>],
        now as Instant,
    )
    .execute(db)
    .await?;
    Ok(())
}
