use sqlx::PgConnection;

use super::employment::Proof;
use crate::platform::clock::Instant;
use crate::platform::ids::{AccountId, OrganisationId};

pub(super) struct Employment {
    pub organisation_id: Option<OrganisationId>,
    pub proven: bool,
}

/// None when there is no such account in use.
pub(super) async fn lock(
    db: &mut PgConnection,
    account_id: AccountId,
) -> Result<Option<Employment>, sqlx::Error> {
    sqlx::query_as!(
        Employment,
        r#"select organisation_id as "organisation_id: OrganisationId", employment_proven_at is not null as "proven!"
           from account where account_id = $1 and closed_at is null and email_confirmed_at is not null for update"#,
        account_id.0,
    )
    .fetch_optional(db)
    .await
}

pub(super) async fn set_proof(
    db: &mut PgConnection,
    now: Instant,
    account_id: AccountId,
    proof: Proof,
) -> Result<(), sqlx::Error> {
    let by = if let Proof::Person(person) = proof { Some(person.0) } else { None };
    sqlx::query!(
        "update account set employment_proof = $2, employment_proven_at = $3, employment_proven_by = $4,
           version = version + 1
         where account_id = $1",
        account_id.0,
        proof.code(),
        now as Instant,
        by,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Moves an account to another employer; nothing proves that one yet.
pub(super) async fn set_employer(
    db: &mut PgConnection,
    account_id: AccountId,
    organisation: OrganisationId,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update account set organisation_id = $2, employment_proof = null, employment_proven_at = null,
           employment_proven_by = null, version = version + 1
         where account_id = $1",
        account_id.0,
        organisation.0,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn move_everybody(
    db: &mut PgConnection,
    from: OrganisationId,
    into: OrganisationId,
) -> Result<u64, sqlx::Error> {
    let done = sqlx::query!(
        "update account set organisation_id = $2, version = version + 1 where organisation_id = $1",
        from.0,
        into.0,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}
