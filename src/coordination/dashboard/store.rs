use sqlx::PgConnection;

use crate::platform::ids::AccountId;

/// What decides the next steps of an account.
#[derive(Debug, Clone)]
pub struct Standing {
    pub organisation: Option<String>,
    pub employment_proven: bool,
    pub second_factor: bool,
    pub recovery_address: bool,
}

pub async fn standing(db: &mut PgConnection, account_id: AccountId) -> sqlx::Result<Standing> {
    sqlx::query_as!(
        Standing,
        r#"select o.name as "organisation?", a.employment_proven_at is not null as "employment_proven!",
                  exists(select from second_factor f where f.account_id = a.account_id) as "second_factor!",
                  a.recovery_email_confirmed_at is not null as "recovery_address!"
             from account a
             left join organisation o on o.organisation_id = a.organisation_id
            where a.account_id = $1"#,
        account_id.0,
    )
    .fetch_one(db)
    .await
}

/// What waits for an administrator.
#[derive(Debug, Clone, Default)]
pub struct Desk {
    /// Employers that somebody named and nobody has listed or merged yet.
    pub provisional: i64,
    /// Accounts whose employment waits for a person to confirm it.
    pub unproven: i64,
}

pub async fn desk(db: &mut PgConnection) -> sqlx::Result<Desk> {
    sqlx::query_as!(
        Desk,
        r#"select (select count(*) from organisation where provisional and successor_id is null) as "provisional!",
                  (select count(*) from account
                    where closed_at is null and organisation_id is not null and employment_proven_at is null)
                    as "unproven!""#,
    )
    .fetch_one(db)
    .await
}
