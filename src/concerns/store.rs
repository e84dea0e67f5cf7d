use sqlx::PgConnection;

use super::model::{Referral, Status, Topic};
use crate::platform::bank_holidays::Nation;
use crate::platform::clock::Instant;
use crate::platform::ids::{AccountId, ChemistryId, ConcernId, PoolId, SubmissionId};
use crate::platform::mail::EmailAddress;

/// A concern as it is kept.
#[derive(Debug, Clone)]
pub struct Kept {
    pub concern_id: ConcernId,
    pub pool_id: Option<PoolId>,
    pub pool: Option<String>,
    pub raised_by: AccountId,
    pub raiser: String,
    pub about_id: Option<AccountId>,
    pub about: Option<String>,
    pub chemistry_request_id: Option<ChemistryId>,
    pub topic: Topic,
    pub status: Status,
    pub body: Vec<u8>,
    pub contact_stopped: bool,
    pub nation: Nation,
    pub raised_at: Instant,
    pub due_at: Instant,
    pub acknowledged_at: Option<Instant>,
    pub acknowledged_by: Option<String>,
    pub referred_to: Option<Referral>,
    pub closed_at: Option<Instant>,
}

/// A new one, sealed.
pub(super) struct New<'a> {
    pub concern_id: ConcernId,
    pub pool_id: Option<PoolId>,
    pub raised_by: AccountId,
    pub about_id: Option<AccountId>,
    pub request: Option<ChemistryId>,
    pub topic: Topic,
    pub body: &'a [u8],
    pub contact_stopped: bool,
    pub nation: Nation,
    pub raised_at: Instant,
    pub due_at: Instant,
    pub submission: SubmissionId,
}

/// Keeps a concern; false when the same form was sent before.
pub(super) async fn insert(db: &mut PgConnection, new: &New<'_>) -> Result<bool, sqlx::Error> {
    let kept = sqlx::query!(
        "insert into concern (concern_id, pool_id, raised_by, about_id, chemistry_request_id, topic, body, contact_stopped,
           nation, raised_at, due_at, submission_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) on conflict (submission_id) do nothing",
        new.concern_id.0,
        new.pool_id.map(|pool| pool.0),
        new.raised_by.0,
        new.about_id.map(|about| about.0),
        new.request.map(|request| request.0),
        new.topic.code(),
        new.body,
        new.contact_stopped,
        new.nation.code(),
        new.raised_at as Instant,
        new.due_at as Instant,
        new.submission.0,
    )
    .execute(db)
    .await?;
    Ok(kept.rows_affected() == 1)
}

/// What somebody has kept with a form before.
pub(super) struct Before {
    pub concern_id: ConcernId,
    pub topic: Topic,
    pub body: Vec<u8>,
    pub contact_stopped: bool,
    pub due_at: Instant,
    /// Who is passed over, in order.
    pub bypass: Vec<AccountId>,
}

pub(super) async fn of_submission(
    db: &mut PgConnection,
    account: AccountId,
    submission: SubmissionId,
) -> Result<Option<Before>, sqlx::Error> {
    sqlx::query_as!(
        Before,
        r#"select c.concern_id, c.topic as "topic: Topic", c.body, c.contact_stopped, c.due_at,
             array(select e.account_id from concern_exclusion e where e.concern_id = c.concern_id order by e.account_id)
               as "bypass!: Vec<AccountId>"
           from concern c where c.submission_id = $1 and c.raised_by = $2"#,
        submission.0,
        account.0,
    )
    .fetch_optional(db)
    .await
}

pub(super) async fn bypass(
    db: &mut PgConnection,
    id: ConcernId,
    account: AccountId,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into concern_exclusion (concern_id, account_id) values ($1, $2) on conflict do nothing",
        id.0,
        account.0
    )
    .execute(db)
    .await?;
    Ok(())
}

/// A concern, if this reader looks after it (S1).
pub(super) async fn find(
    db: &mut PgConnection,
    reader: AccountId,
    id: ConcernId,
) -> Result<Option<Kept>, sqlx::Error> {
    sqlx::query_as!(
        Kept,
        r#"select c.concern_id, c.pool_id as "pool_id?: PoolId", p.name as "pool?", c.raised_by, r.name as raiser,
             c.about_id as "about_id?: AccountId", o.name as "about?",
             c.chemistry_request_id as "chemistry_request_id?: ChemistryId", c.topic as "topic: Topic",
             c.status as "status: Status", c.body, c.contact_stopped, c.nation as "nation: Nation", c.raised_at, c.due_at,
             c.acknowledged_at as "acknowledged_at?", k.name as "acknowledged_by?", c.referred_to as "referred_to?: Referral",
             c.closed_at as "closed_at?"
           from concern c
           join account r on r.account_id = c.raised_by
           left join account o on o.account_id = c.about_id
           left join account k on k.account_id = c.acknowledged_by
           left join pool p on p.pool_id = c.pool_id
           where c.concern_id = $1 and $2 in (select concern_readers(c.concern_id))"#,
        id.0,
        reader.0,
    )
    .fetch_optional(db)
    .await
}

/// What somebody raised, the latest first.
pub(super) async fn raised_by(db: &mut PgConnection, account: AccountId) -> Result<Vec<Kept>, sqlx::Error> {
    sqlx::query_as!(
        Kept,
        r#"select c.concern_id, c.pool_id as "pool_id?: PoolId", p.name as "pool?", c.raised_by, r.name as raiser,
             c.about_id as "about_id?: AccountId", o.name as "about?",
             c.chemistry_request_id as "chemistry_request_id?: ChemistryId", c.topic as "topic: Topic",
             c.status as "status: Status", c.body, c.contact_stopped, c.nation as "nation: Nation", c.raised_at, c.due_at,
             c.acknowledged_at as "acknowledged_at?", k.name as "acknowledged_by?", c.referred_to as "referred_to?: Referral",
             c.closed_at as "closed_at?"
           from concern c
           join account r on r.account_id = c.raised_by
           left join account o on o.account_id = c.about_id
           left join account k on k.account_id = c.acknowledged_by
           left join pool p on p.pool_id = c.pool_id
           where c.raised_by = $1 order by c.raised_at desc, c.concern_id desc limit 50"#,
        account.0,
    )
    .fetch_all(db)
    .await
}

/// A line of the list: no names, no words.
#[derive(Debug, Clone)]
pub struct Listed {
    pub concern_id: ConcernId,
    pub pool: Option<String>,
    pub topic: Topic,
    pub status: Status,
    pub nation: Nation,
    pub raised_at: Instant,
    pub due_at: Instant,
    pub acknowledged_by: Option<String>,
}

/// What a reader looks after: what waits first, then what was closed since a moment.
pub(super) async fn list(
    db: &mut PgConnection,
    reader: AccountId,
    closed_since: Instant,
    most: i64,
) -> Result<Vec<Listed>, sqlx::Error> {
    sqlx::query_as!(
        Listed,
        r#"select c.concern_id, p.name as "pool?", c.topic as "topic: Topic", c.status as "status: Status",
             c.nation as "nation: Nation", c.raised_at, c.due_at, k.name as "acknowledged_by?"
           from concern c
           left join pool p on p.pool_id = c.pool_id
           left join account k on k.account_id = c.acknowledged_by
           where (c.closed_at is null or c.closed_at >= $2) and $1 in (select concern_readers(c.concern_id))
           order by array_position(array['raised', 'acknowledged', 'referred', 'handled', 'closed'], c.status), c.due_at, c.concern_id
           limit $3"#,
        reader.0,
        closed_since as Instant,
        most,
    )
    .fetch_all(db)
    .await
}

/// How many concerns somebody is to acknowledge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiting {
    pub to_acknowledge: i64,
    /// Those past the day that was promised.
    pub late: i64,
    /// Acknowledged and not closed.
    pub open: i64,
}

/// Counts what waits for somebody who looks after concerns; of one pool when it is named.
///
/// # Errors
/// The database's.
pub async fn waiting(
    db: &mut PgConnection,
    reader: AccountId,
    pool: Option<PoolId>,
    now: Instant,
) -> Result<Waiting, sqlx::Error> {
    sqlx::query_as!(
        Waiting,
        r#"select count(*) filter (where c.status = 'raised') as "to_acknowledge!",
             count(*) filter (where c.status = 'raised' and c.due_at <= $3) as "late!",
             count(*) filter (where c.status <> 'raised') as "open!"
           from concern c
           where c.status <> 'closed' and ($2::uuid is null or c.pool_id = $2) and $1 in (select concern_readers(c.concern_id))"#,
        reader.0,
        pool.map(|pool| pool.0),
        now as Instant,
    )
    .fetch_one(db)
    .await
}

/// Who took the steps of a concern that are signed.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Steps {
    pub acknowledged_by: Option<AccountId>,
    pub closed_by: Option<AccountId>,
}

/// Locks a concern until the transaction ends, and says who took its steps.
pub(super) async fn lock(db: &mut PgConnection, id: ConcernId) -> Result<Steps, sqlx::Error> {
    let steps = sqlx::query_as!(
        Steps,
        r#"select acknowledged_by as "acknowledged_by?: AccountId", closed_by as "closed_by?: AccountId"
           from concern where concern_id = $1 for update"#,
        id.0
    )
    .fetch_optional(db)
    .await?;
    Ok(steps.unwrap_or_default())
}

pub(super) async fn set_status(
    db: &mut PgConnection,
    id: ConcernId,
    by: AccountId,
    now: Instant,
    status: Status,
    referral: Option<Referral>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update concern set status = $2, referred_to = coalesce($5, referred_to),
           acknowledged_at = case when $2 = 'acknowledged' then $4 else acknowledged_at end,
           acknowledged_by = case when $2 = 'acknowledged' then $3 else acknowledged_by end,
           closed_at = case when $2 = 'closed' then $4::timestamptz end,
           closed_by = case when $2 = 'closed' then $3::uuid end
         where concern_id = $1",
        id.0,
        status.code(),
        by.0,
        now as Instant,
        referral.map(Referral::code),
    )
    .execute(db)
    .await?;
    Ok(())
}

/// A message that was shown with a concern, sealed.
pub(super) struct Attached {
    pub position: i16,
    pub own: bool,
    pub written_at: Instant,
    pub body: Vec<u8>,
}

pub(super) async fn attach(db: &mut PgConnection, id: ConcernId, one: &Attached) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into concern_attachment (concern_id, position, own, written_at, body) values ($1, $2, $3, $4, $5)",
        id.0,
        one.position,
        one.own,
        one.written_at as Instant,
        one.body,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn attachments(db: &mut PgConnection, id: ConcernId) -> Result<Vec<Attached>, sqlx::Error> {
    sqlx::query_as!(
        Attached,
        "select position, own, written_at, body from concern_attachment where concern_id = $1 order by position",
        id.0,
    )
    .fetch_all(db)
    .await
}

/// Somebody letters go to.
#[derive(Debug, Clone)]
pub(super) struct Recipient {
    pub account_id: AccountId,
    pub name: String,
    pub email: EmailAddress,
}

/// Those who look after a concern.
pub(super) async fn readers(db: &mut PgConnection, id: ConcernId) -> Result<Vec<Recipient>, sqlx::Error> {
    sqlx::query_as!(
        Recipient,
        r#"select a.account_id, a.name, a.email as "email: EmailAddress"
           from concern_readers($1) reader join account a on a.account_id = reader
           order by a.account_id"#,
        id.0,
    )
    .fetch_all(db)
    .await
}

/// Where letters to somebody go; None once their account is closed.
pub(super) async fn recipient(
    db: &mut PgConnection,
    account: AccountId,
) -> Result<Option<Recipient>, sqlx::Error> {
    sqlx::query_as!(
        Recipient,
        r#"select account_id, name, email as "email: EmailAddress" from account
           where account_id = $1 and closed_at is null and email_confirmed_at is not null"#,
        account.0,
    )
    .fetch_optional(db)
    .await
}

/// Takes away what somebody raised, with all that belongs to it, and their name from what others raised.
///
/// # Errors
/// The database's.
pub async fn forget(db: &mut PgConnection, account: AccountId) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from concern where raised_by = $1", account.0).execute(&mut *db).await?;
    sqlx::query!("update concern set about_id = null where about_id = $1", account.0)
        .execute(&mut *db)
        .await?;
    sqlx::query!("delete from concern_exclusion where account_id = $1", account.0).execute(db).await?;
    Ok(())
}

/// Concerns follow the pool that another takes the place of.
///
/// # Errors
/// The database's.
pub async fn move_to_pool(db: &mut PgConnection, from: PoolId, into: PoolId) -> Result<(), sqlx::Error> {
    sqlx::query!("update concern set pool_id = $2 where pool_id = $1", from.0, into.0).execute(db).await?;
    Ok(())
}
