use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::platform::clock::Instant;
use crate::platform::ids::{AccountId, PoolId};
use crate::platform::mail::EmailAddress;
use crate::registers::model::EntryId;
use crate::registers::person::{Fields, Person};

/// Rows written in one statement.
const BATCH: usize = 5000;

/// Keeps people whom nobody knew. Returns how many are new: an address that came in meanwhile is passed over.
pub async fn create(
    db: &mut PgConnection,
    now: Instant,
    pool: PoolId,
    people: &[&Person],
) -> sqlx::Result<u64> {
    let mut created = 0;
    for batch in people.chunks(BATCH) {
        let ids: Vec<Uuid> = batch.iter().map(|_| EntryId::new(now).0).collect();
        let emails: Vec<String> = batch.iter().map(|person| person.email.clone()).collect();
        let references: Vec<String> = batch.iter().map(|person| person.reference.clone()).collect();
        let imported: Vec<Value> = batch.iter().map(|person| Value::Object(person.fields())).collect();
        let done = sqlx::query!(
            "insert into register_entry (register_entry_id, pool_id, email, reference, imported, created_at, updated_at)
             select id, $1, email, reference, imported, $2, $2
             from unnest($3::uuid[], $4::text[], $5::text[], $6::jsonb[]) as given (id, email, reference, imported)
             on conflict (pool_id, lower(email)) do nothing",
            pool.0,
            now as Instant,
            &ids,
            &emails,
            &references,
            &imported,
        )
        .execute(&mut *db)
        .await?;
        created += done.rows_affected();
    }
    Ok(created)
}

/// What a later file says of people already kept.
pub async fn replace(
    db: &mut PgConnection,
    now: Instant,
    pool: PoolId,
    people: &[(EntryId, &Fields)],
) -> sqlx::Result<()> {
    for batch in people.chunks(BATCH) {
        let ids: Vec<Uuid> = batch.iter().map(|(id, _)| id.0).collect();
        let references: Vec<String> = batch
            .iter()
            .map(|(_, fields)| fields.get("reference").and_then(Value::as_str).unwrap_or_default().to_owned())
            .collect();
        let imported: Vec<Value> = batch.iter().map(|(_, fields)| Value::Object((*fields).clone())).collect();
        sqlx::query!(
            "update register_entry e set imported = given.imported, reference = given.reference, updated_at = $2
             from unnest($3::uuid[], $4::text[], $5::jsonb[]) as given (id, reference, imported)
             where e.register_entry_id = given.id and e.pool_id = $1 and e.declined_at is null",
            pool.0,
            now as Instant,
            &ids,
            &references,
            &imported,
        )
        .execute(&mut *db)
        .await?;
    }
    Ok(())
}

/// How many people of a pool's registers stand where.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Standing {
    pub waiting: i64,
    pub invited: i64,
    pub confirmed: i64,
    pub declined: i64,
}

impl Standing {
    #[must_use]
    pub const fn total(&self) -> i64 {
        self.waiting + self.invited + self.confirmed + self.declined
    }
}

pub async fn standing(db: &mut PgConnection, pool: PoolId) -> sqlx::Result<Standing> {
    sqlx::query_as!(
        Standing,
        r#"select count(*) filter (where invited_at is null and confirmed_at is null and declined_at is null) as "waiting!",
             count(*) filter (where invited_at is not null and confirmed_at is null and declined_at is null) as "invited!",
             count(*) filter (where confirmed_at is not null) as "confirmed!",
             count(*) filter (where declined_at is not null) as "declined!"
           from register_entry where pool_id = $1"#,
        pool.0,
    )
    .fetch_one(db)
    .await
}

/// Somebody of a register as a coordinator's list shows them.
pub struct Listed {
    pub entry_id: EntryId,
    pub name: String,
    pub email: String,
    pub invited_at: Option<Instant>,
    pub invitations: i16,
    pub confirmed_at: Option<Instant>,
    pub created_at: Instant,
    /// A letter may go to them: they are and were no member, and have not died.
    pub asked: bool,
}

/// Those who have not declined; who waits longest for an answer first, the confirmed last.
pub async fn listed(db: &mut PgConnection, pool: PoolId, skip: i64, most: i64) -> sqlx::Result<Vec<Listed>> {
    sqlx::query_as!(
        Listed,
        r#"select register_entry_id as "entry_id!: EntryId", coalesce(imported ->> 'full-name', '') as "name!", email as "email!",
             invited_at as "invited_at?", invitations as "invitations!", confirmed_at as "confirmed_at?", created_at as "created_at!",
             not exists (
               select from account a where lower(a.email) = lower(e.email)
                 and (exists (select from mail_silence s where s.account_id = a.account_id)
                      or exists (select from membership m where m.account_id = a.account_id and m.pool_id = e.pool_id)))
               as "asked!"
           from register_entry e where pool_id = $1 and declined_at is null
           order by confirmed_at is not null, coalesce(invited_at, created_at), register_entry_id offset $2 limit $3"#,
        pool.0,
        skip,
        most,
    )
    .fetch_all(db)
    .await
}

/// Somebody who is to be written to.
pub struct Invitee {
    pub entry_id: EntryId,
    pub pool_id: PoolId,
    pub pool: String,
    pub email: EmailAddress,
    /// The account that has this address.
    pub account_id: Option<AccountId>,
    pub name: String,
    pub invitations: i16,
    pub invited_at: Option<Instant>,
    pub created_at: Instant,
}

/// Locks people whose next letter is due: the first at once, then after 7 and 21 days, for those who agreed to be
/// published. Who did not is told once, and never reminded; who is or was a member, or has died, is not written to.
pub async fn lock_due(
    db: &mut PgConnection,
    second: Instant,
    third: Instant,
    most: i64,
) -> sqlx::Result<Vec<Invitee>> {
    sqlx::query_as!(
        Invitee,
        r#"select e.register_entry_id as "entry_id!: EntryId", e.pool_id as "pool_id!: PoolId", p.name as "pool!",
             e.email as "email!: EmailAddress", coalesce(e.imported ->> 'full-name', '') as "name!", e.invitations as "invitations!",
             e.invited_at as "invited_at?", e.created_at as "created_at!",
             (select a.account_id from account a where lower(a.email) = lower(e.email)) as "account_id?: AccountId"
           from register_entry e join pool p using (pool_id)
           where e.confirmed_at is null and e.declined_at is null and p.valid_to is null
             and (e.invitations = 0
                  or (coalesce((e.imported -> 'publish')::boolean, false)
                      and ((e.invitations = 1 and e.invited_at <= $1) or (e.invitations = 2 and e.invited_at <= $2))))
             and not exists (
               select from account a where lower(a.email) = lower(e.email)
                 and (exists (select from mail_silence s where s.account_id = a.account_id)
                      or exists (select from membership m where m.account_id = a.account_id and m.pool_id = e.pool_id)))
           order by e.invitations, e.created_at, e.register_entry_id
           limit $3 for update of e skip locked"#,
        second as Instant,
        third as Instant,
        most,
    )
    .fetch_all(db)
    .await
}

/// Locks somebody of a pool who is to be written to again.
pub async fn lock_invitee(db: &mut PgConnection, pool: PoolId, id: EntryId) -> sqlx::Result<Option<Invitee>> {
    sqlx::query_as!(
        Invitee,
        r#"select e.register_entry_id as "entry_id!: EntryId", e.pool_id as "pool_id!: PoolId", p.name as "pool!",
             e.email as "email!: EmailAddress", coalesce(e.imported ->> 'full-name', '') as "name!", e.invitations as "invitations!",
             e.invited_at as "invited_at?", e.created_at as "created_at!",
             (select a.account_id from account a where lower(a.email) = lower(e.email)) as "account_id?: AccountId"
           from register_entry e join pool p using (pool_id)
           where e.register_entry_id = $1 and e.pool_id = $2 and e.confirmed_at is null and e.declined_at is null
             and not exists (
               select from account a where lower(a.email) = lower(e.email)
                 and (exists (select from mail_silence s where s.account_id = a.account_id)
                      or exists (select from membership m where m.account_id = a.account_id and m.pool_id = e.pool_id)))
           for update of e"#,
        id.0,
        pool.0,
    )
    .fetch_optional(db)
    .await
}

/// Notes a letter and the link in it, which takes the place of the one before. `first`: the days to the next letter count
/// from now.
pub async fn invited(
    db: &mut PgConnection,
    now: Instant,
    id: EntryId,
    token_hash: &[u8],
    invitations: i16,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update register_entry set token_hash = $2, invited_at = $3, invitations = $4 where register_entry_id = $1",
        id.0,
        token_hash,
        now as Instant,
        invitations,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Somebody who holds an invitation.
pub struct Invited {
    pub entry_id: EntryId,
    pub pool_id: PoolId,
    pub pool: String,
    pub wording: String,
    pub terms_version: i32,
    pub email: EmailAddress,
    pub imported: Value,
    pub created_at: Instant,
    pub confirmed_at: Option<Instant>,
}

/// The person behind a link that is no older than `since`.
pub async fn of_token(
    db: &mut PgConnection,
    token_hash: &[u8],
    since: Instant,
) -> sqlx::Result<Option<Invited>> {
    sqlx::query_as!(
        Invited,
        r#"select e.register_entry_id as "entry_id!: EntryId", e.pool_id as "pool_id!: PoolId", p.name as "pool!",
             w.wording as "wording!", p.terms_version as "terms_version!", e.email as "email!: EmailAddress",
             e.imported as "imported!", e.created_at as "created_at!", e.confirmed_at as "confirmed_at?"
           from register_entry e join pool p using (pool_id)
           join pool_wording w on w.pool_id = p.pool_id and w.terms_version = p.terms_version
           where e.token_hash = $1 and e.invited_at > $2 and e.declined_at is null
             and (p.valid_to is null)"#,
        token_hash,
        since as Instant,
    )
    .fetch_optional(db)
    .await
}

/// Whether the account of an address coordinates a pool.
pub async fn coordinates(db: &mut PgConnection, pool: PoolId, email: &EmailAddress) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (
             select from account_role r join account a using (account_id)
             where r.pool_id = $1 and r.role = 'coordinator' and lower(a.email) = lower($2)) as "coordinates!""#,
        pool.0,
        email.as_str(),
    )
    .fetch_one(db)
    .await
}

/// Locks the row of an entry, so that of two answers one counts.
pub async fn lock(db: &mut PgConnection, id: EntryId) -> sqlx::Result<()> {
    sqlx::query!(
        "select register_entry_id from register_entry where register_entry_id = $1 for update",
        id.0
    )
    .fetch_optional(db)
    .await?;
    Ok(())
}

pub async fn confirm(
    db: &mut PgConnection,
    now: Instant,
    id: EntryId,
    account: AccountId,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update register_entry set confirmed_at = $2, account_id = $3, updated_at = $2 where register_entry_id = $1",
        id.0,
        now as Instant,
        account.0,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Erases everything but a mark by which the same address is known again, so that nobody is asked twice.
pub async fn decline(db: &mut PgConnection, now: Instant, id: EntryId, mark: &str) -> sqlx::Result<()> {
    // A pool that became part of this one may have brought the same mark along.
    let marked = sqlx::query!(
        "delete from register_entry e where register_entry_id = $1
           and exists (select from register_entry o where o.pool_id = e.pool_id and o.email = $2)",
        id.0,
        mark,
    )
    .execute(&mut *db)
    .await?;
    if marked.rows_affected() > 0 {
        return Ok(());
    }
    sqlx::query!(
        "update register_entry set email = $3, reference = '', imported = '{}', token_hash = null, declined_at = $2, updated_at = $2,
           created_at = $2, invited_at = null, invitations = 0
         where register_entry_id = $1",
        id.0,
        now as Instant,
        mark,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Erases those who were brought in before a moment and have said nothing.
pub async fn erase_unanswered(db: &mut PgConnection, before: Instant) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "delete from register_entry where confirmed_at is null and declined_at is null and created_at < $1",
        before as Instant,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}

/// Erases what registers said of those who left a pool before a moment.
pub async fn erase_left(db: &mut PgConnection, before: Instant) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "delete from register_entry e using membership m
         where m.pool_id = e.pool_id and m.account_id = e.account_id and m.status = 'left' and m.left_at < $1",
        before as Instant,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}

/// Erases what registers said of somebody who has an account; returns how many registers named them.
///
/// # Errors
/// The database's.
pub async fn forget(db: &mut PgConnection, account: AccountId) -> sqlx::Result<u64> {
    let done =
        sqlx::query!("delete from register_entry where account_id = $1", account.0).execute(db).await?;
    Ok(done.rows_affected())
}

/// Takes the people whom the registers of one pool name along into another; whom a register of that one names already
/// stays named once.
///
/// # Errors
/// The database's.
pub async fn move_entries(db: &mut PgConnection, from: PoolId, into: PoolId) -> sqlx::Result<()> {
    sqlx::query!(
        "delete from register_entry e
         where e.pool_id = $1
           and exists (select from register_entry o where o.pool_id = $2 and lower(o.email) = lower(e.email))",
        from.0,
        into.0,
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!("update register_entry set pool_id = $2 where pool_id = $1", from.0, into.0)
        .execute(db)
        .await?;
    Ok(())
}
