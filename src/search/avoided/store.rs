use sqlx::PgConnection;
use uuid::Uuid;

use super::AvoidedId;
use super::model::{Avoided, Whom};
use crate::platform::clock::Instant;
use crate::platform::ids::AccountId;

/// Somebody's list, the newest first.
///
/// # Errors
/// The database's.
pub async fn list(db: &mut PgConnection, account: AccountId) -> Result<Vec<Avoided>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select avoided_person_id as "id: AvoidedId", practitioner_id as "practitioner_id?: AccountId", written, added_at
           from avoided_person where account_id = $1 order by added_at desc, avoided_person_id desc"#,
        account.0,
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            let whom = row.practitioner_id.map(Whom::Person).or(row.written.map(Whom::Written))?;
            Some(Avoided { avoided_id: row.id, whom, added_at: row.added_at })
        })
        .collect())
}

/// The accounts that somebody would rather not be matched with today.
///
/// # Errors
/// The database's.
pub async fn excluded(db: &mut PgConnection, account: AccountId) -> Result<Vec<AccountId>, sqlx::Error> {
    let rows: Vec<Option<Uuid>> =
        sqlx::query_scalar!("select avoided_by($1) as account_id order by 1", account.0)
            .fetch_all(db)
            .await?;
    Ok(rows.into_iter().flatten().map(AccountId).collect())
}

/// Holds somebody's list until the transaction ends, and says how long it is.
pub(super) async fn lock(db: &mut PgConnection, account: AccountId) -> Result<i64, sqlx::Error> {
    sqlx::query!("select account_id from account where account_id = $1 for no key update", account.0)
        .fetch_one(&mut *db)
        .await?;
    sqlx::query_scalar!(r#"select count(*) as "count!" from avoided_person where account_id = $1"#, account.0)
        .fetch_one(db)
        .await
}

/// Whoever is on the list already stays as they are.
pub(super) async fn insert(
    db: &mut PgConnection,
    id: AvoidedId,
    account: AccountId,
    whom: &Whom,
    now: Instant,
) -> Result<(), sqlx::Error> {
    let (person, written) = match whom {
        Whom::Person(person) => (Some(person.0), None),
        Whom::Written(written) => (None, Some(written.as_str())),
    };
    sqlx::query!(
        "insert into avoided_person (avoided_person_id, account_id, practitioner_id, written, added_at)
         values ($1, $2, $3, $4, $5) on conflict do nothing",
        id.0,
        account.0,
        person,
        written,
        now as Instant,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn delete(
    db: &mut PgConnection,
    account: AccountId,
    id: AvoidedId,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "delete from avoided_person where avoided_person_id = $1 and account_id = $2",
        id.0,
        account.0
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn forget(db: &mut PgConnection, account: AccountId) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from avoided_person where account_id = $1 or practitioner_id = $1", account.0)
        .execute(db)
        .await?;
    Ok(())
}
