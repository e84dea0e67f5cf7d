use sqlx::PgConnection;

use super::model::{Audience, Event, Kind, TrainingEventId};
use crate::platform::clock::{Day, Instant};
use crate::platform::ids::{AccountId, PoolId, SubmissionId};

/// What the list is narrowed to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Narrowing {
    pub kind: Option<Kind>,
    pub audience: Option<Audience>,
    /// Only those one can join from anywhere.
    pub online: bool,
    /// Only those of pools that serve the place where the reader works.
    pub near: bool,
    pub pool: Option<PoolId>,
}

/// An event with the pool that announces it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Listed {
    pub training_event_id: TrainingEventId,
    pub pool_id: PoolId,
    pub pool: String,
    pub title: String,
    pub kind: Kind,
    pub audience: Audience,
    pub about: String,
    pub starts_at: Instant,
    pub ends_at: Instant,
    pub online: bool,
    pub place: String,
    pub booking: String,
    pub link: Option<String>,
    pub book_by: Option<Day>,
    pub cost: String,
    pub cpd_half_hours: Option<i16>,
    pub cancelled_at: Option<Instant>,
    pub version: i32,
    /// How many there are in all.
    pub total: i64,
}

impl Listed {
    pub(super) fn when(&self) -> String {
        super::model::when(self.starts_at, self.ends_at)
    }

    pub(super) fn cpd(&self) -> Option<String> {
        self.cpd_half_hours.map(super::model::hours)
    }
}

/// One page of the events that are not over and not cancelled, the next first.
pub(super) async fn to_come(
    db: &mut PgConnection,
    reader: Option<AccountId>,
    narrowing: &Narrowing,
    (now, today): (Instant, Day),
    limit: i64,
    offset: i64,
) -> Result<Vec<Listed>, sqlx::Error> {
    sqlx::query_as!(
        Listed,
        r#"select t.training_event_id as "training_event_id!: TrainingEventId", t.pool_id as "pool_id!: PoolId", p.name as "pool!",
             t.title as "title!", t.kind as "kind!: Kind", t.audience as "audience!: Audience", t.about as "about!",
             t.starts_at as "starts_at!: Instant", t.ends_at as "ends_at!: Instant", t.online as "online!", t.place as "place!",
             t.booking as "booking!", t.link as "link?", t.book_by as "book_by?: Day", t.cost as "cost!",
             t.cpd_half_hours as "cpd_half_hours?", t.cancelled_at as "cancelled_at?: Instant", t.version as "version!",
             count(*) over () as "total!"
           from training_event t
           join pool p on p.pool_id = t.pool_id
           where t.cancelled_at is null and t.ends_at > $1
             and ($2::text is null or t.kind = $2)
             and ($3::text is null or t.audience in ($3, 'everybody'))
             and (not $4 or t.online)
             and ($5::uuid is null or t.pool_id = $5)
             and (not $6 or exists (select from account a where a.account_id = $7 and pool_covers(t.pool_id, a.organisation_id, $8)))
           order by t.starts_at, t.training_event_id
           limit $9 offset $10"#,
        now as Instant,
        narrowing.kind.map(Kind::code),
        narrowing.audience.map(Audience::code),
        narrowing.online,
        narrowing.pool.map(|pool| pool.0),
        narrowing.near,
        reader.map(|account| account.0),
        today as Day,
        limit,
        offset,
    )
    .fetch_all(db)
    .await
}

/// The events of a pool since a day, the latest first, cancelled ones among them; or one event by its id.
pub(super) async fn events(
    db: &mut PgConnection,
    pool: Option<PoolId>,
    event: Option<TrainingEventId>,
    since: Option<Instant>,
) -> Result<Vec<Listed>, sqlx::Error> {
    sqlx::query_as!(
        Listed,
        r#"select t.training_event_id as "training_event_id!: TrainingEventId", t.pool_id as "pool_id!: PoolId", p.name as "pool!",
             t.title as "title!", t.kind as "kind!: Kind", t.audience as "audience!: Audience", t.about as "about!",
             t.starts_at as "starts_at!: Instant", t.ends_at as "ends_at!: Instant", t.online as "online!", t.place as "place!",
             t.booking as "booking!", t.link as "link?", t.book_by as "book_by?: Day", t.cost as "cost!",
             t.cpd_half_hours as "cpd_half_hours?", t.cancelled_at as "cancelled_at?: Instant", t.version as "version!",
             count(*) over () as "total!"
           from training_event t
           join pool p on p.pool_id = t.pool_id
           where ($1::uuid is null or t.pool_id = $1) and ($2::uuid is null or t.training_event_id = $2)
             and ($3::timestamptz is null or t.ends_at > $3)
           order by t.starts_at desc, t.training_event_id"#,
        pool.map(|pool| pool.0),
        event.map(|event| event.0),
        since as Option<Instant>,
    )
    .fetch_all(db)
    .await
}

/// The event that an earlier sending of the same form made.
pub(super) async fn of_submission(
    db: &mut PgConnection,
    submission: SubmissionId,
) -> Result<Option<TrainingEventId>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select training_event_id as "training_event_id: TrainingEventId" from training_event where submission_id = $1"#,
        submission.0,
    )
    .fetch_optional(db)
    .await
}

/// False when the submission was made before.
pub(super) async fn insert(
    db: &mut PgConnection,
    now: Instant,
    event: TrainingEventId,
    pool: PoolId,
    submission: SubmissionId,
    new: &Event,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "insert into training_event (training_event_id, pool_id, submission_id, title, kind, audience, about, starts_at, ends_at,
           online, place, booking, link, book_by, cost, cpd_half_hours, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) on conflict do nothing",
        event.0,
        pool.0,
        submission.0,
        new.title,
        new.kind.code(),
        new.audience.code(),
        new.about,
        new.starts_at as Instant,
        new.ends_at as Instant,
        new.online,
        new.place,
        new.booking,
        new.link,
        new.book_by as Option<Day>,
        new.cost,
        new.cpd_half_hours,
        now as Instant,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// False when the event has another version by now, was cancelled, or is not this pool's.
pub(super) async fn update(
    db: &mut PgConnection,
    event: TrainingEventId,
    pool: PoolId,
    version: i32,
    new: &Event,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "update training_event set title = $4, kind = $5, audience = $6, about = $7, starts_at = $8, ends_at = $9, online = $10,
           place = $11, booking = $12, link = $13, book_by = $14, cost = $15, cpd_half_hours = $16, version = version + 1
         where training_event_id = $1 and pool_id = $2 and version = $3 and cancelled_at is null",
        event.0,
        pool.0,
        version,
        new.title,
        new.kind.code(),
        new.audience.code(),
        new.about,
        new.starts_at as Instant,
        new.ends_at as Instant,
        new.online,
        new.place,
        new.booking,
        new.link,
        new.book_by as Option<Day>,
        new.cost,
        new.cpd_half_hours,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// False when it was cancelled before.
pub(super) async fn cancel(
    db: &mut PgConnection,
    now: Instant,
    event: TrainingEventId,
    pool: PoolId,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "update training_event set cancelled_at = $3, version = version + 1
         where training_event_id = $1 and pool_id = $2 and cancelled_at is null",
        event.0,
        pool.0,
        now as Instant,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The events of a pool that became part of another.
///
/// # Errors
/// The database's.
pub async fn move_to_pool(db: &mut PgConnection, from: PoolId, into: PoolId) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update training_event set pool_id = $2, version = version + 1 where pool_id = $1",
        from.0,
        into.0,
    )
    .execute(db)
    .await?;
    Ok(())
}
