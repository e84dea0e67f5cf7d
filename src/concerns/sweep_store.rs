use sqlx::PgConnection;

use crate::platform::bank_holidays::Nation;
use crate::platform::clock::Instant;
use crate::platform::ids::ConcernId;

/// A concern that nobody acknowledged in time.
pub(super) struct Overdue {
    pub concern_id: ConcernId,
    pub due_at: Instant,
    pub nation: Nation,
}

pub(super) async fn overdue(db: &mut PgConnection, now: Instant) -> Result<Vec<Overdue>, sqlx::Error> {
    sqlx::query_as!(
        Overdue,
        r#"select concern_id, due_at, nation as "nation: Nation" from concern
           where status = 'raised' and due_at <= $1 order by due_at, concern_id"#,
        now as Instant,
    )
    .fetch_all(db)
    .await
}

/// Deletes what was closed before a moment; returns how many.
pub(super) async fn delete_closed(db: &mut PgConnection, before: Instant) -> Result<u64, sqlx::Error> {
    let gone =
        sqlx::query!("delete from concern where closed_at < $1", before as Instant).execute(db).await?;
    Ok(gone.rows_affected())
}
