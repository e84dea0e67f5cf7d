use sqlx::PgConnection;

use super::model::Status;
use crate::platform::clock::Instant;
use crate::platform::ids::{AccountId, ApplicationId, PoolId, SubmissionId};
use crate::platform::mail::EmailAddress;
use crate::pools::{MembershipKind, Offering};

/// An application with what its pages and letters name.
#[derive(Debug, Clone)]
#[expect(clippy::struct_field_names, reason = "the column's name, as everywhere")]
pub struct Application {
    pub application_id: ApplicationId,
    pub pool_id: PoolId,
    pub pool: String,
    pub account_id: AccountId,
    pub applicant: String,
    pub email: EmailAddress,
    pub employer: Option<String>,
    pub employment_proven: bool,
    pub offerings: Vec<Offering>,
    pub membership_kind: MembershipKind,
    pub status: Status,
    pub statement: String,
    pub steps_done: Vec<String>,
    pub terms_version: Option<i32>,
    pub ethics_agreed_at: Option<Instant>,
    pub submitted_at: Option<Instant>,
    pub overdue_at: Option<Instant>,
    pub due_at: Option<Instant>,
    pub decided_at: Option<Instant>,
    pub decided_by: Option<String>,
    pub decided_by_id: Option<AccountId>,
    pub decision_reason: String,
}

/// An application by its id.
pub async fn find(db: &mut PgConnection, id: ApplicationId) -> Result<Option<Application>, sqlx::Error> {
    sqlx::query_as!(
        Application,
        r#"select a.application_id, a.pool_id, p.name as pool, a.account_id, c.name as applicant,
             c.email as "email: EmailAddress", o.name as "employer?", c.employment_proof is not null as "employment_proven!",
             a.offerings as "offerings: Vec<Offering>", a.membership_kind as "membership_kind: MembershipKind",
             a.status as "status: Status", a.statement, a.steps_done, a.terms_version, a.ethics_agreed_at, a.submitted_at, a.overdue_at, a.due_at, a.decided_at, d.name as "decided_by?",
             a.decided_by as "decided_by_id?: AccountId", a.decision_reason
           from application a
           join pool p on p.pool_id = a.pool_id
           join account c on c.account_id = a.account_id
           left join organisation o on o.organisation_id = c.organisation_id
           left join account d on d.account_id = a.decided_by
           where a.application_id = $1"#,
        id.0,
    )
    .fetch_optional(db)
    .await
}

/// Takes the row, so that two who decide at once come one after the other.
pub async fn lock(db: &mut PgConnection, id: ApplicationId) -> Result<(), sqlx::Error> {
    sqlx::query!("select application_id from application where application_id = $1 for update", id.0)
        .fetch_optional(db)
        .await?;
    Ok(())
}

/// Somebody's application to a pool that is not over.
pub async fn open(
    db: &mut PgConnection,
    pool: PoolId,
    account: AccountId,
) -> Result<Option<ApplicationId>, sqlx::Error> {
    sqlx::query_scalar!(
        "select application_id from application
         where pool_id = $1 and account_id = $2 and status in ('draft', 'submitted', 'changes-requested')",
        pool.0,
        account.0,
    )
    .fetch_optional(db)
    .await
}

/// A draft in the making.
pub struct NewDraft<'a> {
    pub id: ApplicationId,
    pub pool: PoolId,
    pub account: AccountId,
    pub offerings: &'a [Offering],
    pub kind: MembershipKind,
    pub submission: SubmissionId,
}

/// False when the person has one open already, or the form was sent before.
pub async fn insert(db: &mut PgConnection, now: Instant, new: &NewDraft<'_>) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "insert into application (application_id, pool_id, account_id, offerings, membership_kind, status, steps_done,
           submission_id, created_at, updated_at)
         values ($1, $2, $3, $4, $5, 'draft', '{offer}', $6, $7, $7) on conflict do nothing",
        new.id.0,
        new.pool.0,
        new.account.0,
        &codes(new.offerings),
        new.kind.code(),
        new.submission.0,
        now as Instant,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

fn codes(offerings: &[Offering]) -> Vec<String> {
    offerings.iter().map(|offering| offering.code().to_owned()).collect()
}

/// Changes what is offered, and as what kind of member.
pub async fn set_offer(
    db: &mut PgConnection,
    now: Instant,
    id: ApplicationId,
    offerings: &[Offering],
    kind: MembershipKind,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update application set offerings = $2, membership_kind = $3, updated_at = $4, version = version + 1
         where application_id = $1",
        id.0,
        &codes(offerings),
        kind.code(),
        now as Instant,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Changes what the applicant says to the coordinators.
pub async fn set_statement(
    db: &mut PgConnection,
    now: Instant,
    id: ApplicationId,
    statement: &str,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update application set statement = $2, updated_at = $3, version = version + 1 where application_id = $1",
        id.0,
        statement,
        now as Instant,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Notes what was agreed to: the wording that was on the page, by its number, and the code of ethics.
pub async fn set_agreement(
    db: &mut PgConnection,
    now: Instant,
    id: ApplicationId,
    agreed: Option<i32>,
    ethics: bool,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update application a
         set terms_version = $2, ethics_agreed_at = case when $3 then coalesce(a.ethics_agreed_at, $4) end,
             updated_at = $4, version = a.version + 1
         where a.application_id = $1",
        id.0,
        agreed,
        ethics,
        now as Instant,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Remembers that a step was saved.
pub async fn mark_step(
    db: &mut PgConnection,
    now: Instant,
    id: ApplicationId,
    step: &str,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update application
         set steps_done = array(select distinct unnest(steps_done || $2::text) order by 1), updated_at = $3
         where application_id = $1",
        id.0,
        step,
        now as Instant,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Sends it, with the moments at which coordinators are reminded and an answer is due.
pub async fn set_submitted(
    db: &mut PgConnection,
    now: Instant,
    id: ApplicationId,
    overdue_at: Instant,
    due_at: Instant,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update application set status = 'submitted', submitted_at = $2, overdue_at = $3, due_at = $4, updated_at = $2,
           reminded_at = null,
           version = version + 1
         where application_id = $1",
        id.0,
        now as Instant,
        overdue_at as Instant,
        due_at as Instant,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub async fn set_status(
    db: &mut PgConnection,
    now: Instant,
    id: ApplicationId,
    status: Status,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update application set status = $2, updated_at = $3, version = version + 1 where application_id = $1",
        id.0,
        status.code(),
        now as Instant,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub async fn decide(
    db: &mut PgConnection,
    now: Instant,
    id: ApplicationId,
    status: Status,
    by: AccountId,
    reason: &str,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update application set status = $2, decided_at = $3, decided_by = $4, decision_reason = $5, updated_at = $3,
           version = version + 1
         where application_id = $1",
        id.0,
        status.code(),
        now as Instant,
        by.0,
        reason,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Somebody's applications, newest first.
#[derive(Debug, Clone)]
pub struct Own {
    pub application_id: ApplicationId,
    pub pool: String,
    pub status: Status,
    pub offerings: Vec<Offering>,
    pub due_at: Option<Instant>,
    pub updated_at: Instant,
}

pub async fn own(db: &mut PgConnection, account: AccountId) -> Result<Vec<Own>, sqlx::Error> {
    sqlx::query_as!(
        Own,
        r#"select a.application_id, p.name as pool, a.status as "status: Status", a.offerings as "offerings: Vec<Offering>",
             a.due_at, a.updated_at
           from application a join pool p using (pool_id)
           where a.account_id = $1 order by a.updated_at desc, a.application_id limit 50"#,
        account.0,
    )
    .fetch_all(db)
    .await
}

/// Whether somebody is in the pool, and offers all of this there already.
pub async fn offers_already(
    db: &mut PgConnection,
    pool: PoolId,
    account: AccountId,
    offerings: &[Offering],
) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select exists (
             select from membership m where m.pool_id = $1 and m.account_id = $2 and m.status <> 'left'
               and $3::text[] <@ array(select o.offering from membership_offering o where o.membership_id = m.membership_id)
           ) as "already!""#,
        pool.0,
        account.0,
        &codes(offerings),
    )
    .fetch_one(db)
    .await
}

/// Deletes somebody's applications and their conversations.
pub async fn delete_of(db: &mut PgConnection, account: AccountId) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from application where account_id = $1", account.0).execute(db).await?;
    Ok(())
}

/// Takes the drafts of one pool along into another; who has one open there already keeps that one.
///
/// # Errors
/// The database's.
pub async fn move_drafts(db: &mut PgConnection, from: PoolId, into: PoolId) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "delete from application a
         where a.pool_id = $1 and a.status = 'draft' and exists (
           select from application o where o.pool_id = $2 and o.account_id = a.account_id
             and o.status in ('draft', 'submitted', 'changes-requested'))",
        from.0,
        into.0,
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "update application set pool_id = $2, terms_version = null where pool_id = $1 and status = 'draft'",
        from.0,
        into.0,
    )
    .execute(db)
    .await?;
    Ok(())
}
