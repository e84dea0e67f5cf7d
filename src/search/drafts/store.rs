use sqlx::PgConnection;

use super::DraftId;
use crate::platform::clock::Instant;
use crate::platform::ids::AccountId;

/// Writes a draft of its owner, a new one or the one there is; false when the id is somebody else's.
pub(super) async fn write(
    db: &mut PgConnection,
    now: Instant,
    id: DraftId,
    account: Option<AccountId>,
    token_hash: Option<&[u8]>,
    sealed: &[u8],
) -> Result<bool, sqlx::Error> {
    let written = sqlx::query!(
        "insert into search_draft (search_draft_id, account_id, token_hash, sealed, written_at) values ($1, $2, $3, $4, $5)
         on conflict (search_draft_id) do update set sealed = excluded.sealed, written_at = excluded.written_at
         where search_draft.account_id = excluded.account_id or search_draft.token_hash = excluded.token_hash",
        id.0,
        account.map(|account| account.0),
        token_hash,
        sealed,
        now as Instant,
    )
    .execute(db)
    .await?;
    Ok(written.rows_affected() == 1)
}

/// Takes away a draft of its owner.
pub(super) async fn delete(
    db: &mut PgConnection,
    id: DraftId,
    account: Option<AccountId>,
    token_hash: Option<&[u8]>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "delete from search_draft where search_draft_id = $1 and (account_id = $2 or token_hash = $3)",
        id.0,
        account.map(|account| account.0),
        token_hash,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn forget(db: &mut PgConnection, account: AccountId) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from search_draft where account_id = $1", account.0).execute(db).await?;
    Ok(())
}

/// Takes away what was written too long ago.
pub(super) async fn clean(
    db: &mut PgConnection,
    of_accounts: Instant,
    of_browsers: Instant,
) -> Result<u64, sqlx::Error> {
    let gone = sqlx::query!(
        "delete from search_draft
         where (account_id is not null and written_at < $1) or (account_id is null and written_at < $2)",
        of_accounts as Instant,
        of_browsers as Instant,
    )
    .execute(db)
    .await?;
    Ok(gone.rows_affected())
}
