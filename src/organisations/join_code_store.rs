use sqlx::PgConnection;

use super::join_codes::JoinCodeId;
use crate::platform::clock::Instant;
use crate::platform::ids::{AccountId, OrganisationId, SubmissionId};

pub struct NewJoinCode<'a> {
    pub id: JoinCodeId,
    pub organisation: OrganisationId,
    pub hash: &'a [u8],
    pub submission: SubmissionId,
    pub by: AccountId,
    pub expires_at: Instant,
}

/// A code as a list shows it.
#[derive(Debug, Clone)]
pub struct ListedCode {
    pub join_code_id: JoinCodeId,
    pub made_by: Option<String>,
    pub created_at: Instant,
    pub expires_at: Instant,
    pub redeemed_count: i32,
}

/// False when this submission has made one already.
pub async fn insert(db: &mut PgConnection, now: Instant, new: &NewJoinCode<'_>) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "insert into join_code (join_code_id, organisation_id, code_hash, submission_id, created_by, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7) on conflict (submission_id) do nothing",
        new.id.0,
        new.organisation.0,
        new.hash,
        new.submission.0,
        new.by.0,
        now as Instant,
        new.expires_at as Instant,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// None when the organisation has no such code; false when it was revoked before.
pub async fn revoke(
    db: &mut PgConnection,
    now: Instant,
    organisation: OrganisationId,
    id: JoinCodeId,
) -> Result<Option<bool>, sqlx::Error> {
    let found = sqlx::query_scalar!(
        r#"select revoked_at is null as "live!" from join_code
           where join_code_id = $1 and organisation_id = $2 for update"#,
        id.0,
        organisation.0,
    )
    .fetch_optional(&mut *db)
    .await?;
    if found == Some(true) {
        sqlx::query!("update join_code set revoked_at = $2 where join_code_id = $1", id.0, now as Instant)
            .execute(db)
            .await?;
    }
    Ok(found)
}

pub async fn redeem(
    db: &mut PgConnection,
    now: Instant,
    hash: &[u8],
) -> Result<Option<(JoinCodeId, OrganisationId)>, sqlx::Error> {
    let row = sqlx::query!(
        r#"update join_code set redeemed_count = redeemed_count + 1
           where code_hash = $1 and revoked_at is null and expires_at > $2
           returning join_code_id as "join_code_id: JoinCodeId", organisation_id as "organisation_id: OrganisationId""#,
        hash,
        now as Instant,
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| (row.join_code_id, row.organisation_id)))
}

/// The codes that still work, newest first.
///
/// # Errors
/// The database's.
pub async fn live(
    db: &mut PgConnection,
    organisation: OrganisationId,
    now: Instant,
) -> Result<Vec<ListedCode>, sqlx::Error> {
    sqlx::query_as!(
        ListedCode,
        r#"select join_code_id as "join_code_id!: JoinCodeId", account.name as "made_by?",
             join_code.created_at as "created_at!", expires_at as "expires_at!", redeemed_count as "redeemed_count!"
           from join_code left join account on account.account_id = join_code.created_by
           where join_code.organisation_id = $1 and revoked_at is null and expires_at > $2
           order by join_code.created_at desc limit 50"#,
        organisation.0,
        now as Instant,
    )
    .fetch_all(db)
    .await
}
