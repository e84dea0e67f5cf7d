use sqlx::PgConnection;

use super::model::{Bereaved, Mourning};
use crate::platform::clock::Instant;
use crate::platform::ids::{AccountId, ChemistryId, PoolId};

/// Keeps that somebody is to be written to.
pub(super) async fn insert(
    db: &mut PgConnection,
    id: ChemistryId,
    deceased: AccountId,
    account: AccountId,
    now: Instant,
    due: Instant,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into condolence (chemistry_request_id, deceased_id, account_id, recorded_at, due_at) values ($1, $2, $3, $4, $5)
         on conflict do nothing",
        id.0,
        deceased.0,
        account.0,
        now as Instant,
        due as Instant,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Somebody who has died, with those whose requests through a pool stopped by it, as a coordinator sees them: never themselves.
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
        r#"select c.chemistry_request_id as "chemistry_id: ChemistryId", c.account_id as "account_id: AccountId", a.name, d.name as deceased,
             c.due_at as "due_at: Instant", c.told_at as "told_at?: Instant", b.name as "told_by?"
           from condolence c
           join chemistry_request r using (chemistry_request_id)
           join account a on a.account_id = c.account_id
           join account d on d.account_id = c.deceased_id
           left join account b on b.account_id = c.told_by
           where r.pool_id = $1 and c.deceased_id = $2 and c.account_id <> $3 and not c.mistaken and a.closed_at is null
           order by lower(a.name), a.account_id"#,
        pool.0,
        deceased.0,
        coordinator.0,
    )
    .fetch_all(db)
    .await?;
    let Some(name) = rows.first().map(|row| row.deceased.clone()) else { return Ok(None) };
    let people = rows
        .into_iter()
        .map(|row| Bereaved {
            chemistry_id: row.chemistry_id,
            account_id: row.account_id,
            name: row.name,
            due_at: row.due_at,
            told_at: row.told_at,
            told_by: row.told_by,
        })
        .collect();
    Ok(Some(Mourning { name, people }))
}

/// Who is still to be written to about a request, held until the transaction ends.
pub(super) struct Waiting {
    pub pool: PoolId,
    pub deceased: AccountId,
    pub account: AccountId,
}

/// None when they have been written to, or need not be.
pub(super) async fn lock_waiting(
    db: &mut PgConnection,
    id: ChemistryId,
) -> Result<Option<Waiting>, sqlx::Error> {
    sqlx::query_as!(
        Waiting,
        r#"select r.pool_id as "pool: PoolId", c.deceased_id as "deceased: AccountId", c.account_id as "account: AccountId"
           from condolence c join chemistry_request r using (chemistry_request_id)
           where c.chemistry_request_id = $1 and c.told_at is null for update of c"#,
        id.0,
    )
    .fetch_optional(db)
    .await
}

/// They are written to: by a coordinator with these words, sealed, or by itself.
pub(super) async fn set_told(
    db: &mut PgConnection,
    id: ChemistryId,
    now: Instant,
    by: Option<(AccountId, &[u8])>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update condolence set told_at = $2, told_by = $3, words = $4 where chemistry_request_id = $1 and told_at is null",
        id.0,
        now as Instant,
        by.map(|(account, _)| account.0),
        by.map(|(_, words)| words),
    )
    .execute(db)
    .await?;
    Ok(())
}

/// A request that stopped with a death that was a mistake.
pub(super) struct Mistaken {
    pub id: ChemistryId,
    pub deceased: AccountId,
    pub account: AccountId,
    /// Who wrote, and when, where a coordinator did.
    pub told_by: Option<AccountId>,
    pub told_at: Option<Instant>,
}

/// What is to be put right, because nobody has died after all: of one person or of all, of one request or of all.
pub(super) async fn mistaken(
    db: &mut PgConnection,
    deceased: Option<AccountId>,
    only: Option<ChemistryId>,
) -> Result<Vec<Mistaken>, sqlx::Error> {
    sqlx::query_as!(
        Mistaken,
        r#"select c.chemistry_request_id as "id: ChemistryId", c.deceased_id as "deceased: AccountId",
             c.account_id as "account: AccountId", c.told_by as "told_by?: AccountId", c.told_at as "told_at?: Instant"
           from condolence c join account d on d.account_id = c.deceased_id
           where not c.mistaken and ($1::uuid is null or c.deceased_id = $1) and ($2::uuid is null or c.chemistry_request_id = $2)
             and d.closed_at is null
             and not exists (select from membership m where m.account_id = c.deceased_id and m.leaving = 'died')
           order by c.chemistry_request_id limit 500"#,
        deceased.map(|account| account.0),
        only.map(|id| id.0),
    )
    .fetch_all(db)
    .await
}

/// What a coordinator wrote is taken back.
pub(super) async fn set_mistaken(db: &mut PgConnection, id: ChemistryId) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update condolence set mistaken = true, words = null where chemistry_request_id = $1 and told_by is not null",
        id.0
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Nothing is to be written any more.
pub(super) async fn delete(db: &mut PgConnection, id: ChemistryId) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from condolence where chemistry_request_id = $1", id.0).execute(db).await?;
    Ok(())
}

/// Those for whom no coordinator has written in time.
pub(super) async fn due(db: &mut PgConnection, now: Instant) -> Result<Vec<ChemistryId>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select chemistry_request_id as "id: ChemistryId" from condolence where told_at is null and due_at <= $1
           order by due_at, chemistry_request_id limit 500"#,
        now as Instant,
    )
    .fetch_all(db)
    .await
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
        r#"select r.pool_id as "pool!: PoolId", c.deceased_id as "deceased!: AccountId", min(c.recorded_at) as "recorded_at!: Instant",
             min(c.due_at) as "due_at!: Instant"
           from condolence c join chemistry_request r using (chemistry_request_id)
           where c.told_at is null and c.due_at > $1 group by r.pool_id, c.deceased_id order by 4"#,
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
