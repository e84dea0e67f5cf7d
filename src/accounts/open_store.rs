use std::collections::BTreeSet;

use sqlx::PgConnection;

use crate::platform::ids::AccountId;

/// Keeps somebody's account open until the transaction ends; false when it is closed. Whoever keeps what somebody writes asks this
/// first, before any other lock: closing an account waits for what is under way and takes it along, and what comes after is refused,
/// so that nothing somebody wrote outlives their account. A foreign key alone would let it through.
///
/// # Errors
/// The database's.
pub async fn hold_open(db: &mut PgConnection, account: AccountId) -> Result<bool, sqlx::Error> {
    let open = sqlx::query_scalar!(
        r#"select 1 as "one!" from account where account_id = $1 and closed_at is null for share"#,
        account.0,
    )
    .fetch_optional(db)
    .await?;
    Ok(open.is_some())
}

/// The same for several, in the order of accounts, as whoever else holds several does. Those whose account is open.
///
/// # Errors
/// The database's.
pub async fn hold_all_open(
    db: &mut PgConnection,
    accounts: impl IntoIterator<Item = AccountId>,
) -> Result<BTreeSet<AccountId>, sqlx::Error> {
    let mut open = BTreeSet::new();
    for account in accounts.into_iter().collect::<BTreeSet<_>>() {
        if hold_open(db, account).await? {
            open.insert(account);
        }
    }
    Ok(open)
}

/// Waits for everything that [`hold_open`] lets through, and lets nothing more through until the transaction ends; false when the
/// account is closed already.
///
/// # Errors
/// The database's.
pub(super) async fn hold_to_close(db: &mut PgConnection, account: AccountId) -> Result<bool, sqlx::Error> {
    let open = sqlx::query_scalar!(
        r#"select 1 as "one!" from account where account_id = $1 and closed_at is null for no key update"#,
        account.0,
    )
    .fetch_optional(db)
    .await?;
    Ok(open.is_some())
}
