use sqlx::PgConnection;

use crate::platform::clock::Instant;
use crate::platform::ids::{AccountId, ApplicationId, PoolId};

/// An application that has waited longer than coordinators should let it.
pub struct Overdue {
    pub application_id: ApplicationId,
    pub pool_id: PoolId,
    pub pool: String,
    pub account_id: AccountId,
    pub submitted_at: Instant,
    pub due_at: Instant,
}

pub async fn overdue(db: &mut PgConnection, now: Instant) -> Result<Vec<Overdue>, sqlx::Error> {
    sqlx::query_as!(
        Overdue,
        r#"select a.application_id, a.pool_id, p.name as pool, a.account_id, a.submitted_at as "submitted_at!: Instant",
             a.due_at as "due_at!: Instant"
           from application a join pool p using (pool_id)
           where a.status = 'submitted' and a.overdue_at <= $1 and a.reminded_at is null order by a.due_at limit 500"#,
        now as Instant,
    )
    .fetch_all(db)
    .await
}

/// Deletes drafts nobody touched since one moment, and applications that ended without a membership before another.
/// Evidence shown for nothing that is left goes with them.
pub async fn forget(
    db: &mut PgConnection,
    untouched_since: Instant,
    ended_before: Instant,
) -> Result<u64, sqlx::Error> {
    let done = sqlx::query!(
        "delete from application
         where (status = 'draft' and updated_at < $1)
            or (status in ('declined', 'withdrawn') and updated_at < $2)
            or (status = 'approved' and not exists (
                  select from membership m where m.pool_id = application.pool_id and m.account_id = application.account_id
                ) and updated_at < $2)",
        untouched_since as Instant,
        ended_before as Instant,
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "delete from evidence e
         where created_at < $1
           and not exists (select from application a where a.pool_id = e.pool_id and a.account_id = e.account_id)
           and not exists (select from membership m where m.pool_id = e.pool_id and m.account_id = e.account_id)",
        untouched_since as Instant,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}

/// Notes that coordinators were reminded of it.
pub async fn mark_reminded(
    db: &mut PgConnection,
    now: Instant,
    ids: &[ApplicationId],
) -> Result<(), sqlx::Error> {
    let ids: Vec<uuid::Uuid> = ids.iter().map(|id| id.0).collect();
    sqlx::query!(
        "update application set reminded_at = $2 where application_id = any($1)",
        &ids,
        now as Instant
    )
    .execute(db)
    .await?;
    Ok(())
}
