use sqlx::PgConnection;

use crate::platform::clock::Instant;
use crate::platform::ids::AccountId;

/// Writes a note over the one of this version; 0 where there is none yet. False when the versions differ.
pub(super) async fn write(
    db: &mut PgConnection,
    (account, person): (AccountId, AccountId),
    version: i32,
    text: &str,
    now: Instant,
) -> Result<bool, sqlx::Error> {
    let written = if version == 0 {
        sqlx::query!(
            "insert into shortlist_note (account_id, practitioner_id, note, written_at) values ($1, $2, $3, $4)
             on conflict do nothing",
            account.0,
            person.0,
            text,
            now as Instant,
        )
        .execute(db)
        .await?
    } else {
        sqlx::query!(
            "update shortlist_note set note = $4, written_at = $5, version = version + 1
             where account_id = $1 and practitioner_id = $2 and version = $3",
            account.0,
            person.0,
            version,
            text,
            now as Instant,
        )
        .execute(db)
        .await?
    };
    Ok(written.rows_affected() == 1)
}

/// Takes a note of this version away. False when the versions differ.
pub(super) async fn delete(
    db: &mut PgConnection,
    (account, person): (AccountId, AccountId),
    version: i32,
) -> Result<bool, sqlx::Error> {
    let gone = sqlx::query!(
        "delete from shortlist_note where account_id = $1 and practitioner_id = $2 and version = $3",
        account.0,
        person.0,
        version,
    )
    .execute(db)
    .await?;
    Ok(gone.rows_affected() == 1)
}
