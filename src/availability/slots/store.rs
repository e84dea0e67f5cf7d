use std::collections::HashMap;

use sqlx::PgConnection;
use sqlx::types::Json;

use super::offer::{Offer, Times};
use super::wall::zone_named;
use crate::availability::{WallTime, Weekday};
use crate::platform::clock::{Day, Instant};
use crate::platform::ids::AccountId;
use crate::platform::span::Span;
use crate::vocabulary::TermId;

/// From, to, way and place, as a statement gathers them.
type Gathered = (i32, i32, Option<i32>, Option<String>);

/// What these people offer and what is booked of it, with the length of a first conversation. One statement.
pub(super) async fn offers(
    db: &mut PgConnection,
    accounts: &[AccountId],
    now: Instant,
) -> Result<HashMap<AccountId, (Offer, i16)>, sqlx::Error> {
    let ids: Vec<uuid::Uuid> = accounts.iter().map(|account| account.0).collect();
    let rows = sqlx::query!(
        r#"select v.account_id, v.zone, v.notice_hours, v.horizon_days, v.buffer_minutes, v.chemistry_minutes,
             coalesce((select json_agg(json_build_array(w.weekday, json_build_array(
                 (extract(epoch from w.from_time) / 60)::int4, (extract(epoch from w.to_time) / 60)::int4, w.delivery_id, w.place))
                 order by w.weekday, w.from_time)
               from availability_window w where w.account_id = v.account_id), '[]') as "weekly!: Json<Vec<(i16, Gathered)>>",
             coalesce((select json_agg(json_build_array(e.from_day, json_build_array(
                 (extract(epoch from e.from_time) / 60)::int4, (extract(epoch from e.to_time) / 60)::int4, e.delivery_id, e.place))
                 order by e.from_day, e.from_time)
               from availability_exception e
               where e.account_id = v.account_id and e.kind = 'extra' and e.to_day >= ($2::timestamptz)::date - 1), '[]')
               as "extra!: Json<Vec<(Day, Gathered)>>",
             coalesce((select json_agg(json_build_array(e.from_day, e.to_day) order by e.from_day)
               from availability_exception e
               where e.account_id = v.account_id and e.kind = 'away' and e.to_day >= ($2::timestamptz)::date - 1), '[]')
               as "away!: Json<Vec<(Day, Day)>>",
             coalesce((select json_agg(json_build_array(
                 (extract(epoch from lower(b.during)) * 1000000)::int8, (extract(epoch from upper(b.during)) * 1000000)::int8))
               from booking b
               where b.account_id = v.account_id and b.live and b.during && tstzrange($2::timestamptz - interval '1 day', null)), '[]')
               as "busy!: Json<Vec<(i64, i64)>>"
           from availability v where v.account_id = any($1)"#,
        &ids,
        now as Instant,
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let weekly = row.weekly.0.into_iter();
            let weekly =
                weekly.filter_map(|(day, times)| Some((Weekday::from_number(day)?, times_of(times)?)));
            let extra = row.extra.0.into_iter().filter_map(|(day, times)| Some((day, times_of(times)?)));
            let busy = row.busy.0.into_iter().filter_map(|(from, to)| {
                Span::new(Instant::from_microsecond(from), Instant::from_microsecond(to))
            });
            let offer = Offer {
                zone: zone_named(&row.zone),
                notice_hours: row.notice_hours,
                horizon_days: row.horizon_days,
                buffer_minutes: row.buffer_minutes,
                weekly: weekly.collect(),
                extra: extra.collect(),
                away: row.away.0,
                busy: busy.collect(),
            };
            (row.account_id, (offer, row.chemistry_minutes))
        })
        .collect())
}

fn times_of((from, to, delivery, place): Gathered) -> Option<Times> {
    let (from, to) = (WallTime::from_minutes(from)?, WallTime::from_minutes(to)?);
    Some(Times { from, to, delivery_id: delivery.map(TermId), place })
}

pub(super) async fn away(db: &mut PgConnection, account: AccountId) -> Result<Vec<(Day, Day)>, sqlx::Error> {
    let rows = sqlx::query!(
        "select from_day, to_day from availability_exception
         where account_id = $1 and kind = 'away' order by from_day, to_day",
        account.0,
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (row.from_day, row.to_day)).collect())
}

pub(super) async fn zone(db: &mut PgConnection, account: AccountId) -> Result<Option<String>, sqlx::Error> {
    sqlx::query_scalar!("select zone from availability where account_id = $1", account.0)
        .fetch_optional(db)
        .await
}
