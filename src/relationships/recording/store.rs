use sqlx::PgConnection;

use super::model::{COOL_OFF, OPEN_FOR, Pairing, PairingId};
use crate::platform::clock::{Day, Instant};
use crate::platform::ids::{AccountId, PoolId, RelationshipId, SubmissionId};
use crate::pools::Offering;

/// A pool and what somebody offers in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Through {
    pub pool_id: PoolId,
    pub pool: String,
    pub offering: Offering,
}

impl Through {
    /// As a form sends it.
    #[must_use]
    pub fn value(&self) -> String {
        format!("{}/{}", self.offering.code(), self.pool_id)
    }

    /// "Mentoring, North London mentors"
    #[must_use]
    pub fn label(&self) -> String {
        format!("{}, {}", crate::platform::words::capitalised(self.offering.label()), self.pool)
    }
}

/// What somebody offers and in which pools, as a member who has not left.
pub(super) async fn through(db: &mut PgConnection, account: AccountId) -> Result<Vec<Through>, sqlx::Error> {
    sqlx::query_as!(
        Through,
        r#"select m.pool_id as "pool_id: PoolId", p.name as pool, o.offering as "offering: Offering"
           from membership m join membership_offering o on o.membership_id = m.membership_id and o.pool_id = m.pool_id
           join pool p on p.pool_id = m.pool_id
           where m.account_id = $1 and m.status in ('active', 'paused', 'lapsed') order by p.name, o.offering"#,
        account.0,
    )
    .fetch_all(db)
    .await
}

/// Whether this form was sent before.
pub(super) async fn is_submitted(
    db: &mut PgConnection,
    by: AccountId,
    submission: SubmissionId,
) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select exists (select from pairing where submission_id = $1 and recorded_by = $2) as "there!""#,
        submission.0,
        by.0,
    )
    .fetch_one(db)
    .await
}

/// Somebody's own address.
pub(super) async fn email(db: &mut PgConnection, account: AccountId) -> Result<String, sqlx::Error> {
    sqlx::query_scalar!("select email from account where account_id = $1", account.0).fetch_one(db).await
}

/// What is known of an address before it is written to. None of it is told to whoever typed it.
pub(super) struct Known {
    /// Whose it is.
    pub account: Option<AccountId>,
    /// The two are kept apart, whoever it is has died, or said no not long ago: nobody is asked anything.
    pub hushed: bool,
    /// A letter about such a thing went there not long ago.
    pub written: bool,
    /// Who asks.
    pub name: String,
}

pub(super) async fn known(
    db: &mut PgConnection,
    asker: AccountId,
    email: &str,
    now: Instant,
) -> Result<Known, sqlx::Error> {
    sqlx::query_as!(
        Known,
        r#"select a.account_id as "account?: AccountId",
             (exists (select from contact_block b where (b.account_id, b.blocked_id) in (($1, a.account_id), (a.account_id, $1)))
              or exists (select from declared_conflict c where c.one_id = least($1, a.account_id) and c.other_id = greatest($1, a.account_id))
              or exists (select from mail_silence s where s.account_id = a.account_id)
              or exists (select from pairing p where p.recorded_by = $1 and p.status = 'refused' and p.answered_at > $3
                           and (p.email = $2 or p.answered_by = a.account_id))) as "hushed!",
             exists (select from pairing p where p.recorded_by = $1 and p.email = $2 and p.token_hash is not null and p.created_at > $4) as "written!",
             me.name
           from account me left join account a on lower(a.email) = $2 and a.closed_at is null
           where me.account_id = $1"#,
        asker.0,
        email,
        now.minus(COOL_OFF) as Instant,
        now.minus(OPEN_FOR) as Instant,
    )
    .fetch_one(db)
    .await
}

/// What is recorded.
pub(super) struct New<'a> {
    pub id: PairingId,
    pub by: AccountId,
    pub through: &'a Through,
    pub email: &'a str,
    pub since: Day,
    pub hushed: bool,
    pub token_hash: Option<Vec<u8>>,
    pub submission: SubmissionId,
}

/// Keeps it; false when this submission kept it before, or the same address waits already. What waited too long makes room.
pub(super) async fn insert(db: &mut PgConnection, now: Instant, new: &New<'_>) -> Result<bool, sqlx::Error> {
    sqlx::query!(
        "update pairing set status = 'withdrawn', answered_at = $3
         where recorded_by = $1 and email = $2 and status = 'waiting' and created_at <= $4",
        new.by.0,
        new.email,
        now as Instant,
        now.minus(OPEN_FOR) as Instant,
    )
    .execute(&mut *db)
    .await?;
    let done = sqlx::query!(
        "insert into pairing (pairing_id, pool_id, recorded_by, offering, began_on, email, status, hushed, token_hash, created_at, submission_id)
         values ($1, $2, $3, $4, $5, $6, 'waiting', $7, $8, $9, $10) on conflict do nothing",
        new.id.0,
        new.through.pool_id.0,
        new.by.0,
        new.through.offering.code(),
        new.since as Day,
        new.email,
        new.hushed,
        new.token_hash,
        now as Instant,
        new.submission.0,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// What waits of somebody: what they are asked, first, and what they recorded; or one of these.
///
/// # Errors
/// The database's.
pub async fn of_account(
    db: &mut PgConnection,
    account: AccountId,
    only: Option<PairingId>,
    now: Instant,
) -> Result<Vec<Pairing>, sqlx::Error> {
    sqlx::query_as!(
        Pairing,
        r#"select p.pairing_id as "id: PairingId", p.recorded_by as "recorded_by: AccountId", p.email, r.name as by, o.name as pool,
             p.offering as "offering: Offering", p.began_on, p.created_at, p.recorded_by <> $1 as "asks_me!"
           from pairing p join account r on r.account_id = p.recorded_by join pool o on o.pool_id = p.pool_id
           where p.status = 'waiting' and (p.recorded_by = $1 or p.pairing_id in (select pairings_for($1, $2)))
             and ($3::uuid is null or p.pairing_id = $3)
           order by p.recorded_by = $1, p.created_at desc, p.pairing_id limit 100"#,
        account.0,
        now as Instant,
        only.map(|id| id.0) as Option<uuid::Uuid>,
    )
    .fetch_all(db)
    .await
}

/// What a link in a letter is about, while it can be answered.
pub(super) async fn of_token(
    db: &mut PgConnection,
    hash: &[u8],
    since: Instant,
) -> Result<Option<Pairing>, sqlx::Error> {
    sqlx::query_as!(
        Pairing,
        r#"select p.pairing_id as "id: PairingId", p.recorded_by as "recorded_by: AccountId", p.email, r.name as by, o.name as pool,
             p.offering as "offering: Offering", p.began_on, p.created_at, true as "asks_me!"
           from pairing p join account r on r.account_id = p.recorded_by and r.closed_at is null join pool o on o.pool_id = p.pool_id
           where p.token_hash = $1 and p.status = 'waiting' and p.created_at > $2
             and not exists (select from mail_silence s where s.account_id = p.recorded_by)"#,
        hash,
        since as Instant,
    )
    .fetch_optional(db)
    .await
}

/// Who recorded a pairing.
pub(super) async fn recorder(db: &mut PgConnection, id: PairingId) -> Result<Option<AccountId>, sqlx::Error> {
    sqlx::query_scalar!(r#"select recorded_by as "id: AccountId" from pairing where pairing_id = $1"#, id.0)
        .fetch_optional(db)
        .await
}

/// A pairing that somebody may answer, or has, held until the transaction ends.
pub(super) struct Answerable {
    pub pool_id: PoolId,
    pub offering: Offering,
    pub began_on: Day,
    pub status: String,
    pub relationship_id: Option<RelationshipId>,
    /// The recorder is a member of its pool still.
    pub attended: bool,
}

pub(super) async fn lock(
    db: &mut PgConnection,
    id: PairingId,
    by: AccountId,
    now: Instant,
) -> Result<Option<Answerable>, sqlx::Error> {
    let held = sqlx::query!("select pairing_id from pairing where pairing_id = $1 for update", id.0)
        .fetch_optional(&mut *db)
        .await?;
    if held.is_none() {
        return Ok(None);
    }
    sqlx::query_as!(
        Answerable,
        r#"select p.pool_id as "pool_id: PoolId", p.offering as "offering: Offering", p.began_on, p.status,
             p.relationship_id as "relationship_id?: RelationshipId", is_attended(p.pool_id, p.recorded_by) as "attended!"
           from pairing p
           where p.pairing_id = $1 and (p.answered_by = $2 or p.pairing_id in (select pairings_for($2, $3)))"#,
        id.0,
        by.0,
        now as Instant,
    )
    .fetch_optional(db)
    .await
}

/// Keeps an answer.
pub(super) async fn answer(
    db: &mut PgConnection,
    now: Instant,
    id: PairingId,
    by: AccountId,
    confirmed: bool,
    relationship: Option<RelationshipId>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update pairing set status = case when $4 then 'confirmed' else 'refused' end, answered_at = $2, answered_by = $3,
           relationship_id = $5, token_hash = null
         where pairing_id = $1 and status = 'waiting'",
        id.0,
        now as Instant,
        by.0,
        confirmed,
        relationship.map(|id| id.0),
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Whoever recorded it takes it back; false when it is not theirs.
pub(super) async fn withdraw(
    db: &mut PgConnection,
    now: Instant,
    id: PairingId,
    by: AccountId,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "update pairing set status = case status when 'waiting' then 'withdrawn' else status end, answered_at = coalesce(answered_at, $3)
         where pairing_id = $1 and recorded_by = $2",
        id.0,
        by.0,
        now as Instant,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Takes away what somebody recorded, and what was recorded of their address.
///
/// # Errors
/// The database's.
pub async fn forget(db: &mut PgConnection, account: AccountId) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "delete from pairing p using account a
         where a.account_id = $1 and (p.recorded_by = $1 or p.answered_by = $1 or p.email = lower(a.email))",
        account.0
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Deletes what was answered, or what nobody answered, so long ago that it decides nothing any more.
pub(in crate::relationships) async fn forget_old(
    db: &mut PgConnection,
    now: Instant,
) -> Result<u64, sqlx::Error> {
    let done = sqlx::query!(
        "delete from pairing where answered_at <= $1 or status = 'waiting' and created_at <= $2",
        now.minus(COOL_OFF) as Instant,
        now.minus(OPEN_FOR).minus(COOL_OFF) as Instant,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}
