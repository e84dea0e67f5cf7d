use sqlx::PgConnection;

use super::model::{Because, NewPlace, Place, Settings, SettingsChange};
use super::window::{NewWindow, WallTime, Weekday, Window, WindowId};
use crate::platform::clock::{Day, Instant};
use crate::platform::ids::AccountId;
use crate::vocabulary::TermId;

/// Somebody's places; None for who never offered any.
///
/// # Errors
/// The database's.
pub async fn place(db: &mut PgConnection, account: AccountId) -> Result<Option<Place>, sqlx::Error> {
    sqlx::query_as!(
        Place,
        "select capacity, seen_elsewhere, active, held, accepting, resumes_on, version from place where account_id = $1",
        account.0,
    )
    .fetch_optional(db)
    .await
}

/// How somebody meets; None for who never said.
///
/// # Errors
/// The database's.
pub async fn settings(db: &mut PgConnection, account: AccountId) -> Result<Option<Settings>, sqlx::Error> {
    sqlx::query_as!(
        Settings,
        "select zone, chemistry_minutes, meeting_minutes, notice_hours, horizon_days, buffer_minutes, joining, outline, version
         from availability where account_id = $1",
        account.0,
    )
    .fetch_optional(db)
    .await
}

/// Both, for the owner's page.
pub(super) async fn own(
    db: &mut PgConnection,
    account: AccountId,
) -> Result<(Option<Place>, Option<Settings>), sqlx::Error> {
    let row = sqlx::query!(
        r#"select p.capacity, p.seen_elsewhere, p.active, p.held, p.accepting, p.resumes_on, p.version,
             a.zone as "zone?", a.meeting_minutes as "meeting_minutes?", a.notice_hours as "notice_hours?",
             a.horizon_days as "horizon_days?", a.buffer_minutes as "buffer_minutes?", a.outline as "outline?",
             a.chemistry_minutes as "chemistry_minutes?", a.joining as "joining?",
             a.version as "settings_version?"
           from place p left join availability a using (account_id) where p.account_id = $1"#,
        account.0,
    )
    .fetch_optional(db)
    .await?;
    let Some(row) = row else { return Ok((None, None)) };
    let place = Place {
        capacity: row.capacity,
        seen_elsewhere: row.seen_elsewhere,
        active: row.active,
        held: row.held,
        accepting: row.accepting,
        resumes_on: row.resumes_on,
        version: row.version,
    };
    let settings = row.settings_version.map(|version| {
        let new = Settings::new();
        Settings {
            zone: row.zone.unwrap_or(new.zone),
            chemistry_minutes: row.chemistry_minutes.unwrap_or(new.chemistry_minutes),
            meeting_minutes: row.meeting_minutes.unwrap_or(new.meeting_minutes),
            notice_hours: row.notice_hours.unwrap_or(new.notice_hours),
            horizon_days: row.horizon_days.unwrap_or(new.horizon_days),
            buffer_minutes: row.buffer_minutes.unwrap_or(new.buffer_minutes),
            joining: row.joining.unwrap_or(new.joining),
            outline: row.outline.unwrap_or(new.outline),
            version,
        }
    });
    Ok((Some(place), settings))
}

/// Somebody's weekly windows, in the order of the week.
///
/// # Errors
/// The database's.
pub async fn windows(db: &mut PgConnection, account: AccountId) -> Result<Vec<Window>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select availability_window_id as "window_id: WindowId", weekday,
             (extract(epoch from from_time) / 60)::int4 as "from_minutes!",
             (extract(epoch from to_time) / 60)::int4 as "to_minutes!", delivery_id as "delivery_id?: TermId", place
           from availability_window where account_id = $1 order by weekday, from_time"#,
        account.0,
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            Some(Window {
                window_id: row.window_id,
                weekday: Weekday::from_number(row.weekday)?,
                from: WallTime::from_minutes(row.from_minutes)?,
                to: WallTime::from_minutes(row.to_minutes)?,
                delivery_id: row.delivery_id,
                place: row.place,
            })
        })
        .collect())
}

pub(super) async fn ensure(
    db: &mut PgConnection,
    now: Instant,
    account: AccountId,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into place (account_id, updated_at) values ($1, $2) on conflict do nothing",
        account.0,
        now as Instant,
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "insert into availability (account_id, updated_at) values ($1, $2) on conflict do nothing",
        account.0,
        now as Instant,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// False when the row is not at the expected version.
pub(super) async fn update_place(
    db: &mut PgConnection,
    now: Instant,
    account: AccountId,
    expected: Option<i32>,
    new: &NewPlace,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "update place set capacity = $3, seen_elsewhere = $4, accepting = $5,
           resumes_on = case when $5 then null else resumes_on end,
           closed_because = case when $5 then null else coalesce(closed_because, 'own-wish') end,
           reopened_at = case when $5 and not accepting then $6 else reopened_at end, version = version + 1, updated_at = $6
         where account_id = $1 and version = coalesce($2, version)",
        account.0,
        expected,
        new.capacity,
        new.seen_elsewhere,
        new.accepting,
        now as Instant,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Closed to requests from now on. A pause that its owner wished for stays as they wished it. False when nothing changed.
pub(super) async fn close(
    db: &mut PgConnection,
    now: Instant,
    account: AccountId,
    until: Option<Day>,
    because: Because,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "update place set accepting = false, resumes_on = $3, closed_because = $4, version = version + 1, updated_at = $2
         where account_id = $1 and (accepting or $4 = 'own-wish')
           and (accepting, resumes_on, closed_because) is distinct from (false, $3::date, $4)",
        account.0,
        now as Instant,
        until as Option<Day>,
        because.code(),
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Open to requests again. False when it was.
pub(super) async fn reopen(
    db: &mut PgConnection,
    now: Instant,
    account: AccountId,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "update place set accepting = true, resumes_on = null, closed_because = null, reopened_at = $2, version = version + 1, updated_at = $2
         where account_id = $1 and not accepting",
        account.0,
        now as Instant,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub(super) async fn update_settings(
    db: &mut PgConnection,
    now: Instant,
    account: AccountId,
    expected: i32,
    to: &SettingsChange,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "update availability set zone = $3, meeting_minutes = $4, notice_hours = $5, horizon_days = $6, buffer_minutes = $7,
           outline = $8, chemistry_minutes = $10, joining = $11, version = version + 1, updated_at = $9
         where account_id = $1 and version = $2",
        account.0,
        expected,
        to.zone,
        to.meeting_minutes,
        to.notice_hours,
        to.horizon_days,
        to.buffer_minutes,
        to.outline,
        now as Instant,
        to.chemistry_minutes,
        to.joining,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub(super) async fn update_outline(
    db: &mut PgConnection,
    now: Instant,
    account: AccountId,
    outline: &str,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update availability set outline = $2, version = version + 1, updated_at = $3
         where account_id = $1 and outline <> $2",
        account.0,
        outline,
        now as Instant,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Holds somebody's windows until the transaction ends, so that two additions see each other.
pub(super) async fn lock(db: &mut PgConnection, account: AccountId) -> Result<(), sqlx::Error> {
    sqlx::query!("select 1 as one from availability where account_id = $1 for update", account.0)
        .fetch_one(db)
        .await?;
    Ok(())
}

pub(super) async fn insert_window(
    db: &mut PgConnection,
    account: AccountId,
    id: WindowId,
    new: &NewWindow,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into availability_window (availability_window_id, account_id, weekday, from_time, to_time, delivery_id, place)
         values ($1, $2, $3, $4::text::time, $5::text::time, $6, $7)",
        id.0,
        account.0,
        new.weekday.number(),
        new.from.code(),
        new.to.code(),
        new.delivery_id.map(|term| term.0),
        new.place,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn delete_window(
    db: &mut PgConnection,
    account: AccountId,
    id: WindowId,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "delete from availability_window where account_id = $1 and availability_window_id = $2",
        account.0,
        id.0,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub(super) async fn erase(db: &mut PgConnection, account: AccountId) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from off_duty where account_id = $1", account.0).execute(&mut *db).await?;
    sqlx::query!("delete from availability_exception where account_id = $1", account.0)
        .execute(&mut *db)
        .await?;
    sqlx::query!("delete from availability_window where account_id = $1", account.0)
        .execute(&mut *db)
        .await?;
    super::exceptions::erase(db, account).await?;
    sqlx::query!("delete from availability where account_id = $1", account.0).execute(&mut *db).await?;
    sqlx::query!("delete from place where account_id = $1", account.0).execute(db).await?;
    Ok(())
}
