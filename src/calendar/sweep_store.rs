use jiff::SignedDuration;
use sqlx::PgConnection;

use crate::platform::clock::Instant;
use crate::platform::ids::MeetingId;

/// Marks as reminded, and gives, what begins within `ahead` and was booked or moved there earlier than that. Each once,
/// however many ask at the same time. Nobody is reminded of a meeting with somebody who has died.
pub(super) async fn take_to_remind(
    db: &mut PgConnection,
    now: Instant,
    ahead: SignedDuration,
) -> Result<Vec<MeetingId>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"update meeting set reminded_at = $1 where meeting_id in (
             select meeting_id from meeting
             where status = 'booked' and reminded_at is null and starts_at > $1 and starts_at <= $2
               and timed_at < starts_at - make_interval(secs => $3)
               and not exists (select from booking b join mail_silence s using (account_id) where b.meeting_id = meeting.meeting_id)
             order by starts_at for no key update skip locked
           ) returning meeting_id as "id: MeetingId""#,
        now as Instant,
        now.plus(ahead) as Instant,
        ahead.as_secs_f64(),
    )
    .fetch_all(db)
    .await
}

/// Takes away how to join what is over, or does not take place, since before this moment.
pub(super) async fn clear_joining(db: &mut PgConnection, over_by: Instant) -> Result<u64, sqlx::Error> {
    let done = sqlx::query!(
        "update meeting set joining = '', version = version + 1 where joining <> '' and ends_at < $1",
        over_by as Instant,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}

/// Deletes meetings that ended before this moment and that nothing refers to any more.
pub(super) async fn delete_over(db: &mut PgConnection, over_by: Instant) -> Result<u64, sqlx::Error> {
    let done = sqlx::query!(
        "delete from meeting m where ends_at < $1
           and not exists (select from chemistry_request r where r.meeting_id = m.meeting_id)",
        over_by as Instant,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}
