use sqlx::PgConnection;

use crate::platform::clock::Instant;
use crate::platform::ids::AccountId;
use crate::platform::mail::EmailAddress;

/// An account as its owner's security pages see it.
pub struct Own {
    pub account_id: AccountId,
    pub name: String,
    pub email: EmailAddress,
    pub password_hash: Option<String>,
    pub recovery_email: Option<EmailAddress>,
    /// A personal address whose link has not been followed yet.
    pub recovery_email_awaited: Option<EmailAddress>,
    pub organisation: Option<String>,
    /// Since when an authenticator app is in force.
    pub second_factor_at: Option<Instant>,
    pub recovery_codes_left: i64,
    /// An address whose link has not been followed yet.
    pub email_awaited: Option<EmailAddress>,
}

impl Own {
    /// What a password must not be made of.
    pub fn context(&self) -> [&str; 3] {
        [&self.name, self.email.as_str(), self.organisation.as_deref().unwrap_or_default()]
    }
}

pub async fn own(db: &mut PgConnection, now: Instant, account_id: AccountId) -> sqlx::Result<Own> {
    sqlx::query_as!(
        Own,
        r#"select a.account_id as "account_id: AccountId", a.name, a.email as "email: EmailAddress", a.password_hash,
                  case when a.recovery_email_confirmed_at is not null then a.recovery_email end
                    as "recovery_email: EmailAddress",
                  (select r.email from recovery_address_request r
                    where r.account_id = a.account_id and r.expires_at > $2)
                    as "recovery_email_awaited: EmailAddress",
                  (select o.name from organisation o where o.organisation_id = a.organisation_id) as organisation,
                  (select f.confirmed_at from second_factor f where f.account_id = a.account_id)
                    as "second_factor_at: Instant",
                  (select count(*) from recovery_code c where c.account_id = a.account_id and c.used_at is null)
                    as "recovery_codes_left!",
                  (select e.new_email from email_change e
                    where e.account_id = a.account_id and e.confirmed_at is null and e.expires_at > $2
                    order by e.requested_at desc limit 1) as "email_awaited: EmailAddress"
             from account a
            where a.account_id = $1 and a.closed_at is null"#,
        account_id.0,
        now as Instant,
    )
    .fetch_one(db)
    .await
}

/// Locks the account, so that of two changes at once the second sees the first.
pub async fn lock(db: &mut PgConnection, account_id: AccountId) -> sqlx::Result<()> {
    sqlx::query!("select 1 as one from account where account_id = $1 for update", account_id.0)
        .fetch_one(db)
        .await?;
    Ok(())
}

/// Sets the password, unless it is no longer the one that was proven. Reset links that were sent stop working.
pub async fn set_password(
    db: &mut PgConnection,
    now: Instant,
    account_id: AccountId,
    proven: Option<&str>,
    password_hash: &str,
) -> sqlx::Result<bool> {
    let set = sqlx::query!(
        "update account set password_hash = $3, version = version + 1
          where account_id = $1 and password_hash is not distinct from $2",
        account_id.0,
        proven,
        password_hash,
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "update password_reset set used_at = $2 where account_id = $1 and used_at is null",
        account_id.0,
        now as Instant,
    )
    .execute(db)
    .await?;
    Ok(set.rows_affected() == 1)
}
