//! What letters and links say of the two: names, staff groups, addresses to write to.

use sqlx::PgConnection;
use uuid::Uuid;

use crate::accounts::first_name;
use crate::organisations::day_of;
use crate::platform::clock::{Day, Instant};
use crate::platform::ids::{AccountId, PoolId};
use crate::platform::mail::EmailAddress;

/// Somebody with an open account.
#[derive(Debug, Clone)]
pub struct Person {
    pub account_id: AccountId,
    pub name: String,
    /// Their profession, as their profile has it first.
    pub group: Option<String>,
    pub(super) email: EmailAddress,
}

impl Person {
    #[must_use]
    pub fn first_name(&self) -> &str {
        first_name(&self.name)
    }

    /// Where letters reach them.
    #[must_use]
    pub const fn email(&self) -> &EmailAddress {
        &self.email
    }

    /// Somebody of this name, for samples of letters.
    #[cfg(test)]
    pub(crate) fn sample(account_id: AccountId, name: &str) -> Self {
        let email = EmailAddress::parse("amina@trust.example").unwrap();
        Self { account_id, name: name.to_owned(), group: Some(name.to_owned()), email }
    }
}

/// Those of these people whose accounts are open.
///
/// # Errors
/// The database's.
pub async fn people(db: &mut PgConnection, accounts: &[AccountId]) -> Result<Vec<Person>, sqlx::Error> {
    let ids: Vec<Uuid> = accounts.iter().map(|account| account.0).collect();
    let rows = sqlx::query!(
        r#"select a.account_id, a.name, a.email,
             (select t.label from profile_term p join term t using (term_id)
              where p.account_id = a.account_id and t.vocabulary_code = 'profession'
              order by p.position, t.term_id limit 1) as "group?"
           from account a where a.account_id = any ($1) and a.closed_at is null"#,
        &ids,
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            let email = EmailAddress::parse(&row.email).ok()?;
            Some(Person { account_id: row.account_id, name: row.name, group: row.group, email })
        })
        .collect())
}

/// Who comes next on somebody's shortlist: not asked and not closed lately, taking requests, with a place, not kept apart, and with
/// what they are on the list for in a pool that is open to the mentee.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Next {
    pub account_id: AccountId,
    pub name: String,
}

impl Next {
    #[must_use]
    pub fn first_name(&self) -> &str {
        first_name(&self.name)
    }
}

/// The next person on a mentee's shortlist who can be asked now.
///
/// # Errors
/// The database's.
pub async fn next_on_shortlist(
    db: &mut PgConnection,
    mentee: AccountId,
    now: Instant,
) -> Result<Option<Next>, sqlx::Error> {
    sqlx::query_as!(
        Next,
        r#"select a.account_id, a.name
           from shortlist_entry s
           join account a on a.account_id = s.practitioner_id and a.closed_at is null
           join place p on p.account_id = a.account_id and p.accepting and places_left(p) > 0
           where s.account_id = $1
             and not exists (select from chemistry_request r where r.mentee_id = $1 and r.practitioner_id = a.account_id
                             and (r.status <> 'closed' or r.closed_at > $2::timestamptz - interval '90 days'))
             and exists (select from membership m
                         join membership_offering o on o.membership_id = m.membership_id and o.pool_id = m.pool_id and o.offering = s.offering
                         join pool on pool.pool_id = m.pool_id
                         join account asker on asker.account_id = $1
                         left join profile f on f.account_id = $1
                         left join term t on t.term_id = f.seniority_id
                         where m.account_id = a.account_id and m.status = 'active' and m.kind <> 'associate'
                           and (pool.minimum_level is null or t.level >= pool.minimum_level)
                           and pool_open_to(pool.pool_id, asker.organisation_id, $3))
             and a.account_id not in (select kept_apart($1, $2))
           order by s.position, s.added_at, s.practitioner_id limit 1"#,
        mentee.0,
        now as Instant,
        day_of(now) as Day,
    )
    .fetch_optional(db)
    .await
}

/// Whether somebody is an active member of a pool, assigned not only by coordinators, and none of these people.
///
/// # Errors
/// The database's.
pub async fn in_pool(
    db: &mut PgConnection,
    pool: PoolId,
    account: AccountId,
    none_of: &[AccountId],
) -> Result<bool, sqlx::Error> {
    if none_of.contains(&account) {
        return Ok(false);
    }
    sqlx::query_scalar!(
        r#"select exists (select from membership m join account a using (account_id)
             where m.pool_id = $1 and m.account_id = $2 and m.status = 'active' and m.kind <> 'associate'
               and a.closed_at is null) as "there!""#,
        pool.0,
        account.0,
    )
    .fetch_one(db)
    .await
}
