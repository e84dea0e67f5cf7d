//! Memberships, evidence and applications of one batch.

use sqlx::PgConnection;
use uuid::Uuid;

use super::model::{Application, Member};
use crate::memberships::{Evidence, Leaving, Status};
use crate::platform::clock::{Day, Instant};
use crate::platform::ids::AccountId;

fn column<R, T>(rows: &[R], cell: impl Fn(&R) -> T) -> Vec<T> {
    rows.iter().map(cell).collect()
}

pub async fn members(
    db: &mut PgConnection,
    made: &[Member],
    coordinator: AccountId,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into membership (membership_id, pool_id, account_id, kind, status, since, approved_by, terms_version,
           paused_to, suspended_reason, left_at, leaving, evidence_to, grace_to, contract_ends, hours_cap, changed_at)
         select id, pool_id, account_id, kind, status, since, $16, 1, paused_to, suspended_reason, left_at, leaving,
           evidence_to, grace_to, contract_ends, hours_cap, since
         from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::timestamptz[], $7::date[], $8::text[],
                     $9::timestamptz[], $10::text[], $11::date[], $12::date[], $13::date[], $14::int2[], $15::text[])
              as made (id, pool_id, account_id, kind, status, since, paused_to, suspended_reason, left_at, leaving,
                       evidence_to, grace_to, contract_ends, hours_cap, offerings)",
        &column(made, |one| one.membership_id),
        &column(made, |one| one.pool_id.0),
        &column(made, |one| one.account_id.0),
        &column(made, |one| one.kind.code().to_owned()),
        &column(made, |one| one.status.code().to_owned()),
        &column(made, |one| one.since) as &[Instant],
        &column(made, |one| one.paused_to) as &[Option<Day>],
        &column(made, |one| one.suspended_reason.to_owned()),
        &column(made, |one| one.left_at) as &[Option<Instant>],
        &column(made, |one| one.leaving.map(|leaving| Leaving::code(leaving).to_owned())) as &[Option<String>],
        &column(made, |one| one.evidence_to) as &[Option<Day>],
        &column(made, |one| one.grace_to) as &[Option<Day>],
        &column(made, |one| one.contract_ends) as &[Option<Day>],
        &column(made, |one| one.hours_cap) as &[Option<i16>],
        &column(made, |_| String::new()),
        coordinator.0,
    )
    .execute(&mut *db)
    .await?;
    let rows: Vec<(Uuid, Uuid, &'static str)> = made
        .iter()
        .flat_map(|one| {
            one.offerings.iter().map(|offering| (one.pool_id.0, one.membership_id, offering.code()))
        })
        .collect();
    sqlx::query!(
        "insert into membership_offering (pool_id, membership_id, offering)
         select * from unnest($1::uuid[], $2::uuid[], $3::text[])",
        &column(&rows, |row| row.0),
        &column(&rows, |row| row.1),
        &column(&rows, |row| row.2.to_owned()),
    )
    .execute(&mut *db)
    .await?;
    let mut roles: Vec<(Uuid, Instant)> = made
        .iter()
        .filter(|one| one.status != Status::Left)
        .map(|one| (one.account_id.0, one.since))
        .collect();
    roles.dedup_by_key(|row| row.0);
    sqlx::query!(
        "insert into account_role (account_id, role, granted_at)
         select account_id, 'practitioner', at from unnest($1::uuid[], $2::timestamptz[]) as made (account_id, at)
         on conflict do nothing",
        &column(&roles, |row| row.0),
        &column(&roles, |row| row.1) as &[Instant],
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Three of four pieces have been looked at.
pub async fn evidence(
    db: &mut PgConnection,
    made: &[Evidence],
    coordinator: AccountId,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into evidence (evidence_id, pool_id, account_id, kind, qualification_id, title, dated_on, expires_on,
                               recorded_by, submission_id, created_at, checked_at, checked_by)
         select id, pool_id, account_id, kind, qualification_id, title, dated_on, expires_on, account_id, id,
                dated_on::timestamp at time zone 'Europe/London',
                case when number % 4 <> 0 then dated_on::timestamp at time zone 'Europe/London' end,
                case when number % 4 <> 0 then $9::uuid end
         from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::int4[], $6::text[], $7::date[], $8::date[])
              with ordinality
              as made (id, pool_id, account_id, kind, qualification_id, title, dated_on, expires_on, number)",
        &column(made, |one| one.evidence_id.0),
        &column(made, |one| one.pool_id.0),
        &column(made, |one| one.account_id.0),
        &column(made, |one| one.kind.code().to_owned()),
        &column(made, |one| one.qualification_id.map(|term| term.0)) as &[Option<i32>],
        &column(made, |one| one.title.clone()),
        &column(made, |one| one.dated_on) as &[Option<Day>],
        &column(made, |one| one.expires_on) as &[Option<Day>],
        coordinator.0,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub async fn applications(
    db: &mut PgConnection,
    made: &[Application],
    coordinator: AccountId,
) -> Result<(), sqlx::Error> {
    let offerings =
        |one: &Application| one.offerings.iter().map(|one| one.code()).collect::<Vec<_>>().join(",");
    sqlx::query!(
        "insert into application (application_id, pool_id, account_id, offerings, status, statement, terms_version,
           ethics_agreed_at, submission_id, created_at, updated_at, submitted_at, overdue_at, due_at, decided_at, decided_by,
           decision_reason)
         select id, pool_id, account_id, string_to_array(offerings, ','), status, statement,
           case when submitted_at is not null then 1 end, submitted_at, id, created_at,
           coalesce(decided_at, submitted_at, created_at), submitted_at, overdue_at, due_at, decided_at,
           case when decided_at is not null then $13::uuid end, reason
         from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::timestamptz[],
                     $8::timestamptz[], $9::timestamptz[], $10::timestamptz[], $11::timestamptz[], $12::text[])
              as made (id, pool_id, account_id, offerings, status, statement, created_at, submitted_at, overdue_at, due_at,
                       decided_at, reason)",
        &column(made, |one| one.application_id),
        &column(made, |one| one.pool_id.0),
        &column(made, |one| one.account_id.0),
        &column(made, offerings),
        &column(made, |one| one.status.to_owned()),
        &column(made, |one| one.statement.to_owned()),
        &column(made, |one| one.created_at) as &[Instant],
        &column(made, |one| one.submitted_at) as &[Option<Instant>],
        &column(made, |one| one.overdue_at) as &[Option<Instant>],
        &column(made, |one| one.due_at) as &[Option<Instant>],
        &column(made, |one| one.decided_at) as &[Option<Instant>],
        &column(made, |one| one.decision_reason.to_owned()),
        coordinator.0,
    )
    .execute(db)
    .await?;
    Ok(())
}
