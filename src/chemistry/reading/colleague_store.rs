use sqlx::PgConnection;

use crate::platform::ids::{AccountId, PoolId};

/// Active members of a pool whose name begins with this, or is it, without the two of a request: at most six, by name.
///
/// # Errors
/// The database's.
pub async fn colleagues(
    db: &mut PgConnection,
    pool: PoolId,
    name: &str,
    none_of: [AccountId; 2],
) -> Result<Vec<(AccountId, String)>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select a.account_id as "account_id: AccountId", a.name
           from membership m join account a using (account_id)
           where m.pool_id = $1 and m.status = 'active' and m.kind <> 'associate' and a.closed_at is null
             and starts_with(folded_name(a.name), folded_name($2)) and a.account_id not in ($3, $4)
           order by folded_name(a.name) = folded_name($2) desc, lower(a.name), a.account_id limit 6"#,
        pool.0,
        name,
        none_of[0].0,
        none_of[1].0,
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (row.account_id, row.name)).collect())
}
