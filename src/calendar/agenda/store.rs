use sqlx::PgConnection;

use super::model::Own;
use crate::calendar::model::{Kind, Status, Zone};
use crate::platform::clock::Instant;
use crate::platform::ids::{AccountId, MeetingId};
use crate::platform::span::Span;

/// The most meetings one page or feed shows.
const MOST: i64 = 1_000;

/// Somebody's meetings that end after one moment and begin before another, in order, or the one of this id.
pub(in crate::calendar) async fn between(
    db: &mut PgConnection,
    account: AccountId,
    from: Instant,
    to: Instant,
    only: Option<MeetingId>,
) -> Result<Vec<Own>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select m.meeting_id, m.kind as "kind: Kind", m.status as "status: Status", m.starts_at, m.ends_at, m.path,
             m.joining, t.label as "delivery?", o.name as "other?", m.sequence, m.version, m.changed_at
           from booking b
             join meeting m using (meeting_id)
             left join booking ob on ob.meeting_id = b.meeting_id and ob.account_id <> b.account_id
             left join account o on o.account_id = ob.account_id
             left join term t on t.term_id = m.delivery_id
           where b.account_id = $1 and m.ends_at > $2 and m.starts_at < $3 and m.meeting_id = coalesce($4, m.meeting_id)
           order by m.starts_at, m.meeting_id limit $5"#,
        account.0,
        from as Instant,
        to as Instant,
        only.map(|meeting| meeting.0),
        MOST,
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            Some(Own {
                id: row.meeting_id,
                kind: row.kind,
                status: row.status,
                span: Span::new(row.starts_at, row.ends_at)?,
                path: row.path,
                joining: row.joining,
                delivery: row.delivery,
                other: row.other,
                sequence: row.sequence,
                version: row.version,
                changed_at: row.changed_at,
            })
        })
        .collect())
}

/// The zone in which somebody's days are told.
pub(in crate::calendar) async fn zone(
    db: &mut PgConnection,
    account: AccountId,
) -> Result<Zone, sqlx::Error> {
    let name = sqlx::query_scalar!(r#"select zone_of($1) as "zone!""#, account.0).fetch_one(db).await?;
    Ok(Zone::named(&name))
}
