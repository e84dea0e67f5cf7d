use sqlx::PgConnection;
use uuid::Uuid;

use crate::platform::clock::Instant;
use crate::platform::ids::{AccountId, RelationshipId, uuid_v7};
use crate::platform::key_ring::Wrapped;

/// The key of somebody's notes in a relationship, as it is stored.
pub(super) async fn find(
    db: &mut PgConnection,
    relationship: RelationshipId,
    author: AccountId,
) -> Result<Option<Wrapped>, sqlx::Error> {
    let row = sqlx::query!(
        "select wrapped, key_mark from note_key where relationship_id = $1 and author_id = $2",
        relationship.0,
        author.0,
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| Wrapped { mark: row.key_mark, sealed: row.wrapped }))
}

/// Keeps a new one; false when there is one already.
pub(super) async fn insert(
    db: &mut PgConnection,
    relationship: RelationshipId,
    author: AccountId,
    wrapped: &Wrapped,
    now: Instant,
) -> Result<bool, sqlx::Error> {
    let made = sqlx::query!(
        "insert into note_key (note_key_id, relationship_id, author_id, wrapped, key_mark, made_at)
         values ($1, $2, $3, $4, $5, $6) on conflict (relationship_id, author_id) do nothing",
        uuid_v7(now),
        relationship.0,
        author.0,
        wrapped.sealed,
        wrapped.mark,
        now as Instant,
    )
    .execute(db)
    .await?;
    Ok(made.rows_affected() == 1)
}

/// A key that an older outer key wrapped, locked.
pub(super) struct Outdated {
    pub note_key_id: Uuid,
    pub relationship_id: RelationshipId,
    pub author_id: AccountId,
    pub wrapped: Wrapped,
}

/// The next keys that another outer key than this wrapped, whoever's they are, locked until the transaction ends.
pub(super) async fn outdated(
    db: &mut PgConnection,
    mark: &str,
    after: Option<Uuid>,
    most: i32,
) -> Result<Vec<Outdated>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select note_key_id as "note_key_id!", relationship_id as "relationship_id!: RelationshipId",
             author_id as "author_id!: AccountId", wrapped as "wrapped!", key_mark as "key_mark!"
           from note_keys_to_rewrap($1, $2, $3)"#,
        mark,
        after,
        most,
    )
    .fetch_all(db)
    .await?;
    let outdated = rows.into_iter().map(|row| Outdated {
        note_key_id: row.note_key_id,
        relationship_id: row.relationship_id,
        author_id: row.author_id,
        wrapped: Wrapped { mark: row.key_mark, sealed: row.wrapped },
    });
    Ok(outdated.collect())
}

/// Puts a key that was wrapped anew in its place; false when it is another by now.
pub(super) async fn rewrap(
    db: &mut PgConnection,
    key: &Outdated,
    becomes: &Wrapped,
    now: Instant,
) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select rewrap_note_key($1, $2, $3, $4, $5) as "done!""#,
        key.note_key_id,
        key.wrapped.sealed,
        becomes.sealed,
        becomes.mark,
        now as Instant,
    )
    .fetch_one(db)
    .await
}

/// Which outer keys are in use, by their marks, and for how many keys each.
pub(super) async fn marks(db: &mut PgConnection) -> Result<Vec<(String, i64)>, sqlx::Error> {
    let rows = sqlx::query!(r#"select key_mark as "key_mark!", keys as "keys!" from note_key_marks()"#)
        .fetch_all(db);
    Ok(rows.await?.into_iter().map(|row| (row.key_mark, row.keys)).collect())
}
