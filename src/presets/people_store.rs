//! The rows of one batch, a statement a table.

use sqlx::PgConnection;
use uuid::Uuid;

use super::model::{Batch, Person, Practice};
use crate::platform::clock::Instant;
use crate::profiles::exposure;

/// Writes everybody of a batch.
pub async fn insert(
    db: &mut PgConnection,
    batch: &Batch,
    coordinator: crate::platform::ids::AccountId,
) -> Result<(), sqlx::Error> {
    accounts(db, &batch.people).await?;
    profiles(db, &batch.practices).await?;
    terms(db, &batch.practices).await?;
    times(db, &batch.practices).await?;
    replies(db, &batch.practices).await?;
    exposure::add(db, &batch.exposure).await?;
    super::standing_store::members(db, &batch.members, coordinator).await?;
    super::standing_store::evidence(db, &batch.evidence, coordinator).await?;
    super::standing_store::applications(db, &batch.applications, coordinator).await
}

fn column<R, T>(rows: &[R], cell: impl Fn(&R) -> T) -> Vec<T> {
    rows.iter().map(cell).collect()
}

async fn accounts(db: &mut PgConnection, people: &[Person]) -> Result<(), sqlx::Error> {
    if people.is_empty() {
        return Ok(());
    }
    sqlx::query!(
        "insert into account (account_id, name, email, email_confirmed_at, organisation_id, team, employment_proof,
                              employment_proven_at, created_at)
         select account_id, name, email, at, organisation_id, team, case when proven then 'join-code' end,
                case when proven then at end, at
         from unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[], $5::text[], $6::bool[], $7::timestamptz[])
              as made (account_id, name, email, organisation_id, team, proven, at)",
        &column(people, |one| one.account_id.0),
        &column(people, |one| one.name.clone()),
        &column(people, |one| one.email.clone()),
        &column(people, |one| one.organisation_id.0),
        &column(people, |one| one.team.map(str::to_owned)) as &[Option<String>],
        &column(people, |one| one.proven),
        &column(people, |one| one.created_at) as &[Instant],
    )
    .execute(db)
    .await?;
    Ok(())
}

async fn profiles(db: &mut PgConnection, made: &[Practice]) -> Result<(), sqlx::Error> {
    if made.is_empty() {
        return Ok(());
    }
    sqlx::query!(
        "with places as (
           insert into place (account_id, capacity, seen_elsewhere, accepting, updated_at)
           select account_id, capacity, seen_elsewhere, accepting, at
           from unnest($1::uuid[], $9::int2[], $10::int2[], $11::bool[], $8::timestamptz[])
                as made (account_id, capacity, seen_elsewhere, accepting, at)
         )
         insert into profile (account_id, job_title, headline, biography, how_i_work, pronouns, seniority_id, created_at,
                              updated_at)
         select account_id, job_title, headline, biography, how_i_work, pronouns, seniority_id, at, at
         from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::int4[], $8::timestamptz[])
              as made (account_id, job_title, headline, biography, how_i_work, pronouns, seniority_id, at)",
        &column(made, |one| one.account_id.0),
        &column(made, |one| one.job_title.clone()),
        &column(made, |one| one.headline.clone()),
        &column(made, |one| one.biography.clone()),
        &column(made, |one| one.how_i_work.clone()),
        &column(made, |one| one.pronouns.to_owned()),
        &column(made, |one| one.seniority_id.map(|term| term.0)) as &[Option<i32>],
        &column(made, |one| one.created_at) as &[Instant],
        &column(made, |one| one.capacity),
        &column(made, |one| one.seen_elsewhere),
        &column(made, |one| one.accepting),
    )
    .execute(db)
    .await?;
    Ok(())
}

async fn terms(db: &mut PgConnection, made: &[Practice]) -> Result<(), sqlx::Error> {
    let rows: Vec<(Uuid, i32, i16)> = made
        .iter()
        .flat_map(|one| {
            (0_i16..).zip(&one.terms).map(|(position, term)| (one.account_id.0, term.0, position))
        })
        .collect();
    sqlx::query!(
        "insert into profile_term (account_id, term_id, position)
         select * from unnest($1::uuid[], $2::int4[], $3::int2[])",
        &column(&rows, |row| row.0),
        &column(&rows, |row| row.1),
        &column(&rows, |row| row.2),
    )
    .execute(db)
    .await?;
    Ok(())
}

async fn times(db: &mut PgConnection, made: &[Practice]) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into availability (account_id, meeting_minutes, outline, updated_at)
         select * from unnest($1::uuid[], $2::int2[], $3::text[], $4::timestamptz[])",
        &column(made, |one| one.account_id.0),
        &column(made, |one| one.meeting_minutes),
        &column(made, |one| one.outline.to_owned()),
        &column(made, |one| one.created_at) as &[Instant],
    )
    .execute(&mut *db)
    .await?;
    let rows: Vec<(Uuid, Uuid, i16, String, String)> = made
        .iter()
        .flat_map(|one| {
            (1_u128..).zip(&one.windows).map(|(number, (weekday, from, to))| {
                // Beside the account's own id, which counts in steps of one in the low half.
                let id = Uuid::from_u128(one.account_id.0.as_u128() ^ ((0x40 + number) << 40));
                (id, one.account_id.0, *weekday, format!("{from:02}:00"), format!("{to:02}:00"))
            })
        })
        .collect();
    sqlx::query!(
        "insert into availability_window (availability_window_id, account_id, weekday, from_time, to_time)
         select id, account_id, weekday, from_time::time, to_time::time
         from unnest($1::uuid[], $2::uuid[], $3::int2[], $4::text[], $5::text[])
              as made (id, account_id, weekday, from_time, to_time)",
        &column(&rows, |row| row.0),
        &column(&rows, |row| row.1),
        &column(&rows, |row| row.2),
        &column(&rows, |row| row.3.clone()),
        &column(&rows, |row| row.4.clone()),
    )
    .execute(db)
    .await?;
    Ok(())
}

async fn replies(db: &mut PgConnection, made: &[Practice]) -> Result<(), sqlx::Error> {
    let rows: Vec<_> =
        made.iter().filter_map(|one| one.replies.map(|replies| (one.account_id.0, replies))).collect();
    sqlx::query!(
        "insert into reply_record (account_id, asked, answered, median_hours, last_asked_at)
         select * from unnest($1::uuid[], $2::int4[], $3::int4[], $4::int4[], $5::timestamptz[])",
        &column(&rows, |row| row.0),
        &column(&rows, |row| row.1.asked),
        &column(&rows, |row| row.1.answered),
        &column(&rows, |row| row.1.median_hours) as &[Option<i32>],
        &column(&rows, |row| row.1.last_asked_at) as &[Instant],
    )
    .execute(db)
    .await?;
    Ok(())
}
