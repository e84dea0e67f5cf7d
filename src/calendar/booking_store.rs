use sqlx::PgConnection;
use uuid::Uuid;

use super::model::{Kind, Meeting, NewMeeting, Party, Status, Zone};
use crate::platform::clock::Instant;
use crate::platform::ids::{AccountId, MeetingId};
use crate::platform::mail::EmailAddress;
use crate::platform::span::Span;

/// Books these people's time one transaction after the other, until this one ends: two that both insert a booking would
/// otherwise wait for each other at the constraint. In one order, whoever asks.
pub(super) async fn lock_people(db: &mut PgConnection, people: &[AccountId]) -> Result<(), sqlx::Error> {
    let people: Vec<Uuid> = people.iter().map(|person| person.0).collect();
    sqlx::query!(
        "select pg_advisory_xact_lock(lock) from (
           select hashtextextended('rapport/booking/' || id, 0) as lock from unnest($1::uuid[]) as id order by 1
         ) as locks",
        &people,
    )
    .fetch_all(db)
    .await?;
    Ok(())
}

/// Who of these people is taken then by a meeting other than this one.
pub(super) async fn taken(
    db: &mut PgConnection,
    people: &[AccountId],
    span: &Span,
    but: MeetingId,
) -> Result<Option<AccountId>, sqlx::Error> {
    let people: Vec<Uuid> = people.iter().map(|person| person.0).collect();
    sqlx::query_scalar!(
        r#"select account_id as "id: AccountId" from booking
           where account_id = any($1) and live and during && tstzrange($2, $3) and meeting_id <> $4
           order by account_id limit 1"#,
        &people,
        span.starts() as Instant,
        span.ends() as Instant,
        but.0,
    )
    .fetch_optional(db)
    .await
}

pub(super) async fn insert_meeting(
    db: &mut PgConnection,
    now: Instant,
    id: MeetingId,
    new: &NewMeeting,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into meeting (meeting_id, pool_id, kind, starts_at, ends_at, path, delivery_id, joining, timed_at, created_at, changed_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, $9)",
        id.0,
        new.pool.0,
        new.kind.code(),
        new.span.starts() as Instant,
        new.span.ends() as Instant,
        new.path,
        new.delivery.map(|term| term.0),
        new.joining,
        now as Instant,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn insert_booking(
    db: &mut PgConnection,
    id: MeetingId,
    person: AccountId,
    span: &Span,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into booking (meeting_id, account_id, during) values ($1, $2, tstzrange($3, $4))",
        id.0,
        person.0,
        span.starts() as Instant,
        span.ends() as Instant,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// A meeting, held until the transaction ends.
pub(super) async fn lock(db: &mut PgConnection, id: MeetingId) -> Result<Option<Meeting>, sqlx::Error> {
    let row = sqlx::query!(
        r#"select kind as "kind: Kind", status as "status: Status", starts_at, ends_at, path, joining, sequence,
             version, (select t.label from term t where t.term_id = m.delivery_id) as delivery
           from meeting m where meeting_id = $1 for no key update"#,
        id.0,
    )
    .fetch_optional(db)
    .await?;
    Ok(row.and_then(|row| {
        Some(Meeting {
            id,
            kind: row.kind,
            status: row.status,
            span: Span::new(row.starts_at, row.ends_at)?,
            path: row.path,
            joining: row.joining,
            delivery: row.delivery,
            sequence: row.sequence,
            version: row.version,
        })
    }))
}

/// Those who meet, in order of account id.
pub(super) async fn parties(db: &mut PgConnection, id: MeetingId) -> Result<Vec<Party>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select a.account_id, a.name, a.email as "email: EmailAddress", zone_of(a.account_id) as "zone!"
           from booking b join account a using (account_id)
           where b.meeting_id = $1 order by a.account_id"#,
        id.0,
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Party {
            account_id: row.account_id,
            name: row.name,
            email: row.email,
            zone: Zone::named(&row.zone),
        })
        .collect())
}

/// Moves a meeting that is booked, with the time of both. A reminder of the old time counts for nothing.
pub(super) async fn set_span(
    db: &mut PgConnection,
    now: Instant,
    id: MeetingId,
    to: &Span,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update meeting set starts_at = $2, ends_at = $3, sequence = sequence + 1, version = version + 1,
           reminded_at = null, timed_at = $4, changed_at = $4
         where meeting_id = $1",
        id.0,
        to.starts() as Instant,
        to.ends() as Instant,
        now as Instant,
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "update booking set during = tstzrange($2, $3) where meeting_id = $1",
        id.0,
        to.starts() as Instant,
        to.ends() as Instant,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// The time of both is free again.
pub(super) async fn set_cancelled(
    db: &mut PgConnection,
    now: Instant,
    id: MeetingId,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update meeting set status = 'cancelled', sequence = sequence + 1, version = version + 1, changed_at = $2
         where meeting_id = $1",
        id.0,
        now as Instant,
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!("update booking set live = false where meeting_id = $1", id.0).execute(db).await?;
    Ok(())
}

/// The meetings somebody still has before them.
pub(super) async fn to_come(
    db: &mut PgConnection,
    now: Instant,
    account: AccountId,
) -> Result<Vec<MeetingId>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select m.meeting_id as "id: MeetingId" from booking b join meeting m using (meeting_id)
           where b.account_id = $1 and b.live and m.ends_at > $2 order by m.starts_at, m.meeting_id"#,
        account.0,
        now as Instant,
    )
    .fetch_all(db)
    .await
}

/// Takes somebody out of the meetings they had, with how to join them, and removes those that nobody is left of.
pub(super) async fn erase(db: &mut PgConnection, account: AccountId) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from calendar_feed where account_id = $1", account.0).execute(&mut *db).await?;
    sqlx::query!(
        "update meeting set joining = '', version = version + 1 where joining <> '' and meeting_id in
           (select meeting_id from booking where account_id = $1)",
        account.0,
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "with theirs as (delete from booking where account_id = $1 returning meeting_id)
         delete from meeting m where m.meeting_id in (select t.meeting_id from theirs t)
           and not exists (select from booking b where b.meeting_id = m.meeting_id and b.account_id <> $1)
           and not exists (select from chemistry_request r where r.meeting_id = m.meeting_id)",
        account.0,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn set_joining(
    db: &mut PgConnection,
    now: Instant,
    id: MeetingId,
    joining: &str,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update meeting set joining = $2, sequence = sequence + 1, version = version + 1, changed_at = $3
         where meeting_id = $1",
        id.0,
        joining,
        now as Instant,
    )
    .execute(db)
    .await?;
    Ok(())
}
