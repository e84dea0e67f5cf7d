use jiff::SignedDuration;
use sqlx::PgConnection;

use super::sweeps::AGREEMENT_NEAR;

use crate::platform::clock::Instant;
use crate::platform::ids::ChemistryId;

/// So many at a time; the next round takes the rest.
const AT_ONCE: i64 = 500;
/// What was written is kept so long after a request closed; the rest twice as long.
const TEXTS_KEPT: SignedDuration = SignedDuration::from_hours(24 * 365);

/// Requests whose limit has passed.
pub(super) async fn due(db: &mut PgConnection, now: Instant) -> Result<Vec<ChemistryId>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select chemistry_request_id as "id: ChemistryId" from chemistry_request
           where until <= $1 and status <> 'closed' order by until limit $2"#,
        now as Instant,
        AT_ONCE,
    )
    .fetch_all(db)
    .await
}

/// Whose next reminder is due: by the days the pool names after the clock began, once when a meeting is over, and of how to begin
/// when half the time is over and when it nearly is.
pub(super) async fn to_remind(db: &mut PgConnection, now: Instant) -> Result<Vec<ChemistryId>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select r.chemistry_request_id as "id: ChemistryId"
           from chemistry_request r join pool_setting s on s.pool_id = r.pool_id
           where r.until > $1 and case r.status
             when 'booked' then r.reminders = 0 and r.clock_from <= $1
             when 'agreed' then case r.reminders
               when 0 then r.clock_from + (r.until - r.clock_from) / 2 <= $1
               when 1 then r.until - make_interval(hours => $3) <= $1
               else false end
             else r.clock_from + make_interval(days => s.request_reminder_days[r.reminders + 1]) <= $1 end
           order by r.until limit $2"#,
        now as Instant,
        AT_ONCE,
        i32::try_from(AGREEMENT_NEAR.as_hours()).unwrap_or(48),
    )
    .fetch_all(db)
    .await
}

/// Empties the texts of requests that closed long ago, and deletes those that closed even longer ago.
pub(super) async fn forget_old(db: &mut PgConnection, now: Instant) -> Result<u64, sqlx::Error> {
    let (texts, rows) = (now.minus(TEXTS_KEPT), now.minus(TEXTS_KEPT * 2));
    let emptied = sqlx::query!(
        "update chemistry_request r set hope = '', farewell = null
         where r.closed_at < $1 and (r.hope <> '' or r.farewell is not null)
           and in_touch_until(r.chemistry_request_id, r.closed_at) < $1",
        texts as Instant,
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "delete from chemistry_message m using chemistry_request r
         where r.chemistry_request_id = m.chemistry_request_id and r.closed_at < $1
           and in_touch_until(r.chemistry_request_id, r.closed_at) < $1",
        texts as Instant,
    )
    .execute(&mut *db)
    .await?;
    super::condolences::forget_old(db, texts).await?;
    let gone = sqlx::query!(
        "delete from chemistry_request r where r.closed_at < $1 and in_touch_until(r.chemistry_request_id, r.closed_at) < $1",
        rows as Instant
    )
    .execute(db)
    .await?;
    Ok(emptied.rows_affected() + gone.rows_affected())
}
