use sqlx::PgConnection;
use uuid::Uuid;

use super::SavedSearchId;
use super::model::Saved;
use crate::platform::clock::Instant;
use crate::platform::ids::{AccountId, SubmissionId};
use crate::platform::mail::{EmailAddress, Topic};

/// Everything the page of saved searches is about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Own {
    pub saved: Vec<Saved>,
    /// Whom they wait for, the longest first.
    pub watched: Vec<AccountId>,
    /// They take no mail about saved searches.
    pub stopped: bool,
}

pub(super) async fn own(db: &mut PgConnection, account: AccountId) -> Result<Own, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select s.saved_search_id as "id?: SavedSearchId", s.name as "name?", s.address as "address?", s.sealed as "sealed?",
             s.known as "known?: Vec<Uuid>", s.created_at as "created_at?: Instant", s.told_at as "told_at?: Instant", s.version as "version?",
             array(select w.practitioner_id from place_watch w where w.account_id = a.account_id
                   order by w.asked_at, w.practitioner_id) as "watched!: Vec<Uuid>",
             exists (select from mail_stop m where m.account_id = a.account_id and m.topic = $2) as "stopped!"
           from account a left join saved_search s on s.account_id = a.account_id
           where a.account_id = $1 order by s.created_at desc, s.saved_search_id desc"#,
        account.0,
        Topic::SavedSearches.code(),
    )
    .fetch_all(db)
    .await?;
    let mut own = Own::default();
    for row in rows {
        own.watched = row.watched.into_iter().map(AccountId).collect();
        own.stopped = row.stopped;
        let parts = (row.id, row.name, row.address, row.created_at, row.version);
        if let (Some(id), Some(name), Some(address), Some(created_at), Some(version)) = parts {
            own.saved.push(Saved {
                id,
                account_id: account,
                name,
                address,
                sealed: row.sealed,
                known: row.known.unwrap_or_default().into_iter().map(AccountId).collect(),
                created_at,
                told_at: row.told_at,
                version,
            });
        }
    }
    Ok(own)
}

pub(super) async fn find(
    db: &mut PgConnection,
    account: AccountId,
    id: SavedSearchId,
) -> Result<Option<Saved>, sqlx::Error> {
    Ok(of(db, account).await?.into_iter().find(|saved| saved.id == id))
}

/// The saved searches of somebody, the oldest first.
pub(super) async fn of(db: &mut PgConnection, account: AccountId) -> Result<Vec<Saved>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select saved_search_id as "id: SavedSearchId", account_id, name, address, sealed, known as "known: Vec<Uuid>", created_at,
             told_at as "told_at?: Instant", version
           from saved_search where account_id = $1 order by created_at, saved_search_id"#,
        account.0,
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Saved {
            id: row.id,
            account_id: row.account_id,
            name: row.name,
            address: row.address,
            sealed: row.sealed,
            known: row.known.into_iter().map(AccountId).collect(),
            created_at: row.created_at,
            told_at: row.told_at,
            version: row.version,
        })
        .collect())
}

/// Holds somebody's saved searches until the transaction ends.
pub(super) async fn lock(db: &mut PgConnection, account: AccountId) -> Result<(), sqlx::Error> {
    sqlx::query!("select account_id from account where account_id = $1 for no key update", account.0)
        .fetch_one(db)
        .await?;
    Ok(())
}

pub(super) async fn was_sent(
    db: &mut PgConnection,
    account: AccountId,
    submission: SubmissionId,
) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select exists (select from saved_search where submission_id = $1 and account_id = $2) as "there!""#,
        submission.0,
        account.0,
    )
    .fetch_one(db)
    .await
}

pub(super) async fn insert(
    db: &mut PgConnection,
    saved: &Saved,
    submission: SubmissionId,
) -> Result<(), sqlx::Error> {
    let known: Vec<Uuid> = saved.known.iter().map(|person| person.0).collect();
    sqlx::query!(
        "insert into saved_search (saved_search_id, account_id, name, address, sealed, known, created_at, looked_at, submission_id)
         values ($1, $2, $3, $4, $5, $6, $7, $7, $8) on conflict (submission_id) do nothing",
        saved.id.0,
        saved.account_id.0,
        saved.name,
        saved.address,
        saved.sealed.as_deref(),
        &known,
        saved.created_at as Instant,
        submission.0,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// False when it is not at this version.
pub(super) async fn rename(
    db: &mut PgConnection,
    account: AccountId,
    id: SavedSearchId,
    version: i32,
    name: &str,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "update saved_search set name = $4, version = version + 1
         where saved_search_id = $1 and account_id = $2 and version = $3",
        id.0,
        account.0,
        version,
        name,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub(super) async fn delete(
    db: &mut PgConnection,
    account: AccountId,
    id: SavedSearchId,
) -> Result<bool, sqlx::Error> {
    let gone = sqlx::query!(
        "delete from saved_search where saved_search_id = $1 and account_id = $2",
        id.0,
        account.0
    )
    .execute(db)
    .await?;
    Ok(gone.rows_affected() == 1)
}

/// Somebody whose searches are due to be looked through, and where their letter goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Due {
    pub account_id: AccountId,
    pub name: String,
    pub email: EmailAddress,
}

/// Whoever has a search that was not looked through since, was told nothing since, and takes this mail.
pub(super) async fn due(
    db: &mut PgConnection,
    looked_before: Instant,
    told_before: Instant,
    most: i64,
) -> Result<Vec<Due>, sqlx::Error> {
    sqlx::query_as!(
        Due,
        r#"select a.account_id, a.name, a.email as "email: EmailAddress"
           from saved_search s join account a using (account_id)
           where a.closed_at is null and a.email_confirmed_at is not null
             and not exists (select from mail_stop m where m.account_id = a.account_id and m.topic = $3)
           group by a.account_id
           having min(s.looked_at) < $1 and (max(s.told_at) is null or max(s.told_at) <= $2)
           order by min(s.looked_at), a.account_id limit $4"#,
        looked_before as Instant,
        told_before as Instant,
        Topic::SavedSearches.code(),
        most,
    )
    .fetch_all(db)
    .await
}

/// It was looked through, and these people were told of.
pub(super) async fn looked(
    db: &mut PgConnection,
    id: SavedSearchId,
    news: &[AccountId],
    now: Instant,
) -> Result<(), sqlx::Error> {
    let news: Vec<Uuid> = news.iter().map(|person| person.0).collect();
    sqlx::query!(
        "update saved_search set looked_at = $3, known = known || $2::uuid[],
           told_at = case when cardinality($2::uuid[]) > 0 then $3 else told_at end
         where saved_search_id = $1",
        id.0,
        &news,
        now as Instant,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn forget(db: &mut PgConnection, account: AccountId) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from saved_search where account_id = $1", account.0).execute(&mut *db).await?;
    sqlx::query!("update saved_search set known = array_remove(known, $1) where $1 = any(known)", account.0)
        .execute(db)
        .await?;
    Ok(())
}
