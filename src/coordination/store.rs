use sqlx::PgConnection;

use super::model::{How, NewEnquiry, Place, Route, Topic};
use crate::accounts::Viewer;
use crate::coordination::EnquiryId;
use crate::platform::bank_holidays::Nation;
use crate::platform::clock::{Day, Instant};
use crate::platform::ids::{AccountId, OrganisationId, PoolId, SubmissionId};
use crate::platform::mail::EmailAddress;
use crate::platform::working_days::{Left, last_day, left};
use crate::pools::Coordinator;

/// An area to choose on the form: a system, or the nation or region of places without systems.
pub struct Area {
    pub system_code: Option<String>,
    pub region_code: String,
    pub name: String,
    pub region: String,
}

/// The areas valid on a day, by name; regions without systems stand for themselves.
pub async fn areas(db: &mut PgConnection, today: Day) -> Result<Vec<Area>, sqlx::Error> {
    sqlx::query_as!(
        Area,
        r#"select system_code as "system_code?", s.region_code as "region_code!", s.name as "name!", r.name as "region!"
           from care_system s join region r using (region_code)
           where s.valid_from <= $1 and (s.valid_to is null or s.valid_to > $1)
           union all
           select null, r.region_code, r.name, r.name
           from region r
           where not exists (select 1 from care_system s where s.region_code = r.region_code)
           order by 3"#,
        today as Day,
    )
    .fetch_all(db)
    .await
}

/// What the form is filled in with for somebody signed in.
pub struct Sender {
    pub name: String,
    pub email: String,
    pub organisation_id: Option<OrganisationId>,
    pub organisation: Option<String>,
}

pub async fn sender(db: &mut PgConnection, account_id: AccountId) -> Result<Option<Sender>, sqlx::Error> {
    sqlx::query_as!(
        Sender,
        r#"select a.name, a.email, o.organisation_id as "organisation_id?: OrganisationId", o.name as "organisation?"
           from account a left join organisation o using (organisation_id)
           where a.account_id = $1"#,
        account_id.0,
    )
    .fetch_optional(db)
    .await
}

/// The nation of a place, as far as it is known.
pub async fn nation(db: &mut PgConnection, place: &Place) -> Result<Option<Nation>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select r.nation as "nation: Nation" from region r
           where r.region_code = coalesce(
               (select coalesce(s.region_code, o.region_code)
                from organisation o left join care_system s using (system_code) where o.organisation_id = $1),
               (select region_code from care_system where system_code = $2),
               $3)"#,
        place.organisation_id.map(|id| id.0),
        place.system_code,
        place.region_code,
    )
    .fetch_optional(db)
    .await
}

/// The pools whose area holds a system, a region or, when neither is given, just anybody; the nearest first.
pub async fn pools_of_area(
    db: &mut PgConnection,
    place: &Place,
    today: Day,
) -> Result<Vec<PoolId>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select p.pool_id as "pool_id: PoolId" from pool p
           where p.valid_from <= $3 and (p.valid_to is null or p.valid_to > $3)
             and (p.level = 'national'
               or (p.level = 'system' and care_system_on(p.system_code, $3) = care_system_on($1, $3))
               or (p.level = 'region' and p.region_code
                     = coalesce((select region_code from care_system where system_code = $1), $2)))
           order by array_position(array['system', 'region', 'national'], p.level), p.created_at, p.pool_id"#,
        place.system_code,
        place.region_code,
        today as Day,
    )
    .fetch_all(db)
    .await
}

/// Keeps an enquiry; false when this submission is there already.
pub async fn keep(
    db: &mut PgConnection,
    enquiry_id: EnquiryId,
    enquiry: &NewEnquiry,
    route: &Route,
    sealed_message: &[u8],
    received_at: Instant,
    due_at: Instant,
) -> Result<bool, sqlx::Error> {
    let kept = sqlx::query!(
        "insert into enquiry (enquiry_id, submission_id, account_id, name, email, topic, organisation_id, system_code,
                              region_code, pool_id, nation, sealed_message, received_at, due_at, status)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 'waiting')
         on conflict (submission_id) do nothing",
        enquiry_id.0,
        enquiry.submission_id.0,
        enquiry.account_id.map(|id| id.0),
        enquiry.name,
        enquiry.email.as_str(),
        enquiry.topic.code(),
        enquiry.place.organisation_id.map(|id| id.0),
        enquiry.place.system_code,
        enquiry.place.region_code,
        route.pool_id.map(|id| id.0),
        route.nation.code(),
        sealed_message,
        received_at as Instant,
        due_at as Instant,
    )
    .execute(db)
    .await?;
    Ok(kept.rows_affected() == 1)
}

/// What an earlier submission said.
pub struct Earlier {
    pub enquiry_id: EnquiryId,
    pub account_id: Option<AccountId>,
    pub email: String,
    pub sealed_message: Vec<u8>,
    pub due_at: Instant,
}

pub async fn earlier(db: &mut PgConnection, submission_id: SubmissionId) -> Result<Earlier, sqlx::Error> {
    sqlx::query_as!(
        Earlier,
        r#"select enquiry_id as "enquiry_id: EnquiryId", account_id as "account_id: AccountId", email, sealed_message, due_at
           from enquiry where submission_id = $1"#,
        submission_id.0,
    )
    .fetch_one(db)
    .await
}

/// Who looks after the hub: open, confirmed accounts.
pub async fn administrators(db: &mut PgConnection) -> Result<Vec<Coordinator>, sqlx::Error> {
    sqlx::query_as!(
        Coordinator,
        r#"select a.account_id as "account_id: AccountId", a.name, a.email as "email: EmailAddress"
           from account a join account_role r using (account_id)
           where a.closed_at is null and a.email_confirmed_at is not null and r.role = 'administrator'
           order by a.account_id"#,
    )
    .fetch_all(db)
    .await
}

/// The name of the area of a place, as pages and letters give it.
pub async fn area_name(db: &mut PgConnection, place: &Place) -> Result<Option<String>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select coalesce((select name from organisation where organisation_id = $1),
                           (select name from care_system where system_code = $2),
                           (select name from region where region_code = $3)) as "name?""#,
        place.organisation_id.map(|id| id.0),
        place.system_code,
        place.region_code,
    )
    .fetch_one(db)
    .await
}

/// A line of the list.
pub struct Listed {
    pub enquiry_id: EnquiryId,
    pub name: String,
    pub topic: Topic,
    pub area: Option<String>,
    pub pool: Option<String>,
    pub nation: Nation,
    pub received_at: Instant,
    pub due_at: Instant,
    pub answered_at: Option<Instant>,
    pub answered_by: Option<String>,
}

impl Listed {
    pub fn last_day(&self) -> Day {
        last_day(self.due_at)
    }

    pub fn left(&self, now: Instant) -> Left {
        left(now, self.due_at, self.nation)
    }
}

/// The enquiries that `viewer` may answer: those waiting by deadline, or those answered since a moment, latest first.
/// A pool that has lost its last coordinator falls to the administrators.
pub async fn list(
    db: &mut PgConnection,
    viewer: &Viewer,
    answered_since: Option<Instant>,
    most: i64,
) -> Result<Vec<Listed>, sqlx::Error> {
    sqlx::query_as!(
        Listed,
        r#"select e.enquiry_id as "enquiry_id: EnquiryId", e.name, e.topic as "topic: Topic",
                  coalesce(o.name, s.name, r.name) as "area?", p.name as "pool?", e.nation as "nation: Nation",
                  e.received_at, e.due_at, e.answered_at as "answered_at?", b.name as "answered_by?"
           from enquiry e
           left join organisation o using (organisation_id)
           left join care_system s on s.system_code = e.system_code
           left join region r on r.region_code = e.region_code
           left join pool p on p.pool_id = e.pool_id
           left join account b on b.account_id = e.answered_by
           where (e.pool_id = any($1)
                  or ($2 and (e.pool_id is null or not exists (
                        select 1 from account_role c join account a using (account_id)
                        where c.pool_id = e.pool_id and c.role = 'coordinator'
                          and a.closed_at is null and a.email_confirmed_at is not null))))
             and case when $3::timestamptz is null then e.status = 'waiting'
                      else e.status = 'answered' and e.answered_at >= $3 end
           order by e.answered_at desc nulls first, e.due_at, e.enquiry_id
           limit $4"#,
        &pools(viewer),
        viewer.roles.administrator,
        answered_since as Option<Instant>,
        most,
    )
    .fetch_all(db)
    .await
}

/// How many enquiries wait for a reader's answer.
#[derive(Debug, Clone, Copy)]
pub struct Waiting {
    pub all: i64,
    /// Those past the day that was promised.
    pub late: i64,
}

/// Counts what [`list`] shows as waiting.
pub async fn waiting(db: &mut PgConnection, viewer: &Viewer, now: Instant) -> Result<Waiting, sqlx::Error> {
    sqlx::query_as!(
        Waiting,
        r#"select count(*) as "all!", count(*) filter (where e.due_at <= $3) as "late!"
           from enquiry e
           where e.status = 'waiting'
             and (e.pool_id = any($1)
                  or ($2 and (e.pool_id is null or not exists (
                        select 1 from account_role c join account a using (account_id)
                        where c.pool_id = e.pool_id and c.role = 'coordinator'
                          and a.closed_at is null and a.email_confirmed_at is not null))))"#,
        &pools(viewer),
        viewer.roles.administrator,
        now as Instant,
    )
    .fetch_one(db)
    .await
}

/// An enquiry as it is kept.
pub struct Kept {
    pub enquiry_id: EnquiryId,
    pub name: String,
    pub email: EmailAddress,
    pub account_id: Option<AccountId>,
    pub topic: Topic,
    pub area: Option<String>,
    pub pool_id: Option<PoolId>,
    pub pool: Option<String>,
    pub nation: Nation,
    pub sealed_message: Vec<u8>,
    pub received_at: Instant,
    pub due_at: Instant,
    pub answered_at: Option<Instant>,
    pub answered_by: Option<AccountId>,
    pub answered_by_name: Option<String>,
    pub answered_how: Option<How>,
    pub sealed_reply: Option<Vec<u8>>,
}

impl Kept {
    pub fn last_day(&self) -> Day {
        last_day(self.due_at)
    }

    pub fn is_overdue(&self, now: Instant) -> bool {
        left(now, self.due_at, self.nation).is_over()
    }
}

/// One enquiry, if `viewer` may answer it (S1).
pub async fn find(
    db: &mut PgConnection,
    viewer: &Viewer,
    id: EnquiryId,
) -> Result<Option<Kept>, sqlx::Error> {
    sqlx::query_as!(
        Kept,
        r#"select e.enquiry_id as "enquiry_id: EnquiryId", e.name, e.email as "email: EmailAddress",
                  e.account_id as "account_id?: AccountId", e.topic as "topic: Topic",
                  coalesce(o.name, s.name, r.name) as "area?", e.pool_id as "pool_id?: PoolId", p.name as "pool?",
                  e.nation as "nation: Nation", e.sealed_message, e.received_at, e.due_at,
                  e.answered_at as "answered_at?", e.answered_by as "answered_by?: AccountId",
                  b.name as "answered_by_name?", e.answered_how as "answered_how?: How",
                  e.sealed_reply as "sealed_reply?"
           from enquiry e
           left join organisation o using (organisation_id)
           left join care_system s on s.system_code = e.system_code
           left join region r on r.region_code = e.region_code
           left join pool p on p.pool_id = e.pool_id
           left join account b on b.account_id = e.answered_by
           where e.enquiry_id = $1
             and (e.pool_id = any($2)
                  or ($3 and (e.pool_id is null or not exists (
                        select 1 from account_role c join account a using (account_id)
                        where c.pool_id = e.pool_id and c.role = 'coordinator'
                          and a.closed_at is null and a.email_confirmed_at is not null))))
           "#,
        id.0,
        &pools(viewer),
        viewer.roles.administrator,
    )
    .fetch_optional(db)
    .await
}

/// Locks an enquiry until the transaction ends, so that two answers come one after the other.
pub async fn lock(db: &mut PgConnection, id: EnquiryId) -> Result<(), sqlx::Error> {
    sqlx::query_scalar!("select enquiry_id from enquiry where enquiry_id = $1 for update", id.0)
        .fetch_optional(db)
        .await
        .map(drop)
}

/// Marks a waiting enquiry as answered; false when it is not waiting any more.
pub async fn mark_answered(
    db: &mut PgConnection,
    id: EnquiryId,
    by: AccountId,
    now: Instant,
    how: How,
    sealed_reply: Option<&[u8]>,
) -> Result<bool, sqlx::Error> {
    let marked = sqlx::query!(
        "update enquiry set status = 'answered', answered_at = $2, answered_by = $3, answered_how = $4, sealed_reply = $5
         where enquiry_id = $1 and status = 'waiting'",
        id.0,
        now as Instant,
        by.0,
        how.code(),
        sealed_reply,
    )
    .execute(db)
    .await?;
    Ok(marked.rows_affected() == 1)
}

/// Deletes what was answered before a moment.
pub async fn forget_answered_before(db: &mut PgConnection, before: Instant) -> Result<u64, sqlx::Error> {
    let gone =
        sqlx::query!("delete from enquiry where answered_at < $1", before as Instant).execute(db).await?;
    Ok(gone.rows_affected())
}

fn pools(viewer: &Viewer) -> Vec<uuid::Uuid> {
    viewer.roles.coordinator_of.iter().map(|pool| pool.0).collect()
}

/// What waits for the coordinators of a pool that became part of another, and what they proposed, is that one's.
///
/// # Errors
/// The database's.
pub async fn move_to_pool(db: &mut PgConnection, from: PoolId, into: PoolId) -> Result<(), sqlx::Error> {
    sqlx::query!("update enquiry set pool_id = $2 where pool_id = $1", from.0, into.0)
        .execute(&mut *db)
        .await?;
    sqlx::query!("update proposal set pool_id = $2 where pool_id = $1", from.0, into.0).execute(db).await?;
    Ok(())
}
