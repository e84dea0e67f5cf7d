use sqlx::PgConnection;

use super::model::{Details, Own};
use crate::platform::clock::Instant;
use crate::platform::ids::{AccountId, OrganisationId};
use crate::platform::mail::EmailAddress;

/// The account, for its owner's pages.
pub async fn own(db: &mut PgConnection, account_id: AccountId) -> sqlx::Result<Own> {
    sqlx::query_as!(
        Own,
        r#"select a.name as "name!", a.email as "email!: EmailAddress",
                  case when a.recovery_email_confirmed_at is not null then a.recovery_email end
                    as "recovery_email?: EmailAddress",
                  a.password_hash is not null as "has_password!",
                  exists(select from second_factor f where f.account_id = a.account_id) as "second_factor!",
                  o.name as "organisation?", coalesce(o.provisional, false) as "provisional!",
                  coalesce(s.name, r.name) as "area?",
                  a.employment_proof as "proof?", a.team as "team?", a.line_manager as "line_manager?", a.zone as "zone?",
                  a.version as "version!"
             from account a
             left join organisation o on o.organisation_id = a.organisation_id
             left join care_system s on s.system_code = o.system_code
             left join region r on r.region_code = o.region_code
            where a.account_id = $1"#,
        account_id.0,
    )
    .fetch_one(db)
    .await
}

/// Changes the details if the account is still at `version`; `false` when it has moved on.
pub async fn update_details(
    db: &mut PgConnection,
    account_id: AccountId,
    version: i32,
    details: &Details,
) -> sqlx::Result<bool> {
    let updated = sqlx::query!(
        "update account set name = $3, team = $4, line_manager = $5, version = version + 1
          where account_id = $1 and version = $2",
        account_id.0,
        version,
        details.name,
        details.team,
        details.line_manager,
    )
    .execute(db)
    .await?;
    Ok(updated.rows_affected() == 1)
}

/// Changes the zone of an account; `None`: that of the times they offer, or London's.
pub async fn update_zone(
    db: &mut PgConnection,
    account_id: AccountId,
    zone: Option<&str>,
) -> sqlx::Result<bool> {
    let updated = sqlx::query!(
        "update account set zone = $2 where account_id = $1 and zone is distinct from $2",
        account_id.0,
        zone,
    )
    .execute(db)
    .await?;
    Ok(updated.rows_affected() == 1)
}

/// Moves an account to another employer; what was known of the last one is forgotten. `false` when it works there
/// already.
pub async fn change_employer(
    db: &mut PgConnection,
    account_id: AccountId,
    organisation: OrganisationId,
) -> sqlx::Result<bool> {
    let updated = sqlx::query!(
        "update account
            set organisation_id = $2, employment_proof = null, employment_proven_at = null,
                employment_proven_by = null, team = null, line_manager = null, version = version + 1
          where account_id = $1 and organisation_id is distinct from $2",
        account_id.0,
        organisation.0,
    )
    .execute(db)
    .await?;
    Ok(updated.rows_affected() == 1)
}

/// Why an account cannot be closed yet: what nobody else would look after.
pub async fn sole_duties(db: &mut PgConnection, account_id: AccountId) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar!(
        r#"select case r.role when 'coordinator' then 'You are the only coordinator of ' || p.name
                              else 'You are the only administrator' end as "duty!"
             from account_role r
             left join pool p on p.pool_id = r.pool_id
            where r.account_id = $1 and r.role in ('coordinator', 'administrator')
              and not exists(select from account_role other
                               join account a on a.account_id = other.account_id and a.closed_at is null
                              where other.role = r.role and other.pool_id is not distinct from r.pool_id
                                and other.account_id <> r.account_id)
            order by 1"#,
        account_id.0,
    )
    .fetch_all(db)
    .await
}

/// Locks every role that somebody else's departure could leave unheld, so that the last two cannot go at once.
pub async fn lock_duties(db: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query!(
        "select account_id from account_role where role in ('coordinator', 'administrator') for update"
    )
    .fetch_all(db)
    .await?;
    Ok(())
}

/// Closes an account and erases what says who it was. Rows that others' records point to stay, without a person.
pub async fn close(db: &mut PgConnection, now: Instant, account_id: AccountId) -> sqlx::Result<()> {
    // What was asked for at their address before anybody knew whose it is. Afterwards nothing says any more which address it was.
    for statement in [
        "delete from registration r using account a where a.account_id = $1 and lower(r.email) = lower(a.email)",
        "delete from sign_in_code c using account a where a.account_id = $1 and lower(c.email) = lower(a.email)",
        "delete from password_reset r using account a where a.account_id = $1 and lower(r.email) in (lower(a.email), lower(a.recovery_email))",
    ] {
        sqlx::query(statement).bind(account_id).execute(&mut *db).await?;
    }
    sqlx::query!(
        "update account
            set name = 'Closed account', email = 'closed+' || account_id || '@invalid.example',
                email_confirmed_at = null, recovery_email = null, recovery_email_confirmed_at = null,
                password_hash = null, organisation_id = null, employment_proof = null, employment_proven_at = null,
                employment_proven_by = null, team = null, line_manager = null, zone = null, closed_at = $2, version = version + 1
          where account_id = $1",
        account_id.0,
        now as Instant,
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!("update account_role set granted_by = null where granted_by = $1", account_id.0)
        .execute(&mut *db)
        .await?;
    for statement in [
        "delete from account_role where account_id = $1",
        "delete from draft where account_id = $1",
        "delete from sign_in_code where account_id = $1",
        "delete from password_reset where account_id = $1",
        "delete from login_session where account_id = $1",
        "delete from second_factor where account_id = $1",
        "delete from second_factor_enrolment where account_id = $1",
        "delete from recovery_code where account_id = $1",
        "delete from known_device where account_id = $1",
        "delete from email_change where account_id = $1",
        "delete from recovery_address_request where account_id = $1",
        "delete from actor where account_id = $1",
        "delete from mail_silence where account_id = $1",
    ] {
        sqlx::query(statement).bind(account_id).execute(&mut *db).await?;
    }
    Ok(())
}
