use sqlx::PgConnection;

use crate::platform::ids::{AccountId, PoolId};
use crate::pools::Offering;

/// A pool and what somebody offers in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Through {
    pub pool_id: PoolId,
    pub pool: String,
    pub offering: Offering,
}

impl Through {
    /// As a form sends it.
    #[must_use]
    pub fn value(&self) -> String {
        format!("{}/{}", self.offering.code(), self.pool_id)
    }

    /// "Mentoring, North London mentors"
    #[must_use]
    pub fn label(&self) -> String {
        format!("{}, {}", crate::platform::words::capitalised(self.offering.label()), self.pool)
    }
}

/// What somebody offers and in which pools, as a member who has not left.
pub(super) async fn through(db: &mut PgConnection, account: AccountId) -> Result<Vec<Through>, sqlx::Error> {
    sqlx::query_as!(
        Through,
        r#"select m.pool_id as "pool_id: PoolId", p.name as pool, o.offering as "offering: Offering"
           from membership m join membership_offering o on o.membership_id = m.membership_id and o.pool_id = m.pool_id
           join pool p on p.pool_id = m.pool_id
           where m.account_id = $1 and m.status in ('active', 'paused', 'lapsed') order by p.name, o.offering"#,
        account.0,
    )
    .fetch_all(db)
    .await
}

/// Whose address this is: an open account with no block and no conflict between the two.
pub(super) async fn whose(
    db: &mut PgConnection,
    asker: AccountId,
    email: &str,
) -> Result<Option<AccountId>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select a.account_id as "id: AccountId" from account a
           where lower(a.email) = lower($2) and a.closed_at is null and a.account_id <> $1
             and not exists (select from contact_block b where (b.account_id, b.blocked_id) in (($1, a.account_id), (a.account_id, $1)))
             and not exists (select from declared_conflict c where c.one_id = least($1, a.account_id) and c.other_id = greatest($1, a.account_id))
             and not exists (select from mail_silence s where s.account_id = a.account_id)"#,
        asker.0,
        email,
    )
    .fetch_optional(db)
    .await
}

/// Somebody's own address.
pub(super) async fn email(db: &mut PgConnection, account: AccountId) -> Result<String, sqlx::Error> {
    sqlx::query_scalar!("select email from account where account_id = $1", account.0).fetch_one(db).await
}
