use sqlx::PgConnection;

use super::model::{About, Bereaved, Mourning};
use crate::platform::clock::Instant;
use crate::platform::ids::{AccountId, ChemistryId, PoolId, RelationshipId, uuid_v7};

/// Keeps that somebody is to be written to.
pub(super) async fn insert(
    db: &mut PgConnection,
    about: About,
    deceased: AccountId,
    account: AccountId,
    now: Instant,
    due: Instant,
) -> Result<(), sqlx::Error> {
    let (request, pair) = match about {
        About::Request(id) => (Some(id.0), None),
        About::Pair(id) => (None, Some(id.0)),
    };
    sqlx::query!(
        "insert into condolence (condolence_id, chemistry_request_id, relationship_id, deceased_id, account_id, recorded_at, due_at)
         values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing",
        uuid_v7(now),
        request,
        pair,
        deceased.0,
        account.0,
        now as Instant,
        due as Instant,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Somebody who has died, with those whose requests through a pool, or whose work together, stopped by it, as a coordinator sees them: never themselves.
/// One statement.
///
/// # Errors
/// The database's.
pub async fn of_pool(
    db: &mut PgConnection,
    pool: PoolId,
    deceased: AccountId,
    coordinator: AccountId,
) -> Result<Option<Mourning>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select c.chemistry_request_id as "chemistry_id?: ChemistryId", c.relationship_id as "relationship_id?: RelationshipId",
             c.account_id as "account_id: AccountId", a.name, d.name as deceased,
             c.due_at as "due_at: Instant", c.told_at as "told_at?: Instant", b.name as "told_by?"
           from condolence c
           left join chemistry_request r on r.chemistry_request_id = c.chemistry_request_id
           left join relationship w on w.relationship_id = c.relationship_id
           join account a on a.account_id = c.account_id
           join account d on d.account_id = c.deceased_id
           left join account b on b.account_id = c.told_by
           where coalesce(r.pool_id, w.pool_id) = $1 and c.deceased_id = $2 and c.account_id <> $3 and not c.mistaken
             and a.closed_at is null
           order by lower(a.name), a.account_id, c.condolence_id"#,
        pool.0,
        deceased.0,
        coordinator.0,
    )
    .fetch_all(db)
    .await?;
    let Some(name) = rows.first().map(|row| row.deceased.clone()) else { return Ok(None) };
    let people = rows
        .into_iter()
        .filter_map(|row| {
            Some(Bereaved {
                about: About::of(row.chemistry_id, row.relationship_id)?,
                account_id: row.account_id,
                name: row.name,
                due_at: row.due_at,
                told_at: row.told_at,
                told_by: row.told_by,
            })
        })
        .collect();
    Ok(Some(Mourning { name, people }))
}

/// Who is still to be written to, held until the transaction ends.
pub(super) struct Waiting {
    pub pool: PoolId,
    pub deceased: AccountId,
    pub account: AccountId,
    /// Whoever is written to is the mentee of the two.
    pub is_mentee: bool,
}

/// None when they have been written to, or need not be.
pub(super) async fn lock_waiting(
    db: &mut PgConnection,
    about: About,
) -> Result<Option<Waiting>, sqlx::Error> {
    sqlx::query_as!(
        Waiting,
        r#"select coalesce(r.pool_id, w.pool_id) as "pool!: PoolId", c.deceased_id as "deceased: AccountId", c.account_id as "account: AccountId",
             c.account_id = coalesce(r.mentee_id, w.mentee_id) as "is_mentee!"
           from condolence c
           left join chemistry_request r on r.chemistry_request_id = c.chemistry_request_id
           left join relationship w on w.relationship_id = c.relationship_id
           where (c.chemistry_request_id = $1 or c.relationship_id = $1) and c.told_at is null for update of c"#,
        about.id(),
    )
    .fetch_optional(db)
    .await
}

/// They are written to: by a coordinator with these words, sealed, or by itself.
pub(super) async fn set_told(
    db: &mut PgConnection,
    about: About,
    now: Instant,
    by: Option<(AccountId, &[u8])>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update condolence set told_at = $2, told_by = $3, words = $4
         where (chemistry_request_id = $1 or relationship_id = $1) and told_at is null",
        about.id(),
        now as Instant,
        by.map(|(account, _)| account.0),
        by.map(|(_, words)| words),
    )
    .execute(db)
    .await?;
    Ok(())
}

/// What stopped with a death that was a mistake.
pub(super) struct Mistaken {
    pub about: About,
    pub is_mentee: bool,
    pub deceased: AccountId,
    pub account: AccountId,
    /// Who wrote, and when, where a coordinator did.
    pub told_by: Option<AccountId>,
    pub told_at: Option<Instant>,
}

/// What is to be put right, because nobody has died after all: of one person or of all, of one thing or of all; in the order in which
/// places are held.
pub(super) async fn mistaken(
    db: &mut PgConnection,
    deceased: Option<AccountId>,
    only: Option<About>,
) -> Result<Vec<Mistaken>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select c.chemistry_request_id as "chemistry_id?: ChemistryId", c.relationship_id as "relationship_id?: RelationshipId",
             c.deceased_id as "deceased: AccountId", c.account_id as "account: AccountId", c.told_by as "told_by?: AccountId",
             c.told_at as "told_at?: Instant", c.account_id = coalesce(r.mentee_id, w.mentee_id) as "is_mentee!"
           from condolence c join account d on d.account_id = c.deceased_id
           left join chemistry_request r on r.chemistry_request_id = c.chemistry_request_id
           left join relationship w on w.relationship_id = c.relationship_id
           where not c.mistaken and ($1::uuid is null or c.deceased_id = $1)
             and ($2::uuid is null or c.chemistry_request_id = $2 or c.relationship_id = $2)
             and d.closed_at is null
             and not exists (select from membership m where m.account_id = c.deceased_id and m.leaving = 'died')
           order by coalesce(r.practitioner_id, w.practitioner_id), c.condolence_id limit 500"#,
        deceased.map(|account| account.0),
        only.map(About::id),
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            Some(Mistaken {
                about: About::of(row.chemistry_id, row.relationship_id)?,
                is_mentee: row.is_mentee,
                deceased: row.deceased,
                account: row.account,
                told_by: row.told_by,
                told_at: row.told_at,
            })
        })
        .collect())
}

/// What a coordinator wrote is taken back.
pub(super) async fn set_mistaken(db: &mut PgConnection, about: About) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update condolence set mistaken = true, words = null
         where (chemistry_request_id = $1 or relationship_id = $1) and told_by is not null",
        about.id()
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Nothing is to be written any more.
pub(super) async fn delete(db: &mut PgConnection, about: About) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "delete from condolence where chemistry_request_id = $1 or relationship_id = $1",
        about.id()
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Those for whom no coordinator has written in time.
pub(super) async fn due(db: &mut PgConnection, now: Instant) -> Result<Vec<About>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select chemistry_request_id as "chemistry_id?: ChemistryId", relationship_id as "relationship_id?: RelationshipId"
           from condolence where told_at is null and due_at <= $1 order by due_at, condolence_id limit 500"#,
        now as Instant,
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().filter_map(|row| About::of(row.chemistry_id, row.relationship_id)).collect())
}

/// Holds the places that these hang from until the transaction ends, in the order of accounts.
pub(super) async fn hold_places(db: &mut PgConnection, about: &[About]) -> Result<(), sqlx::Error> {
    let ids: Vec<uuid::Uuid> = about.iter().map(|one| one.id()).collect();
    sqlx::query!(
        "select account_id from place where account_id in
           (select r.practitioner_id from chemistry_request r where r.chemistry_request_id = any($1)
            union select w.practitioner_id from relationship w where w.relationship_id = any($1))
         order by account_id for update",
        &ids,
    )
    .fetch_all(db)
    .await?;
    Ok(())
}

/// What a coordinator wrote to somebody whose work together stopped with a death, and who did.
pub(super) async fn written_about(
    db: &mut PgConnection,
    pair: RelationshipId,
    account: AccountId,
) -> Result<Option<(String, Vec<u8>)>, sqlx::Error> {
    let row = sqlx::query!(
        r#"select b.name, c.words as "words!" from condolence c join account b on b.account_id = c.told_by
           where c.relationship_id = $1 and c.account_id = $2 and c.words is not null and not c.mistaken"#,
        pair.0,
        account.0,
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| (row.name, row.words)))
}

/// A death after which somebody of a pool is still to be written to.
pub(super) struct Open {
    pub pool: PoolId,
    pub deceased: AccountId,
    pub recorded_at: Instant,
    pub due_at: Instant,
}

/// Every one of them.
pub(super) async fn open(db: &mut PgConnection, now: Instant) -> Result<Vec<Open>, sqlx::Error> {
    sqlx::query_as!(
        Open,
        r#"select coalesce(r.pool_id, w.pool_id) as "pool!: PoolId", c.deceased_id as "deceased!: AccountId",
             min(c.recorded_at) as "recorded_at!: Instant", min(c.due_at) as "due_at!: Instant"
           from condolence c
           left join chemistry_request r on r.chemistry_request_id = c.chemistry_request_id
           left join relationship w on w.relationship_id = c.relationship_id
           where c.told_at is null and c.due_at > $1 group by 1, 2 order by 4"#,
        now as Instant,
    )
    .fetch_all(db)
    .await
}

/// Takes away what was written to somebody, and that anything was to be.
pub(in crate::chemistry) async fn forget(
    db: &mut PgConnection,
    account: AccountId,
) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from condolence where account_id = $1", account.0).execute(db).await?;
    Ok(())
}

/// Empties letters of long ago.
pub(in crate::chemistry) async fn forget_old(
    db: &mut PgConnection,
    before: Instant,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update condolence set words = null where told_at < $1 and words is not null",
        before as Instant
    )
    .execute(db)
    .await?;
    Ok(())
}
