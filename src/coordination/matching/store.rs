use sqlx::PgConnection;

use super::model::{Member, Mentee, NewProposal, Proposal, Proposed, Standing};
use crate::coordination::ProposalId;
use crate::platform::clock::{Day, Instant};
use crate::platform::ids::{AccountId, PoolId, SubmissionId};
use crate::platform::mail::EmailAddress;
use crate::pools::Offering;

/// A mentee, if the pool is open to them and they are not the coordinator.
pub(super) async fn mentee(
    db: &mut PgConnection,
    pool: PoolId,
    account: AccountId,
    coordinator: AccountId,
    day: Day,
) -> Result<Option<Mentee>, sqlx::Error> {
    sqlx::query_as!(
        Mentee,
        r#"select a.account_id, a.name, o.name as organisation
           from account a
           join organisation o on o.organisation_id = organisation_on(a.organisation_id, $4)
           join pool p on p.pool_id = $1
           left join profile f on f.account_id = a.account_id
           left join term t on t.term_id = f.seniority_id
           where a.account_id = $2 and a.account_id <> $3 and a.closed_at is null and a.email_confirmed_at is not null
             and pool_open_to(p.pool_id, a.organisation_id, $4) and (p.minimum_level is null or t.level >= p.minimum_level)"#,
        pool.0,
        account.0,
        coordinator.0,
        day as Day,
    )
    .fetch_optional(db)
    .await
}

/// Mentees of exactly this address or full name to whom the pool is open; the address is never given back.
pub(super) async fn named(
    db: &mut PgConnection,
    pool: PoolId,
    written: &str,
    coordinator: AccountId,
    day: Day,
) -> Result<Vec<Mentee>, sqlx::Error> {
    sqlx::query_as!(
        Mentee,
        r#"select a.account_id, a.name, o.name as organisation
           from account a
           join organisation o on o.organisation_id = organisation_on(a.organisation_id, $4)
           join pool p on p.pool_id = $1
           left join profile f on f.account_id = a.account_id
           left join term t on t.term_id = f.seniority_id
           where (lower(a.email) = lower($2) or folded_name(a.name) = folded_name($2))
             and a.account_id <> $3 and a.closed_at is null and a.email_confirmed_at is not null
             and pool_open_to(p.pool_id, a.organisation_id, $4) and (p.minimum_level is null or t.level >= p.minimum_level)
           order by lower(a.name), a.account_id limit 5"#,
        pool.0,
        written,
        coordinator.0,
        day as Day,
    )
    .fetch_all(db)
    .await
}

/// So many people are found by a name at once.
const NAMED: i64 = 20;

/// Those of these people who are coaches or mentors of a pool, take new people and are not kept apart from the mentee.
pub(super) async fn members_of(
    db: &mut PgConnection,
    pool: PoolId,
    mentee: AccountId,
    people: &[AccountId],
    now: Instant,
) -> Result<Vec<Member>, sqlx::Error> {
    if people.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<uuid::Uuid> = people.iter().map(|person| person.0).collect();
    members(db, pool, mentee, Some(&ids), None, now).await
}

/// The same of those in whose names, without accents and in any case, something occurs; by name, the first twenty.
pub(super) async fn members_named(
    db: &mut PgConnection,
    pool: PoolId,
    mentee: AccountId,
    name: &str,
    now: Instant,
) -> Result<Vec<Member>, sqlx::Error> {
    members(db, pool, mentee, None, Some(name), now).await
}

async fn members(
    db: &mut PgConnection,
    pool: PoolId,
    mentee: AccountId,
    people: Option<&[uuid::Uuid]>,
    name: Option<&str>,
    now: Instant,
) -> Result<Vec<Member>, sqlx::Error> {
    sqlx::query_as!(
        Member,
        r#"select a.account_id, a.name, coalesce(f.job_title, '') as "role!", places_left(l) as "left!",
             array(select o.offering from membership_offering o
                   where o.membership_id = m.membership_id and o.pool_id = m.pool_id order by o.offering) as "offerings!: Vec<Offering>"
           from membership m
           join account a on a.account_id = m.account_id and a.closed_at is null
           join place l on l.account_id = m.account_id
           left join profile f on f.account_id = m.account_id
           where m.pool_id = $1 and m.status = 'active' and m.kind <> 'associate' and l.accepting and places_left(l) > 0
             and ($4::uuid[] is null or m.account_id = any($4))
             and ($5::text is null or (folded_name($5) <> '' and position(folded_name($5) in folded_name(a.name)) > 0))
             and m.account_id <> $2 and m.account_id not in (select kept_apart($2, $3))
           order by lower(a.name), a.account_id limit $6"#,
        pool.0,
        mentee.0,
        now as Instant,
        people as Option<&[uuid::Uuid]>,
        name,
        NAMED,
    )
    .fetch_all(db)
    .await
}

/// Keeps a proposal; false when the same form was sent before.
pub(super) async fn insert(
    db: &mut PgConnection,
    id: ProposalId,
    by: AccountId,
    new: &NewProposal,
    now: Instant,
) -> Result<bool, sqlx::Error> {
    let kept = sqlx::query!(
        "insert into proposal (proposal_id, pool_id, mentee_id, proposed_by, offering, proposed_at, submission_id)
         values ($1, $2, $3, $4, $5, $6, $7) on conflict (submission_id) do nothing",
        id.0,
        new.pool.0,
        new.mentee.0,
        by.0,
        new.offering.code(),
        now as Instant,
        new.submission.0,
    )
    .execute(&mut *db)
    .await?;
    if kept.rows_affected() == 0 {
        return Ok(false);
    }
    for (position, one) in (1_i16..).zip(&new.picked) {
        sqlx::query!(
            "insert into proposal_person (proposal_id, practitioner_id, position, why) values ($1, $2, $3, $4)",
            id.0,
            one.account_id.0,
            position,
            one.why,
        )
        .execute(&mut *db)
        .await?;
    }
    Ok(true)
}

/// A proposal, for its mentee alone, locked until the transaction ends when it is to be answered.
pub(super) async fn find(
    db: &mut PgConnection,
    id: ProposalId,
    mentee: AccountId,
    now: Instant,
) -> Result<Option<Proposal>, sqlx::Error> {
    let row = sqlx::query!(
        r#"select p.proposal_id, o.name as pool, c.name as coordinator, p.offering as "offering: Offering",
             p.status as "status: Standing", p.proposed_at
           from proposal p join pool o on o.pool_id = p.pool_id join account c on c.account_id = p.proposed_by
           where p.proposal_id = $1 and p.mentee_id = $2 for update of p"#,
        id.0,
        mentee.0,
    )
    .fetch_optional(&mut *db)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let people = sqlx::query_as!(
        Proposed,
        r#"select a.account_id, a.name, coalesce(f.job_title, '') as "role!", q.why,
             exists (select from membership m join place l using (account_id)
                     where m.account_id = a.account_id and m.pool_id = p.pool_id and m.status = 'active' and l.accepting)
               and a.closed_at is null and a.account_id not in (select kept_apart($2, $3)) as "there!"
           from proposal_person q join proposal p using (proposal_id)
           join account a on a.account_id = q.practitioner_id
           left join profile f on f.account_id = a.account_id
           where q.proposal_id = $1 order by q.position"#,
        id.0,
        mentee.0,
        now as Instant,
    )
    .fetch_all(db)
    .await?;
    Ok(Some(Proposal {
        id: row.proposal_id,
        pool: row.pool,
        coordinator: row.coordinator,
        offering: row.offering,
        status: row.status,
        proposed_at: row.proposed_at,
        people,
    }))
}

pub(super) async fn answer(
    db: &mut PgConnection,
    id: ProposalId,
    standing: Standing,
    now: Instant,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update proposal set status = $2, answered_at = $3 where proposal_id = $1 and status = 'waiting'",
        id.0,
        standing.code(),
        now as Instant,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Where letters to a mentee go.
pub(super) async fn address(
    db: &mut PgConnection,
    account: AccountId,
) -> Result<Option<(String, EmailAddress)>, sqlx::Error> {
    let row = sqlx::query!(
        r#"select name, email as "email: EmailAddress" from account
           where account_id = $1 and closed_at is null and email_confirmed_at is not null"#,
        account.0,
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| (row.name, row.email)))
}

/// Whether this form was sent before.
pub(super) async fn was_sent(db: &mut PgConnection, submission: SubmissionId) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select exists (select from proposal where submission_id = $1) as "sent!""#,
        submission.0
    )
    .fetch_one(db)
    .await
}

/// Takes away what was proposed to somebody, and them from what was proposed to others, as closing an account does.
///
/// # Errors
/// The database's.
pub async fn forget(db: &mut PgConnection, account: AccountId) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from proposal where mentee_id = $1", account.0).execute(&mut *db).await?;
    sqlx::query!("delete from proposal_person where practitioner_id = $1", account.0).execute(db).await?;
    Ok(())
}

/// Deletes what was proposed before a moment; returns how much.
///
/// # Errors
/// The database's.
pub async fn sweep_old(db: &mut PgConnection, before: Instant) -> Result<u64, sqlx::Error> {
    let gone =
        sqlx::query!("delete from proposal where proposed_at < $1", before as Instant).execute(db).await?;
    Ok(gone.rows_affected())
}
