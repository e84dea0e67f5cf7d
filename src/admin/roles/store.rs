use sqlx::PgConnection;

use crate::platform::clock::{Day, Instant};
use crate::platform::ids::{AccountId, PoolId};

/// Somebody who watches over others.
#[derive(Debug, Clone)]
pub struct Holder {
    pub account_id: AccountId,
    pub name: String,
    pub role: String,
    pub pool: Option<String>,
}

/// Administrators, then coordinators by pool.
pub async fn holders(db: &mut PgConnection, limit: i64) -> Result<Vec<Holder>, sqlx::Error> {
    sqlx::query_as!(
        Holder,
        r#"select a.account_id as "account_id!: AccountId", a.name as "name!", r.role as "role!", p.name as "pool?"
           from account_role r join account a using (account_id) left join pool p using (pool_id)
           where r.role in ('administrator', 'coordinator') and a.closed_at is null
           order by r.role, lower(p.name), lower(a.name), a.account_id
           limit $1"#,
        limit,
    )
    .fetch_all(db)
    .await
}

/// The open, confirmed account with exactly this address.
pub async fn by_email(db: &mut PgConnection, email: &str) -> Result<Option<AccountId>, sqlx::Error> {
    sqlx::query_scalar!(
        "select account_id from account
         where lower(email) = lower($1) and closed_at is null and email_confirmed_at is not null",
        email,
    )
    .fetch_optional(db)
    .await
}

/// Somebody as the page about their roles shows them.
#[derive(Debug, Clone)]
pub struct Person {
    pub account_id: AccountId,
    pub name: String,
    pub organisation: Option<String>,
    pub employment_proven: bool,
    pub second_factor: bool,
    pub registered_at: Instant,
}

pub async fn person(db: &mut PgConnection, id: AccountId) -> Result<Option<Person>, sqlx::Error> {
    sqlx::query_as!(
        Person,
        r#"select a.account_id as "account_id!: AccountId", a.name as "name!", o.name as "organisation?",
             a.employment_proof is not null as "employment_proven!",
             exists (select 1 from second_factor f where f.account_id = a.account_id) as "second_factor!",
             a.created_at as "registered_at!"
           from account a left join organisation o using (organisation_id)
           where a.account_id = $1 and a.closed_at is null and a.email_confirmed_at is not null"#,
        id.0,
    )
    .fetch_optional(db)
    .await
}

/// A role somebody has.
#[derive(Debug, Clone)]
pub struct Held {
    pub role: String,
    pub pool_id: Option<PoolId>,
    pub pool: Option<String>,
    pub granted_at: Instant,
    pub granted_by: Option<String>,
}

impl Held {
    /// As pages say it.
    #[must_use]
    pub fn label(&self) -> String {
        match (self.role.as_str(), &self.pool) {
            ("coordinator", Some(pool)) => format!("Coordinator of {pool}"),
            ("administrator", _) => "Administrator".to_owned(),
            _ => "Coach or mentor".to_owned(),
        }
    }

    /// As the form names it: `coordinator:` and the pool's id, or the role alone.
    #[must_use]
    pub fn value(&self) -> String {
        self.pool_id.map_or_else(|| self.role.clone(), |pool| format!("{}:{pool}", self.role))
    }
}

pub async fn held(db: &mut PgConnection, id: AccountId) -> Result<Vec<Held>, sqlx::Error> {
    sqlx::query_as!(
        Held,
        r#"select r.role as "role!", r.pool_id as "pool_id?: PoolId", p.name as "pool?",
             r.granted_at as "granted_at!", g.name as "granted_by?"
           from account_role r left join pool p using (pool_id) left join account g on g.account_id = r.granted_by
           where r.account_id = $1 order by r.role, lower(p.name)"#,
        id.0,
    )
    .fetch_all(db)
    .await
}

/// Whether a pool can be given a coordinator on a day.
pub async fn pool_is_valid(db: &mut PgConnection, pool: PoolId, day: Day) -> Result<bool, sqlx::Error> {
    let found = sqlx::query_scalar!(
        r#"select 1 as "found!" from pool
           where pool_id = $1 and valid_from <= $2 and (valid_to is null or valid_to > $2)"#,
        pool.0,
        day as Day,
    )
    .fetch_optional(db)
    .await?;
    Ok(found.is_some())
}
