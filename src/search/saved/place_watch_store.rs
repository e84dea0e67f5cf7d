use sqlx::PgConnection;

use crate::platform::clock::Instant;
use crate::platform::ids::AccountId;
use crate::platform::mail::EmailAddress;
use crate::pools::Offering;

/// Somebody who waits for somebody else, and where their letter goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Waiting {
    pub account_id: AccountId,
    pub name: String,
    pub email: EmailAddress,
    pub practitioner_id: AccountId,
    pub offering: Offering,
}

/// Holds whom somebody waits for until the transaction ends.
pub(super) async fn lock(db: &mut PgConnection, account: AccountId) -> Result<Vec<AccountId>, sqlx::Error> {
    sqlx::query!("select account_id from account where account_id = $1 for no key update", account.0)
        .fetch_one(&mut *db)
        .await?;
    sqlx::query_scalar!(
        r#"select practitioner_id as "id: AccountId" from place_watch where account_id = $1"#,
        account.0
    )
    .fetch_all(db)
    .await
}

pub(super) async fn insert(
    db: &mut PgConnection,
    account: AccountId,
    person: AccountId,
    offering: Offering,
    now: Instant,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into place_watch (account_id, practitioner_id, offering, asked_at) values ($1, $2, $3, $4)",
        account.0,
        person.0,
        offering.code(),
        now as Instant,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn delete(
    db: &mut PgConnection,
    account: AccountId,
    person: AccountId,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "delete from place_watch where account_id = $1 and practitioner_id = $2",
        account.0,
        person.0
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Whoever waits for somebody that has a place, the longest first.
pub(super) async fn with_a_place(db: &mut PgConnection) -> Result<Vec<Waiting>, sqlx::Error> {
    sqlx::query_as!(
        Waiting,
        r#"select w.account_id, a.name, a.email as "email: EmailAddress", w.practitioner_id as "practitioner_id: AccountId",
             w.offering as "offering: Offering"
           from place_watch w
           join place l on l.account_id = w.practitioner_id and l.accepting and places_left(l) > 0
           join account a on a.account_id = w.account_id and a.closed_at is null and a.email_confirmed_at is not null
           order by w.asked_at, w.account_id, w.practitioner_id"#,
    )
    .fetch_all(db)
    .await
}

/// Ends waits that began too long ago, and those for people who left for good.
pub(super) async fn end(db: &mut PgConnection, before: Instant) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "delete from place_watch w
         where w.asked_at < $1
            or not exists (select from membership m join account a using (account_id)
                           where m.account_id = w.practitioner_id and m.status <> 'left' and a.closed_at is null)",
        before as Instant,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn forget(db: &mut PgConnection, account: AccountId) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from place_watch where account_id = $1 or practitioner_id = $1", account.0)
        .execute(db)
        .await?;
    Ok(())
}
