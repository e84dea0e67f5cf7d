use sqlx::PgConnection;

use super::model::Membership;
use super::standing::{Leaving, Status};
use crate::platform::clock::{Day, Instant};
use crate::platform::ids::{AccountId, MembershipId, PoolId};
use crate::platform::mail::EmailAddress;
use crate::pools::{MembershipKind, Offering};

/// One membership of a pool.
///
/// # Errors
/// The database's.
pub async fn find(
    db: &mut PgConnection,
    pool: PoolId,
    membership: MembershipId,
) -> Result<Option<Membership>, sqlx::Error> {
    sqlx::query_as!(
        Membership,
        r#"select membership_id, pool_id, account_id, kind as "kind: MembershipKind", status as "status: Status", since,
             array(select offering from membership_offering o
                   where o.pool_id = m.pool_id and o.membership_id = m.membership_id order by offering)
               as "offerings!: Vec<Offering>",
             terms_version, paused_to, suspended_reason, left_at, leaving as "leaving: Leaving", evidence_to, grace_to,
             contract_ends, hours_cap, imported, version
           from membership m where pool_id = $1 and membership_id = $2"#,
        pool.0,
        membership.0,
    )
    .fetch_optional(db)
    .await
}

/// The memberships of an account, the oldest first, those it has left included.
///
/// # Errors
/// The database's.
pub async fn of_account(db: &mut PgConnection, account: AccountId) -> Result<Vec<Membership>, sqlx::Error> {
    sqlx::query_as!(
        Membership,
        r#"select membership_id, pool_id, account_id, kind as "kind: MembershipKind", status as "status: Status", since,
             array(select offering from membership_offering o
                   where o.pool_id = m.pool_id and o.membership_id = m.membership_id order by offering)
               as "offerings!: Vec<Offering>",
             terms_version, paused_to, suspended_reason, left_at, leaving as "leaving: Leaving", evidence_to, grace_to,
             contract_ends, hours_cap, imported, version
           from membership m where account_id = $1 order by since, membership_id"#,
        account.0,
    )
    .fetch_all(db)
    .await
}

/// Holds everything an account showed and every membership of it until the transaction ends, in the order in which whoever shows or
/// checks evidence does. Before accounts and places.
///
/// # Errors
/// The database's.
pub async fn hold_all(db: &mut PgConnection, account: AccountId) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "select evidence_id from evidence where account_id = $1 order by pool_id, evidence_id for update",
        account.0
    )
    .fetch_all(&mut *db)
    .await?;
    sqlx::query!(
        "select membership_id from membership where account_id = $1 order by pool_id for update",
        account.0
    )
    .fetch_all(db)
    .await?;
    Ok(())
}

/// The membership of an account in a pool, locked until the transaction ends.
pub(super) async fn lock_of(
    db: &mut PgConnection,
    pool: PoolId,
    account: AccountId,
) -> Result<Option<Membership>, sqlx::Error> {
    let locked = sqlx::query_scalar!(
        "select membership_id from membership where pool_id = $1 and account_id = $2 for update",
        pool.0,
        account.0,
    )
    .fetch_optional(&mut *db)
    .await?;
    match locked {
        Some(id) => find(db, pool, id).await,
        None => Ok(None),
    }
}

/// The same by its id.
pub(super) async fn lock(
    db: &mut PgConnection,
    pool: PoolId,
    membership: MembershipId,
) -> Result<Option<Membership>, sqlx::Error> {
    let locked = sqlx::query_scalar!(
        "select membership_id from membership where pool_id = $1 and membership_id = $2 for update",
        pool.0,
        membership.0,
    )
    .fetch_optional(&mut *db)
    .await?;
    match locked {
        Some(id) => find(db, pool, id).await,
        None => Ok(None),
    }
}

/// Writes a membership that is not there yet; false when somebody was faster.
pub(super) async fn insert(
    db: &mut PgConnection,
    now: Instant,
    new: &Membership,
    approved_by: Option<AccountId>,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "insert into membership (membership_id, pool_id, account_id, kind, status, since, approved_by, terms_version,
                                 grace_to, contract_ends, hours_cap, imported, changed_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) on conflict do nothing",
        new.membership_id.0,
        new.pool_id.0,
        new.account_id.0,
        new.kind.code(),
        new.status.code(),
        new.since as Instant,
        approved_by.map(|account| account.0),
        new.terms_version,
        new.grace_to as Option<Day>,
        new.contract_ends as Option<Day>,
        new.hours_cap,
        new.imported,
        now as Instant,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Writes everything about a membership that may change, and counts its version up.
pub(super) async fn save(
    db: &mut PgConnection,
    now: Instant,
    changed: &Membership,
    approved_by: Option<AccountId>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update membership
            set kind = $3, status = $4, since = $5, terms_version = $6, paused_to = $7, suspended_reason = $8,
                left_at = $9, leaving = $10, evidence_to = $11, grace_to = $12, contract_ends = $13, hours_cap = $14,
                imported = $15, approved_by = coalesce($16, approved_by), changed_at = $17, version = version + 1
          where pool_id = $1 and membership_id = $2",
        changed.pool_id.0,
        changed.membership_id.0,
        changed.kind.code(),
        changed.status.code(),
        changed.since as Instant,
        changed.terms_version,
        changed.paused_to as Option<Day>,
        changed.suspended_reason,
        changed.left_at as Option<Instant>,
        changed.leaving.map(Leaving::code),
        changed.evidence_to as Option<Day>,
        changed.grace_to as Option<Day>,
        changed.contract_ends as Option<Day>,
        changed.hours_cap,
        changed.imported,
        approved_by.map(|account| account.0),
        now as Instant,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Makes what a member offers exactly this.
pub(super) async fn set_offerings(
    db: &mut PgConnection,
    pool: PoolId,
    membership: MembershipId,
    offerings: &[Offering],
) -> Result<(), sqlx::Error> {
    let codes: Vec<String> = offerings.iter().map(|offering| offering.code().to_owned()).collect();
    sqlx::query!(
        "with gone as (
           delete from membership_offering where pool_id = $1 and membership_id = $2 and not offering = any ($3)
         )
         insert into membership_offering (pool_id, membership_id, offering)
         select $1, $2, wanted.offering from unnest($3::text[]) as wanted (offering) on conflict do nothing",
        pool.0,
        membership.0,
        &codes,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// How long a pool lets somebody pause, in months, and gives somebody to catch up, in days.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    pub pause_months: i16,
    pub catch_up_days: i16,
}

pub(super) async fn limits(db: &mut PgConnection, pool: PoolId) -> Result<Limits, sqlx::Error> {
    sqlx::query_as!(Limits, "select pause_months, catch_up_days from pool_setting where pool_id = $1", pool.0)
        .fetch_one(db)
        .await
}

/// Whether an account belongs to any pool still.
pub(super) async fn is_member_anywhere(
    db: &mut PgConnection,
    account: AccountId,
) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select exists (select from membership where account_id = $1 and status <> 'left') as "member!""#,
        account.0,
    )
    .fetch_one(db)
    .await
}

/// Who a letter about a membership goes to.
pub(super) struct Addressee {
    pub name: String,
    pub email: EmailAddress,
    pub pool: String,
}

/// The owner of a membership, unless the account is closed.
pub(super) async fn addressee(
    db: &mut PgConnection,
    pool: PoolId,
    account: AccountId,
) -> Result<Option<Addressee>, sqlx::Error> {
    sqlx::query_as!(
        Addressee,
        r#"select a.name as "name!", a.email as "email!: EmailAddress", p.name as "pool!"
           from account a cross join pool p
           where a.account_id = $2 and p.pool_id = $1 and a.closed_at is null and a.email_confirmed_at is not null"#,
        pool.0,
        account.0,
    )
    .fetch_optional(db)
    .await
}
